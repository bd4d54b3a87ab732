"""Joins pieces of a column, each with distinct texts of its own, into one column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract.column import Column, smallest_codes
from cldvalidator.task import SILENT, Task, side_by_side

TEXTS = pa.dictionary(pa.int32(), pa.string())

# Arrow's own pool keeps what it once took: 60 MB more at the peak for 500,000 records.
POOL = pa.system_memory_pool()


def columns_of(table: pa.Table, task: Task = SILENT) -> list[Column]:
    """Turn a table of dictionary-encoded columns, in pieces with texts of their own, into columns.

    The caller keeps no reference to the table: each column's pieces are freed once it is joined.
    """
    pieces = [column.chunks for column in table.itercolumns()]
    del table

    def join(position: int) -> Column:
        column = _one_dictionary(pieces[position])
        pieces[position] = []
        _ = column.blank_values  # kept by the column; everybody asks for them
        return column

    def texts(position: int) -> int:
        return sum(len(chunk.dictionary) for chunk in pieces[position])

    return side_by_side(
        join, range(len(pieces)), "Sorting the texts", task, len(pieces), size=texts
    )


def joined(parts: list[Column]) -> Column:
    """Join parts of one column in their order, and empty their list to free them early."""
    if len(parts) == 1:
        return parts.pop()
    chunks = []
    while parts:
        part = parts.pop(0)
        codes = pa.array(part.codes.astype(np.int32))
        chunks.append(pa.DictionaryArray.from_arrays(codes, part.values))
    return _one_dictionary(chunks)


def _one_dictionary(chunks: Sequence[pa.DictionaryArray]) -> Column:
    column = pa.chunked_array(chunks, TEXTS).unify_dictionaries(memory_pool=POOL)
    if not column.num_chunks:
        return Column.of([])
    values = column.chunk(0).dictionary
    codes = np.empty(len(column), smallest_codes(np.empty(0, np.int64), len(values)).dtype)
    start = 0
    for chunk in column.chunks:
        codes[start : start + len(chunk)] = chunk.indices.to_numpy(zero_copy_only=False)
        start += len(chunk)
    return Column(codes, values)


def woven(many: Column, few: Column, places: npt.NDArray[np.integer]) -> Column:
    """Return the rows of `many` with those of `few` put in at `places`, their final positions."""
    known = pc.index_in(few.values, many.values)
    is_new = pc.is_null(known)
    by_code = pc.fill_null(known, 0).to_numpy(zero_copy_only=False).astype(np.uint32)
    new = is_new.to_numpy(zero_copy_only=False)
    by_code[new] = len(many.values) + np.arange(int(new.sum()), dtype=np.uint32)
    values = pa.concat_arrays([many.values, few.values.filter(is_new)])
    codes = np.empty(len(many) + len(few), smallest_codes(by_code[:0], len(values)).dtype)
    fast = np.ones(len(codes), np.bool_)
    fast[places] = False
    codes[fast] = many.codes
    codes[places] = by_code[few.codes]
    return Column(codes, values)
