"""The rows of the workbook of a profile, as texts by their headers; faults by their cell."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from cldvalidator.extract.file_kind import kind_of
from cldvalidator.extract.opening import read_whole
from cldvalidator.fixes.profile_workbook import (
    COLUMNS,
    FILTERS,
    HEADERS,
    KNOWN,
    SPELLINGS,
    VALUES,
)
from cldvalidator.fixes.saved_filters import LONGEST_FILTER, LONGEST_NAME
from cldvalidator.problems import InputProblem
from cldvalidator.workbooks.openable import check_openable

_MOST_ROWS, _MOST_COLUMNS = 20_000, 200
_LARGEST = 50 << 20
_MOST_OF_A_NAME = 120
_MOST_CHARACTERS = {
    "Header": 200,
    "Note": 500,
    "Reason": 500,
    "Name": LONGEST_NAME,
    "Filter": LONGEST_FILTER,
}
"""What `profile.schema.json` allows."""


@dataclass(frozen=True)
class CellFault:
    """What is wrong in one cell of the workbook; never its text."""

    sheet: str
    cell: str
    what: str

    def __str__(self) -> str:
        return f"{self.sheet} {self.cell}: {self.what}"


class WorkbookFaults(InputProblem):
    """The workbook cannot be taken as a profile; `faults` says why, cell by cell."""

    def __init__(self, name: str, faults: Sequence[CellFault]) -> None:
        shown = "\n".join(f"  {f}" for f in faults[:20])
        more = f"\n  and {len(faults) - 20:,} more" if len(faults) > 20 else ""
        count = "1 cell" if len(faults) == 1 else f"{len(faults):,} cells"
        super().__init__(
            f"{name} is not taken as a profile, because of {count}:\n{shown}{more}",
            "Correct the cells in Excel, save, and import the workbook again. Nothing was kept.",
        )
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Row:
    """A row of a sheet by its headers: texts, and the cell of each."""

    sheet: str
    number: int
    texts: dict[str, str]
    columns: dict[str, int]

    def fault(self, header: str, what: str) -> CellFault:
        """Return what is wrong in the cell below a header."""
        letter = get_column_letter(self.columns.get(header, 1))
        return CellFault(self.sheet, f"{letter}{self.number}", what)


def open_book(path: Path) -> Any:
    """Open a workbook as it was exported. Raises InputProblem for another file."""
    data = read_whole(path)
    if len(data) > _LARGEST or kind_of(data) not in ("XLSX", "XLSM"):
        raise InputProblem(
            f"“{path.name}” is no workbook of a profile.",
            "Choose the workbook that was written with `cldvalidator profile export`.",
        )
    check_openable(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data))
    except Exception as error:
        raise InputProblem(
            f"“{path.name}” cannot be read as a workbook.", "Save it again in Excel as .xlsx."
        ) from error
    if VALUES not in book.sheetnames:
        raise InputProblem(
            f"“{path.name}” has no sheet {VALUES}.",
            "Choose the workbook that was written with `cldvalidator profile export`.",
        )
    return book


def rows_of(book: Any, name: str, faults: list[CellFault]) -> Iterator[Row]:
    """Yield the rows with content; a formula or an error in a cell is a fault."""
    if name not in book.sheetnames:
        return
    sheet = book[name]
    wanted = [h for h, _ in HEADERS[name]]
    columns = {
        str(cell.value).strip(): cell.column
        for cell in next(sheet.iter_rows(max_row=1, max_col=_MOST_COLUMNS), ())
        if cell.value is not None and str(cell.value).strip() in wanted
    }
    missing = [h for h in _NEEDED[name] if h not in columns]
    if missing:
        faults.append(CellFault(name, "A1", f"the header {missing[0]} is missing."))
        return
    if sheet.max_row > _MOST_ROWS:
        faults.append(CellFault(name, f"A{_MOST_ROWS + 1}", "there are too many rows."))
        return
    for cells in sheet.iter_rows(min_row=2, max_col=max(columns.values())):
        texts = dict.fromkeys(wanted, "")
        number, sound = cells[0].row, True
        for header, column in columns.items():
            cell = cells[column - 1] if column <= len(cells) else None
            if cell is None or cell.value is None or header not in _READ[name]:
                continue
            if cell.data_type in ("f", "e"):
                what = "a formula is never taken; write the text itself."
                faults.append(CellFault(name, cell.coordinate, what))
                sound = False
            texts[header] = _text(cell.value)
            most = _MOST_CHARACTERS.get(header, _MOST_OF_A_NAME)
            if len(texts[header]) > most:
                what = f"the text is too long: {most} characters are allowed."
                faults.append(CellFault(name, cell.coordinate, what))
                sound = False
        if sound and any(texts.values()):
            yield Row(name, number, texts, columns)


_NEEDED = {
    VALUES: ("Field", "Our value", "Means"),
    COLUMNS: ("Header", "Field"),
    KNOWN: ("Rule", "Field", "Reason"),
    FILTERS: ("Name", "Filter"),
    SPELLINGS: ("Field", "Spelling", "Written as"),
}
_READ = {
    VALUES: ("Field", "Our value", "Means", "Note", "Since"),
    COLUMNS: ("Header", "Field"),
    KNOWN: ("Rule", "Field", "Value", "Reason", "Findings then", "Since"),
    FILTERS: ("Name", "Filter"),
    SPELLINGS: ("Field", "Spelling", "Written as", "Identifier", "Since"),
}


def _text(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
