"""Time stamps in UTC: midnight of a summer's day stands there as 23:00 of the day before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.cells.date_spellings import spelling
from cldvalidator.checks.cells.dates import NO_DATE, day_numbers
from cldvalidator.extract import Column
from cldvalidator.extract.plain_text import plain_value

_MIDNIGHT = (
    r"[T ](?:(?:00|23|22|0):00(?::00(?:[.:]0+)?)?|(?:12|11|10):00(?::00(?:[.:]0+)?)? ?[AP]M"
    r"|(?:12|11|10)\.00\.00(?:\.0+)? [AP]M)$"
)
_TIMED = r"[0-9][T ][0-9]{1,2}[:.][0-9]{2}"
_LATE = r"[T ](?:(?:23|22):00|(?:11|10)[:.]00(?:[:.]00(?:[.:]0+)?)? ?PM)"
_MOST_LOOKED_AT = 300
_LEAST = 3


def utc_columns(columns: Mapping[str, Column]) -> dict[str, str]:
    """Return the date columns whose time stamps are in UTC though they do not say so, with why.

    All times of such a column are whole days in the United Kingdom: 23:00 where summer time was in
    force, 00:00 where it was not. Local times are 00:00 all the year.
    """
    stamped = {n: codes for n, c in columns.items() if len(codes := _midnights(c))}
    late, early, against = 0, 0, 0
    for name, codes in stamped.items():
        column = columns[name]
        few = codes[:: max(1, len(codes) // _MOST_LOOKED_AT)]
        for code in few.tolist():
            match _fits(plain_value(column.texts[code])):
                case "late":
                    late += 1
                case "early":
                    early += 1
                case "against":
                    against += 1
    cells = sum(int(columns[n].counts[c].sum()) for n, c in _late(columns, stamped).items())
    if not late or cells < _LEAST or against * 50 > late + early:
        return {}
    why = (
        f"The times are in UTC, though they do not say so: {cells:,} cells of the file stand at "
        "23:00, all of them in summer, and in winter they stand at 00:00"
    )
    return dict.fromkeys(stamped, why)


def _midnights(column: Column) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the codes of a column's time stamps if all of them can be midnights, else none."""
    odd = (column.by_text(day_numbers) == NO_DATE) & ~column.blank_values & (column.counts > 0)
    codes = np.flatnonzero(odd)
    if not len(codes):
        return codes
    values = pc.utf8_trim_whitespace(column.values.take(pa.array(codes)))
    timed = pc.match_substring_regex(values, _TIMED).to_numpy(zero_copy_only=False)
    midnight = pc.match_substring_regex(values, _MIDNIGHT).to_numpy(zero_copy_only=False)
    return codes[midnight] if midnight.any() and (midnight | ~timed).all() else codes[:0]


def _late(
    columns: Mapping[str, Column],
    stamped: Mapping[str, np.ndarray[tuple[int], np.dtype[np.intp]]],
) -> dict[str, np.ndarray[tuple[int], np.dtype[np.intp]]]:
    found = {}
    for name, codes in stamped.items():
        values = columns[name].values.take(pa.array(codes))
        late = pc.match_substring_regex(values, _LATE).to_numpy(zero_copy_only=False)
        found[name] = codes[late]
    return found


def _fits(text: str) -> str:
    """Say whether a time stamp fits UTC: "late" and "early" midnights do, "against" does not."""
    spelt = spelling(text)
    if spelt is None or spelt.at is None or len(spelt.year) != 4:
        return ""
    try:
        day = date(int(spelt.year), *spelt.by_order[0])
    except ValueError:
        return ""
    if spelt.at.hour >= 22:
        return "late" if _in_summer(day + timedelta(days=1)) else "against"
    return "against" if _in_summer(day) and not _near_a_change(day) else "early"


def _in_summer(day: date) -> bool:
    """Say whether a day begins in summer time, by today's rule or by that of its year.

    Programs differ in whether they know the rules of earlier years: for days on which these and
    today's disagree, both count.
    """
    return _last_sunday(day.year, 3) < day <= _last_sunday(day.year, 10) or (
        (day.year < 1996 and 2 <= day.month <= 11) if day.year < 1972 else False
    )


def _near_a_change(day: date) -> bool:
    """Say whether earlier rules may have set the clocks on another day of the year."""
    return day.year < 1996 and day.month not in (5, 6, 7, 8, 9)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)
