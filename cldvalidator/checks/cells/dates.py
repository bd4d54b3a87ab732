"""Dates: strict dd/mm/yyyy on distinct values."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

NO_DATE = np.int32(-(2**31))
"""Day number of a text that is no date."""

_EPOCH = date(1970, 1, 1).toordinal()
_STRICT = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")


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


def in_either_order(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Mark the strict dates that are another day with the month first."""
    number = day_numbers(values)
    known = number != NO_DATE
    stamps = np.where(known, number, 0).astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    day = (stamps - months.astype("datetime64[D]")).astype(np.int64) + 1
    found: npt.NDArray[np.bool_] = known & (day <= 12) & (day != months.astype(np.int64) % 12 + 1)
    return found


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


def is_written(text: str) -> bool:
    """Judge one text as `day_numbers` does."""
    if not _STRICT.fullmatch(text):
        return False
    try:
        strict_day(text)
    except ValueError:
        return False
    return True


def strict_day(text: str) -> date:
    """Return the day of a text that `is_written`."""
    return date(int(text[6:]), int(text[3:5]), int(text[:2]))


def written(day: date) -> str:
    """Write a date as the specification wants it: dd/mm/yyyy."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def days_written(days: npt.NDArray[np.int64]) -> list[str]:
    """Write days since 1 January 1970, of the years 1 to 9999, as `written` does."""
    iso = days.astype("datetime64[D]").astype("S10").view("S1").reshape(-1, 10)
    order = iso[:, [8, 9, 4, 5, 6, 4, 0, 1, 2, 3]]
    order[:, [2, 5]] = b"/"
    texts: list[str] = np.ascontiguousarray(order).view("S10")[:, 0].astype(str).tolist()
    return texts


def day_number(day: date) -> int:
    """Return days since 1 January 1970."""
    return day.toordinal() - _EPOCH
