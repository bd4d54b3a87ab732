"""Joins pieces of a column, each with distinct texts of its own, into one column."""

from __future__ import annotations

import ctypes
import sys
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract.column import Column, smallest_codes
from cldvalidator.task import SILENT, Task, side_by_side

TEXTS = pa.dictionary(pa.int32(), pa.string())

# Arrow's own pool keeps what it once took: 60 MB more at the peak for 500,000 records.
POOL = pa.system_memory_pool()


Part: TypeAlias = Column | pa.StringArray
"""Rows of a column: numbered by distinct texts, or a text for each where few are alike."""


def parts_of(table: pa.Table) -> list[list[Part]]:
    """Return the pieces of each column of a table, the codes of dictionary-encoded ones small.

    Arrow's codes of four bytes would take 100 MB for 500,000 records, these take a third.
    """
    return [list(map(_part, column.chunks)) for column in table.itercolumns()]


def _part(piece: pa.DictionaryArray | pa.StringArray) -> Part:
    if isinstance(piece, pa.StringArray):
        return piece
    return Column(smallest_codes(_codes(piece), len(piece.dictionary)), piece.dictionary)


def texts_of(part: Part) -> pa.StringArray:
    """Return the texts of a part: distinct ones, or one for each row."""
    return part.values if isinstance(part, Column) else part


def last_text(part: Part) -> str:
    """Return the text of the last row."""
    return part.text(len(part) - 1) if isinstance(part, Column) else str(part[-1])


def columns_of(parts: list[list[Part]], task: Task = SILENT) -> list[Column]:
    """Join the parts of each column, and empty the lists to free them early."""

    def join(position: int) -> Column:
        column = joined(parts[position])
        _ = column.blank_values  # kept by the column; everybody asks for them
        return column

    def texts(position: int) -> int:
        return sum(len(texts_of(part)) for part in parts[position])

    columns = side_by_side(
        join, range(len(parts)), "Sorting the texts", task, len(parts), size=texts
    )
    give_memory_back()
    return columns


def give_memory_back() -> None:
    """Return to the system what the threads have freed: 190 MB at 500,000 records.

    Arrow has to be told, and the C library of most Linux systems; Windows takes the rest back by
    itself.
    """
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def joined(parts: list[Part]) -> Column:
    """Join parts of one column in their order, and empty their list to free them early."""
    if not parts:
        return Column.of([])
    if len(parts) == 1 and isinstance(parts[0], Column):
        parts, [only] = [], parts
        return only
    texts = pa.concat_arrays(list(map(texts_of, parts)), memory_pool=POOL)
    whole = pc.dictionary_encode(texts, memory_pool=POOL)
    del texts
    numbers = smallest_codes(_codes(whole), len(whole.dictionary))
    codes = np.empty(sum(map(len, parts)), numbers.dtype)
    start = first = 0
    while parts:
        part = parts.pop(0)
        end, last = start + len(part), first + len(texts_of(part))
        if isinstance(part, Column):
            np.take(
                numbers[first:last], part.codes, out=codes[start:end], mode="clip"
            )  # unbuffered
        else:
            codes[start:end] = numbers[first:last]
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
