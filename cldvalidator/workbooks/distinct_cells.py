"""The values of different cells, each read once by the library that reads workbooks.

It is given the same workbook with a sheet in which each of the cells stands once. So a cell means
what it would where it came from, and a sheet of five million takes a tenth of the time.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import python_calamine

from cldvalidator.workbooks.smaller_copy import with_sheet

WIDTH = 64
"""Cells in a row of the sheet that the library is given."""
_SENTINELS = b"<row>" + WIDTH * b"<c><v>1</v></c>" + b"</row>"
"""So that the rectangle of filled cells is all of the sheet, even where a cell in it is blank."""


def values_of(
    archive: zipfile.ZipFile, sheet: str, part: str, head: bytes, cells: pa.BinaryArray
) -> list[Any]:
    """Return what each cell holds, as calamine gives it: str, float, int, bool, a date or time.

    sheet, part: its name, and the member that holds it. head: its XML up to the first row. cells:
    the bytes behind their references. Raises what calamine does, and InputProblem.
    """
    small = io.BytesIO(with_sheet(archive, part, _sheet_of(head, cells)))
    book = python_calamine.CalamineWorkbook.from_filelike(small)
    rows = book.get_sheet_by_name(sheet).iter_rows()
    del book, small  # with all the texts of the workbook, which the rows have now
    next(rows, None)
    values = [value for row in rows for value in row]
    del values[-WIDTH:]
    return values[: len(cells)]


def _sheet_of(head: bytes, cells: pa.BinaryArray) -> bytes:
    offsets = np.append(np.arange(0, len(cells), WIDTH, dtype=np.int32), np.int32(len(cells)))
    rows = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), cells), b"<c").to_pylist()
    whole = [b"<row><c" + row + b"</row>" for row in rows]
    return b"".join([head, _SENTINELS, *whole, _SENTINELS, b"</sheetData></worksheet>"])
