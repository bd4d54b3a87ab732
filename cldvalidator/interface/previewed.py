"""`cldvalidator.preview`: the national figures of a file before they are public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import pandas as pd

from cldvalidator.checks import check_extract
from cldvalidator.checks.cells.date_evidence import with_dates
from cldvalidator.events import Parameters, ProcessedEvents, process
from cldvalidator.events.method_versions import method_named
from cldvalidator.extract import Extract, read_extract
from cldvalidator.fixes.date_order import day_first
from cldvalidator.interface.beside_published import beside_published
from cldvalidator.interface.checked import PathLike
from cldvalidator.measures.figures import Figure
from cldvalidator.measures.population import read_populations
from cldvalidator.measures.preview import Previewed, find_measure
from cldvalidator.measures.preview import preview as preview_measures
from cldvalidator.official import current_specification
from cldvalidator.presentation.grid_sheets import missing_tables
from cldvalidator.presentation.preview_text import records_behind
from cldvalidator.problems import InputProblem
from cldvalidator.published.populations import inputs_for
from cldvalidator.review.about_file import known_council


def preview(
    path: PathLike,
    *,
    measures: Iterable[str] = (),
    period_end: date | None = None,
    method: str = "",
    population: PathLike | Mapping[str, int] | None = None,
    map_release_1: bool = False,
    deaths: Literal["own", "none"] = "own",
    sheet: str | None = None,
    delimiter: str | None = None,
    as_of: date | None = None,
) -> Preview:
    """Compute the national figures of a file, as DHSC computes them, with the safe changes made.

    measures: ids such as "ASCOF 2A"; all by default. period_end: the last day of the year; by
    default the year that the file is about. method: such as "june-2026"; the newest by default.
    population: people of the council by age band, as a file or as {"18 to 64": 460000, "65 and
    above": 180000}; by default the published one of the mid-year, or of the nearest.
    map_release_1: read Release 1 values as what they became. deaths: "none" if nobody with an NHS
    number has died, as DHSC's own dates of death are not known here. sheet, delimiter: as for
    `check`. as_of: the day that rules take as today, so that a file gives the same figures on any
    day; by default today.

    Raises InputProblem for a file, a measure, a method or a population that is none, or where no
    year can be found; EnvironmentProblem.

    Examples:
        >>> import cldvalidator as cld
        >>> made = cld.synthetic("extract.csv", rows=400)
        >>> figures = cld.preview("extract.csv", measures=["2E"]).figures
        >>> list(figures.columns[:4])
        ['measure', 'description', 'group', 'value']
    """
    specification = current_specification("2")
    extract = read_extract(Path(path), specification, sheet=sheet, delimiter=delimiter)
    extract = day_first(with_dates(extract, specification))
    parameters = Parameters(
        period_end=period_end,
        method=method_named(method or None),
        map_release_1=map_release_1,
        own_deaths=deaths == "own",
    )
    judged = check_extract(extract, specification, today=as_of).judged
    processed = process(extract, specification, parameters, judged=judged)
    council = known_council(extract, specification.la_names)
    given = inputs_for(council, populations(population))
    previewed = preview_measures(processed, given, only=measures)
    return Preview(extract, processed, previewed, council)


def populations(
    given: PathLike | Mapping[str, int] | None,
) -> Mapping[int | None, Mapping[str, int]]:
    """Return by year, None for every year, the people by age band. Raises InputProblem."""
    if given is None:
        return {}
    return {None: given} if isinstance(given, Mapping) else read_populations(Path(given))


class Preview:
    """The national figures of one file, and the records behind each of them."""

    def __init__(
        self,
        extract: Extract,
        processed: ProcessedEvents,
        previewed: list[Previewed],
        council: str,
    ) -> None:
        """Wrap what the engine has computed; `preview` makes one."""
        self._extract, self._processed, self._previewed = extract, processed, previewed
        self._council = council

    def __repr__(self) -> str:
        first, last = self.period
        return f"<Preview of {self._extract.reading.name}: {first:%d/%m/%Y} to {last:%d/%m/%Y}>"

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day of the year that the figures are about."""
        return self._processed.period.first, self._processed.period.last

    @property
    def method(self) -> str:
        """The version of DHSC's method."""
        return self._processed.parameters.method.name

    @property
    def notes(self) -> tuple[str, ...]:
        """What the figures rest on and what the file cannot support, a sentence each."""
        gaps = dict.fromkeys(m for i in self._previewed for m in i.results[0].missing)
        return (*self._processed.notes, *gaps)

    @property
    def figures(self) -> pd.DataFrame:
        """One row for each figure of each measure, and of the year three months before.

        Columns: measure, description, group (age band, gender or the like), value (in the measure's
        unit; missing where no figure can be given), numerator, denominator (float64, missing where
        there is none), unit, period_end (the last day of the year).
        """
        return figures_of(self._previewed)

    @property
    def published(self) -> pd.DataFrame:
        """Figures that are published too, beside the latest published ones; a row for each area.

        Columns: measure, description, group, value (ours, in unit; float64, missing where there is
        none), unit, area (its name), level ("council": what was published of yours, "region",
        "England", "similar council": the most similar first), year (such as "2024-25"), published
        (float64, missing where none is shown) and why (why none is). No rows for a file whose LA
        Code is not known. `cldvalidator published show` says which editions are in use.

        Examples:
            >>> import cldvalidator as cld
            >>> made = cld.synthetic("extract.csv", rows=400)
            >>> beside = cld.preview("extract.csv", measures=["2E LD"]).published
            >>> [level for level in beside["level"].unique()]
            ['council', 'region', 'England', 'similar council']
        """
        return beside_published(self._processed, self._previewed, self._council)

    def tables(self, measure: str) -> dict[str, pd.DataFrame]:
        """Return the tables of a measure of the activity report, by title, as they are laid out.

        Rows and columns stand in their order, Total last; the values are counts (float64). They are
        NHS England's 2023-24 method, on DHSC's tables, and not the figures that DHSC publishes:
        `frame.attrs` has method and note. Raises InputProblem for a measure that was not computed.

        Examples:
            >>> import cldvalidator as cld
            >>> made = cld.synthetic("extract.csv", rows=400)
            >>> tables = cld.preview("extract.csv", measures=["LTS001b"]).tables("LTS001b")
            >>> [title for title in tables][0]
            'Table 1a: people aged 18 to 64 with long-term support on the last day of the year'
        """
        return tables_of(self._previewed, measure)

    @property
    def not_shown(self) -> pd.DataFrame:
        """One row for each table that has no public method, and so no figures: id, title, reason.

        Examples:
            >>> import cldvalidator as cld
            >>> made = cld.synthetic("extract.csv", rows=400)
            >>> list(cld.preview("extract.csv", measures=["LTS001b"]).not_shown["id"])[:2]
            ['LTS002a', 'LTS002b']
        """
        return tables_not_shown()

    def behind(self, measure: str, group: str, description: str = "") -> pd.DataFrame:
        """Return the records behind a figure: it holds personal data.

        measure: its id, or the beginning of one. group: of the figure, case aside. description: a
        part of the figure's description, where the measure has several for the group. Columns: Row
        (as Excel shows it), Person, In numerator, In denominator ("yes" or "no"), and the main
        fields of the event. Raises InputProblem where no figure fits, or more than one.

        Examples:
            >>> import cldvalidator as cld
            >>> made = cld.synthetic("extract.csv", rows=400)
            >>> preview = cld.preview("extract.csv", measures=["2E"])
            >>> behind = preview.behind("ASCOF 2E", "Total", "18")
            >>> list(behind.columns[:4])
            ['Row', 'Person', 'In numerator', 'In denominator']
        """
        figure = figure_called(self._previewed, measure, group, description)
        return records_behind(figure.behind, self._processed, self._extract)


def figure_called(
    previewed: Iterable[Previewed], measure: str, group: str, description: str
) -> Figure:
    """Return the one figure that fits. Raises InputProblem where none does, or more than one."""
    wanted = find_measure(measure).text.id
    figures = _figures_of(previewed, wanted)
    fits = [
        f
        for f in figures
        if f.group.casefold() == group.casefold()
        and description.casefold() in f.description.casefold()
    ]
    fits = [f for f in fits if f.description.casefold() == description.casefold()] or fits
    if len(fits) != 1:
        what = f"{len(fits)} figures fit" if fits else "No figure fits"
        named = dict.fromkeys(f"{f.group}: {f.description}" for f in fits or figures)
        raise InputProblem(f"{what} of {wanted}.", f"Choose one of: {'; '.join(named)}.")
    return fits[0]


def _figures_of(previewed: Iterable[Previewed], measure: str) -> tuple[Figure, ...]:
    for item in previewed:
        if item.measure.text.id == measure:
            return item.results[0].figures
    raise InputProblem(
        f"{measure} was not computed.", "Leave `measures` out, or name the measure there."
    )


def tables_of(previewed: Iterable[Previewed], measure: str) -> dict[str, pd.DataFrame]:
    """Return the tables of a measure as `Preview.tables` describes them. Raises InputProblem."""
    listed, wanted = list(previewed), find_measure(measure).text.id
    _figures_of(listed, wanted)
    item = next(i for i in listed if i.measure.text.id == wanted)
    made = {}
    for grid in item.results[0].grids:
        cells = [[f.value for f in line] for line in grid.cells]
        frame = pd.DataFrame(cells, list(grid.rows), list(grid.columns), dtype="float64")
        frame.index.name, frame.columns.name = grid.row_heading, grid.column_heading
        frame.attrs = {"method": item.measure.text.method, "note": grid.note}
        made[grid.title] = frame
    return made


def tables_not_shown() -> pd.DataFrame:
    """Return what `Preview.not_shown` describes."""
    return pd.DataFrame(missing_tables(), columns=["id", "title", "reason"]).astype(object)


def figures_of(previewed: Iterable[Previewed]) -> pd.DataFrame:
    """Return the figures of measures as `Preview.figures` describes them."""
    rows = [
        (
            item.measure.text.id,
            figure.description,
            figure.group,
            None if figure.unavailable or result.unavailable else figure.value,
            figure.numerator,
            figure.denominator,
            item.measure.text.unit,
            pd.Timestamp(result.period.last),
        )
        for item in previewed
        for result in item.results
        for figure in result.figures
    ]
    names = [
        *("measure", "description", "group", "value"),
        *("numerator", "denominator", "unit", "period_end"),
    ]
    kinds = dict.fromkeys(("value", "numerator", "denominator"), "float64")
    return pd.DataFrame(rows, columns=names).astype(kinds)
