"""Reads a large delimited text block by block, so that its bytes are never held all at once.

One thread reads a block, hashes it and finds where its last record ends; the others look at the
blocks and parse them. The memory of a block is used again for a later one, which saves what fresh
memory costs and finds the bytes in the processor's caches. This is the way of a file as most are:
UTF-8, with rows of one length, finished a while ago. Of any other nothing is returned, and it is
read whole (`read_side_by_side`), which also has the words for what is wrong.
"""

from __future__ import annotations

import codecs
import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import FileIO
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cldvalidator.extract.compressed import is_compressed
from cldvalidator.extract.csv_file import (
    HEAD,
    MOST_LINES,
    Layout,
    end_of,
    find_layout,
    table_of,
    width_of,
)
from cldvalidator.extract.dictionaries import Part
from cldvalidator.extract.file_kind import kind_of, may_be_workbook
from cldvalidator.extract.header import FieldNames
from cldvalidator.extract.last_row import TAIL
from cldvalidator.extract.odd_rows import RowsHandedBack
from cldvalidator.extract.opening import FileState
from cldvalidator.extract.parsing import BLOCK, Parser, by_column, last_record_end
from cldvalidator.extract.raw_table import RawTable
from cldvalidator.extract.text_encoding import is_utf8
from cldvalidator.extract.unusual_text import in_the_usual_way
from cldvalidator.problems import Problem
from cldvalidator.task import MOST_THREADS, SILENT, Task

LEAST = 1 << 24
"""Bytes of a file that is read this way: for a smaller one, the other is as fast."""
_END_MARK = 0x1A
_Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Streamed:
    """A table with what was found out about its file. sha256: of the very bytes that were read."""

    table: RawTable
    layout: Layout
    encoding: str
    size: int
    sha256: str


class _GivenUp(Exception):
    """Raised for a text that has to be read whole."""


def read_streamed(
    path: Path,
    names: FieldNames,
    delimiter: str | None,
    task: Task = SILENT,
    *,
    least: int = LEAST,
    block: int = BLOCK,
) -> Streamed | None:
    """Read a delimited text of at least so many bytes; None for one that is to be read whole.

    delimiter: the user's choice. Raises InputProblem when a quotation mark is never closed,
    Cancelled when the task is.
    """
    try:
        state = FileState(path)
        if state.size < least or state.is_young():
            return None
        with path.open("rb", buffering=0) as file:
            text = _Text(file, state.size, names, delimiter)
            parts = text.parts(block, task)
            if not state.holds(file):
                return None
    except (OSError, Problem, _GivenUp):
        return None
    layout, none_odd = text.layout, RowsHandedBack()
    is_odd = text.marks % 2 == 1
    end = end_of(memoryview(text.tail), parts, none_odd, layout.delimiter, lambda: is_odd)
    encoding, sha256 = text.encoding, text.hash.hexdigest()
    del text  # and the memory of its blocks
    table = table_of(layout, parts, none_odd, end, task)
    return Streamed(table, layout, encoding, state.size, sha256)


class _Text:
    """The text of an open file.

    hash: of the bytes read. tail: when all were read, the last records and at least 64 KB, or all,
    of the text below the header. marks: how many quotation marks were read there.
    """

    def __init__(self, file: FileIO, size: int, names: FieldNames, delimiter: str | None) -> None:
        """Read the head. Raises _GivenUp, and InputProblem for a file that is no text."""
        self._file = file
        self._left = size
        self.hash = hashlib.sha256()
        head = np.empty(min(size, HEAD + len(codecs.BOM_UTF8)), np.uint8)
        self._read(head)
        data = head.data
        if is_compressed(data) or may_be_workbook(data) or not head.all():
            raise _GivenUp
        kind_of(data)
        self.encoding = "UTF-8"
        if bytes(data[: len(codecs.BOM_UTF8)]) == codecs.BOM_UTF8:
            data = data[len(codecs.BOM_UTF8) :]
            self.encoding = "UTF-8 with BOM"
        found = find_layout(data[:HEAD], names, delimiter)
        if found is None or in_the_usual_way(data, found.delimiter) is not None:
            raise _GivenUp
        if found.start == len(data) or not is_utf8(data[: found.start]):
            raise _GivenUp
        self.layout = found
        self.tail = b""
        self.marks = 0
        self._lines = bytes(data[: found.start]).count(b"\n")
        self._head = np.frombuffer(data[found.start :], np.uint8)
        self._parser = Parser(found.delimiter, width_of(found))
        self._free: SimpleQueue[_Bytes] = SimpleQueue()
        self._stop = Event()

    def parts(self, block: int, task: Task) -> list[list[Part]]:
        """Read and parse all of it; return the parts of each column. Raises _GivenUp, Cancelled."""
        threads = min(os.cpu_count() or 1, MOST_THREADS)
        for _ in range(threads + 2):
            self._free.put(np.empty(block, np.uint8))
        blocks = self._blocks(task)
        found = [self._parsed(*records) for records in islice(blocks, 1)]
        self._parser.learn(by_column(found))
        with ThreadPoolExecutor(threads) as pool:
            parsing = [pool.submit(self._parsed, *records) for records in blocks]
        found += [done.result() for done in parsing]
        if self._lines > MOST_LINES:
            raise _GivenUp
        return by_column(found)

    def _blocks(self, task: Task) -> Iterator[tuple[_Bytes, int, bool]]:
        """Yield memory with records, how many of its bytes these are, and whether all others were.

        The memory is taken from what is free, and has to be given back there.
        """
        size = self._left + len(self._head)
        rest = np.empty(0, np.uint8)
        while (left := self._left + len(self._head)) + len(rest) and not self._stop.is_set():
            task.step("Reading the rows", size - left, size)
            memory = self._free.get()
            memory[: len(rest)] = rest
            filled = len(rest) + self._filled(memory[len(rest) :])
            is_last = not self._left + len(self._head)
            marks, end = last_record_end(memory[:filled])
            if is_last:
                marks, end = int(np.count_nonzero(memory[:filled] == ord('"'))), filled
            if not end or memory[end - 1] == _END_MARK:
                raise _GivenUp
            rest = memory[end:filled].copy()
            self.marks += marks
            self._lines += int(np.count_nonzero(memory[:end] == ord("\n")))
            self.tail = (
                self.tail[-TAIL:] + memory[0 if is_last else max(end - TAIL, 0) : end].tobytes()
            )
            yield memory, end, is_last

    def _parsed(self, memory: _Bytes, end: int, is_last: bool) -> list[list[Part]]:
        """Look at records and parse them, and free their memory. Raises _GivenUp."""
        try:
            text = memory[:end].data
            if not memory[:end].all() or not is_utf8(text):
                raise _GivenUp
            parts = self._parser.records(text, is_last=is_last)
            if parts is None:
                raise _GivenUp
            return parts
        except (_GivenUp, pa.ArrowInvalid):
            self._stop.set()
            raise _GivenUp from None
        finally:
            self._free.put(memory)

    def _filled(self, memory: _Bytes) -> int:
        """Fill memory with the bytes that come next; return how many."""
        of_head = min(len(self._head), len(memory))
        memory[:of_head] = self._head[:of_head]
        self._head = self._head[of_head:]
        of_file = min(self._left, len(memory) - of_head)
        self._read(memory[of_head : of_head + of_file])
        return of_head + of_file

    def _read(self, memory: _Bytes) -> None:
        """Fill memory from the file, and hash it. Raises _GivenUp if the file is shorter."""
        at = 0
        while at < len(memory):
            got = self._file.readinto(memory[at:].data)
            if not got:
                raise _GivenUp
            at += got
        self._left -= at
        self.hash.update(memory.data)
