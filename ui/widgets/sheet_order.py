"""A sheet in the order of one of its columns; the rows below a heading stay below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ui.widgets.listing_order import ranked

if TYPE_CHECKING:
    from cldvalidator.presentation.sheet import Cell, Sheet

    Row = tuple[Cell, ...]


def sheet_in_order(sheet: Sheet, place: int, *, descending: bool) -> Sheet:
    """Return a sheet with the rows below each heading ordered by a column.

    Cells with a number are ordered by it, others of the column come last; a column without any by
    its texts.
    """
    rows: list[Row] = []
    below: list[Row] = []
    for row in sheet.rows:
        if is_heading(row, sheet):
            rows += [*_ordered(below, place, descending), row]
            below = []
        else:
            below.append(row)
    return replace(sheet, rows=(*rows, *_ordered(below, place, descending)))


def is_heading(row: Row, sheet: Sheet) -> bool:
    """Say whether a row has one cell only, across all columns."""
    return len(row) == 1 and len(sheet.headers) > 1


def _ordered(rows: Sequence[Row], place: int, descending: bool) -> list[Row]:
    from cldvalidator.presentation.sheet import NOTHING
    from cldvalidator.review.ordering import in_order

    cells = [row[place] if place < len(row) else NOTHING for row in rows]
    numbers = [cell.number for cell in cells]
    if any(n is not None for n in numbers):
        order = ranked(["" if n is None else n for n in numbers])
    else:
        order = ranked([cell.text for cell in cells])
    keys = in_order(order, descending=descending)
    return [rows[n] for n in np.argsort(keys, kind="stable").tolist()]
