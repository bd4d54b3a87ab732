"""Excel and OpenDocument workbooks: finds the sheet and its header, names its columns."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cldvalidator.extract.column import Column, smallest_codes
from cldvalidator.extract.file_kind import FileKind
from cldvalidator.extract.header import (
    FieldNames,
    Header,
    find_header,
    no_header_found,
    settled,
)
from cldvalidator.extract.lost_digits import losses
from cldvalidator.extract.raw_table import RawTable, filled_rows
from cldvalidator.extract.sheet_notices import cut_off, notices_of_sheet
from cldvalidator.extract.stored_dates import stored_dates
from cldvalidator.extract.table import MergedArea
from cldvalidator.problems import InputProblem
from cldvalidator.task import SILENT, Task
from cldvalidator.workbooks.cells import TEXT, StoredColumn
from cldvalidator.workbooks.workbook import SheetReading, Workbook


@dataclass(frozen=True)
class SheetTable:
    """The table of one sheet, the sheet's name, and the names of all sheets."""

    table: RawTable
    sheet: str
    sheets: tuple[str, ...]


@dataclass(frozen=True)
class _Sheet:
    """One sheet that was looked at: its first rows as text, and how many columns it has."""

    name: str
    rows: list[list[str]]
    width: int
    only_formulas: bool


def read_workbook(
    book: Workbook,
    kind: FileKind,
    names: FieldNames,
    sheet: str | int | None = None,
    task: Task = SILENT,
    *,
    usual: str = "",
) -> SheetTable:
    """Read the chosen sheet, or the one whose header names the most fields, rather a visible one.

    usual: the sheet that the council's workbooks have their records in; it counts as chosen where
    the workbook has it. Below a merged cell its text is read in each row of its area.

    Raises InputProblem for a sheet that is not there, a workbook protected or damaged, one whose
    cells are formulas that were never calculated, and one too far spread to be laid out.
    """
    sheets = tuple(s.name for s in book.sheets)
    if isinstance(sheet, int):
        sheet = sheets[sheet - 1] if 0 < sheet <= len(sheets) else f"{sheet}"
    if sheet is None and usual in sheets:
        sheet = usual
    if sheet is not None and sheet not in sheets:
        raise InputProblem(
            f"The workbook has no sheet “{sheet}”. Its sheets are: {', '.join(sheets)}.",
            "Choose one of these sheets.",
        )
    hidden = [s.name for s in book.sheets if not s.is_visible]
    in_turn = [name for name in sheets if name not in hidden] + hidden

    def look(name: str, keep: str) -> _Sheet:
        looked = book.look(name, keep)
        return _Sheet(name, looked.rows, looked.width, bool(looked.empty_formulas))

    looked_at = [sheet] if sheet is not None else in_turn
    chosen, found, passed_over = _best_sheet(looked_at, look, names, hidden)
    header = settled(found)
    first = header.index + 1
    stored, sheet_reading = book.read(chosen.name, first)
    task.step("Sorting the texts")
    made = {id(column): column_of(column) for column in stored}  # columns of blanks are one
    columns = [made[id(column)] for column in stored]
    rows = len(columns[0]) if columns else 0
    filled = filled_rows(columns, rows)
    if sheet_reading.empty_formulas and not filled.any():
        raise _nothing_but_formulas()
    source_rows = np.arange(first + 1, first + 1 + rows, dtype=np.int32)
    merged = _carry_down(columns, sheet_reading, first, filled)
    table = RawTable(
        header_row=first,
        matches=header.matches,
        columns=tuple(columns),
        source_rows=source_rows,
        merged=merged,
        totals=tuple(row + 1 for row in sheet_reading.totals),
        above=header.above,
        stored_dates=stored_dates(header.matches, stored, names.specification),
        notices=(
            *passed_over,
            *notices_of_sheet(sheet_reading, kind, merged, source_rows[filled]),
            *cut_off(int(source_rows[filled][-1]) if filled.any() else 0, kind),
        ),
        losses=losses(header.matches, stored, names.specification),
    )
    return SheetTable(table, chosen.name, sheets)


def _best_sheet(
    sheets: list[str], look: Callable[[str, str], _Sheet], names: FieldNames, hidden: Container[str]
) -> tuple[_Sheet, Header, tuple[str, ...]]:
    """Return the sheet whose header names the most fields, of equal ones the first.

    A hidden sheet is an old copy more often than the extract: it is taken only if it names more
    than twice the fields of any visible one. Also notices of the choice and of sheets that could
    not be looked at. One of these may be the right one, so that a hidden sheet does not stand in
    for it.
    """
    best: tuple[_Sheet, Header] | None = None
    most = 0.0
    unreadable: dict[str, InputProblem] = {}
    with_header: list[str] = []
    only_formulas, blank = False, True
    for name in sheets:
        try:
            sheet = look(name, best[0].name if best is not None else "")
        except InputProblem as problem:
            unreadable[name] = problem
            continue
        blank = blank and not any(cell.strip() for row in sheet.rows for cell in row)
        header = find_header(sheet.rows, names, sheet.width)
        if header is None:
            only_formulas = only_formulas or sheet.only_formulas
            continue
        with_header.append(name)
        named = len(set(header.fields)) / (2 if name in hidden else 1)
        if named > most:
            best, most = (sheet, header), named
    if unreadable and (best is None or best[0].name in hidden):
        raise next(iter(unreadable.values()))
    if best is None:
        if only_formulas:
            raise _nothing_but_formulas()
        if blank:
            raise InputProblem(
                f"The sheet “{sheets[0]}” is empty."
                if len(sheets) == 1
                else "The workbook is empty: nothing stands in the first rows of any sheet.",
                "Choose the file that holds the extract, or export it again.",
            )
        several = f"any sheet ({', '.join(sheets)})"
        where = f"the sheet “{sheets[0]}”" if len(sheets) == 1 else several
        raise no_header_found(where, names.specification)
    passed_over = [f"The sheet “{name}” cannot be read and was passed over." for name in unreadable]
    if best[0].name in hidden:
        passed_over.insert(
            0,
            f"The sheet “{best[0].name}” that was read is hidden in Excel. Make sure that it is "
            "the extract that you mean.",
        )
    others = [f"“{name}”" for name in with_header if name != best[0].name]
    if others:
        passed_over.append(
            f"Only the sheet “{best[0].name}” was read. The workbook has another that looks like "
            f"an extract: {', '.join(others)}. Choose the sheet if this is the wrong one."
        )
    return *best, tuple(passed_over)


def column_of(stored: StoredColumn) -> Column:
    """Return a column by its texts: values that look the same are one."""
    if (stored.kinds == TEXT).all():
        return Column(stored.codes, stored.texts)
    by_text = stored.texts.dictionary_encode()
    by_value = by_text.indices.to_numpy(zero_copy_only=False)
    if len(by_text.dictionary) == len(stored.texts):
        return Column(stored.codes, stored.texts)
    codes = by_value[stored.codes]
    return Column(smallest_codes(codes, len(by_text.dictionary)), by_text.dictionary)


def _carry_down(
    columns: list[Column], sheet: SheetReading, first: int, filled: npt.NDArray[np.bool_]
) -> tuple[MergedArea, ...]:
    """Read the text of a merged cell in each row of its area that holds a record.

    As Excel shows it: one text beside several rows. Across columns a merged cell is a title, so
    that only its first column counts. Returns the areas in which a text was carried down.
    """
    carried = []
    own: dict[int, npt.NDArray[np.unsignedinteger]] = {}
    for area in sheet.merged:
        position, top = area.first_column, area.first_row - first
        rows = np.arange(top + 1, min(area.last_row - first + 1, len(filled)))
        if position >= len(columns) or top < 0 or not len(rows):
            continue
        column = columns[position]
        codes = own.get(position, column.codes)
        blank = column.blank_values
        rows = rows[filled[rows] & blank[codes[rows]]]
        if blank[codes[top]] or not len(rows):
            continue
        own.setdefault(position, codes.copy())[rows] = codes[top]
        last = area.last_row + 1
        carried.append(MergedArea(area.first_row + 1, last, position, area.last_column))
    for position, codes in own.items():
        columns[position] = Column(codes, columns[position].values)
    return tuple(carried)


def _nothing_but_formulas() -> InputProblem:
    return InputProblem(
        "The sheet holds nothing but formulas whose results are not stored in the file.",
        "Open it in Excel, save it there, and try again.",
    )
