"""Joins pieces of a column, each with distinct texts of its own, into one column."""

from __future__ import annotations

import ctypes
import sys

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract.column import Column, smallest_codes
from cldvalidator.task import SILENT, Task, side_by_side

TEXTS = pa.dictionary(pa.int32(), pa.string())

# Arrow's own pool keeps what it once took: 60 MB more at the peak for 500,000 records.
POOL = pa.system_memory_pool()


def parts_of(table: pa.Table) -> list[list[Column]]:
    """Return the pieces of each dictionary-encoded column of a table, their codes small.

    Arrow's codes of four bytes would take 100 MB for 500,000 records, these take a third.
    """
    return [
        [
            Column(smallest_codes(_codes(piece), len(piece.dictionary)), piece.dictionary)
            for piece in column.chunks
        ]
        for column in table.itercolumns()
    ]


def columns_of(parts: list[list[Column]], task: Task = SILENT) -> list[Column]:
    """Join the parts of each column, and empty the lists to free them early."""

    def join(position: int) -> Column:
        column = joined(parts[position])
        _ = column.blank_values  # kept by the column; everybody asks for them
        return column

    def texts(position: int) -> int:
        return sum(len(part.values) for part in parts[position])

    columns = side_by_side(
        join, range(len(parts)), "Sorting the texts", task, len(parts), size=texts
    )
    _give_memory_back()
    return columns


def _give_memory_back() -> None:
    """Return to the system what the threads have freed: 190 MB at 500,000 records.

    Windows takes it back by itself; the C library of most Linux systems has to be told.
    """
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def joined(parts: list[Column]) -> Column:
    """Join parts of one column in their order, and empty their list to free them early."""
    if len(parts) <= 1:
        return parts.pop() if parts else Column.of([])
    texts = pa.concat_arrays([part.values for part in parts], memory_pool=POOL)
    whole = pc.dictionary_encode(texts, memory_pool=POOL)
    del texts
    numbers = smallest_codes(_codes(whole), len(whole.dictionary))
    codes = np.empty(sum(map(len, parts)), numbers.dtype)
    start = first = 0
    while parts:
        part = parts.pop(0)
        end, last = start + len(part), first + len(part.values)
        np.take(numbers[first:last], part.codes, out=codes[start:end], mode="clip")  # unbuffered
        start, first = end, last
    return Column(codes, whole.dictionary)


def _codes(encoded: pa.DictionaryArray) -> npt.NDArray[np.int32]:
    codes: npt.NDArray[np.int32] = encoded.indices.to_numpy(zero_copy_only=False)
    return codes


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
