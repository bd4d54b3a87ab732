"""Excel and OpenDocument workbooks: finds the sheet and its header, reads the cells as text."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import numpy as np
import python_calamine

from cldvalidator.extract.archive_safety import broken_workbook
from cldvalidator.extract.cell_text import ColumnOfCells, cell_text
from cldvalidator.extract.file_kind import FileKind, protected
from cldvalidator.extract.header import (
    ROWS_LOOKED_AT,
    FieldNames,
    Header,
    find_header,
    no_header_found,
    settled,
)
from cldvalidator.extract.lost_digits import losses
from cldvalidator.extract.padded_numbers import shown
from cldvalidator.extract.raw_table import RawTable, filled_rows
from cldvalidator.extract.sheet_xml import Unseen, look_through
from cldvalidator.extract.stored_dates import stored_dates
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification
from cldvalidator.task import SILENT, Task

T = TypeVar("T")
ROWS_AT_ONCE = 20_000
MOST_ROWS = 1_048_576
MOST_ROWS_XLS = 65_536


@dataclass(frozen=True)
class SheetTable:
    """The table of one sheet, the sheet's name, and the names of all sheets."""

    table: RawTable
    sheet: str
    sheets: tuple[str, ...]


@dataclass(frozen=True)
class _Sheet:
    """One sheet: its cells as calamine gives them, and what they do not tell."""

    name: str
    cells: Any
    unseen: Unseen

    @property
    def first_column(self) -> int:
        """The position of the first used column."""
        return int(self.cells.start[1]) if self.cells.start is not None else 0

    @property
    def height(self) -> int:
        """How many rows the sheet has from row 1 to the last used one."""
        return int(self.cells.end[0]) + 1 if self.cells.end is not None else 0

    def rows(self) -> Iterator[list[Any]]:
        """Yield all rows from the sheet's first on, each from `first_column` on."""
        return iter(self.cells.iter_rows())

    def first_rows(self) -> list[list[str]]:
        """Return the rows in which a header may stand, as text, from column A on."""
        before = [""] * self.first_column
        return [
            before + [cell_text(v) for v in row]
            for row in itertools.islice(self.rows(), ROWS_LOOKED_AT)
        ]


def read_workbook(
    data: bytes,
    kind: FileKind,
    names: FieldNames,
    sheet: str | None = None,
    task: Task = SILENT,
    *,
    usual: str = "",
) -> SheetTable:
    """Read the chosen sheet, or the one whose header names the most fields, rather a visible one.

    usual: the sheet that the council's workbooks have their records in; it counts as chosen where
    the workbook has it.

    Raises InputProblem for a sheet that is not there, a workbook protected or damaged, one whose
    cells are formulas that were never calculated, and one too far spread to be laid out.
    """
    task.step("Opening the workbook")
    in_all = look_through(data, kind, "", task) if kind == "ODS" else None
    if in_all is not None and in_all.is_vast:  # calamine lays out all sheets of an ODS at once
        raise _too_far("A sheet of the workbook")
    book = _asked(lambda: python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)))
    worksheets = [
        m for m in book.sheets_metadata if m.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    sheets = tuple(m.name for m in worksheets)
    if sheet is None and usual in sheets:
        sheet = usual
    if sheet is not None and sheet not in sheets:
        raise InputProblem(
            f"The workbook has no sheet “{sheet}”. Its sheets are: {', '.join(sheets)}.",
            "Choose one of these sheets.",
        )
    visible = python_calamine.SheetVisibleEnum.Visible
    hidden = [m.name for m in worksheets if m.visible != visible]
    in_turn = [name for name in sheets if name not in hidden] + hidden

    def load(name: str) -> _Sheet:
        unseen = in_all or look_through(data, kind, name, task)
        if unseen.is_vast:
            raise _too_far(f"The sheet “{name}”")
        task.step("Opening the sheet")
        return _Sheet(name, _asked(partial(book.get_sheet_by_name, name)), unseen)

    looked_at = [sheet] if sheet is not None else in_turn
    chosen, header, passed_over = _best_sheet(looked_at, load, names, hidden)
    table = _table(chosen, settled(header), names.specification, task)
    filled = filled_rows(table.columns, len(table.source_rows))
    if chosen.unseen.empty_formulas and not filled.any():
        raise _nothing_but_formulas()
    last = int(table.source_rows[filled][-1]) if filled.any() else 0
    notices = (
        *passed_over,
        *_unseen_notices(chosen.unseen, kind),
        *_cut_off(last, kind),
        *table.notices,
    )
    return SheetTable(replace(table, notices=notices), chosen.name, sheets)


def _asked(call: Callable[[], T]) -> T:
    """Call calamine; whatever it stumbles over becomes a problem without the file's content."""
    problem: InputProblem
    try:
        return call()
    except python_calamine.PasswordError:
        problem = protected()
    except (python_calamine.CalamineError, OSError, ValueError, IndexError, OverflowError):
        problem = broken_workbook()
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's own, which is no Exception
            raise
        problem = broken_workbook()
    raise problem


def _best_sheet(
    sheets: list[str], load: Callable[[str], _Sheet], names: FieldNames, hidden: Container[str]
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
            sheet = load(name)
        except InputProblem as problem:
            unreadable[name] = problem
            continue
        first_rows = sheet.first_rows()
        blank = blank and not any(cell.strip() for row in first_rows for cell in row)
        header = find_header(first_rows, names)
        if header is None:
            only_formulas = only_formulas or bool(sheet.unseen.empty_formulas)
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


def _table(sheet: _Sheet, header: Header, specification: Specification, task: Task) -> RawTable:
    """Read the rows below the header, column by column."""
    first = header.index + 1
    offset = sheet.first_column
    columns = [ColumnOfCells() for _ in header.cells]
    rows = 0
    remaining = itertools.islice(sheet.rows(), first, None)
    while part := list(itertools.islice(remaining, ROWS_AT_ONCE)):
        task.step("Reading the rows", rows, sheet.height - first)
        for position, cells in enumerate(zip(*part, strict=True)):
            columns[offset + position].add(cells)
        rows += len(part)
    for empty in columns[:offset]:
        empty.add([""] * rows)
    by_column: dict[int, dict[int, str]] = {}
    for (row, position), text in sheet.unseen.errors.items():
        if first <= row < first + rows and position < len(columns):
            by_column.setdefault(position, {})[row - first] = text
    for position, texts in by_column.items():
        columns[position].replace(list(texts), texts.values())
    for (position, code), rows_of_sheet in sheet.unseen.padded.items():
        below = np.array(rows_of_sheet, np.int64) - first
        below = below[(below >= 0) & (below < rows)]
        if position < len(columns) and len(below):
            columns[position].rewrite(below, partial(shown, code=code))
    task.step("Sorting the texts")
    return RawTable(
        header_row=first,
        matches=header.matches,
        columns=tuple(c.column() for c in columns),
        source_rows=np.arange(first + 1, first + 1 + rows, dtype=np.int32),
        notices=losses(header.matches, columns, specification),
        stored_dates=stored_dates(header.matches, columns, specification),
    )


def _unseen_notices(unseen: Unseen, kind: FileKind) -> tuple[str, ...]:
    notices = []
    if count := unseen.empty_formulas:
        holds = "1 cell holds" if count == 1 else f"{count:,} cells hold"
        notices.append(
            f"{holds} a formula without a stored result, read as blank. Open the file in Excel, "
            "save it there, and try again."
        )
    if count := unseen.unread_errors:
        holds = "1 cell holds" if count == 1 else f"{count:,} cells hold"
        notices.append(f"{holds} an error such as #N/A, read as blank.")
    if kind in ("XLS", "XLSB"):
        notices.append(
            f"Cells that hold an error such as #N/A are read as blank from a workbook of this kind "
            f"({kind}). Save it as .xlsx to see them."
        )
    return tuple(notices)


def _cut_off(last_row: int, kind: FileKind) -> tuple[str, ...]:
    most = MOST_ROWS_XLS if kind == "XLS" else MOST_ROWS
    if last_row < most:
        return ()
    return (
        f"The sheet is filled to its last possible row ({most:,}). Records that did not fit may "
        "have been cut off: export the extract as CSV and choose that file.",
    )


def _too_far(what: str) -> InputProblem:
    return InputProblem(
        f"{what} has cells so far apart that it cannot be laid out.",
        "Delete the stray cells far to the right or far down, or save the sheet as CSV.",
    )


def _nothing_but_formulas() -> InputProblem:
    return InputProblem(
        "The sheet holds nothing but formulas whose results are not stored in the file.",
        "Open it in Excel, save it there, and try again.",
    )
