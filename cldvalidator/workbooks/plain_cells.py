"""The cells of plain rows: where each stands, and the bytes that make its value.

A sheet of five million cells holds far fewer different ones. Cells that are the same bytes beside
their references are one here, and only one of them is ever parsed (`distinct_cells`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

PADDING = 8
"""Bytes behind the rows that may be looked at."""
_QUOTE, _A, _SLASH = (np.uint8(ord(c)) for c in '"A/')
_BEFORE_CELL, _BEFORE_ROW = len(b'<c r="'), len(b'<row r="')
_WORD = 8
_MASKS = np.array([(1 << 8 * (n + 1)) - 1 for n in range(_WORD)], np.uint64)
"""By a number of digits: what keeps of eight bytes those, and the one after them."""
_MOST_LETTERS = 3
_ALPHABET = 26
_LEAST_FILLED = 8
"""A block of more places than SMALL_BLOCK has at least one cell among so many."""
_SMALL_BLOCK = 1 << 16

_OTHERS = r'(?: (?:s|cm|vm|ph)="[^"<>&]*")*'
_STORED = rf'{_OTHERS}(?: t="(?:s|n|b|e|str)"{_OTHERS})?'
_INLINE = rf'{_OTHERS} t="inlineStr"{_OTHERS}'
_FORMULA = r"(?:<f[^<>]*/>|<f(?: [^<>]*)?>[^<]*</f>)?"
_TEXT = r'<is><t(?: xml:space="preserve")?>[^<]+</t></is>'
_BLANK = rf"^(?:{_STORED}|{_INLINE})(?: ?/>|></c>)$"
_SPELLING = rf"{_BLANK}|^{_STORED}>{_FORMULA}<v>[^<]+</v></c>$|^{_INLINE}>{_FORMULA}{_TEXT}</c>$"
"""What may follow a cell's reference: anything else is left to the parser that knows all of XML."""


@dataclass(frozen=True)
class Block:
    """Cells of whole rows that follow one another.

    first_row: 0-based. places: by column and row, 1 + the place among `cells` (uint16 or uint32), 0
    where no cell stands. cells: the different ones, as the bytes behind their references.
    """

    first_row: int
    places: npt.NDArray[np.unsignedinteger]
    cells: pa.BinaryArray


def block_of(
    rows: bytes,
    text: npt.NDArray[np.uint8],
    tags: npt.NDArray[np.int64],
    kinds: npt.NDArray[np.uint8],
    numbers: Sequence[int],
) -> Block | None:
    """Return the cells of plain rows; None where they are not in the usual order and references.

    rows: from a `<row` to a `</row>`. text: the same bytes and PADDING. tags: where each tag
    begins, and its second byte (`kinds`). numbers: those that the rows say they have.
    """
    is_cell, is_row = kinds == ord("c"), kinds == ord("r")
    bounds = np.flatnonzero(is_cell | is_row | ((kinds == _SLASH) & (text[tags + 2] == ord("r"))))
    at = tags[bounds]
    of_cells, of_rows = is_cell[bounds], is_row[bounds]
    alone = np.diff(bounds, append=len(tags)) == 1
    if not alone[~of_cells].all() or not of_cells.any():
        return None
    cells = at[of_cells]
    row_of = (np.cumsum(of_rows) - 1)[of_cells]
    found = _references(text, cells + _BEFORE_CELL, at[of_rows] + _BEFORE_ROW, row_of)
    height = numbers[-1] - numbers[0] + 1
    row_numbers = np.array(numbers, np.int64)
    if found is None or numbers[0] < 1 or (np.diff(row_numbers) <= 0).any():
        return None
    columns, starts = found
    width = int(columns.max()) + 1
    if (np.diff(columns)[row_of[1:] == row_of[:-1]] <= 0).any() or width * height > max(
        _SMALL_BLOCK, _LEAST_FILLED * len(cells)
    ):
        return None
    different = _different(rows, starts, np.append(at[1:], len(rows))[of_cells])
    if different is None:
        return None
    kind = np.uint16 if len(different.dictionary) < (1 << 16) - 1 else np.uint32
    places = np.zeros((width, height), kind)
    codes = different.indices.to_numpy(zero_copy_only=False).astype(kind)
    places[columns, (row_numbers - numbers[0])[row_of]] = codes + 1
    return Block(numbers[0] - 1, places, different.dictionary)


def _references(
    text: npt.NDArray[np.uint8],
    cells: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64],
    row_of: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None:
    """Return each cell's column (0-based) and where its reference has ended; None if one is odd.

    cells, rows: where their references begin. A cell's is letters and the number of its row.
    """
    columns = np.zeros(len(cells), np.int64)
    digits = cells.copy()
    is_letter = np.ones(len(cells), np.bool_)
    for place in range(_MOST_LETTERS):
        letter = text[cells + place] - _A  # what is less wraps round
        is_letter &= letter < _ALPHABET
        if not is_letter.any():
            break
        columns = np.where(is_letter, columns * _ALPHABET + letter + 1, columns)
        digits += is_letter
    # Eight bytes at a time: as many digits as a row may have, and the quotation mark after them.
    words: npt.NDArray[np.uint64] = np.ndarray(
        (len(text) - _WORD + 1,), np.dtype("<u8"), text.data, strides=(1,)
    )
    quotes = text[rows[:, None] + np.arange(1, _WORD)] == _QUOTE
    lengths = 1 + np.argmax(quotes, axis=1)
    masks = _MASKS[lengths]
    if not quotes.any(axis=1).all() or not columns.all():
        return None
    wanted = words[rows] & masks
    if not ((words[digits] & masks[row_of]) == wanted[row_of]).all():
        return None
    return columns - 1, digits + lengths[row_of] + 1


def _different(
    rows: bytes, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> pa.DictionaryArray | None:
    """Return the bytes from each start to its end, equal ones once; None if one has no end."""
    if (starts > ends).any():
        return None
    offsets = np.empty(2 * len(starts), np.int32)
    offsets[0::2], offsets[1::2] = starts, ends
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(rows)]
    with_gaps = pa.Array.from_buffers(pa.binary(), len(offsets) - 1, buffers)
    return with_gaps.take(pa.array(np.arange(0, len(with_gaps), 2))).dictionary_encode()


@dataclass
class PlainCells:
    """The cells of a sheet as long as all of its rows are plain, in the order of the sheet."""

    blocks: list[Block] = field(default_factory=list)
    next_row: int = 0

    def add(self, block: Block) -> bool:
        """Add rows; tell whether they come after those that are there."""
        if block.first_row < self.next_row:
            return False
        self.next_row = block.first_row + block.places.shape[1]
        self.blocks.append(block)
        return True

    def joined(self) -> tuple[pa.BinaryArray, list[npt.NDArray[np.int32]]] | None:
        """Return the different cells of the sheet, and for each block where its own are there.

        The blocks no longer have cells then. None where a cell is spelled in a way that is not
        known here.
        """
        by_block = [
            pa.DictionaryArray.from_arrays(
                pa.array(np.arange(len(b.cells), dtype=np.int32)), b.cells
            )
            for b in self.blocks
        ]
        none = pa.array([], pa.binary())
        self.blocks = [replace(block, cells=none) for block in self.blocks]
        pa.default_memory_pool().release_unused()  # what the search was worked out in
        whole = pa.chunked_array(by_block).unify_dictionaries()
        del by_block
        tables = [chunk.indices.to_numpy(zero_copy_only=False) for chunk in whole.chunks]
        different = whole.chunk(0).dictionary
        try:
            as_text = different.cast(pa.string())
        except pa.ArrowInvalid:  # not UTF-8
            return None
        is_known = pc.all(pc.match_substring_regex(as_text, _SPELLING)).as_py()
        return (different, tables) if is_known else None


def is_blank(cells: pa.BinaryArray) -> npt.NDArray[np.bool_]:
    """Tell which cells hold neither a value nor a formula, by what follows their references."""
    found = pc.match_substring_regex(cells.cast(pa.string()), _BLANK)
    return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)
