"""Some columns of one table of an OpenDocument spreadsheet, read as it is unpacked.

For publications that unpack to hundreds of megabytes: nothing but the columns asked for is kept.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

from cldvalidator.problems import InputProblem
from cldvalidator.workbooks.archive_safety import broken_workbook, open_archive
from cldvalidator.workbooks.cells import ColumnOfCells, StoredColumn
from cldvalidator.workbooks.ods_content import CONTENT, repeats
from cldvalidator.workbooks.xml_stream import Attributes, Unsound, XmlStream, unpacked

HEADER_ROWS = 60
"""A header stands in the first so many rows of its sheet."""
ROWS_AT_ONCE = 1_000
MOST_ROWS, MOST_COLUMNS = 1_000_000, 1_000
LONGEST_CELL = 1 << 16
_STORED = ("office:date-value", "office:value")
_CELLS = ("table:table-cell", "table:covered-table-cell")
Step = Callable[[str, int, int], None]


def plain(header: str) -> str:
    """Return a header without regard to case and spaces."""
    return "".join(header.split()).casefold()


def table_of(
    data: bytes, key: str, wanted: Sequence[str], step: Step
) -> tuple[list[str], list[StoredColumn], int]:
    """Return the columns of the first table whose header row has a cell `key`.

    wanted: headers, by `plain`; the first of a name counts. Returns the headers that were found,
    their columns below the header row, and the number of that row (0-based). Raises InputProblem
    for a spreadsheet without such a table, and one that is damaged or repeats a row endlessly.
    """
    archive = open_archive(data)
    member = next((m for m in archive.infolist() if m.filename == CONTENT), None)
    if member is None:
        raise broken_workbook()
    table = _Table(plain(key), {plain(w) for w in wanted} | {plain(key)})
    if not _is_sound(archive, member, table, step):
        raise broken_workbook()
    if not table.columns:
        raise InputProblem(
            f"No sheet of the workbook has a column {key} in its first {HEADER_ROWS} rows.",
            "Choose the file as it was published.",
        )
    table.add_waiting()
    stored = [column.stored() for column in table.columns.values()]
    return list(table.columns), stored, table.header_row


def _is_sound(archive: zipfile.ZipFile, member: zipfile.ZipInfo, table: _Table, step: Step) -> bool:
    done = 0
    try:
        for piece in unpacked(archive, CONTENT):
            done += len(piece)
            step("Reading the table", done, member.file_size)
            table.stream.feed(piece)
            if table.is_done:
                return True
        table.stream.feed(b"", last=True)
    except Unsound:
        return False
    return True


class _Table:
    """What is read of the spreadsheet so far. columns: by plain header, once the row is found."""

    def __init__(self, key: str, wanted: set[str]) -> None:
        self.columns: dict[str, ColumnOfCells] = {}
        self.header_row = 0
        self.is_done = False
        self._key, self._wanted = key, wanted
        self._places: dict[str, int] = {}
        self._row = 0
        self._rows_kept = 0
        self._waiting: list[list[str]] = []
        self._repeated = 1
        self._cells: list[str] = []
        self._cell: tuple[int, str | None] | None = None
        self._text = io.StringIO()
        self._apart = 0
        self.stream = XmlStream(self._start, self._end)
        self.stream.parser.CharacterDataHandler = self._characters

    def _start(self, name: str, attributes: Attributes) -> None:
        if self.is_done:
            return
        if name in _CELLS:
            stored = next((attributes[a] for a in _STORED if a in attributes), None)
            self._cell = repeats(attributes, "table:number-columns-repeated"), stored
            self._text = io.StringIO()
        elif name == "table:table-row":
            self._cells = []
            self._repeated = repeats(attributes, "table:number-rows-repeated")
        elif name == "table:table":
            self._row = 0
        elif name == "office:annotation":
            self._apart += 1
        elif name == "text:p" and self._cell and not self._apart and self._text.tell():
            self._text.write("\n")
        elif name == "text:s" and self._cell and not self._apart:
            self._text.write(" " * min(repeats(attributes, "text:c"), LONGEST_CELL))

    def _characters(self, text: str) -> None:
        if self._cell and not self._apart and not self.is_done:
            if self._text.tell() + len(text) > LONGEST_CELL:
                raise Unsound
            self._text.write(text)

    def _end(self, name: str) -> None:
        if self.is_done:
            return
        if name in _CELLS and self._cell:
            repeated, stored = self._cell
            text = stored if stored is not None else self._text.getvalue().strip()
            room = MOST_COLUMNS - len(self._cells)
            self._cells += [text] * min(repeated, room)
            self._cell = None
        elif name == "office:annotation":
            self._apart -= 1
        elif name == "table:table-row":
            self._end_row()
        elif name == "table:table" and self.columns:
            self.is_done = True

    def _end_row(self) -> None:
        if self.columns:
            self._keep_row()
        elif self._row < HEADER_ROWS:
            headers = [plain(cell) for cell in self._cells]
            if self._key in headers:
                self.header_row = self._row
                for place, header in enumerate(headers):
                    if header in self._wanted and header not in self.columns:
                        self.columns[header] = ColumnOfCells()
                        self._places[header] = place
        self._row += self._repeated

    def _keep_row(self) -> None:
        found = [self._at(place) for place in self._places.values()]
        if not any(found):  # rows below the table, however many
            return
        if self._rows_kept + self._repeated > MOST_ROWS:
            raise InputProblem(
                f"A sheet of the workbook has more than {MOST_ROWS:,} rows: no publication has.",
                "Choose the file as it was published.",
            )
        self._rows_kept += self._repeated
        self._waiting += [found] * self._repeated
        if len(self._waiting) >= ROWS_AT_ONCE:
            self.add_waiting()

    def add_waiting(self) -> None:
        """Put the rows read last into the columns."""
        for place, column in enumerate(self.columns.values()):
            column.add([row[place] for row in self._waiting], has_booleans=False)
        self._waiting.clear()

    def _at(self, place: int) -> str:
        return self._cells[place] if place < len(self._cells) else ""
