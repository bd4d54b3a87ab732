"""Cells of millions of characters: no extract has them, and all that shows or compares them slows.

A quotation mark that is never closed makes them, or a program that writes into the wrong cell. A
workbook keeps a text once, however many cells have it, so that it can hold far more than its size.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from cldvalidator.extract.column import Column
from cldvalidator.extract.raw_table import RawTable
from cldvalidator.problems import InputProblem

LONGEST = 1 << 22
"""Bytes, 128 times what a cell in Excel can hold."""
MOST, MOST_IN_COLUMN = (1 << 31) - 1, 1 << 29
"""Bytes of all cells, as many as a text file that is read may have, and of those of one column."""


def refuse_endless_cells(table: RawTable) -> None:
    """Raise InputProblem for a cell of over four million bytes, or far too much text in all."""
    most = []
    for match, column in zip(table.matches, table.columns, strict=True):
        lengths = _lengths(column)
        longest = int(lengths.max(initial=0))
        most.append(longest * len(column.codes))
        if longest > LONGEST:
            row = int(table.source_rows[np.argmax(lengths[column.codes] > LONGEST)])
            raise InputProblem(
                f"The cell in row {row:,}, column {match.letter}, has more than 4 million "
                "characters; one in Excel has at most 32,767.",
                "Look at that row in a text editor: a quotation mark may not be closed. Correct "
                "it, or export the file again.",
            )
    if sum(most) > MOST or max(most, default=0) > MOST_IN_COLUMN:  # only then they are counted
        _refuse_too_much(table)


def _refuse_too_much(table: RawTable) -> None:
    sizes = [int(_lengths(c)[c.codes].sum(dtype=np.int64)) for c in table.columns]
    if sum(sizes) > MOST or max(sizes) > MOST_IN_COLUMN:
        letter = table.matches[int(np.argmax(sizes))].letter
        raise InputProblem(
            f"The cells hold {sum(sizes) / (1 << 20):,.0f} MB of text, most of it in column "
            f"{letter}: no extract of one council has so much.",
            "Look at that column: a long text may stand in every row. Correct it, or export the "
            "file again.",
        )


def _lengths(column: Column) -> npt.NDArray[np.int32]:
    """Return by value how many bytes it has."""
    lengths: npt.NDArray[np.int32] = pc.binary_length(column.values).to_numpy(zero_copy_only=False)
    return lengths
