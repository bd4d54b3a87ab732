"""A table as it stands in the file: its columns by position, before they are given to fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cldvalidator.extract.column import Column
from cldvalidator.extract.date_order import StoredDates
from cldvalidator.extract.lost_digits import Loss
from cldvalidator.extract.table import HeaderMatch, MergedArea, RaggedRow


@dataclass(frozen=True, eq=False)
class RawTable:
    """The records below a header, rows without content included.

    columns: one for each of `matches`. header_row and source_rows (int32): Excel's row numbers.
    stored_dates: by date field, what a workbook stores as dates.
    merged: areas of merged cells whose text was read in each of their rows. totals: rows, by their
    numbers, that a table of the workbook has for totals. above: the texts of the rows above the
    header. last_row_notices: what to tell about the last row with content, if it is a record.
    losses: what cells of a workbook may have lost.
    """

    header_row: int
    matches: tuple[HeaderMatch, ...]
    columns: tuple[Column, ...]
    source_rows: npt.NDArray[np.int32]
    ragged: tuple[RaggedRow, ...] = ()
    ragged_total: int = 0
    notices: tuple[str, ...] = ()
    stored_dates: Mapping[str, StoredDates] = field(default_factory=lambda: MappingProxyType({}))
    merged: tuple[MergedArea, ...] = ()
    totals: tuple[int, ...] = ()
    above: tuple[str, ...] = ()
    last_row_notices: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()


def filled_rows(columns: Sequence[Column], rows: int) -> npt.NDArray[np.bool_]:
    """By row: does any column hold more than spaces?"""
    empty = np.arange(rows)
    for column in sorted(columns, key=lambda c: len(c.values)):
        blank = column.blank_values
        if not blank.any():
            empty = empty[:0]
        elif not blank.all():
            empty = empty[np.take(blank, column.codes[empty])]
        if not len(empty):
            break
    filled = np.ones(rows, np.bool_)
    filled[empty] = False
    return filled
