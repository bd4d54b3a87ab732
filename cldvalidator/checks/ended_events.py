"""How many events of the file's council ended in each month, by type, as DHSC counts them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from cldvalidator.checks.cells.dates import NO_DATE, day_numbers
from cldvalidator.extract import Column, Extract
from cldvalidator.selection.complete_months import TYPES, EndedEvents
from cldvalidator.selection.parsed_day import of_this_century
from cldvalidator.selection.period import Period

FIRST, LAST = "Reporting Period Start Date", "Reporting Period End Date"
NEEDED = ("LA Code", FIRST, LAST, "Event Type", "Event End Date")
_EPOCH = date(1970, 1, 1)
_OTHER = len(TYPES)


def ended_events(extract: Extract) -> EndedEvents:
    """Count the events of the council that most rows name, by raw values (method section S1).

    A row of another council, or of none where others name one, counts for that one. A type is what
    Event Type begins with, case aside. No row is left out for any other reason.
    """
    council, own = _council(extract.column("LA Code"))
    kinds, ends = extract.column("Event Type"), extract.column("Event End Date")
    kind = type_codes(kinds)
    days = end_days(ends)
    known = days != NO_DATE
    month = days[known].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    months, number = np.unique(month, return_inverse=True)
    width = _OTHER + 1
    place = np.zeros(len(days), np.int32)  # the rows without an end come first
    place[known] = (number + 1) * width
    at = ends.take(place) + kinds.take(kind)
    cells = np.bincount(at if own is None else at[own], minlength=(len(months) + 1) * width)
    table = cells.reshape(-1, width)
    return EndedEvents(
        council,
        months,
        np.ascontiguousarray(table[1:, :_OTHER].T),
        int(table[0, TYPES.index("Service")]),
        _stated(extract),
    )


def _council(column: Column) -> tuple[str, npt.NDArray[np.bool_] | None]:
    """Return the code that most rows name, and which rows those are; None for all."""
    texts = [t.rstrip().casefold() for t in column.texts]
    rows: dict[str, int] = {}
    for text, count in zip(texts, column.counts.tolist(), strict=True):
        if text.strip() and count:
            rows[text] = rows.get(text, 0) + count
    if not rows:
        return "", None
    most = max(rows, key=rows.__getitem__)
    if rows[most] == len(column):
        return most.strip().upper(), None
    return most.strip().upper(), column.take(np.array([t == most for t in texts], bool))


def type_codes(column: Column) -> npt.NDArray[np.int32]:
    """By code: the place of the type in TYPES, _OTHER for any other text."""
    words = tuple(word.lower() for word in TYPES)
    return np.array(
        [
            next((n for n, word in enumerate(words) if text.lower().startswith(word)), _OTHER)
            for text in column.texts
        ],
        np.int32,
    )


def end_days(column: Column) -> npt.NDArray[np.int32]:
    """By code: the day of a text as DHSC reads it, NO_DATE for any other."""
    return day_numbers(pc.utf8_rtrim_whitespace(column.values))


def _stated(extract: Extract) -> Period | None:
    """Return the earliest stated start and the latest stated end."""
    found = []
    for name in (FIRST, LAST):
        column = extract.column(name)
        days = end_days(column)
        found.append(days[of_this_century(days) & (column.counts > 0)])
    if not len(found[0]) or not len(found[1]):
        return None
    first, last = int(found[0].min()), int(found[1].max())
    return Period(_EPOCH + timedelta(days=first), _EPOCH + timedelta(days=last))
