"""`cldvalidator.join`: the national figures from several submissions of a council."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import pandas as pd

from cldvalidator.events.method_versions import method_named
from cldvalidator.interface.beside_published import beside_published
from cldvalidator.interface.checked import PathLike
from cldvalidator.interface.previewed import (
    figure_called,
    figures_of,
    populations,
    tables_not_shown,
    tables_of,
)
from cldvalidator.jobs.join import gather_set, join_set
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.measures.preview import Previewed
from cldvalidator.measures.preview import preview as preview_measures
from cldvalidator.presentation.preview_text import records_behind
from cldvalidator.published.populations import inputs_for
from cldvalidator.submissions.gathering import Gathered
from cldvalidator.submissions.joined import JoinedSubmissions
from cldvalidator.submissions.submission_reading import ReadingOptions
from cldvalidator.wording import counted


def join(
    paths: Iterable[PathLike],
    *,
    imports: Mapping[str, datetime] | None = None,
    as_of: date | None = None,
    measures: Iterable[str] = (),
    period_end: date | None = None,
    method: str = "",
    population: PathLike | Mapping[str, int] | None = None,
    deaths: Literal["own", "none"] = "own",
    sheet: str | None = None,
    delimiter: str | None = None,
) -> Joined:
    """Join submissions of one council as DHSC does, and compute the national figures from them.

    paths: files, folders, or a saved set (JSON). imports: when files reached DHSC, by name; from
    the manifest beside a file by default, else a guess. as_of: imports after this day do not count.
    measures, period_end, method, population, deaths: as for `preview`. sheet: of the workbooks;
    delimiter: of the text files.

    Raises InputProblem for a folder without submissions, files of several councils, or where no
    file serves the year; EnvironmentProblem. A file that cannot be used is left out, with the
    reason in `Joined.left_out`.

    Examples:
        >>> import cldvalidator as cld
        >>> made = cld.synthetic("extract.csv", rows=400)
        >>> joined = cld.join(["extract.csv"], measures=["2E"])
        >>> joined.files[["file", "rows"]].to_dict("records")
        [{'file': 'extract.csv', 'rows': 400}]
    """
    reading = ReadingOptions(sheet, delimiter)
    gathered = gather_set([Path(path) for path in paths], imports, reading=reading)
    inputs = PreviewInputs(
        period_end=period_end, method=method_named(method or None).name, own_deaths=deaths == "own"
    )
    joined = join_set(gathered, inputs, as_of)
    given = inputs_for(gathered.set.council, populations(population))
    return Joined(gathered, joined, preview_measures(joined.processed, given, only=measures))


class Joined:
    """The figures of several submissions, and what each of them serves."""

    def __init__(
        self, gathered: Gathered, joined: JoinedSubmissions, previewed: Iterable[Previewed]
    ) -> None:
        """Wrap what the engine has joined; `join` makes one."""
        self._gathered, self._joined, self._previewed = gathered, joined, tuple(previewed)

    def __repr__(self) -> str:
        first, last = self.period
        files = len(self._joined.used)
        return f"<Joined: {counted(files, 'submission')}, {first:%d/%m/%Y} to {last:%d/%m/%Y}>"

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day of the year that the figures are about."""
        return self._joined.processed.period.first, self._joined.processed.period.last

    @property
    def notes(self) -> tuple[str, ...]:
        """What the figures rest on and what the files cannot support, a sentence each."""
        gaps = dict.fromkeys(m for i in self._previewed for m in i.results[0].missing)
        return (*self._gathered.set.notices, *self._joined.processed.notes, *gaps)

    @property
    def figures(self) -> pd.DataFrame:
        """One row for each figure, with the columns of `Preview.figures`."""
        return figures_of(self._previewed)

    @property
    def published(self) -> pd.DataFrame:
        """Figures that are published too, beside the published ones, as `Preview.published`."""
        council = self._gathered.set.council
        return beside_published(self._joined.processed, self._previewed, council)

    def tables(self, measure: str) -> dict[str, pd.DataFrame]:
        """Return the tables of a measure of the activity report, as `Preview.tables` does."""
        return tables_of(self._previewed, measure)

    @property
    def not_shown(self) -> pd.DataFrame:
        """The tables that have no public method, as `Preview.not_shown` has them."""
        return tables_not_shown()

    def behind(self, measure: str, group: str, description: str = "") -> pd.DataFrame:
        """Return the records behind a figure: it holds personal data.

        measure, group, description: as for `Preview.behind`. Columns: File, Row (of the file, as
        Excel shows it), Person, In numerator, In denominator ("yes" or "no"), and the main fields
        of the event. Raises InputProblem where no figure fits, or more than one.

        Examples:
            >>> import cldvalidator as cld
            >>> made = cld.synthetic("extract.csv", rows=400)
            >>> joined = cld.join(["extract.csv"], measures=["2E"])
            >>> list(joined.behind("ASCOF 2E", "Total", "18").columns[:3])
            ['File', 'Row', 'Person']
        """
        figure = figure_called(self._previewed, measure, group, description)
        processed = self._joined.processed
        assert processed.read is not None
        return records_behind(figure.behind, processed, processed.read)

    @property
    def files(self) -> pd.DataFrame:
        """One row for each submission, in the order of import.

        Columns: file (its name), rows (int64), imported (datetime64), known_from ("told",
        "manifest", "file's date" or "period": the last two are guesses), quarters (how many
        quarters it serves, int64), year (whether it serves the year).
        """
        selection = self._joined.selection
        rows = [
            (
                s.name,
                s.rows,
                s.imported,
                s.known_from,
                len(selection.of(s)),
                selection.year.by is s,
            )
            for s in self._gathered.set.submissions
        ]
        return pd.DataFrame(
            rows, columns=["file", "rows", "imported", "known_from", "quarters", "year"]
        )

    @property
    def left_out(self) -> pd.DataFrame:
        """One row for each file that is no member of the set: file (its name), why."""
        rows = [(item.path.name, item.why) for item in self._gathered.set.left_out]
        return pd.DataFrame(rows, columns=["file", "why"]).astype(object)
