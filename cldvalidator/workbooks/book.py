"""An open workbook: its sheets, the first rows of each, and the cells of one by columns."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import python_calamine

from cldvalidator.problems import InputProblem
from cldvalidator.task import FEW_RECORDS, Task, side_by_side
from cldvalidator.workbooks.archive_safety import broken_workbook, open_archive, protected
from cldvalidator.workbooks.cells import ColumnOfCells, StoredColumn, cell_text
from cldvalidator.workbooks.distinct_cells import values_of
from cldvalidator.workbooks.number_formats import shown
from cldvalidator.workbooks.ods_content import search_ods
from cldvalidator.workbooks.open_xml_parts import OpenXmlParts
from cldvalidator.workbooks.open_xml_sheet import Searched
from cldvalidator.workbooks.plain_sheet import PlainColumn, PlainSheet
from cldvalidator.workbooks.sheet_facts import SheetFacts
from cldvalidator.workbooks.smaller_copy import outline
from cldvalidator.workbooks.unknown_errors import unknown_errors, with_known_errors
from cldvalidator.workbooks.workbook import (
    ROWS_LOOKED_AT,
    DateSystem,
    SheetName,
    SheetReading,
    SheetStart,
)
from cldvalidator.workbooks.xml_stream import Unsound

T = TypeVar("T")
Step = Callable[[str, int, int], None]

ROWS_AT_ONCE = 1_000
"""Their cells are few enough to stay near the processor while they are sorted into columns."""
MOST_SHEETS = 1_000
LONGEST_SHEET_NAME = 255
"""Excel allows 31 characters, LibreOffice more; one of a megabyte takes a window minutes."""
MOST_HIDDEN = 1 << 20


class _Sheet:
    """One sheet: its cells as calamine gives them, and what they do not tell."""

    def __init__(self, name: str, cells: Any, facts: SheetFacts) -> None:
        self._name = name
        self.facts = facts
        self.first_column = int(cells.start[1]) if cells.start is not None else 0
        self.width = int(cells.end[1]) + 1 if cells.end is not None else 0
        self.height = int(cells.end[0]) + 1 if cells.end is not None else 0
        self._cells = cells

    def rows(self) -> Iterator[list[Any]]:
        """Yield all rows from the sheet's first on, each from `first_column` on."""
        return iter(self._cells.iter_rows())

    def row_that_fails(self) -> str:
        """Say which row the library cannot give, for the end of a sentence."""
        number = 1
        try:
            for _ in self.rows():
                number += 1
        except BaseException as error:
            if _cannot_be_told(error):
                return f" in row {number:,} of the sheet “{self._name}”"
            raise
        return ""

    def first_rows(self) -> list[list[str]]:
        """Return the rows in which a header may stand."""
        before = [""] * self.first_column
        found = []
        for row in itertools.islice(self.rows(), ROWS_LOOKED_AT):
            texts = before + [cell_text(value) for value in row]
            while texts and not texts[-1].strip():
                texts.pop()
            found.append(texts)
        return found

    def columns(self, first: int, step: Callable[[int, int], None]) -> list[ColumnOfCells]:
        """Return all columns from column A on, from a row (0-based) to the last."""
        columns = [ColumnOfCells() for _ in range(self.width)]
        rows = 0
        remaining = itertools.islice(self.rows(), first, None)
        while part := list(itertools.islice(remaining, ROWS_AT_ONCE)):
            step(rows, self.height - first)
            for position, cells in enumerate(zip(*part, strict=True)):
                columns[self.first_column + position].add(cells, self.facts.has_booleans)
            rows += len(part)
        for empty in columns[: self.first_column]:
            empty.add([""] * rows)
        return columns


class Book:
    """A workbook that is read in this process.

    Raises InputProblem for one that is protected or damaged, here and in all it is asked.
    """

    def __init__(self, data: bytes, kind: str, step: Step) -> None:
        step("Opening the workbook", 0, 0)
        self._step = step
        self._archive = open_archive(data) if kind in ("XLSX", "XLSM", "ODS") else None
        self._in_all: dict[str, SheetFacts] | None = None
        self._parts: OpenXmlParts | None = None
        self.date_system: DateSystem = ""
        if self._archive is not None and kind == "ODS":
            self._in_all = self._sound(partial(search_ods, self._archive, self._search_step))
            if any(facts.is_vast for facts in self._in_all.values()):
                raise too_far("A sheet of the workbook")  # calamine lays out all of them at once
        elif self._archive is not None:
            self._parts = OpenXmlParts(self._archive)
            self.date_system = self._parts.date_system
        self._data = data
        self._whole: Any = None
        sheets = [
            s
            for s in self._outline().sheets_metadata
            if s.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        if len(sheets) > MOST_SHEETS:
            raise InputProblem(
                f"The workbook has {len(sheets):,} sheets: no extract needs so many.",
                "Save the sheet that holds the extract as a workbook of its own, or as CSV.",
            )
        longest = max((len(s.name) for s in sheets), default=0)
        if longest > LONGEST_SHEET_NAME:
            raise InputProblem(
                f"The workbook has a sheet whose name has {longest:,} characters.",
                "Give it a shorter name (Excel allows 31 characters), or save it as CSV.",
            )
        visible = python_calamine.SheetVisibleEnum.Visible
        self.sheets = tuple(SheetName(s.name, s.visible == visible) for s in sheets)
        self._loaded: dict[str, _Sheet | PlainSheet] = {}

    def _outline(self) -> Any:
        """Return the workbook as the library opens it, without sheets and texts where it can."""
        if self._archive is not None and self._parts is not None:
            with suppress(InputProblem):
                return _opened(outline(self._archive))
        return self._opened_whole()

    def _opened_whole(self) -> Any:
        if self._whole is None:
            self._whole = _opened(io.BytesIO(self._data))
        return self._whole

    def look(self, sheet: str, keep: str) -> SheetStart:
        """Return the first rows of a sheet. keep: another one that may be read soon."""
        self._loaded = {name: s for name, s in self._loaded.items() if name == keep}
        loaded = self._load(sheet)
        first_rows = _asked(loaded.first_rows, loaded.row_that_fails)
        return SheetStart(first_rows, loaded.width, loaded.facts.empty_formulas)

    def read(self, sheet: str, first: int) -> tuple[list[StoredColumn], SheetReading]:
        """Return all columns of a sheet from column A on, from a row (0-based) to the last."""
        loaded = self._load(sheet)

        def columns_of() -> list[ColumnOfCells | PlainColumn]:
            return [*loaded.columns(first, self._read_step)]

        columns = _asked(columns_of, loaded.row_that_fails)
        _put_in(loaded.facts, columns, first, loaded.height - first)
        facts = loaded.facts
        sheet_reading = SheetReading(
            facts.unread_errors,
            facts.empty_formulas,
            tuple(facts.merged),
            facts.merged_more,
            tuple(facts.hidden_rows[:MOST_HIDDEN]),
            tuple(facts.totals),
        )
        stored = side_by_side(
            lambda column: column.stored(),
            columns,
            "Sorting the texts",
            Task(self._step),
            len(columns),
            is_little=loaded.height < FEW_RECORDS,
        )
        return stored, sheet_reading

    def _load(self, name: str) -> _Sheet | PlainSheet:
        if name not in self._loaded:
            found = self._searched(name)
            if found.facts.is_vast:
                raise too_far(f"The sheet “{name}”")
            self._step("Opening the sheet", 0, 0)
            if errors := unknown_errors(found.facts.errors.values()):
                self._open_without(errors, name)
                self._loaded[name] = self._laid_out(name, found.facts)
            else:
                self._loaded[name] = self._plain(name, found) or self._laid_out(name, found.facts)
        return self._loaded[name]

    def _open_without(self, errors: set[str], name: str) -> None:
        """Open the workbook anew without errors in a sheet that the library does not know."""
        part = self._parts.part_of(name) if self._parts is not None else ""
        if self._archive is None or not part:
            return
        self._data = _asked(partial(with_known_errors, self._archive, part, errors))
        self._archive = zipfile.ZipFile(io.BytesIO(self._data))
        self._whole = None

    def _plain(self, name: str, found: Searched) -> PlainSheet | None:
        """Return a sheet of which each different cell is read once, None where that cannot be.

        What is wrong with a sheet is told by the library that is given all of it.
        """
        cells = found.cells
        if self._archive is None or self._parts is None or cells is None or not cells.blocks:
            return None
        part = self._parts.part_of(name)
        read = partial(values_of, self._archive, name, part, found.head)
        try:
            joined = cells.joined()
            if joined is None:
                return None
            return _asked(lambda: PlainSheet(found.facts, cells, *joined, read))
        except (InputProblem, pa.ArrowException):
            return None

    def _laid_out(self, name: str, facts: SheetFacts) -> _Sheet:
        return _Sheet(name, _asked(partial(self._opened_whole().get_sheet_by_name, name)), facts)

    def _searched(self, name: str) -> Searched:
        if self._in_all is not None:
            return Searched(self._in_all.get(name, SheetFacts(has_booleans=True)))
        if self._parts is None:
            return Searched(SheetFacts(has_booleans=True))  # for all that is known
        return self._sound(partial(self._parts.search, name, self._search_step))

    def _search_step(self, done: int = 0, total: int = 0) -> None:
        self._step("Looking for errors and formulas", done, total)

    def _read_step(self, done: int, total: int) -> None:
        self._step("Reading the rows", done, total)

    def _sound(self, search: Callable[[], T]) -> T:
        """Call what parses XML; whatever is not sound in it is a damaged workbook."""
        try:
            return search()
        except Unsound:
            pass
        raise broken_workbook()


def _put_in(
    facts: SheetFacts, columns: list[ColumnOfCells | PlainColumn], first: int, rows: int
) -> None:
    """Put error cells and zeros in front into the columns, whose first row is `first`."""

    def cells(position: int) -> ColumnOfCells:
        column = columns[position]
        if isinstance(column, PlainColumn):
            columns[position] = column = column.cells()
        return column

    by_column: dict[int, dict[int, str]] = {}
    for (row, position), text in facts.errors.items():
        if first <= row < first + rows and position < len(columns):
            by_column.setdefault(position, {})[row - first] = text
    for position, texts in by_column.items():
        cells(position).replace(list(texts), texts.values())
    for (position, code), rows_of_sheet in facts.padded.items():
        below = np.array(rows_of_sheet, np.int64) - first
        below = below[(below >= 0) & (below < rows)]
        if position < len(columns) and len(below):
            cells(position).rewrite(below, partial(shown, code=code))


def _opened(data: io.BytesIO) -> Any:
    return _asked(lambda: python_calamine.CalamineWorkbook.from_filelike(data))


def _asked(call: Callable[[], T], where: Callable[[], str] = str) -> T:
    """Call calamine; whatever it stumbles over becomes a problem without the file's content.

    where: tells the place of what it stumbled over.
    """
    problem: InputProblem
    try:
        return call()
    except python_calamine.PasswordError:
        problem = protected()
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        OSError,
        ValueError,
        IndexError,
    ):
        problem = broken_workbook()
    except BaseException as error:
        if not _cannot_be_told(error):
            raise
        problem = InputProblem(
            f"The workbook holds something that cannot be read{where()}, such as a date thousands "
            "of years away.",
            "Open it in Excel, correct such cells or save the sheet as CSV, and choose that.",
        )
    raise problem


def _cannot_be_told(error: BaseException) -> bool:
    """Whether a cell holds what Python or the library has no value for, such as a day in 9999999.

    Rust's own PanicException is no Exception.
    """
    return isinstance(error, OverflowError) or type(error).__name__ == "PanicException"


def too_far(what: str) -> InputProblem:
    """Return the problem of a sheet with stray cells."""
    return InputProblem(
        f"{what} has cells so far apart that it cannot be laid out.",
        "Delete the stray cells far to the right or far down, or save the sheet as CSV.",
    )
