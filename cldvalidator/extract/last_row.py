"""Signs in the last row of a truncated file, a line of totals or an open quotation mark."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cldvalidator.extract.column import Column

FEW_CELLS = 4
_ROWS_ABOVE = 50
_TIMES_MORE = 3
TAIL = 1 << 16
_PIECE = 1 << 22


def cut_off_notice(row: int, line: int, cells: int, expected: int) -> str:
    """Return what to tell about a last row that stops before the header does."""
    return (
        f"The file may be cut off: its last row (row {row:,}, line {line:,} of the file) stops "
        f"after {cells:,} of {expected:,} cells. Compare the number of records with the source, "
        "and copy or export the file again."
    )


def open_quote_notice(row: int, line: int) -> str:
    """Return what to tell about a quotation mark without a partner in the last row."""
    return (
        f"The last row (row {row:,}, line {line:,} of the file) has a quotation mark without a "
        "partner: the file may be cut off, or a text may hold a mark that is not doubled."
    )


def has_odd_quotes(text: str) -> bool:
    """Say whether quotation marks of one record do not come in pairs."""
    return text.count('"') % 2 == 1


def has_odd_quotes_in_all(body: memoryview) -> bool:
    """Say whether the quotation marks of a whole text do not come in pairs."""
    content = np.frombuffer(body, np.uint8)
    pieces = (content[start : start + _PIECE] for start in range(0, len(content), _PIECE))
    return sum(int(np.count_nonzero(piece == ord('"'))) for piece in pieces) % 2 == 1


def last_line(body: memoryview) -> str:
    """Return the text after the last line break but the closing one, at most 64 KB of it."""
    tail = bytes(body[-TAIL:]).decode("utf-8", "ignore").rstrip("\r\n")
    return tail[max(tail.rfind("\r"), tail.rfind("\n")) + 1 :]


def few_cells_notice(columns: Sequence[Column], rows: np.ndarray, row: int) -> str | None:
    """Return what to tell when the last of `rows` holds far less than those above it, else None.

    rows: the positions of the rows with content, ascending; row: the number of the last in Excel.
    """
    looked_at = rows[-_ROWS_ABOVE - 1 :]
    if len(looked_at) < 2:
        return None
    filled = np.zeros(len(looked_at), np.int64)
    for column in columns:
        filled += ~column.blank_values[column.codes[looked_at]]
    last = int(filled[-1])
    if last > FEW_CELLS or np.median(filled[:-1]) < _TIMES_MORE * last:
        return None
    return (
        f"The last row (row {row:,}) has only {last} filled cell{'' if last == 1 else 's'}, far "
        "fewer than those above it. If it is a line of totals or a remark, remove it: it is read "
        "as a record."
    )
