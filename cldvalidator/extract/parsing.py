"""Parses the records of a delimited text, on all cores, into dictionary-encoded columns.

The text is parsed in blocks that are cut between records, so that Arrow need not look for the ends
of records itself. A line break ends a record when the quotation marks before it come in pairs. That
fails for a mark inside a cell that is not quoted, which is kept as text: from a block on whose
texts hold a mark, the cuts are left to Arrow.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from cldvalidator.extract.column import Column
from cldvalidator.extract.dictionaries import POOL, TEXTS, parts_of
from cldvalidator.extract.odd_rows import RowsHandedBack
from cldvalidator.problems import InputProblem
from cldvalidator.task import SILENT, Task, side_by_side

BLOCK = 1 << 22
_PIECE = 1 << 16
_MARK = b'"'


def parsed(
    body: memoryview, delimiter: str, width: int, task: Task = SILENT, block: int = BLOCK
) -> tuple[list[list[Column]], RowsHandedBack]:
    """Parse in blocks on all cores; if a row is odd, once more in order; at last in one block.

    body: UTF-8 throughout. Return the parts of `width` columns, of the rows that have as many
    cells, and the other rows. Raises InputProblem when no rows can be made out, Cancelled when the
    task is.
    """
    for size, in_order in ((block, False), (block, True), (len(body) + 1, True)):
        odd = RowsHandedBack()
        text = _Text(body, delimiter, width, size, task)
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

    def __init__(
        self, body: memoryview, delimiter: str, width: int, block: int, task: Task
    ) -> None:
        self._body = body
        self._delimiter = delimiter
        self._names = [str(i) for i in range(width)]
        self._block = block
        self._task = task

    def side_by_side(self) -> list[list[Column]]:
        """Parse blocks of records on all cores. Raises ArrowInvalid for a row that is odd.

        Return the parts of each column.
        """
        blocks: list[tuple[int, int]] = []
        found = side_by_side(
            self._unless_it_holds_a_mark,
            self._cut(blocks),
            "Reading the rows",
            self._task,
            -(-len(self._body) // self._block),
        )
        if None in found:
            first = found.index(None)
            rest = pa.PythonFile(_Bytes(self._body[blocks[first][0] :], self._task), mode="r")
            found[first:] = [parts_of(self._parse(rest, self._block, use_threads=True))]
        by_column = zip(*filter(None, found), strict=True)
        return [list(chain.from_iterable(parts)) for parts in by_column]

    def _cut(self, blocks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Yield where blocks begin and end, while the first are parsed; note them in `blocks`."""
        end = 0
        while end < len(self._body):
            start, end = end, block_end(self._body, end, self._block)
            blocks.append((start, end))
            yield start, end

    def _unless_it_holds_a_mark(self, block: tuple[int, int]) -> list[list[Column]] | None:
        start, end = block
        text = pa.py_buffer(self._body[start:end])
        table = self._parse(pa.BufferReader(text), end - start + 1)
        return None if end < len(self._body) and _holds_a_mark(table) else parts_of(table)

    def in_order(self, odd: RowsHandedBack) -> list[list[Column]]:
        """Parse all of it; rows that are odd are handed back. Raises Cancelled."""
        text = pa.PythonFile(_Bytes(self._body, self._task), mode="r")
        return parts_of(self._parse(text, self._block, odd=odd))

    def _parse(
        self,
        text: pa.NativeFile,
        block: int,
        *,
        use_threads: bool = False,
        odd: RowsHandedBack | None = None,
    ) -> pa.Table:
        return pacsv.read_csv(
            text,
            pacsv.ReadOptions(block_size=block, use_threads=use_threads, column_names=self._names),
            pacsv.ParseOptions(
                delimiter=self._delimiter,
                # Without it a quoted break on a block boundary gives wrong rows, silently.
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=odd,
            ),
            pacsv.ConvertOptions(
                column_types=dict.fromkeys(self._names, TEXTS),
                strings_can_be_null=False,
                check_utf8=False,  # known of all the text, and told there in a tenth of the time
            ),
            memory_pool=POOL,
        )


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


def _holds_a_mark(table: pa.Table) -> bool:
    return any(
        (np.frombuffer(texts, np.uint8) == ord(_MARK)).any()
        for column in table.itercolumns()
        for piece in column.chunks
        if (texts := piece.dictionary.buffers()[2])
    )
