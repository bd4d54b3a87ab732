"""Parses the records of a delimited text, on all cores, into dictionary-encoded columns.

The text is parsed in blocks that are cut between records, so that Arrow need not look for the ends
of records itself. A line break ends a record when the quotation marks before it come in pairs. That
fails for a mark inside a cell that is not quoted, which is kept as text: from a block on whose
texts hold a mark that does not stand in a quoted cell, the cuts are left to Arrow.
"""

from __future__ import annotations

import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pacsv

from cldvalidator.extract.dictionaries import TEXTS, Part, parts_of, texts_of
from cldvalidator.extract.odd_rows import RowsHandedBack
from cldvalidator.problems import InputProblem
from cldvalidator.task import SILENT, Task, side_by_side

BLOCK = 1 << 21
"""Bytes. A block of twice as many no longer fits the caches with what is made of it."""
_PIECE = 1 << 16
_MARK = b'"'


def parsed(
    body: memoryview, delimiter: str, width: int, task: Task = SILENT, block: int = BLOCK
) -> tuple[list[list[Part]], RowsHandedBack]:
    """Parse in blocks on all cores; if a row is odd, once more in order; at last in one block.

    body: UTF-8 throughout. Return the parts of `width` columns, of the rows that have as many
    cells, and the other rows. Raises InputProblem when no rows can be made out, Cancelled when the
    task is.
    """
    for size, in_order in ((block, False), (block, True), (len(body) + 1, True)):
        odd = RowsHandedBack()
        text = _Text(body, Parser(delimiter, width), size, task)
        try:
            return text.in_order(odd) if in_order else text.side_by_side(), odd
        except pa.ArrowInvalid:
            continue
    raise InputProblem(
        "The rows of the file cannot be told apart.",
        "Open the file in a text editor and look at its quotation marks, or export it again.",
    )


class _Text:
    """A text with how it is to be parsed."""

    def __init__(self, body: memoryview, parser: Parser, block: int, task: Task) -> None:
        self._body = body
        self._parser = parser
        self._block = block
        self._task = task

    def side_by_side(self) -> list[list[Part]]:
        """Parse blocks of records on all cores. Raises ArrowInvalid for a row that is odd.

        Return the parts of each column.
        """
        blocks = [(0, block_end(self._body, 0, self._block >> 2))]
        first_found = self._unless_a_mark_is_odd(blocks[0])
        if first_found is not None:
            self._parser.learn(first_found)
        found = [first_found]
        found += side_by_side(
            self._unless_a_mark_is_odd,
            self._cut(blocks),
            "Reading the rows",
            self._task,
            -(-len(self._body) // self._block),
        )
        if None in found:
            first = found.index(None)
            text = _with_its_mark(self._body[blocks[first][0] :])
            rest = pa.PythonFile(_Bytes(text, self._task), mode="r")
            found[first:] = [parts_of(self._parser.table(rest, self._block, use_threads=True))]
        return by_column(filter(None, found))

    def _cut(self, blocks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Yield where further blocks begin and end; note them in `blocks`."""
        end = blocks[-1][1]
        while end < len(self._body):
            start, end = end, block_end(self._body, end, self._block)
            blocks.append((start, end))
            yield start, end

    def _unless_a_mark_is_odd(self, block: tuple[int, int]) -> list[list[Part]] | None:
        start, end = block
        return self._parser.records(self._body[start:end], is_last=end == len(self._body))

    def in_order(self, odd: RowsHandedBack) -> list[list[Part]]:
        """Parse all of it; rows that are odd are handed back. Raises Cancelled."""
        text = pa.PythonFile(_Bytes(_with_its_mark(self._body), self._task), mode="r")
        return parts_of(self._parser.table(text, self._block, odd=odd))


class Parser:
    """Parses records of `width` cells."""

    def __init__(self, delimiter: str, width: int) -> None:
        self._delimiter = delimiter
        self._types = dict.fromkeys(map(str, range(width)), TEXTS)

    def learn(self, first: list[list[Part]]) -> None:
        """Take columns whose texts in the first records are mostly distinct for such throughout.

        Arrow numbers the distinct texts of the others while it parses, block by block. Of these
        that would be done for nothing: what is distinct in a block has to be numbered again for
        all of them.
        """
        for name, parts in zip(self._types, first, strict=True):
            if 2 * sum(len(texts_of(p)) for p in parts) > sum(map(len, parts)):
                self._types[name] = pa.string()

    def records(self, text: memoryview, *, is_last: bool) -> list[list[Part]] | None:
        """Parse records that were cut from a text where the marks before the cut are in pairs.

        Return the parts of each column; None for records cut in the wrong place, perhaps, by a
        mark inside a cell that is not quoted. is_last: they were not cut. Raises ArrowInvalid for a
        row that is odd.
        """
        text = _with_its_mark(text)
        table = self.table(pa.BufferReader(pa.py_buffer(text)), len(text) + 1)
        parts = parts_of(table)
        if not is_last and _hold_a_mark(parts) and not are_marks_regular(text, self._delimiter):
            return None
        return parts

    def table(
        self,
        text: pa.NativeFile,
        block: int,
        *,
        use_threads: bool = False,
        odd: RowsHandedBack | None = None,
    ) -> pa.Table:
        """Parse a text, which Arrow cuts into blocks. odd: takes rows of another length.

        Raises ArrowInvalid for a row that is odd, if there is nothing that takes it.
        """
        return pacsv.read_csv(
            text,
            pacsv.ReadOptions(
                block_size=block, use_threads=use_threads, column_names=list(self._types)
            ),
            pacsv.ParseOptions(
                delimiter=self._delimiter,
                # Without it a quoted break on a block boundary gives wrong rows, silently.
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=odd,
            ),
            pacsv.ConvertOptions(
                column_types=self._types,
                strings_can_be_null=False,
                check_utf8=False,  # known of all the text, and told there in a tenth of the time
            ),
            # What is taken and freed for each block is kept by Arrow's own pool for the next one.
            memory_pool=pa.default_memory_pool(),
        )


def _with_its_mark(text: memoryview) -> memoryview:
    """Return records as Arrow has to get them: it leaves out a byte order mark that begins them.

    Here that is the first character of a cell, which is kept.
    """
    return memoryview(BOM_UTF8 + text) if bytes(text[: len(BOM_UTF8)]) == BOM_UTF8 else text


def by_column(found: Iterable[list[list[Part]]]) -> list[list[Part]]:
    """Return the parts of each column from those of its blocks."""
    return [list(chain.from_iterable(parts)) for parts in zip(*found, strict=True)]


class _Bytes(io.RawIOBase):
    """Gives bytes out piece by piece, from whatever thread asks; tells the task how far it is.

    No piece ends between the two characters of a line break: Arrow takes the LF at the start of a
    block for the rest of a break that ended the last row, also where it stands in a quoted cell.
    """

    def __init__(self, body: memoryview, task: Task) -> None:
        self._body = body
        self._at = 0
        self._task = task

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read_buffer(self, size: int = -1) -> memoryview:
        """Return the next bytes, not copied. Raises Cancelled when the task is."""
        self._task.step("Reading the rows", self._at, len(self._body))
        end = len(self._body) if size < 0 else min(self._at + size, len(self._body))
        if end - self._at > 1 and bytes(self._body[end - 1 : end + 1]) == b"\r\n":
            end -= 1
        piece = self._body[self._at : end]
        self._at = end
        return piece


def block_end(body: memoryview, start: int, size: int) -> int:
    """Return where a block ends that begins at `start` and takes at least `size` bytes.

    That is the end of the text if no later line break ends a record.
    """
    marks = 0
    for at in range(start, len(body), _PIECE):
        text = np.frombuffer(body[at : at + _PIECE], np.uint8)
        is_mark = text == ord(_MARK)
        if at + len(text) >= start + size:
            is_paired = (marks + np.cumsum(is_mark)) % 2 == 0
            ends = at + 1 + np.flatnonzero(is_paired & (text == ord("\n")))
            if len(ends := ends[ends >= start + size]):
                return int(ends[0])
        marks += int(np.count_nonzero(is_mark))
    return len(body)


def last_record_end(text: npt.NDArray[np.uint8]) -> tuple[int, int]:
    """Return how many quotation marks stand before the end of the last whole record, and that end.

    text: UTF-8 as bytes, from the start of a record. The end is 0 if no line break ends a record.

    >>> last_record_end(np.frombuffer(b'a,"b"\\nc,"d\\n', np.uint8))
    (2, 6)
    """
    marks = int(np.count_nonzero(text == ord(_MARK)))
    for stop in range(len(text), 0, -_PIECE):
        piece = text[max(stop - _PIECE, 0) : stop]
        is_mark = piece == ord(_MARK)
        marks -= int(np.count_nonzero(is_mark))
        before = marks + np.cumsum(is_mark)
        ends = np.flatnonzero((before % 2 == 0) & (piece == ord("\n")))
        if len(ends):
            return int(before[ends[-1]]), stop - len(piece) + int(ends[-1]) + 1
    return 0, 0


def _hold_a_mark(parts: list[list[Part]]) -> bool:
    return any(
        (np.frombuffer(texts, np.uint8) == ord(_MARK)).any()
        for part in chain.from_iterable(parts)
        if (texts := texts_of(part).buffers()[2])
    )


def are_marks_regular(text: memoryview, delimiter: str) -> bool:
    """Whether all quotation marks of some records open and close a cell, or are doubled in one.

    Every second mark then opens a cell, or follows the one before: both are one, inside a cell.

    >>> [are_marks_regular(memoryview(text), ",") for text in (b'a,"b ""c"" d"', b'5" pipe')]
    [True, False]
    """
    content = np.frombuffer(text, np.uint8)
    opening = np.flatnonzero(content == ord(_MARK))[::2]
    before = content[opening[opening > 0] - 1]
    return bool(np.isin(before, np.frombuffer(f'{delimiter}\r\n"'.encode(), np.uint8)).all())
