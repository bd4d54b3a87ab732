"""Cells of millions of characters: no extract has them, and all that shows or compares them slows.

A quotation mark that is never closed makes them, or a program that writes into the wrong cell.
"""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from cldvalidator.extract.raw_table import RawTable
from cldvalidator.problems import InputProblem

LONGEST = 1 << 22
"""Bytes, 128 times what a cell in Excel can hold."""


def refuse_endless_cells(table: RawTable) -> None:
    """Raise InputProblem for a cell of more than four million bytes."""
    for match, column in zip(table.matches, table.columns, strict=True):
        lengths = pc.binary_length(column.values).to_numpy(zero_copy_only=False)
        if len(lengths) and lengths.max() > LONGEST:
            row = int(table.source_rows[np.argmax(lengths[column.codes] > LONGEST)])
            raise InputProblem(
                f"The cell in row {row:,}, column {match.letter}, has more than 4 million "
                "characters; one in Excel has at most 32,767.",
                "Look at that row in a text editor: a quotation mark may not be closed. Correct "
                "it, or export the file again.",
            )
