"""The period that a file covers for a comparison, and why an event is in one of two files only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from cldvalidator.events.cleaning import days, raw
from cldvalidator.extract import Extract
from cldvalidator.selection.parsed_day import of_this_century
from cldvalidator.selection.period import EPOCH, Period, derived_period, month_table, shifted
from cldvalidator.submissions.compare_columns import Mask

Days = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]

IN_PERIOD, BEFORE, AFTER, IN_MISSING_MONTHS = range(4)
"""Where an event lies, seen from a file: it belongs there, or ended before its period, or belongs
to a later one, or to months that the file states and has no events in."""


@dataclass(frozen=True)
class Covered:
    """What a file covers: the stated period as far as events end in it.

    stated: the period that most rows state, None without one. partial: the first day of the months
    that are stated and missing at the end of the file, None where none is.
    """

    period: Period | None
    stated: Period | None
    partial: Period | None = None


def covered_by(read: Extract) -> Covered:
    """Return the period that a file covers. read: the file as it reads for the rules.

    Months of the stated period in which next to nothing ended (method section 3.1) are not covered.
    """
    stated = _stated(read)
    ends = days(read.column("Event End Date"))
    ends = np.where(of_this_century(ends), ends, np.nan)
    known = ends[~np.isnan(ends)]
    derived = None
    if len(known):
        after = EPOCH + timedelta(days=int(known.max()) + 31)
        types = raw(read.column("Event Type"), null_words=False)
        derived = derived_period(month_table(ends, types, after))
    if stated is None or derived is None:
        return Covered(stated or derived, stated)
    first, last = max(stated.first, derived.first), min(stated.last, derived.last)
    if first > last:
        return Covered(stated, stated)
    missing = Period(last + timedelta(days=1), stated.last)
    is_partial = shifted(missing.first, 1) <= stated.last + timedelta(days=1)
    return Covered(Period(first, last), stated, missing if is_partial else None)


def _stated(read: Extract) -> Period | None:
    found = []
    for name in ("Reporting Period Start Date", "Reporting Period End Date"):
        column = read.column(name)
        numbers = days(column)
        known = numbers[of_this_century(numbers)].astype(np.int64)
        if not len(known):
            return None
        values, counts = np.unique(known, return_counts=True)
        found.append(EPOCH + timedelta(days=int(values[counts.argmax()])))
    return Period(found[0], found[1]) if found[0] < found[1] else None


def places(covered: Covered, starts: Days, ends: Days, service: Mask) -> Codes:
    """By event: where it lies, seen from a file: IN_PERIOD, BEFORE, AFTER, IN_MISSING_MONTHS.

    A service belongs to every period that it touches, another event to that in which it ended; one
    that has not ended belongs to a later one. Without a period everything belongs to the file.
    """
    place = np.full(len(starts), IN_PERIOD, np.uint8)
    if covered.period is None:
        return place
    first, last = covered.period.days
    begun_later = starts > last
    ended_before = ends < first
    ended_later = ~service & ((ends > last) | np.isnan(ends))
    place[begun_later | ended_later] = AFTER
    place[ended_before] = BEFORE
    if covered.partial is not None:
        day = np.where(service | np.isnan(ends), starts, ends)
        inside = (day >= covered.partial.days[0]) & (day <= covered.partial.days[1])
        place[inside & (place == AFTER)] = IN_MISSING_MONTHS
    return place
