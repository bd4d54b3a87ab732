"""How many other events of the same person lie within days: by sorted arrays, never row by row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.cells.dates import NO_DATE
from cldvalidator.checks.context import FAR, NOBODY, Codes, Days, Mask

_EARLIEST = -719_163
"""Before the day number of the first day of the year 1."""
_DAYS = 1 << 22
"""More days than there are from then to the last day of the year 9999."""


def count_other_events(
    person: Codes,
    fits: Mask,
    dates: Days | None = None,
    first: npt.NDArray[np.int64] | None = None,
    last: npt.NDArray[np.int64] | None = None,
) -> Codes:
    """Count by row the other rows of its person that fit and are dated from `first` to `last`.

    person: NOBODY for a row without identifier, which has no other rows. fits: the rows that may
    count. dates: by row the day of the event; None where the day does not matter, and then the
    others are not looked at. first, last: by row, both included, the earliest and the latest day
    that count; None for no limit. A row never counts for itself. int64.
    """
    count = np.zeros(len(person), np.int64)
    counting = fits & (person != NOBODY)
    if dates is not None:
        counting &= dates != NO_DATE
    of_person = np.bincount(person[counting], minlength=int(person.max(initial=0)) + 1)
    known = person != NOBODY
    if dates is None:
        count[known] = of_person[person[known]]
        count -= counting
        return count
    rows = np.flatnonzero(known)
    rows = rows[of_person[person[rows]] > 0]
    keys = np.sort(person[counting] * _DAYS + (dates[counting] - _EARLIEST))
    low = _place(person, first, rows, _EARLIEST)
    high = _place(person, last, rows, int(FAR))
    found = np.searchsorted(keys, high, "right") - np.searchsorted(keys, low, "left")
    count[rows] = np.maximum(found, 0)
    own = counting.copy()
    for limit, beyond in ((first, np.less), (last, np.greater)):
        if limit is not None:
            own &= ~beyond(dates, limit)
    count -= own
    return count


def _place(
    person: Codes, days: npt.NDArray[np.int64] | None, rows: npt.NDArray[np.int64], default: int
) -> npt.NDArray[np.int64]:
    """Return where days of a person stand among the keys; days before and after all are cut."""
    of_rows = np.full(len(rows), default) if days is None else days[rows]
    cut = np.clip(of_rows, _EARLIEST, int(FAR))
    found: npt.NDArray[np.int64] = person[rows] * _DAYS + (cut - _EARLIEST)
    return found
