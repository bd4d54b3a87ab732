"""Dates: strict dd/mm/yyyy on distinct values, and the other forms in which real dates arrive."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

NO_DATE = np.int32(-(2**31))
"""Day number of a text that is no date."""

_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_STRICT = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[/.\-](\d{{1,2}})[/.\-](\d{{4}}|\d{{2}}){_TIME}")
_YEAR_FIRST = re.compile(rf"(\d{{4}})[/.\-](\d{{1,2}})[/.\-](\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_WITH_WORD = re.compile(rf"(\d{{1,2}})[ \-]([A-Za-z]{{3,9}})[ \-,]+(\d{{4}}|\d{{2}}){_TIME}")
_SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 3654, 73050
"""Excel day numbers that can be meant as dates: 1 January 1910 to 31 December 2099."""


def day_numbers(values: pa.StringArray) -> npt.NDArray[np.int32]:
    """Return days since 1 January 1970 for each text, NO_DATE where it is not strict dd/mm/yyyy.

    A strict date is ten characters, two slashes, a real calendar day of the years 1 to 9999; spaces
    at either end make it not strict (specification: `format` of the date fields).
    """
    out = np.full(len(values), NO_DATE, np.int32)
    index, cells = fixed_width(values, 10)
    if not len(index):
        return out
    digits = cells[:, [0, 1, 3, 4, 6, 7, 8, 9]] - np.uint8(48)
    good = (digits <= 9).all(axis=1) & (cells[:, 2] == ord("/")) & (cells[:, 5] == ord("/"))
    part = digits.astype(np.int32)
    day = part[:, 0] * 10 + part[:, 1]
    month = part[:, 2] * 10 + part[:, 3]
    year = part[:, 4] * 1000 + part[:, 5] * 100 + part[:, 6] * 10 + part[:, 7]
    good &= (month >= 1) & (month <= 12) & (year >= 1) & (day >= 1)
    month, year, day = (np.where(good, x, y) for x, y in ((month, 1), (year, 2000), (day, 1)))
    first = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    number = first.astype("datetime64[D]").astype(np.int64) + day - 1
    length = (first + 1).astype("datetime64[D]").astype(np.int64) - first.astype(
        "datetime64[D]"
    ).astype(np.int64)
    out[index] = np.where(good & (day <= length), number, NO_DATE).astype(np.int32)
    return out


def fixed_width(
    values: pa.StringArray, width: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Return the positions of texts of `width` bytes, and their bytes as a matrix."""
    offsets = np.frombuffer(values.buffers()[1], np.int32)[
        values.offset : values.offset + len(values) + 1
    ]
    index = np.flatnonzero(np.diff(offsets) == width)
    data = values.buffers()[2]
    if data is None or not len(index):
        return index[:0], np.zeros((0, width), np.uint8)
    windows = np.lib.stride_tricks.sliding_window_view(np.frombuffer(data, np.uint8), width)
    return index, windows[offsets[index]]


def recognise(text: str, *, may_be_last_century: bool) -> tuple[date, bool] | None:
    """Recognise a real date written in another way; second: is there only one way to read it?

    Known forms: ISO and other year-first, one-digit days and months, dashes and dots, a time
    stamp, a month's name, yyyymmdd, a two-digit year, an Excel day number. Day comes before month,
    as in every British system. A two-digit year could be of either century in a birth date; then it
    is taken as the later one that is not in the future, and it is not certain.
    """
    year = month = day = 0
    certain = True
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = (int(x) for x in found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month = int(found[1]), int(found[2])
        year, certain = _full_year(found[3], may_be_last_century)
    elif (found := _WITH_WORD.fullmatch(text)) and found[2].lower() in _MONTHS:
        day, month = int(found[1]), _MONTHS[found[2].lower()]
        year, certain = _full_year(found[3], may_be_last_century)
    elif _SERIAL.fullmatch(text) and _FIRST_SERIAL <= int(float(text)) <= _LAST_SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(float(text))), True
    try:
        return date(year, month, day), certain
    except ValueError:
        return None


def _full_year(text: str, may_be_last_century: bool) -> tuple[int, bool]:
    if len(text) == 4:
        return int(text), True
    year = 2000 + int(text)
    if may_be_last_century and year > date.today().year:
        year -= 100  # nobody was born or has died in a year to come
    return year, not may_be_last_century


def is_written(text: str) -> bool:
    """Judge one text as `day_numbers` does."""
    if not _STRICT.fullmatch(text):
        return False
    try:
        date(int(text[6:]), int(text[3:5]), int(text[:2]))
    except ValueError:
        return False
    return True


def written(day: date) -> str:
    """Write a date as the specification wants it: dd/mm/yyyy."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def day_number(day: date) -> int:
    """Return days since 1 January 1970."""
    return day.toordinal() - _EPOCH
