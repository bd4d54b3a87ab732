"""Fields by event type or by month: the share of blank cells, or of rows with a finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.cells.dates import NO_DATE, day_numbers
from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.filters import FilteredRows
from cldvalidator.review.column_profiles import central, first_of_month
from cldvalidator.review.opened import Opened
from cldvalidator.specification.conditions import All, Condition, FieldCompares, FieldIs, HasFinding

TYPE, START = "Event Type", "Event Start Date"
EARLIER, LATER = "Earlier", "Later"
MONTHS = 12
Counted = Literal["blank", "with findings"]
Across = Literal["event type", "month"]
_LEAST_ROWS, _LEAST_RISE, _CLEARLY = 10, 0.05, 4.0
"""A rise counts from so many rows, by so much of them, so many standard errors from no rise."""


@dataclass(frozen=True, eq=False)
class HeatMap:
    """What is counted, by field (down) and by event type or month of the start (across).

    groups: the names of the event types or months. fit: the filter of each group's rows. rows:
    int64, rows of each group. counts: int64, fields by groups.
    """

    counted: Counted
    fields: tuple[str, ...]
    groups: tuple[str, ...]
    fit: tuple[Condition, ...]
    rows: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]

    def share(self, field: int, group: int) -> float:
        """Return the share of the rows of a group, from 0 to 1."""
        rows = int(self.rows[group])
        return float(self.counts[field, group]) / rows if rows else 0.0

    def condition(self, field: int, group: int) -> Condition:
        """Return the filter that shows the rows counted in a cell."""
        name = self.fields[field]
        what: Condition = FieldIs(name, "blank")
        if self.counted == "with findings":
            what = HasFinding(field=name)
        return All((self.fit[group], what))


@dataclass(frozen=True)
class Rise:
    """A field whose share is higher from a month on. before, after: from 0 to 1."""

    field: str
    since: str
    before: float
    after: float


def heat_map(opened: Opened, counted: Counted, across: Across = "event type") -> HeatMap:
    """Count by field, and by event type or month; rows that have none are left out."""
    groups, fit, group_of = (_by_month if across == "month" else _by_type)(opened)
    size = len(groups)
    rows = np.bincount(group_of, minlength=size + 1)[:size]
    columns = opened.read.columns
    names = tuple(n for n in opened.specification.names if n in columns)
    counts = np.zeros((len(names), size), np.int64)
    failing = _failing(opened) if counted == "with findings" else {}
    for place, name in enumerate(names):
        marked = columns[name].blank_rows if counted == "blank" else failing.get(name)
        if marked is not None:
            counts[place] = np.bincount(group_of[marked], minlength=size + 1)[:size]
    return HeatMap(counted, names, groups, fit, rows, counts)


def rises(found: HeatMap) -> list[Rise]:
    """Return the fields whose share has clearly risen from a month on, the clearest first.

    Each split of the months into those before and those since is tried; the one whose shares lie
    the most standard errors apart is taken. The months before and after the year are left out.
    """
    places = [n for n, name in enumerate(found.groups) if name not in (EARLIER, LATER)]
    rows, counts = found.rows[places], found.counts[:, places]
    if len(places) < 2 or not rows.any():
        return []
    rows_before, of_before = np.cumsum(rows)[:-1], np.cumsum(counts, axis=1)[:, :-1]
    rows_since, of_since = rows.sum() - rows_before, counts.sum(axis=1)[:, None] - of_before
    with np.errstate(divide="ignore", invalid="ignore"):
        before, since = of_before / rows_before, of_since / rows_since
        all_of = (counts.sum(axis=1) / rows.sum())[:, None]
        error = np.sqrt(all_of * (1 - all_of) * (1 / rows_before + 1 / rows_since))
        apart = (since - before) / error
    clear = (since - before >= _LEAST_RISE) & (of_since >= _LEAST_ROWS) & (apart >= _CLEARLY)
    apart = np.where(clear & np.isfinite(apart), apart, 0.0)
    best = apart.argmax(axis=1)
    most = apart.max(axis=1)
    return [
        Rise(
            found.fields[field],
            found.groups[places[int(best[field]) + 1]],
            float(before[field, best[field]]),
            float(since[field, best[field]]),
        )
        for field in np.argsort(-most, kind="stable").tolist()
        if most[field] > 0
    ]


Groups = tuple[tuple[str, ...], tuple[Condition, ...], npt.NDArray[np.int64]]
"""Names, filters, and the group of each row: their number where it has none."""


def _by_type(opened: Opened) -> Groups:
    listed = opened.specification.values(TYPE)
    judged = FilteredRows(opened.extract, opened.read, opened.result)
    fit = tuple(FieldIs(TYPE, "equals", (value,)) for value in listed)
    group_of = np.full(len(opened.extract), len(listed), np.int64)
    for place, condition in enumerate(fit):
        group_of[judged.rows(condition)] = place
    return listed, fit, group_of


def _by_month(opened: Opened) -> Groups:
    """Return the twelve months to the last one that more than a few events start in."""
    column = opened.read.columns.get(START)
    size = len(opened.extract)
    if column is None:
        return (), (), np.zeros(size, np.int64)
    days = column.by_text(day_numbers)
    known = (days != NO_DATE) & (column.counts > 0)
    if not known.any():
        return (), (), np.zeros(size, np.int64)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    _, high = central(months[known].astype(np.float64), column.counts[known])
    first = int(high) - MONTHS + 1
    number = np.clip(months - first + 1, 0, MONTHS + 1)
    begins = [first_of_month(first + n) for n in range(MONTHS + 1)]
    names = [EARLIER, *(f"{day:%b %y}" for day in begins[:-1]), LATER]
    fit = [
        _starts("<", begins[0]),
        *(All((_starts(">=", begins[n]), _starts("<", begins[n + 1]))) for n in range(MONTHS)),
        _starts(">=", begins[-1]),
    ]
    number[~known] = MONTHS + 2
    group_of = number[column.codes]
    there = np.bincount(group_of, minlength=MONTHS + 3)
    kept = [n for n, name in enumerate(names) if there[n] or name not in (EARLIER, LATER)]
    place_of = np.full(MONTHS + 3, len(kept), np.int64)
    place_of[kept] = np.arange(len(kept))
    return tuple(names[n] for n in kept), tuple(fit[n] for n in kept), place_of[group_of]


def _starts(op: str, bound: date) -> Condition:
    return FieldCompares(START, op, (bound,))  # type: ignore[arg-type]


def _failing(opened: Opened) -> dict[str, npt.NDArray[np.bool_]]:
    """Return by field the rows that have a finding in it."""
    flags: dict[str, npt.NDArray[np.bool_]] = {}
    for group in opened.result.findings.groups:
        there = flags.setdefault(group.field, np.zeros(len(opened.extract), bool))
        there[group.rows[group.rows != WHOLE_FILE]] = True
    return flags
