"""One sheet of an Open XML workbook (XLSX, XLSM), searched for what its values do not tell."""

from __future__ import annotations

import os
import zipfile
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

from cldvalidator.task import MOST_THREADS
from cldvalidator.workbooks.plain_cells import Block, PlainCells
from cldvalidator.workbooks.plain_rows import PlainRows
from cldvalidator.workbooks.sheet_facts import SheetFacts, area_of
from cldvalidator.workbooks.xml_stream import Attributes, XmlStream, local, unpacked

_BEGIN, _ROW, _END = b"<sheetData>", b"<row ", b"</sheetData>"
_LONGEST_ROW = 1 << 23
"""Bytes. The parser is given what goes on for longer without a row."""
_MOST_AHEAD = 1 << 22
"""Bytes of rows that wait for a core or for those before them."""
_YES = frozenset({"1", "true", "on"})


class Searched(NamedTuple):
    """What was found in a sheet.

    head: its XML up to the first row. cells: all of its cells, None where some are not plain.
    """

    facts: SheetFacts
    head: bytes = b""
    cells: PlainCells | None = None


_Looked = tuple[PlainRows, Block | None] | None


class _Search:
    """Takes a sheet's XML as it is unpacked.

    Rows that are spelled as Excel spells them are looked through without the parser, on all cores;
    it is given all that stands before and after them, and any rows that are not. What was found is
    taken in the order of the sheet.
    """

    def __init__(self, styles: Mapping[str, str], threads: Executor | None = None) -> None:
        self.found = SheetFacts()
        self.head = b""
        self.cells: PlainCells | None = PlainCells()
        self._styles = styles
        self._threads = threads
        self._looked_at: deque[tuple[bytes, Callable[[], _Looked]]] = deque()
        self._ahead = 0
        self._xml = XmlStream(self._start, self._close)
        self._in_data = False
        self._row = self._column = -1
        self._cell: Attributes | None = None
        self._has_formula = False
        self._text: list[str] = []
        self._rest = b""
        self._is_begun = False
        self._parse_all = False

    def take(self, piece: bytes) -> None:
        """Search the next piece."""
        if self._parse_all:
            self._xml.feed(piece)
            return
        rest = self._rest + piece
        if not self._is_begun:
            begin = rest.find(_BEGIN)
            if begin < 0 or b"<!" in rest[:begin]:
                self._parse_the_rest(rest)
                return
            self._is_begun = True
            self.head = rest[: begin + len(_BEGIN)]
            self._xml.feed(self.head)
            rest = rest[begin + len(_BEGIN) :]
        end = rest.find(_END)
        cut = end if end >= 0 else rest.rfind(_ROW)
        if cut > 0:
            self._look_at(rest[:cut])
            rest = rest[cut:]
        if end >= 0 or self._parse_all or len(rest) > _LONGEST_ROW:
            self._take_rows(0)
            self._parse_the_rest(rest)
        else:
            self._rest = rest

    def close(self) -> SheetFacts:
        """Return what was found. Raises Unsound for XML that is not whole."""
        rest, self._rest = self._rest, b""
        self._take_rows(0)
        self._xml.feed(rest)
        self._xml.feed(b"", last=True)
        return self.found

    def _parse_the_rest(self, rest: bytes) -> None:
        self._parse_all, self._rest = True, b""
        self._xml.feed(rest)

    def _look_at(self, rows: bytes) -> None:
        look = partial(_look, rows, self._styles, self.cells is not None)
        found = look if self._threads is None else self._threads.submit(look).result
        self._looked_at.append((rows, found))
        self._ahead += len(rows)
        self._take_rows(_MOST_AHEAD)

    def _take_rows(self, most: int) -> None:
        """Take what was found in rows, until no more bytes than these are left to take."""
        while self._ahead > most:
            rows, looked = self._looked_at.popleft()
            self._ahead -= len(rows)
            found = None if self._parse_all else looked()
            if found is not None:
                plain, block = found
                self._row = plain.add_to(self.found) - 1
                if self.cells is not None:
                    self.cells = self.cells if block is not None and self.cells.add(block) else None
            elif b"<!" in rows:  # what begins in it may go on in the next piece
                self._parse_the_rest(rows)
            else:
                self._xml.feed(rows)

    def _start(self, name: str, attributes: Attributes) -> None:
        element = local(name)
        if self._in_data:
            self.cells = None
            if element == "c":
                self._start_cell(attributes)
            elif element == "v" and self._cell is not None:
                self._text.clear()
                self._xml.parser.CharacterDataHandler = self._text.append
            elif element == "f":
                self._has_formula = True
            elif element == "row":
                self._row = _number(attributes.get("r"), self._row + 1)
                self._column = -1
                self.found.rows = max(self.found.rows, self._row + 1)
                if attributes.get("hidden", "").lower() in _YES:
                    self.found.hidden_rows.append(self._row)
        elif element == "sheetData":
            self._in_data = True
        elif element == "mergeCell":
            self.found.add_merged(attributes.get("ref", ""))

    def _start_cell(self, attributes: Attributes) -> None:
        found = self.found
        reference = attributes.get("r")
        place = area_of(reference) if reference is not None else None
        if place is None:
            self._column += 1
        else:
            self._row, self._column = place.first_row, place.first_column
            found.rows = max(found.rows, self._row + 1)
        found.columns = max(found.columns, self._column + 1)
        found.cells += 1
        kind = attributes.get("t", "")
        found.has_booleans = found.has_booleans or kind == "b"
        if kind == "e" or kind not in ("s", "inlineStr"):
            self._cell = attributes
            self._has_formula = False
            self._text.clear()
        if kind != "s" and (code := self._styles.get(attributes.get("s", ""))) is not None:
            found.padded.setdefault((self._column, code), []).append(self._row)

    def _close(self, name: str) -> None:
        if not self._in_data:
            return
        element = local(name)
        if element == "v":
            self._xml.parser.CharacterDataHandler = None
        elif element == "c":
            cell, self._cell = self._cell, None
            if cell is None:
                return
            text = "".join(self._text)
            if cell.get("t") == "e" and text:
                self.found.errors[self._row, self._column] = text
            if self._has_formula and not text and cell.get("t") != "str":
                self.found.empty_formulas += 1
        elif element == "sheetData":
            self._in_data = False


def _look(rows: bytes, styles: Mapping[str, str], with_cells: bool) -> _Looked:
    plain = PlainRows(rows, styles)
    if not rows.startswith(_ROW) or not plain.are_plain():
        return None
    return plain, plain.cells() if with_cells else None


def _number(text: str | None, otherwise: int) -> int:
    """Return the position (0-based) of a row by the number that it says it has."""
    return int(text) - 1 if text is not None and text.isdecimal() and len(text) < 12 else otherwise


def search_sheet(
    archive: zipfile.ZipFile,
    part: str,
    styles: Mapping[str, str],
    step: Callable[[int, int], None],
) -> Searched:
    """Search a member of the archive that holds a sheet.

    styles: the number format of each style that puts zeros in front, by its number. step: told how
    many bytes are searched, and how many there are. Raises Unsound, InputProblem.
    """
    done, total = 0, archive.getinfo(part).file_size
    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS)) as threads:
        search = _Search(styles, threads)
        for piece in unpacked(archive, part):
            step(done, total)
            search.take(piece)
            done += len(piece)
        return Searched(search.close(), search.head, search.cells)
