"""Reads a submission back from the disk and holds every cell against what was to be written.

It is parsed anew, slab by slab, as the portal would parse it: what a writer gets wrong about quotes
or encodings shows as much as a disk that fails.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pacsv

from cldvalidator.extract import Column
from cldvalidator.extract.windows_1252 import CODEC
from cldvalidator.problems import EnvironmentProblem
from cldvalidator.task import SILENT, Task

_AHEAD = 2
"""Slabs that are parsed while others are compared; more only takes memory."""
_LEAST_BLOCK, _MOST_BLOCK = 1 << 20, (1 << 31) - 1


@dataclass(frozen=True)
class Slab:
    """Records that were written at once: the first one (0-based), how many, and their bytes."""

    first: int
    rows: int
    size: int


def cells_read_back(
    draft: BinaryIO | pa.NativeFile,
    header_size: int,
    slabs: Sequence[Slab],
    columns: Mapping[str, Column],
    *,
    codec: str,
    task: Task = SILENT,
) -> int:
    """Return how many cells were read back and found equal to what was to be written.

    draft: a binary file that is read to its end. header_size, slabs: how it was written. codec:
    Python's name of its encoding. Raises EnvironmentProblem, which names a column, and Cancelled.
    """
    header = draft.read(header_size).decode(codec, "replace")
    if next(csv.reader([header]), None) != list(columns):
        raise _not_equal("its header")

    def compare(slab: Slab, data: bytes) -> int:
        found = _parsed(data, list(columns), codec)
        if found.num_rows != slab.rows:
            raise _not_equal("the number of records")
        for name, column in columns.items():
            codes = pa.array(column.codes[slab.first : slab.first + slab.rows])
            if not found.column(name).equals(pa.chunked_array([column.values.take(codes)])):
                raise _not_equal(f"the column {name}")
        return slab.rows * len(columns)

    compared = 0
    with ThreadPoolExecutor(_AHEAD) as pool:
        waiting: list[Future[int]] = []
        try:
            for done, (slab, data) in enumerate(_read(draft, slabs)):
                task.step("Reading the submission back", done, len(slabs))
                waiting.append(pool.submit(compare, slab, data))
                if len(waiting) > _AHEAD:
                    compared += waiting.pop(0).result()
            while waiting:
                compared += waiting.pop(0).result()
        finally:
            for future in waiting:
                future.cancel()
    task.step("Reading the submission back", len(slabs), len(slabs))
    if draft.read(1):
        raise _not_equal("its end")
    return compared


def _read(draft: BinaryIO | pa.NativeFile, slabs: Sequence[Slab]) -> Iterator[tuple[Slab, bytes]]:
    for slab in slabs:
        data = draft.read(slab.size)
        if len(data) < slab.size:
            raise _not_equal("its end")
        yield slab, data


def _parsed(data: bytes, names: list[str], codec: str) -> pa.Table:
    """Parse records without a header as text."""
    if codec == CODEC and not data.isascii():
        data = data.decode(codec, "replace").encode()
    block = min(max(_LEAST_BLOCK, len(data) + 1), _MOST_BLOCK)
    try:
        return pacsv.read_csv(
            pa.BufferReader(data),
            read_options=pacsv.ReadOptions(column_names=names, block_size=block, use_threads=False),
            parse_options=pacsv.ParseOptions(
                newlines_in_values=b'"' in data, ignore_empty_lines=False
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise _not_equal("the number of cells in a row") from error


def _not_equal(place: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"The submission was not written: read back, {place} is not what was to be written.",
        "The disk or network drive may be failing. Choose another folder and try again.",
    )
