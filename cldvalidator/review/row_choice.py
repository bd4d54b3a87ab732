"""Which records are looked at, and in what order: questions about rows, answered by codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from cldvalidator.checks.findings import WHOLE_FILE, FindingGroup, Findings
from cldvalidator.checks.rules import Severity
from cldvalidator.extract import Column, Extract
from cldvalidator.filters import FilteredRows
from cldvalidator.review.opened import Opened
from cldvalidator.review.ordering import in_order, ranks
from cldvalidator.specification import Specification
from cldvalidator.specification.conditions import Condition

Rows = npt.NDArray[np.int32]
_BETWEEN = re.compile("[ \u00a0\u2009\u202f\u2010-\u2015-]")
"""What people write between the digits of a number: spaces, hyphens and dashes."""
_NHS_DIGITS = 10


@dataclass(frozen=True, eq=False)
class RowChoice:
    """What rows are asked for; what is not set does not restrict.

    severity, rule, field: rows with a finding that is all of these; national: none of those of the
    council's own rules. values: by field (or the name
    of a column kept aside), the exact text the cell holds. contains, within: rows with this text,
    case aside, in any cell or in the cells of one column; ten digits are found with and without
    spaces or hyphens between them. among: only these records (0-based,
    int32), such as those behind a figure. where: a filter that the rows fit.
    """

    severity: Severity | None = None
    rule: str | None = None
    field: str | None = None
    national: bool = False
    with_findings: bool = False
    values: tuple[tuple[str, str], ...] = ()
    contains: str = ""
    within: str | None = None
    among: Rows | None = None
    where: Condition | None = None
    label: str = ""

    @property
    def asks_for_findings(self) -> bool:
        """Whether only rows with certain findings are wanted."""
        wanted = (self.severity, self.rule, self.field)
        return self.with_findings or any(x is not None for x in wanted)

    @property
    def everything(self) -> bool:
        """Whether every row is wanted."""
        asked = (self.values, self.contains, self.among is not None, self.where is not None)
        return not self.asks_for_findings and not any(asked)


def column_of(extract: Extract, name: str) -> Column:
    """Return a field's column, or the one that was kept aside under this name."""
    aside = extract.unused.get(name)
    return aside if aside is not None and name not in extract.columns else extract.column(name)


def rows_of(opened: Opened, choice: RowChoice) -> Rows:
    """Return the records of a checked file (0-based, int32, ascending) that fit a choice."""
    rows = chosen_rows(opened.extract, opened.result.findings, replace(choice, where=None))
    if choice.where is None:
        return rows
    judged = FilteredRows(opened.extract, opened.read, opened.result)
    return rows[judged.rows(choice.where)[rows]]


def chosen_rows(extract: Extract, findings: Findings, choice: RowChoice) -> Rows:
    """Return the records (0-based, int32, ascending) that fit a choice without a filter."""
    if choice.where is not None:
        raise ValueError("a filter needs the file as it reads: ask rows_of")
    fits = np.ones(len(extract), bool)
    if choice.asks_for_findings:
        fits &= rows_with_findings(findings, choice, len(extract))
    for name, text in choice.values:
        column = column_of(extract, name)
        position = column.values.index(text).as_py()
        fits &= column.codes == position if position >= 0 else False
    if choice.among is not None:
        among = np.zeros(len(extract), bool)
        among[choice.among] = True
        fits &= among
    if choice.contains:
        fits &= _containing(extract, choice.contains, choice.within)
    return np.flatnonzero(fits).astype(np.int32)


def rows_with_findings(findings: Findings, choice: RowChoice, rows: int) -> npt.NDArray[np.bool_]:
    """Flag the rows that have a finding of the choice's severity, rule and field."""
    among = findings.national if choice.national else findings
    return among.rows_with(rows, severity=choice.severity, rule=choice.rule, field=choice.field)


def _fits(group: FindingGroup, choice: RowChoice) -> bool:
    return (
        choice.severity in (None, group.severity)
        and choice.rule in (None, group.rule.id)
        and choice.field in (None, group.field)
        and not (choice.national and group.rule.is_local)
    )


def holds(cell: str, text: str) -> bool:
    """Say whether a cell holds a text that is searched for; an NHS number however it is written."""
    number = _nhs_number(text)
    return text.casefold() in cell.casefold() or (bool(number) and number in _BETWEEN.sub("", cell))


def _nhs_number(text: str) -> str:
    """Return the ten digits of a text that is an NHS number as people write it, else nothing."""
    bare = _BETWEEN.sub("", text)
    return bare if len(bare) == _NHS_DIGITS and bare.isascii() and bare.isdigit() else ""


def _containing(extract: Extract, text: str, within: str | None) -> npt.NDArray[np.bool_]:
    flags = np.zeros(len(extract), bool)
    columns: Iterable[Column] = (
        [column_of(extract, within)]
        if within is not None
        else [*extract.columns.values(), *extract.unused.values()]
    )
    number = _nhs_number(text)
    for column in columns:
        hit = pc.match_substring(column.values, text, ignore_case=True)
        if number:
            bare = pc.replace_substring_regex(column.values, _BETWEEN.pattern, "")
            hit = pc.or_(hit, pc.match_substring(bare, number))
        by_code: npt.NDArray[np.bool_] = hit.to_numpy(zero_copy_only=False)
        if by_code.any():
            flags |= column.take(by_code)
    return flags


def sorted_rows(
    extract: Extract,
    specification: Specification,
    rows: Rows,
    name: str,
    *,
    descending: bool = False,
) -> Rows:
    """Return rows ordered by a column: dates by day, numbers by size, text without case.

    Blank cells and cells that are no date or number come last either way. Equal cells keep their
    order.
    """
    column = column_of(extract, name)
    spec_field = specification.by_name.get(name)
    ranked = ranks(column.values, spec_field.type if spec_field else "text")
    key = in_order(ranked, descending=descending).astype(np.uint32)
    return rows[np.argsort(key[column.codes[rows]], kind="stable")]


def severity_marks(findings: Findings, name: str, rows: int) -> npt.NDArray[np.uint8]:
    """Return by row the worst finding in a field: 0 none, 1 query, 2 warning, 3 error."""
    marks = np.zeros(rows, np.uint8)
    for group in findings.groups:
        if group.field == name:
            found = group.rows[group.rows != WHOLE_FILE]
            marks[found] = np.maximum(marks[found], np.uint8(len(Severity) - group.severity))
    return marks


def finding_cells(
    findings: Findings, choice: RowChoice, rows: Rows, total: int
) -> npt.NDArray[np.int64]:
    """Return the cells to walk through: place in `rows` times the number of fields, plus field.

    Only findings that fit the choice count, in the order in which `rows` are shown; int64,
    ascending, without repeats. total: the number of records of the file.
    """
    place = np.full(total, -1, np.int64)
    place[rows] = np.arange(len(rows))
    number = {name: i for i, name in enumerate(findings.names)}
    cells = []
    for group in findings.groups:
        if _fits(group, choice):
            where = place[group.rows[group.rows != WHOLE_FILE]]
            cells.append(where[where >= 0] * len(findings.names) + number[group.field])
    return np.unique(np.concatenate([np.zeros(0, np.int64), *cells]))
