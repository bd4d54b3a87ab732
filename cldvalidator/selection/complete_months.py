"""The period that DHSC derives from the events, month by month and type by type (September 2026).

Method section S1: a month is complete for a type with 10 ended events and a fifth of the type's
usual month; a single incomplete month between two complete ones is allowed; the period is the
latest run of the months that are allowed for requests, assessments and services alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from cldvalidator.selection.period import Period, month_end

Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

TYPES = ("Request", "Assessment", "Service")
CITY_OF_LONDON, ISLES_OF_SCILLY = "714", "906"
LEAST_ENDS = 10
LEAST_SHARE = 20
"""Per cent of the type's median month."""
LEAST_OF_TYPES = 20
"""A type has enough events when this many times its total reaches the median of the totals."""
FIRST_MONTH = (2020 - 1970) * 12 + 3


@dataclass(frozen=True, eq=False)
class EndedEvents:
    """How many events of a council ended in each month.

    months: int64, months since January 1970, ascending. counts: int64, a row for each of TYPES and
    a column a month. open_services: services without an end date that can be read. stated: the
    first and the last day that the rows state, if any.
    """

    council: str
    months: Counts
    counts: Counts
    open_services: int = 0
    stated: Period | None = None


@dataclass(frozen=True, eq=False)
class TypeMonths:
    """A type's months, each with an entry in `ends` (int64), `complete` and `allowed` (bool).

    total: the events of the type that count, open services among them. median: of the months in
    which any ended, None without one. enough: whether the total is 5% of the middle total.
    """

    name: str
    total: int
    enough: bool
    median: float | None
    ends: Counts
    complete: Flags
    allowed: Flags


@dataclass(frozen=True, eq=False)
class CompleteMonths:
    """What DHSC makes of the months of a file.

    first: the first month of the calendar, as months since January 1970; it ends before the month
    of the import. allowed: by month, for all three types. period: None when none can be derived.
    stated_counts: whether the stated dates are the period, as for the Isles of Scilly.
    """

    council: str
    import_date: date
    types: tuple[TypeMonths, ...]
    median_total: int
    allowed: Flags
    period: Period | None
    missing_type: bool
    has_gaps: bool
    least_ends: int
    stated_counts: bool = False
    first: int = FIRST_MONTH

    def place(self, day: date) -> int:
        """Return the place of a day's month in the calendar; it may lie outside."""
        return month_number(day) - self.first

    def month(self, place: int) -> date:
        """Return the first day of the month at a place."""
        return first_day(self.first + place)


def month_number(day: date) -> int:
    """Return the months from January 1970 to the month of a day."""
    return (day.year - 1970) * 12 + day.month - 1


def first_day(month: int) -> date:
    """Return the first day of a month given as months since January 1970."""
    return date(1970 + month // 12, month % 12 + 1, 1)


def complete_months(ended: EndedEvents, import_date: date) -> CompleteMonths:
    """Judge every month from April 2020 to the one before the import."""
    size = max(month_number(import_date) - FIRST_MONTH, 0)
    place = ended.months - FIRST_MONTH
    inside = (place >= 0) & (place < size)
    ends = np.zeros((len(TYPES), size), np.int64)
    ends[:, place[inside]] = ended.counts[:, inside]
    totals = ends.sum(axis=1)
    totals[TYPES.index("Service")] += ended.open_services
    middle = int(np.median(totals))
    least = 0 if ended.council == CITY_OF_LONDON else LEAST_ENDS
    types = tuple(
        _type_months(name, of_type, int(total), middle, least)
        for name, of_type, total in zip(TYPES, ends, totals, strict=True)
    )
    allowed: Flags = np.logical_and.reduce([t.allowed for t in types])
    missing = bool((totals == 0).any())
    scilly = ended.council == ISLES_OF_SCILLY
    period = None if missing else _latest_run(allowed)
    return CompleteMonths(
        council=ended.council,
        import_date=import_date,
        types=types,
        median_total=middle,
        allowed=allowed,
        period=ended.stated if scilly else period,
        missing_type=missing,
        has_gaps=any(_has_gap(t.complete) for t in types),
        least_ends=least,
        stated_counts=scilly,
    )


def _type_months(name: str, ends: Counts, total: int, middle: int, least: int) -> TypeMonths:
    some = ends > 0
    median = float(np.median(ends[some])) if some.any() else None
    enough = LEAST_OF_TYPES * total >= middle
    complete = some & (ends >= least) & (100 * ends >= LEAST_SHARE * (median or 0.0)) & enough
    allowed = complete.copy()
    # Leniency looks at complete neighbours; the first and the last month have only one.
    allowed[1:-1] |= complete[:-2] & complete[2:]
    return TypeMonths(name, total, enough, median, ends, complete, allowed)


def latest_run(allowed: Flags) -> tuple[int, int] | None:
    """Return the first and the last place of the run that ends last; None without any."""
    places = np.flatnonzero(allowed)
    if not len(places):
        return None
    breaks = np.flatnonzero(np.diff(places) > 1)
    first = places[breaks[-1] + 1] if len(breaks) else places[0]
    return int(first), int(places[-1])


def _latest_run(allowed: Flags) -> Period | None:
    run = latest_run(allowed)
    if run is None:
        return None
    first, last = (first_day(FIRST_MONTH + place) for place in run)
    return Period(first, month_end(last))


def _has_gap(complete: Flags) -> bool:
    places = np.flatnonzero(complete)
    return bool(len(places) and not complete[places[0] : places[-1]].all())
