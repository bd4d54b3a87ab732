"""What a workbook can be asked, whoever reads it, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from cldvalidator.workbooks.cells import StoredColumn
from cldvalidator.workbooks.sheet_facts import Area

ROWS_LOOKED_AT = 21
"""So many of a sheet's first rows may hold the header."""

DateSystem = Literal["1900", "1904", ""]
"""From which year a workbook counts its days; "" where it does not say.

A number without a date format tells nothing of itself: 43538 is a day of 2019 or of 2023.
"""


@dataclass(frozen=True)
class SheetName:
    """The name of a sheet, and whether Excel shows it."""

    name: str
    is_visible: bool


@dataclass(frozen=True)
class SheetStart:
    """A sheet's first rows as text from column A on, without blank cells at their ends.

    width: how many columns it has. empty_formulas: formulas without a stored result.
    """

    rows: list[list[str]]
    width: int
    empty_formulas: int


@dataclass(frozen=True)
class SheetReading:
    """What is told of a sheet that was read beside its cells; rows and columns from 0.

    unread_errors: error cells read as blank. merged: areas over several rows, of which merged_more
    are left out. hidden_rows, totals: as `SheetFacts` has them.
    """

    unread_errors: int = 0
    empty_formulas: int = 0
    merged: tuple[Area, ...] = ()
    merged_more: int = 0
    hidden_rows: tuple[int, ...] = ()
    totals: tuple[int, ...] = ()


class Workbook(Protocol):
    """A workbook that can be asked, in this process or in another."""

    sheets: tuple[SheetName, ...]
    date_system: DateSystem

    def look(self, sheet: str, keep: str) -> SheetStart:
        """Return the first rows of a sheet. keep: another one that may be read soon."""

    def read(self, sheet: str, first: int) -> tuple[list[StoredColumn], SheetReading]:
        """Return all columns of a sheet from column A on, from a row (0-based) to the last."""
