"""`cldvalidator.check`: a file read and checked, its findings as pandas frames."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.rules import Severity
from cldvalidator.extract.header import refuse_unknown_fields
from cldvalidator.fixes.profile import Profile, load_profile
from cldvalidator.interface.records import Records
from cldvalidator.jobs.check import open_file
from cldvalidator.official import current_specification
from cldvalidator.review.opened import Opened
from cldvalidator.review.verdict import verdict

if TYPE_CHECKING:
    from cldvalidator.interface.fixed import Fixed
    from cldvalidator.interface.prices import Prices

View = Literal["rule", "field", "event type", "value", "record", "person", "fixes"]
"""What findings can be grouped by."""
PathLike = str | os.PathLike[str]


def check(
    path: PathLike,
    *,
    release: Literal["1", "2"] | None = None,
    sheet: str | None = None,
    delimiter: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    profile: PathLike | None = None,
    dates: Mapping[str, Literal["day first", "month first"]] | None = None,
    without: Iterable[str] = (),
    as_of: date | None = None,
) -> Checked:
    """Read a file and check every cell, and the cells against each other.

    path: CSV, XLSX, XLSM, XLS, XLSB or ODS. release: of the specification; by default the one that
    the file has to be in. sheet: of a workbook. delimiter: between the cells of a text file; found
    from the text by default. columns: the field that a header stands for, None for a column that is
    not used. profile: a profile whose columns, sheet and own rules are used. dates: the order of
    day and month of a field, or of all with the key ""; the file's own evidence decides by default.
    without: rules not to run, by id or by group (cells, records, people, submission, portal,
    local). as_of: the day that counts as today, so that a file gets the same verdict on any day.

    Raises InputProblem for a file that cannot be read as an extract, EnvironmentProblem for one
    that the system does not let be read.

    Examples:
        >>> import cldvalidator as cld
        >>> made = cld.synthetic("extract.csv", rows=200, faults=0.05, seed=3)
        >>> checked = cld.check("extract.csv")
        >>> checked
        <Checked extract.csv: Not ready to send>
        >>> cld.check("missing.csv")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        cldvalidator.problems.InputProblem: There is no file “missing.csv” in that place. ...
    """
    newest = current_specification("2")
    known = load_profile(Path(profile), newest) if profile is not None else Profile()
    refuse_unknown_fields(columns or {}, newest)
    memory = Memory()
    opened = open_file(
        Path(path),
        release=release,
        sheet=sheet,
        delimiter=delimiter,
        header_matches={**known.columns, **(columns or {})},
        usual_sheet=known.sheet,
        dates=dates,
        without=without,
        rules=known.rules,
        memory=memory,
        today=as_of,
    )
    return Checked(opened, memory, Path(profile) if profile is not None else None)


class Checked:
    """A file that was read and checked, with its findings.

    Rows are the numbers that Excel shows beside them.
    """

    def __init__(self, opened: Opened, memory: Memory, profile: Path | None = None) -> None:
        """Wrap what the engine has checked; `check` makes one."""
        self._opened, self._memory, self._profile = opened, memory, profile
        self._whole = opened
        self._views = opened.views

    def __repr__(self) -> str:
        return f"<Checked {self.extract.name}: {verdict(self._whole.result).title}>"

    @property
    def extract(self) -> Records:
        """The file as it was read."""
        return Records(self._opened.extract)

    @property
    def release(self) -> str:
        """The release of the specification that the file was checked against: "1" or "2"."""
        return self._opened.specification.release

    @property
    def verdict(self) -> str:
        """Whether the file is ready to send, and why, in a sentence."""
        return verdict(self._whole.result).text

    @property
    def ready(self) -> bool:
        """Whether the file has no errors; warnings and queries do not stand in the way."""
        return not self._whole.result.findings.count(Severity.ERROR)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row for each finding, by row of the file and then by field.

        Columns: rule (category, such as "DATE-03"), field (category), row (Int32, as Excel shows
        it; missing for a finding about the whole file), severity (category, "error" the first, then
        "warning" and "query"), value (the text of the cell; None for the whole file). It holds
        values of the file.

        Examples:
            >>> import cldvalidator as cld
            >>> made = cld.synthetic("extract.csv", rows=200, faults=0.05, seed=3)
            >>> findings = cld.check("extract.csv").findings
            >>> list(findings.columns)
            ['rule', 'field', 'row', 'severity', 'value']
            >>> bool((findings["severity"] == "error").any())
            True
        """
        found = self._opened.result.findings
        table, extract = found.table, self._opened.extract
        row = table["row"].to_numpy()
        whole = row == WHOLE_FILE
        values = np.full(len(table), None, object)
        of_field = table["field"].to_numpy()
        for number in np.unique(of_field).tolist():
            here = np.flatnonzero((of_field == number) & ~whole)
            column = extract.column(found.names[number])
            texts = np.array([*column.texts, ""], object)[:-1]
            values[here] = texts[column.codes[row[here]]]
        shown = pd.array(np.zeros(len(table), np.int32), "Int32")
        shown[~whole] = extract.source_rows[row[~whole]]
        shown[whole] = pd.NA
        return pd.DataFrame(
            {
                "rule": _named(table["rule"], found.rules),
                "field": _named(table["field"], found.names),
                "row": shown,
                "severity": _named(table["severity"], [s.word for s in Severity], ordered=True),
                "value": pd.Series(values, dtype=object),
            }
        )

    def by(self, view: View) -> pd.DataFrame:
        """Return the findings counted by something, the worst first.

        view: "rule" (rule, severity, findings, records, fields), "field" (field, error, warning,
        query), "event type" (event_type, findings, records), "value" (field, found, rule, severity,
        proposed, certainty, cells), "record" (row, error, warning, query), "person" (person, error,
        warning, query) or "fixes": the changes that would clear most (field, found, rule, clears,
        share: the running share of all findings, per cent). "value", "person" and "fixes" hold
        values of the file. Raises ValueError for any other view.

        Examples:
            >>> import cldvalidator as cld
            >>> made = cld.synthetic("extract.csv", rows=200, faults=0.05, seed=3)
            >>> checked = cld.check("extract.csv")
            >>> list(checked.by("rule").columns)
            ['rule', 'severity', 'findings', 'records', 'fields']
            >>> int(checked.by("rule")["findings"].sum()) == len(checked.findings)
            True
        """
        made: dict[str, Callable[[], pd.DataFrame]] = {
            "rule": self._views.by_rule,
            "field": self._views.by_field,
            "event type": self._views.by_event_type,
            "value": self._views.by_value,
            "record": self._views.by_record,
            "person": self._views.by_person,
            "fixes": self._views.what_fixes_most,
        }
        if view not in made:
            raise ValueError(f"{view!r} is not a view; choose from {', '.join(made)}")
        table = made[view]()
        if "severity" in table:
            words = [Severity(s).word for s in table["severity"]]
            table = table.assign(severity=pd.Series(words, index=table.index, dtype=object))
        if "row" in table:
            table = table.assign(row=self._opened.extract.source_rows[table["row"].to_numpy()])
        return table

    def where(self, filter: str) -> Checked:
        """Return the same file with only the rows that fit a filter, and their findings.

        filter: such as "Event Type = Service and not Event End Date is blank", with `and`, `or`,
        `not`, brackets, =, !=, `in (a, b)`, <, <=, >, >=, `between a and b`, `contains`, `starts
        with`, `is blank`, `has finding`, `has finding DATE-03 in Event End Date` and `has error`.
        Texts compare without regard to case; a cell is found by its text, and as the rules read it.
        `verdict`, `ready`, `data_quality` and `fix` are about the whole file; nothing is checked
        again. "@" and a name: the filter saved so in the profile that the file was checked with,
        else in that of this computer. Raises InputProblem for a filter that cannot be read, and
        for a name that is not saved.

        Examples:
            >>> import cldvalidator as cld
            >>> made = cld.synthetic("extract.csv", rows=200, faults=0.05, seed=3)
            >>> checked = cld.check("extract.csv")
            >>> services = checked.where("Event Type = Service")
            >>> set(services.extract.frame["Event Type"])
            {'Service'}
            >>> services.verdict == checked.verdict
            True
        """
        from cldvalidator.fixes.profile_store import filter_asked_for
        from cldvalidator.review.filtered import filter_file

        text = filter_asked_for(filter, self._profile)
        found = Checked(filter_file(self._opened, text).shown, self._memory, self._profile)
        found._whole = self._whole
        return found

    @property
    def data_quality(self) -> pd.DataFrame:
        """The national data quality table: field, status, verdict and count (cells, int64).

        status and verdict are the words that NHS England's data quality report uses.
        """
        return self._opened.result.quality.copy()

    def prices(self, *, method: str = "") -> Prices:
        """Return what each decision about the file would do to the national figures.

        Each proposal is tried by itself; for findings without one, only the bounds of percentages
        are known. method: such as "june-2026"; the newest by default. Raises InputProblem where no
        year can be found, or for a method that is none.

        Examples:
            >>> import cldvalidator as cld
            >>> made = cld.synthetic("extract.csv", rows=200, faults=0.05, seed=3)
            >>> prices = cld.check("extract.csv").prices()
            >>> list(prices.decisions.columns[6:])
            ['cells', 'known', 'figures', 'effect']
        """
        from cldvalidator.events.method_versions import method_named
        from cldvalidator.interface.prices import Prices
        from cldvalidator.jobs.preview_inputs import PreviewInputs
        from cldvalidator.jobs.price import price_file

        inputs = PreviewInputs(method=method_named(method or None).name)
        return Prices(price_file(self._opened, inputs))

    def fix(
        self,
        *,
        safe: bool = False,
        likely: Iterable[str] = (),
        release_1: bool = False,
        derived: bool = False,
        profile: PathLike | None = None,
        changes: PathLike | None = None,
        leave_out: Iterable[str | int] = (),
        keep_rows: Iterable[str | int] = (),
    ) -> Fixed:
        """Make the changes that you accept, and check again what they touch. Writes nothing.

        safe: every safe change: the same value, written as specified. likely: ids of rules whose
        likely changes are made, "all" for every rule. release_1: documented Release 1 values become
        Release 2; derived: with it, unconfirmed ones too. profile: what the council's own values
        mean. changes: a change file of this very file. leave_out, keep_rows: rows as Excel shows
        them (17, or "20-22"), or "no-records" for all lines that are not records.

        Raises InputProblem for rows, profiles and change files that do not fit; EnvironmentProblem.

        Examples:
            >>> import cldvalidator as cld
            >>> made = cld.synthetic("extract.csv", rows=200, faults=0.05, seed=3)
            >>> fixed = cld.check("extract.csv").fix(safe=True, leave_out=[2])
            >>> len(fixed.after.extract)
            199
        """
        from cldvalidator.interface.fixed import Fixed
        from cldvalidator.jobs.fix import AcceptedFixes, fix

        specification = current_specification("2")
        asked = AcceptedFixes(
            changes=Path(changes) if changes is not None else None,
            leave_out=[str(row) for row in leave_out],
            keep=[str(row) for row in keep_rows],
            profile=load_profile(Path(profile), specification) if profile is not None else None,
            safe=safe,
            likely=list(likely),
            release_1=release_1,
            derived=derived,
        )
        whole = (
            self
            if self._opened is self._whole
            else Checked(self._whole, self._memory, self._profile)
        )
        return Fixed(whole, fix(self._whole, self._memory, asked))


def _named(codes: pd.Series, names: Iterable[str], *, ordered: bool = False) -> pd.Categorical[str]:
    numbers = codes.to_numpy().astype(np.int64)
    return pd.Categorical.from_codes(numbers, pd.Index(list(names)), ordered=ordered)
