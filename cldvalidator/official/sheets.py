"""The sheets of a workbook as grids of texts, merged cells filled in."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cldvalidator.extract.file_kind import kind_of
from cldvalidator.extract.opening import read_whole
from cldvalidator.problems import InputProblem
from cldvalidator.workbooks.openable import check_openable

_MOST_ROWS, _MOST_COLUMNS = 5_000, 200
_LARGEST = 50 << 20


@dataclass(frozen=True)
class Grid:
    """A sheet: its name and its rows of trimmed texts, all of one width."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheets(path: Path) -> list[Grid]:
    """Read every sheet, hidden ones too. Raises InputProblem, EnvironmentProblem.

    Only XLSX and XLSM: that is what the official workbooks are. A sheet of more than 5,000 rows is
    data, not a specification, and is passed over.
    """
    import openpyxl  # takes 0.2 s that no reading of an extract needs

    data = read_whole(path)
    if len(data) > _LARGEST or kind_of(data) not in ("XLSX", "XLSM"):
        raise InputProblem(
            f"“{path.name}” is no XLSX workbook of a specification's size.",
            "Choose the official specification or mapping workbook as it was sent to you.",
        )
    check_openable(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drawings that it leaves out
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            return [_grid(s) for s in book.worksheets if s.max_row <= _MOST_ROWS]
    except Exception as error:
        raise InputProblem(
            f"“{path.name}” cannot be read as a workbook.",
            "Open it in Excel, save it again as an Excel workbook (.xlsx), and choose that file.",
        ) from error


def _grid(sheet: Any) -> Grid:
    width = min(sheet.max_column, _MOST_COLUMNS)
    rows = [
        [_text(cell) for cell in row] for row in sheet.iter_rows(max_col=width, values_only=True)
    ]
    for merged in sheet.merged_cells.ranges:
        if merged.min_row > len(rows) or merged.min_col > width:
            continue
        text = rows[merged.min_row - 1][merged.min_col - 1]
        for row in range(merged.min_row, min(merged.max_row, len(rows)) + 1):
            # Across columns a merged cell is a title; down rows it belongs to each of them.
            rows[row - 1][merged.min_col - 1] = text
    return Grid(str(sheet.title), tuple(tuple(r) for r in rows))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\xa0", " ").replace("\r\n", "\n").strip()
