"""Delimited text: finds delimiter and header, reads every column dictionary-encoded.

pyarrow parses the records. Rows that do not have as many cells as the header are handed back by it
as text, read with the csv module and woven in at their places, so that all other rows keep the fast
way. Both take a quoted cell to be the same.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from cldvalidator.extract.column import Column
from cldvalidator.extract.dictionaries import Part, columns_of, last_text, woven
from cldvalidator.extract.header import (
    FieldNames,
    Header,
    beyond_the_header,
    find_header,
    settled,
)
from cldvalidator.extract.last_row import (
    FEW_CELLS,
    cut_off_notice,
    has_odd_quotes,
    has_odd_quotes_in_all,
    last_line,
    open_quote_notice,
)
from cldvalidator.extract.odd_rows import (
    OddRows,
    RowsHandedBack,
    read_odd_rows,
    refuse_endless_rows,
)
from cldvalidator.extract.parsing import BLOCK, parsed
from cldvalidator.extract.quoting import (
    breaks_per_row,
    ends_inside_quotes,
    is_open_at_the_end,
    swallowing_rows,
)
from cldvalidator.extract.raw_table import RawTable, filled_rows
from cldvalidator.extract.table import RaggedRow
from cldvalidator.problems import InputProblem
from cldvalidator.task import SILENT, Task
from cldvalidator.workbooks.workbook import ROWS_LOOKED_AT

OTHER_DELIMITERS = "~^\x1f\x1e\x01#!@$%&*+/=?\\:"
"""Tried where no header is found with the usual ones."""
DELIMITERS: Mapping[str, str] = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
HEAD = 1 << 20
MOST_LINES = 5_000_000
_PIECE = 1 << 19
RAGGED_ROWS_LISTED = 1_000

_EXCEL_HINT = re.compile(r'"?sep=(?P<delimiter>[\x01-\x7f])"?(\r\n|\r|\n)')


@dataclass(frozen=True)
class Layout:
    """Where the records begin: `start` in bytes, `line` the physical line, both of the first."""

    delimiter: str
    header: Header
    start: int
    line: int


class _Lines:
    """The physical lines of a text with their line breaks; counts the bytes given out."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.given = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.given += len(line.encode())
            yield line


def refuse_too_many_lines(text: memoryview) -> None:
    """Raise InputProblem for more lines than a council has records; each takes memory, blank too.

    Takes 0.03 seconds for 500,000 records.
    """
    if len(text) <= MOST_LINES:
        return
    content = np.frombuffer(text, np.uint8)
    pieces = [content[start : start + _PIECE] for start in range(0, len(content), _PIECE)]
    lines = sum(np.count_nonzero(piece == ord("\n")) for piece in pieces)
    if not lines:
        lines = sum(np.count_nonzero(piece == ord("\r")) for piece in pieces)
    if lines > MOST_LINES:
        raise InputProblem(
            f"The file has {lines:,} lines, far more than the records of any council.",
            "Check that it is the right file. If most of its lines are blank, export it again.",
        )


def find_layout(data: memoryview, names: FieldNames, delimiter: str | None) -> Layout | None:
    """Find the delimiter with which a row names the most fields; None if no row is a header.

    delimiter: the user's choice. Raises InputProblem if that is not one character.
    """
    if delimiter is not None and (len(delimiter) != 1 or not delimiter.isascii()):
        raise InputProblem(
            "The delimiter has to be one character.",
            f"Choose one of: {', '.join(DELIMITERS.values())}.",
        )
    head = bytes(data[:HEAD]).decode("utf-8", "ignore")
    candidates = list(DELIMITERS)
    skipped = 0
    if hint := _EXCEL_HINT.match(head):  # Excel takes this line as an order and shows no row for it
        skipped = hint.end()
        candidates.insert(0, hint["delimiter"])
    best: Layout | None = None
    for candidate in dict.fromkeys([delimiter] if delimiter is not None else candidates):
        rows, ends = _first_rows(head[skipped:], candidate)
        header = find_header(rows, names)
        if header is not None and (best is None or len(header.fields) > len(best.header.fields)):
            start, lines = ends[header.index]
            best = Layout(candidate, header, skipped + start, lines + (2 if skipped else 1))
    if best is None and delimiter is None:
        for other in OTHER_DELIMITERS:
            if other in head and (found := find_layout(data, names, other)) is not None:
                return found
    return best


def _first_rows(text: str, delimiter: str) -> tuple[list[Sequence[str]], list[tuple[int, int]]]:
    """Return the first rows, and for each the bytes and physical lines up to its end."""
    lines = _Lines(text)
    rows: list[Sequence[str]] = []
    ends: list[tuple[int, int]] = []
    reader = csv.reader(lines, delimiter=delimiter)
    for row in reader:
        rows.append(row)
        ends.append((lines.given, reader.line_num))
        if len(rows) == ROWS_LOOKED_AT:
            break
    return rows, ends


def read_records(
    data: memoryview, layout: Layout, task: Task = SILENT, block: int = BLOCK
) -> RawTable:
    """Read the records below the header; every cell is kept as it is written.

    Source rows count records as Excel does, blank lines included. A row short of cells gets blank
    ones; cells beyond the header come as columns of their own. Raises InputProblem when a quotation
    mark is never closed. A text that nobody else holds is freed before the columns are joined.
    """
    body = data[layout.start :]
    del data
    if not len(body):
        header = settled(layout.header)
        none = tuple(Column.of([]) for _ in header.matches)
        return RawTable(header.index + 1, header.matches, none, np.empty(0, np.int32))
    parts, handed_back = parsed(body, layout.delimiter, width_of(layout), task, block)
    end = end_of(body, parts, handed_back, layout.delimiter, partial(has_odd_quotes_in_all, body))
    del body
    return table_of(layout, parts, handed_back, end, task)


def width_of(layout: Layout) -> int:
    """Return how many cells a row has."""
    return len(settled(layout.header).cells)


def table_of(
    layout: Layout,
    parts: list[list[Part]],
    handed_back: RowsHandedBack,
    end: End,
    task: Task = SILENT,
) -> RawTable:
    """Return the table of records that were parsed. parts: of each column, emptied.

    Raises what `read_records` raises.
    """
    header = settled(layout.header)
    header_row = header.index + 1
    width = len(header.cells)
    matches = header.matches
    columns = columns_of(parts, task)
    odd = None
    if handed_back.places:
        refuse_endless_rows(handed_back, layout.delimiter, header_row)
        odd = read_odd_rows(handed_back, layout.delimiter, width, task)
        extra = len(odd.columns) - width
        matches += beyond_the_header(width, extra)
        columns += [Column.blank(len(columns[0])) for _ in range(extra)]
        columns = [woven(*pair, odd.places) for pair in zip(columns, odd.columns, strict=True)]
    task.step("Looking at the rows")
    rows = len(columns[0])
    source_rows = np.arange(header_row + 1, header_row + 1 + rows, dtype=np.int32)
    lines = _LineNumbers(layout.line, columns)
    swallowing = swallowing_rows(columns, (layout.delimiter,), header.width)
    if end.is_open:
        place = int(swallowing[0]) if len(swallowing) else rows - 1
        raise InputProblem(
            f"A quotation mark is opened in row {source_rows[place]:,} (line {lines[place]:,} of "
            "the file), or shortly before it, and never closed: all that follows is in one cell.",
            "Look at that row in a text editor, correct the quotation marks, or export again.",
        )
    notices: list[str] = []
    of_last_row = _last_row_notices(
        end, columns, odd, width=header.width, source_rows=source_rows, lines=lines
    )
    if len(swallowing):
        place = int(swallowing[0])
        notices.append(
            f"Whole rows stand inside a single cell in {len(swallowing):,} "
            f"{'row' if len(swallowing) == 1 else 'rows'}, first in row {source_rows[place]:,} "
            f"(line {lines[place]:,} of the file). A quotation mark there may not be closed: "
            "the rows inside the cell are not checked."
        )
    ragged, total = _ragged(odd, header, source_rows, lines) if odd else ((), 0)
    return RawTable(
        header_row,
        matches,
        tuple(columns),
        source_rows,
        ragged,
        total,
        tuple(notices),
        above=header.above,
        last_row_notices=tuple(of_last_row),
    )


@dataclass(frozen=True)
class End:
    """What the end of a text tells. is_open: it ends before a quoted cell is closed."""

    is_open: bool
    last_line: str
    is_in_row: bool
    has_odd_quotes: bool


def end_of(
    body: memoryview,
    parts: Sequence[Sequence[Part]],
    odd: RowsHandedBack,
    delimiter: str,
    is_odd: Callable[[], bool],
) -> End:
    """Look at the end of a text. body: with the last record whole, and 64 KB or all of the text.

    is_odd: whether the quotation marks of all the text do not come in pairs.
    """
    rows = sum(map(len, parts[0])) + len(odd.places)
    if odd.places and odd.places[-1] == rows - 1:
        is_open = is_open_at_the_end(odd.texts[-1], delimiter)
    else:
        last = [next(p for p in reversed(column) if len(p)) for column in parts]
        is_open = ends_inside_quotes(body, list(map(last_text, last)), delimiter)
    line = last_line(body)
    may_be_odd = bool(odd.places) or has_odd_quotes(line)
    return End(is_open, line, bytes(body[-1:]) not in (b"\r", b"\n"), may_be_odd and is_odd())


class _LineNumbers:
    """The physical line on which each record begins; worked out only when it is asked for."""

    def __init__(self, first: int, columns: Sequence[Column]) -> None:
        self._first = first
        self._columns = columns
        self._before: npt.NDArray[np.int64] | None = None

    def __getitem__(self, place: int) -> int:
        if self._before is None:
            breaks = breaks_per_row(self._columns, len(self._columns[0]))
            self._before = np.concatenate([[0], np.cumsum(breaks)])
        return self._first + place + int(self._before[place])


def _last_row_notices(
    end: End,
    columns: Sequence[Column],
    odd: OddRows | None,
    *,
    width: int,
    source_rows: npt.NDArray[np.int32],
    lines: _LineNumbers,
) -> list[str]:
    """Say when the last row with content stops short, or leaves a quotation mark open."""
    filled = np.flatnonzero(filled_rows(columns, len(source_rows)))
    if not len(filled):
        return []
    place = int(filled[-1])
    where = int(source_rows[place]), lines[place]
    text = end.last_line if place == len(source_rows) - 1 else ""
    if odd is not None and place in odd.places:
        length = int(odd.lengths[np.searchsorted(odd.places, place)])
        some_short = 2 * int((odd.lengths < width).sum()) <= len(filled)
        if length < width and some_short and (end.is_in_row or length > FEW_CELLS):
            return [cut_off_notice(*where, length, width)]
        text = odd.last if place == odd.places[-1] else text
    # A record of several lines has odd quotes in its last line; the file then has even ones.
    is_open = has_odd_quotes(text) and end.has_odd_quotes
    return [open_quote_notice(*where)] if is_open else []


def _alone(places: npt.NDArray[np.int64], longer: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Mark the longer rows that have no other beside them.

    A spreadsheet puts blank cells at the end of whole blocks of rows; in a row of its own they come
    from a delimiter that has moved the cells.
    """
    found = np.flatnonzero(longer)
    gap = np.diff(places[found]) > 1
    far = np.ones(len(found) + 1, np.bool_)
    far[1:-1] = gap
    alone = np.zeros(len(longer), np.bool_)
    alone[found[far[:-1] & far[1:]]] = True
    return alone


def _ragged(
    odd: OddRows, header: Header, source_rows: npt.NDArray[np.int32], lines: _LineNumbers
) -> tuple[tuple[RaggedRow, ...], int]:
    """Name the rows that lack cells or have text beyond the header; rows of blanks are none."""
    surplus = odd.has_more | _alone(odd.places, odd.lengths > header.width)
    ragged = np.flatnonzero(odd.has_content & ((odd.lengths < header.width) | surplus))
    listed = tuple(
        RaggedRow(int(source_rows[place]), lines[place], int(length), header.width)
        for place, length in zip(
            odd.places[ragged[:RAGGED_ROWS_LISTED]].tolist(),
            odd.lengths[ragged[:RAGGED_ROWS_LISTED]].tolist(),
            strict=True,
        )
    )
    return listed, len(ragged)
