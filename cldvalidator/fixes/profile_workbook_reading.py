"""Reads the workbook of a profile after the user's edits; says what is wrong by cell."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from cldvalidator.checks.rules import load_rules
from cldvalidator.extract import Extract
from cldvalidator.extract.archive_safety import check_sizes, open_archive
from cldvalidator.extract.file_kind import kind_of
from cldvalidator.extract.opening import read_whole
from cldvalidator.fixes.private_texts import People, looks_personal, personal_words
from cldvalidator.fixes.profile import (
    KnownFinding,
    Meaning,
    Profile,
    may_have_meanings,
    why_column_not_kept,
    why_not_kept,
)
from cldvalidator.fixes.profile_workbook import ASIDE, BLANK, COLUMNS, HEADERS, KNOWN, VALUES
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification

_MOST_ROWS = 20_000
_LARGEST = 50 << 20
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
class _Row:
    """A row of a sheet by its headers: texts, and the cell of each."""

    sheet: str
    number: int
    texts: dict[str, str]
    columns: dict[str, int]

    def fault(self, header: str, what: str) -> CellFault:
        letter = get_column_letter(self.columns.get(header, 1))
        return CellFault(self.sheet, f"{letter}{self.number}", what)


def read_profile_workbook(
    path: Path, specification: Specification, extract: Extract | None = None
) -> Profile:
    """Read a workbook as `write_profile_workbook` writes it, after the user's edits.

    extract: the file the values come from, whose names and identifiers are kept out. Raises
    WorkbookFaults with every cell that is wrong; InputProblem for another file;
    EnvironmentProblem.
    """
    book = _open(path)
    faults: list[CellFault] = []
    people = People(extract) if extract is not None else None
    profile = _values(_rows(book, VALUES, faults), specification, people, faults)
    for row in _rows(book, COLUMNS, faults):
        header, name = row.texts["Header"], row.texts["Field"]
        if not name:
            continue
        if not header:
            faults.append(row.fault("Header", "a header is missing."))
        elif name != ASIDE and name not in specification.by_name:
            faults.append(row.fault("Field", "the specification has no such field."))
        elif why := why_column_not_kept(header, people):
            faults.append(row.fault("Header", f"{why}."))
        else:
            profile = profile.with_column(header, None if name == ASIDE else name)
    for row in _rows(book, KNOWN, faults):
        found = _known(row, specification, people)
        if isinstance(found, CellFault):
            faults.append(found)
        else:
            profile = profile.with_known(found)
    if faults:
        raise WorkbookFaults(path.name, faults)
    return profile


def _open(path: Path) -> Any:
    data = read_whole(path)
    if len(data) > _LARGEST or kind_of(data) not in ("XLSX", "XLSM"):
        raise InputProblem(
            f"“{path.name}” is no workbook of a profile.",
            "Choose the workbook that was written with `cldvalidator profile export`.",
        )
    check_sizes(data, open_archive(data))
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


def _rows(book: Any, name: str, faults: list[CellFault]) -> Iterator[_Row]:
    """Yield the rows with content; a formula or an error in a cell is a fault."""
    if name not in book.sheetnames:
        return
    sheet = book[name]
    wanted = [h for h, _ in HEADERS[name]]
    columns = {
        str(cell.value).strip(): cell.column
        for cell in next(sheet.iter_rows(max_row=1), ())
        if cell.value is not None and str(cell.value).strip() in wanted
    }
    missing = [h for h in _NEEDED[name] if h not in columns]
    if missing:
        faults.append(CellFault(name, "A1", f"the header {missing[0]} is missing."))
        return
    if sheet.max_row > _MOST_ROWS:
        faults.append(CellFault(name, f"A{_MOST_ROWS + 1}", "there are too many rows."))
        return
    for cells in sheet.iter_rows(min_row=2):
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
        if sound and any(texts.values()):
            yield _Row(name, number, texts, columns)


_NEEDED = {
    VALUES: ("Field", "Our value", "Means"),
    COLUMNS: ("Header", "Field"),
    KNOWN: ("Rule", "Field", "Reason"),
}
_READ = {
    VALUES: ("Field", "Our value", "Means", "Note", "Since"),
    COLUMNS: ("Header", "Field"),
    KNOWN: ("Rule", "Field", "Value", "Reason", "Findings then", "Since"),
}


def _text(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _values(
    rows: Iterator[_Row],
    specification: Specification,
    people: People | None,
    faults: list[CellFault],
) -> Profile:
    """Read the meanings; a row that says nothing is passed over."""
    profile = Profile()
    places: dict[tuple[str, str], int] = {}
    for row in rows:
        texts = row.texts
        if not texts["Means"]:
            continue
        written = "" if texts["Means"].casefold() == BLANK else texts["Means"]
        meaning = Meaning(texts["Field"], texts["Our value"], written, texts["Note"])
        has_list = meaning.field in may_have_meanings(specification)
        if has_list and written and written not in specification.values(meaning.field):
            faults.append(row.fault("Means", f"it is not in the list of {meaning.field}."))
            continue
        why = why_not_kept(meaning, specification, people)
        if why:
            faults.append(row.fault("Our value" if has_list else "Field", f"{why}."))
            continue
        if meaning.key in places:
            what = f"the value has a meaning in row {places[meaning.key]} already."
            faults.append(row.fault("Our value", what))
            continue
        if texts["Since"] and not _DAY.fullmatch(texts["Since"]):
            faults.append(row.fault("Since", "write the day as 2026-03-31."))
            continue
        places[meaning.key] = row.number
        since = texts["Since"] or date.today().isoformat()
        made = Meaning(meaning.field, meaning.found, written, meaning.note, since)
        profile = profile.with_meanings([made])
    return profile


def _known(
    row: _Row, specification: Specification, people: People | None
) -> KnownFinding | CellFault:
    texts = row.texts
    cells = texts["Findings then"] or "0"
    value = texts["Value"] or None
    if texts["Rule"] not in load_rules():
        return row.fault("Rule", "there is no such rule.")
    if texts["Field"] not in specification.by_name:
        return row.fault("Field", "the specification has no such field.")
    if value is not None and texts["Field"] not in may_have_meanings(specification):
        return row.fault("Value", "a profile keeps no value of this field.")
    if value is not None and (
        why := looks_personal(value)
        or (people.why_personal(texts["Field"], value) if people else "")
    ):
        return row.fault("Value", f"a profile holds nothing about a person: {why}.")
    if not texts["Reason"]:
        return row.fault("Reason", "a reason is missing.")
    if why := personal_words(texts["Reason"], people):
        return row.fault("Reason", f"a profile holds nothing about a person: {why}.")
    if not cells.isdecimal():
        return row.fault("Findings then", "write a whole number.")
    if texts["Since"] and not _DAY.fullmatch(texts["Since"]):
        return row.fault("Since", "write the day as 2026-03-31.")
    return KnownFinding(
        texts["Rule"], texts["Field"], texts["Reason"], value, int(cells), texts["Since"]
    )
