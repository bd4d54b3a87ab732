"""The values of different cells, each read once by the library that reads workbooks.

It is given the same workbook with a sheet in which each of the cells stands once. So a cell means
what it would where it came from, and a sheet of five million takes a tenth of the time.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import python_calamine

from cldvalidator.workbooks.smaller_copy import with_sheet

WIDTH = 64
"""Cells in a row of the sheet that the library is given."""
ROWS_AT_ONCE = 256
_SENTINELS = b"<row>" + WIDTH * b"<c><v>1</v></c>" + b"</row>"
"""So that the rectangle of filled cells is all of the sheet, even where a cell in it is blank."""


def values_of(
    archive: zipfile.ZipFile, sheet: str, part: str, head: bytes, cells: pa.BinaryArray
) -> Iterator[list[Any]]:
    """Yield what each cell holds, as calamine gives it: str, float, int, bool, a date or time.

    Many at a time, so that they need not all be there as Python's own. sheet, part: its name, and
    the member that holds it. head: its XML up to the first row. cells: the bytes behind their
    references. Raises what calamine does, InputProblem, and ValueError where cells were lost.
    """
    copy = with_sheet(archive, part, _sheet_of(head, cells))
    pa.default_memory_pool().release_unused()  # the library takes as much again
    book = python_calamine.CalamineWorkbook.from_filelike(copy)
    del copy
    found = book.get_sheet_by_name(sheet)
    rows = found.iter_rows()
    del book  # with all the texts of the workbook, which the rows have now
    if found.height != -(-len(cells) // WIDTH) + 2 or found.width != WIDTH:
        raise ValueError("cells were lost")
    next(rows, None)
    left = len(cells)
    while left:
        values = list(chain.from_iterable(islice(rows, ROWS_AT_ONCE)))[:left]
        if not values:
            raise ValueError("cells were lost")
        left -= len(values)
        yield values


def _sheet_of(head: bytes, cells: pa.BinaryArray) -> bytes:
    offsets = np.append(np.arange(0, len(cells), WIDTH, dtype=np.int32), np.int32(len(cells)))
    rows = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), cells), b"<c").to_pylist()
    whole = [b"<row><c" + row + b"</row>" for row in rows]
    return b"".join([head, _SENTINELS, *whole, _SENTINELS, b"</sheetData></worksheet>"])
