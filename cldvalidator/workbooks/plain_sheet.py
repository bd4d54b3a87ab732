"""A sheet whose cells are all plain: its rows and columns, from values that were each read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, compress
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cldvalidator.workbooks.cells import (
    TEXT,
    ColumnOfCells,
    StoredColumn,
    cell_text,
    smallest_codes,
)
from cldvalidator.workbooks.plain_cells import PlainCells, is_blank
from cldvalidator.workbooks.sheet_facts import SheetFacts
from cldvalidator.workbooks.workbook import ROWS_LOOKED_AT

_BLANK = 0


class _Values:
    """The values of a sheet's cells, each read once; a text may be there for several cells.

    parts: the values, many at a time. stored: by cell a code, and what has that code: the texts
    come first, one for each cell, and all other values after them, each once.
    """

    def __init__(self, parts: Iterable[list[Any]], has_booleans: bool) -> None:
        is_text: list[npt.NDArray[np.bool_]] = []
        texts: list[pa.StringArray] = []
        cells = ColumnOfCells()
        for part in parts:
            values = _without_booleans(part) if has_booleans else part
            of_text = np.fromiter((type(value) is str for value in values), np.bool_, len(values))
            texts.append(pa.array(list(compress(values, of_text)), pa.string()))
            cells.add(list(compress(values, ~of_text)), has_booleans=False)
            is_text.append(of_text)
        there = np.concatenate(is_text)
        self.first_other = int(there.sum())
        others, self._others = cells.stored(), cells.values()
        codes = np.empty(len(there), np.uint32)
        codes[there] = np.arange(self.first_other)
        codes[~there] = self.first_other + others.codes.astype(np.uint32)
        self.stored = StoredColumn(
            codes,
            pa.concat_arrays([*texts, others.texts]),
            np.concatenate([np.full(self.first_other, TEXT, np.uint8), others.kinds]),
            np.concatenate([np.full(self.first_other, np.nan), others.numbers]),
        )

    def some(self, numbers: npt.NDArray[np.integer]) -> list[Any]:
        """Return values by their codes."""
        texts = self.stored.texts.take(pa.array(numbers)).to_pylist()
        return [
            text if number < self.first_other else self._others[number - self.first_other]
            for number, text in zip(numbers.tolist(), texts, strict=True)
        ]


def _without_booleans(values: list[Any]) -> list[Any]:
    return [cell_text(value) if isinstance(value, bool) else value for value in values]


class PlainColumn:
    """One column of a plain sheet.

    of_sheet: all values of the sheet. cells: by row, the place of the cell among the sheet's.
    """

    def __init__(self, of_sheet: _Values, cells: npt.NDArray[np.int32]) -> None:
        self._of_sheet = of_sheet
        self._cells = cells

    def _numbered(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.uint32]]:
        """Return the codes of the values that the column has, and by row the place among these."""
        codes = self._of_sheet.stored.codes[self._cells]
        # Values are numbered in the order in which they come in the column.
        count = len(codes)
        first = np.full(int(codes.max(initial=0)) + 1, count, np.int64)
        first[codes[::-1]] = np.arange(count - 1, -1, -1)
        used = np.flatnonzero(first < count)
        used = used[np.argsort(first[used])]
        number = np.zeros(len(first), np.uint32)
        number[used], used = self._equal_texts_once(used)
        return used, number[codes]

    def _equal_texts_once(
        self, used: npt.NDArray[np.intp]
    ) -> tuple[npt.NDArray[np.integer], npt.NDArray[np.intp]]:
        """Return for each code its place among those that are left when equal texts are one."""
        is_text = used < self._of_sheet.first_other
        texts = self._of_sheet.stored.texts.take(pa.array(used[is_text])).dictionary_encode()
        if len(texts.dictionary) == len(texts):
            return np.arange(len(used)), used
        places = np.flatnonzero(is_text)
        same = texts.indices.to_numpy(zero_copy_only=False)
        first = np.empty(len(texts.dictionary), np.intp)
        first[same[::-1]] = places[::-1]
        stands_for = np.arange(len(used))
        stands_for[places] = first[same]
        is_left = stands_for == np.arange(len(used))
        return (np.cumsum(is_left) - 1)[stands_for], used[is_left]

    def cells(self) -> ColumnOfCells:
        """Return a column in which cells can be replaced."""
        column = ColumnOfCells()
        used, codes = self._numbered()
        if len(codes):
            column.add(self._of_sheet.some(used))
            column.spread(codes)
        return column

    def stored(self) -> StoredColumn:
        """Return the column as it is stored."""
        whole = self._of_sheet.stored
        used, codes = self._numbered()
        return StoredColumn(
            smallest_codes(codes, len(used)),
            whole.texts.take(pa.array(used)),
            whole.kinds[used],
            whole.numbers[used],
        )


class PlainSheet:
    """The cells of one sheet as codes by column and row.

    different, tables: what `cells.joined` returns. read: yields the values of different cells, many
    at a time, given the bytes behind their references (`distinct_cells`).
    """

    def __init__(
        self,
        facts: SheetFacts,
        cells: PlainCells,
        different: pa.BinaryArray,
        tables: Sequence[npt.NDArray[np.int32]],
        read: Callable[[pa.BinaryArray], Iterable[list[Any]]],
    ) -> None:
        self.facts = facts
        self._values = _Values(chain([[""]], read(different)), facts.has_booleans)
        blank = np.append(True, is_blank(different))
        width = max(len(block.places) for block in cells.blocks)
        codes = np.zeros((width, cells.next_row), np.int32)
        for block, table in zip(cells.blocks, tables, strict=True):
            by_place = np.append(_BLANK, np.where(blank[table + 1], _BLANK, table + 1))
            rows = slice(block.first_row, block.first_row + block.places.shape[1])
            codes[: len(block.places), rows] = by_place.astype(np.int32)[block.places]
        # The library knows nothing of cells that have a style and no value.
        filled = codes != _BLANK
        self._codes = codes[: _last(filled.any(axis=1)), : _last(filled.any(axis=0))]
        self.width, self.height = self._codes.shape if self._codes.size else (0, 0)

    def row_that_fails(self) -> str:
        """Say nothing of a row: all values have been read already."""
        return ""

    def first_rows(self) -> list[list[str]]:
        """Return the rows in which a header may stand, without blank cells at their ends."""
        found = []
        stored = self._values.stored
        for cells in self._codes[:, :ROWS_LOOKED_AT].T:
            texts = stored.texts.take(pa.array(stored.codes[cells])).to_pylist()
            while texts and not texts[-1].strip():
                texts.pop()
            found.append(texts)
        return found

    def columns(self, first: int, step: Callable[[int, int], None]) -> list[PlainColumn]:
        """Return all columns from column A on, from a row (0-based) to the last."""
        columns = []
        for position, cells in enumerate(self._codes[:, first:]):
            step(position, self.width)
            columns.append(PlainColumn(self._values, cells))
        return columns


def _last(filled: npt.NDArray[np.bool_]) -> int:
    """Return how many there are up to the last one that is filled."""
    return len(filled) - int(np.argmax(filled[::-1])) if filled.any() else 0
