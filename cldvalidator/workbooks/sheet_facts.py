"""What a sheet's values do not tell: errors, formulas without a result, zeros in front, its size.

The reader of values gives a blank for `#N/A` and for a formula that was never calculated; it knows
nothing of a number format that shows zeros in front of a number (`number_formats`), of merged cells
and of hidden rows; and it lays out the whole rectangle of used cells in memory, so that one stray
cell in the last corner would take all there is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_MERGED = 100_000
MOST_LAID_OUT = 1 << 24
MOST_ROWS = 1 << 20
"""Excel has no more; what says that it has is laid out only where its cells fill it."""
LEAST_FILLED = 8
"""A rectangle of more cells than MOST_LAID_OUT has at least one filled cell among so many."""

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?", re.I)


class Area(NamedTuple):
    """A rectangle of cells: rows and columns from 0, the last ones included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


def area_of(reference: str) -> Area | None:
    """Return the area that a reference such as B2:D7 names, None for none."""
    found = _AREA.fullmatch(reference.strip())
    if found is None:
        return None
    column, row = position(found[1]), int(found[2]) - 1
    last_column = position(found[3]) if found[3] else column
    return Area(row, column, int(found[4]) - 1 if found[4] else row, last_column)


def position(letters: str) -> int:
    """Return the position (0-based) of a column by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


@dataclass
class SheetFacts:
    """What was found in one sheet, all of it 0-based.

    errors: the text of each error cell by row and column. unread_errors: how many more there are
    whose place is not known. padded: the rows of cells whose number format puts zeros in front, by
    column and format. empty_formulas: formulas without a stored result. rows, columns: how many are
    used. cells: how many are filled. has_booleans: whether any may be true or false. merged: areas
    of more than one row; merged_more are not kept. hidden_rows: those that a filter or somebody
    hid. totals: rows of totals that a table says it has.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    unread_errors: int = 0
    padded: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    empty_formulas: int = 0
    rows: int = 0
    columns: int = 0
    cells: int = 0
    has_booleans: bool = False
    merged: list[Area] = field(default_factory=list)
    merged_more: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    @property
    def is_vast(self) -> bool:
        """Whether the used rectangle is too large, and too empty, to be laid out."""
        most = MOST_LAID_OUT if self.rows <= MOST_ROWS else 0
        return self.rows * self.columns > max(most, LEAST_FILLED * self.cells)

    def add_merged(self, reference: str) -> None:
        """Note a merged area; one within a row says nothing about other records."""
        area = area_of(reference)
        if area is None or area.last_row <= area.first_row:
            return
        if len(self.merged) < MOST_MERGED:
            self.merged.append(area)
        else:
            self.merged_more += 1
