"""Spreadsheet cells as the text a person sees, each distinct value turned into text once."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

DIGITS = 15
"""Excel keeps no more digits of a number than these."""

TEXT, NUMBER, DATE, OTHER = range(4)
"""What a value is stored as; a date may have a time, and OTHER is a time or a blank."""


def cell_text(value: Any) -> str:
    """Return the text of one value: dates as dd/mm/yyyy, numbers without exponent or `.0`.

    A number is written as it is stored, whatever decimals, percent sign or currency its format
    shows: costs and units are checked as numbers. Zeros that a format puts in front of an
    identifier are another matter (`number_formats`).
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return _moment_text(value)
    if isinstance(value, dt.date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, dt.time):
        return f"{value.hour:02}:{value.minute:02}:{value.second:02}"
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        sign = "-" if seconds < 0 else ""
        minutes, second = divmod(abs(seconds), 60)
        return f"{sign}{minutes // 60:02}:{minutes % 60:02}:{second:02}"
    return "" if value is None else str(value)


def number_text(value: float) -> str:
    """Return a number with up to 15 significant digits and no exponent: 12.5, 503, 1000000000."""
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 10**DIGITS:
            return str(int(value))
        if not math.isfinite(value):
            return str(value)
    elif abs(value) < 10**DIGITS:
        return str(value)
    return format(Decimal(format(value, f".{DIGITS}g")), "f")


def _moment_text(value: dt.datetime) -> str:
    """Return date and time; Excel keeps a time as part of a day, so it is rounded to a second."""
    if value.microsecond >= 500_000 and value.year < dt.MAXYEAR:
        value += dt.timedelta(seconds=1)
    day = f"{value.day:02}/{value.month:02}/{value.year:04}"
    if not (value.hour or value.minute or value.second):
        return day
    return f"{day} {value.hour:02}:{value.minute:02}:{value.second:02}"


_KINDS = defaultdict(
    lambda: OTHER, {str: TEXT, int: NUMBER, float: NUMBER, dt.date: DATE, dt.datetime: DATE}
)


@dataclass(frozen=True, eq=False)
class StoredColumn:
    """A column as the workbook stores it.

    codes: one a row, the place of its value among the distinct ones. By value: texts (as a person
    sees it; two values may have the same, if not both of them are stored as text), kinds (uint8)
    and numbers (float64, NaN for no number).
    """

    codes: npt.NDArray[np.unsignedinteger]
    texts: pa.StringArray
    kinds: npt.NDArray[np.uint8]
    numbers: npt.NDArray[np.float64]

    def count(self, values: npt.NDArray[np.bool_]) -> int:
        """Count the cells whose value is marked."""
        return int(values[self.codes].sum()) if values.any() else 0

    def rows(self, values: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
        """Return the rows whose value is marked."""
        return np.flatnonzero(values[self.codes]) if values.any() else np.empty(0, np.intp)


class _Numbered(dict[Any, int]):
    """Gives each new key the next number."""

    def __missing__(self, key: Any) -> int:
        number = self[key] = len(self)
        return number


class ColumnOfCells:
    """Collects one column of cells; their texts are made at the end, once a distinct value."""

    def __init__(self) -> None:
        self._numbers = _Numbered()
        self._parts: list[npt.NDArray[np.uint32]] = []

    def add(self, cells: Sequence[Any], has_booleans: bool = True) -> None:
        """Append cells in the order of their rows. has_booleans: whether there may be any."""
        if has_booleans and bool in set(map(type, cells)):  # True and 1 are the same key
            cells = [cell_text(c) if isinstance(c, bool) else c for c in cells]
        numbers = map(self._numbers.__getitem__, cells)
        self._parts.append(np.fromiter(numbers, np.uint32, len(cells)))

    def spread(self, rows: npt.NDArray[np.integer]) -> None:
        """Let each row have one of the cells that are there, by its place among them."""
        self._parts = [self._codes()[rows]]

    def replace(self, rows: Sequence[int], texts: Iterable[str]) -> None:
        """Put other texts into some rows (0-based)."""
        whole = self._codes()
        whole[np.asarray(rows, np.int64)] = [self._numbers[text] for text in texts]
        self._parts = [whole]

    def rewrite(self, rows: npt.NDArray[np.int64], text_of: Callable[[Any], str | None]) -> None:
        """Read some rows (0-based) as other texts, made once a value; None leaves a value alone."""
        whole, values = self._codes(), list(self._numbers)
        found, places = np.unique(whole[rows], return_inverse=True)
        texts = [text_of(values[code]) for code in found.tolist()]
        new = [
            code if text is None else self._numbers[text]
            for code, text in zip(found.tolist(), texts, strict=True)
        ]
        whole[rows] = np.array(new, np.uint32)[places]
        # A value that no cell has any more is none of the column.
        values, used = list(self._numbers), np.unique(whole)
        numbers = np.zeros(len(values), np.uint32)
        numbers[used] = np.arange(len(used))
        self._numbers = _Numbered({values[code]: n for n, code in enumerate(used.tolist())})
        self._parts = [numbers[whole]]

    def _codes(self) -> npt.NDArray[np.uint32]:
        return np.concatenate(self._parts) if self._parts else np.empty(0, np.uint32)

    def values(self) -> list[Any]:
        """Return the distinct values, by their codes."""
        return list(self._numbers)

    def stored(self) -> StoredColumn:
        """Return the column as it is stored."""
        values = self.values()
        kinds = np.fromiter(map(_KINDS.__getitem__, map(type, values)), np.uint8, len(values))
        numbers = np.full(len(values), math.nan)
        if (is_number := kinds == NUMBER).any():
            numbers[is_number] = [values[n] for n in np.flatnonzero(is_number).tolist()]
        texts = values if (kinds == TEXT).all() else [cell_text(v) for v in values]
        try:
            as_texts = pa.array(texts, pa.string())
        except UnicodeEncodeError:  # half of a pair, which only a damaged workbook holds
            whole = [t.encode("utf-8", "replace").decode() for t in texts]
            column = ColumnOfCells()
            column.add(whole)
            column.spread(self._codes())
            return column.stored()
        return StoredColumn(smallest_codes(self._codes(), len(values)), as_texts, kinds, numbers)


def smallest_codes(
    codes: npt.NDArray[np.unsignedinteger], distinct: int
) -> npt.NDArray[np.unsignedinteger]:
    """Return codes (uint32) in the smallest type that can number so many values."""
    if distinct > 1 << 16:
        return codes
    return codes.astype(np.uint8 if distinct <= 1 << 8 else np.uint16)
