"""Notices about a sheet: merged cells, hidden rows, error cells and the like."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cldvalidator.extract.file_kind import FileKind
from cldvalidator.extract.table import MergedArea
from cldvalidator.workbooks.workbook import SheetReading

MOST_ROWS = 1_048_576
MOST_ROWS_XLS = 65_536
_MOST_NAMED = 5


def notices_of_sheet(
    sheet: SheetReading,
    kind: FileKind,
    carried: Sequence[MergedArea],
    rows: npt.NDArray[np.int32],
) -> tuple[str, ...]:
    """Return a sentence for each thing that cells do not tell.

    carried: the merged areas whose text was read in all their rows. rows: the numbers, in Excel, of
    the rows with content below the header.
    """
    notices = []
    if count := sheet.empty_formulas:
        notices.append(
            f"{_cells(count, 'holds', 'hold')} a formula without a stored result, read as blank. "
            "Open the file in Excel, save it there, and try again."
        )
    if count := sheet.unread_errors:
        notices.append(f"{_cells(count, 'holds', 'hold')} an error such as #N/A, read as blank.")
    if kind in ("XLS", "XLSB"):
        notices.append(
            f"Cells that hold an error such as #N/A are read as blank from a workbook of this kind "
            f"({kind}). Save it as .xlsx to see them."
        )
    if carried:
        areas = _some([str(area) for area in carried])
        notices.append(
            f"Merged cells ({areas}): their text stands in the file once, and is read in every "
            "row that they span. If it belongs only to the first row, unmerge them in Excel."
        )
    hidden = np.intersect1d(rows, np.array(sheet.hidden_rows, np.int64) + 1).tolist()
    if hidden:
        which = _some([f"{row:,}" for row in hidden])
        are = f"1 row is hidden (row {which})"
        if len(hidden) > 1:
            are = f"{len(hidden):,} rows are hidden (rows {which})"
        notices.append(
            f"{are}, by a filter or by hand. Hidden rows are read as well: leave out those that "
            "you do not want to send."
        )
    return tuple(notices)


def cut_off(last_row: int, kind: FileKind) -> tuple[str, ...]:
    """Say that a sheet is filled to the last row that it can have."""
    most = MOST_ROWS_XLS if kind == "XLS" else MOST_ROWS
    if last_row < most:
        return ()
    return (
        f"The sheet is filled to its last possible row ({most:,}). Records that did not fit may "
        "have been cut off: export the extract as CSV and choose that file.",
    )


def _cells(count: int, one: str, many: str) -> str:
    return f"1 cell {one}" if count == 1 else f"{count:,} cells {many}"


def _some(names: Sequence[str]) -> str:
    """Join the first names, and count the rest."""
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
