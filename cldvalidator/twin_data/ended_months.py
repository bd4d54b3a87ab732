"""Months in which so few events of a type end that each of them counts: PER-03 and PER-06."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from cldvalidator.checks.cells.dates import NO_DATE
from cldvalidator.checks.ended_events import end_days, ended_events, type_codes
from cldvalidator.checks.submission import IMPORT_AFTER_DAYS
from cldvalidator.extract import Column
from cldvalidator.selection.complete_months import TYPES, complete_months, month_number
from cldvalidator.selection.words import least_needed
from cldvalidator.twin_data.group_arrays import NONE, Codes, Numbers
from cldvalidator.twin_data.source import Source

_FEW = 3
"""So many times the events that a complete month needs are few."""
_TYPE, _END = "Event Type", "Event End Date"


class EndedMonths:
    """Each month of the period, by type, in which few events end.

    There the twin needs as many as make the month complete, or fewer, as in the original. A cell is
    a type and a month: they are numbered from 0, type by type.
    """

    def __init__(self, source: Source) -> None:
        self._first, self._months = 0, 0
        self._low = self._high = np.zeros(0, np.int64)
        ended = ended_events(source.extract) if source.has(_TYPE) and source.has(_END) else None
        if ended is None or ended.stated is None or ended.stated.last > _LATEST:
            return
        stated = ended.stated
        complete = complete_months(ended, stated.last + timedelta(days=IMPORT_AFTER_DAYS))
        first = max(month_number(stated.first), complete.first)
        last = min(month_number(stated.last), complete.first + len(complete.allowed) - 1)
        places = slice(first - complete.first, max(last + 1 - complete.first, 0))
        ends = np.array([t.ends[places] for t in complete.types])
        whole = np.array([t.complete[places] for t in complete.types])
        judged = np.array([t.enough and t.total > 0 for t in complete.types])
        needed = np.array([[least_needed(t, complete)] for t in complete.types])
        few = (ends < _FEW * needed) & judged[:, None]
        if not few.any():
            return
        self._first, self._months = first, ends.shape[1]
        self._few = few.any(axis=0)
        self._low = np.where(few & whole, needed, 0).ravel()
        self._high = np.where(few & ~whole, needed - 1, len(source)).ravel()

    def edges(self) -> list[int]:
        """Return the first days of the months with few events, and of those after them."""
        few = np.flatnonzero(self._few) + self._first if self._months else np.zeros(0, np.int64)
        starts = np.unique([*few, *(few + 1)]).astype("datetime64[M]").astype("datetime64[D]")
        days: list[int] = starts.astype(np.int64).tolist()
        return days

    def cells(self, codes: Mapping[str, Codes], values: Mapping[str, pa.StringArray]) -> Numbers:
        """By row: the cell in which it counts, NONE for none. codes, values: of the two fields."""
        if not self._months:
            return np.full(len(next(iter(codes.values()))), NONE, np.int64)
        kind, day = (
            by_code(Column(codes[n], values[n]))[codes[n]].astype(np.int64)
            for n, by_code in ((_TYPE, type_codes), (_END, end_days))
        )
        month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) - self._first
        counts = (day != int(NO_DATE)) & (kind < len(TYPES)) & (month >= 0) & (month < self._months)
        return np.where(counts, kind * self._months + month, NONE)

    def counted(self, cell: Numbers, holder: Numbers, holders: int) -> Numbers:
        """Return how many rows are in each cell, a row for each holder. holder: by row, from 0."""
        size = len(self._low)
        there = cell >= 0
        found: Numbers = np.bincount(holder[there] * size + cell[there], minlength=holders * size)
        return found.reshape(holders, size)

    def amiss(self, counts: Numbers) -> int:
        """Return how many events too few, or too many, end for the months to be as they were."""
        more, fewer = np.maximum(self._low - counts, 0), np.maximum(counts - self._high, 0)
        return int((more + fewer).sum())


_LATEST = date.max - timedelta(days=IMPORT_AFTER_DAYS)
