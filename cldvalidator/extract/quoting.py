"""What quotation marks and line breaks inside cells do to the rows of a text file."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract.column import Column

_BREAK = re.compile(r"\r\n|\r|\n")
_CLOSED_AFTER_BREAK = re.compile(r'[\r\n]"(\r\n|\r|\n)\Z')


def breaks_per_row(columns: Sequence[Column], rows: int) -> npt.NDArray[np.int64]:
    """By row: how many line breaks stand inside its cells."""
    total = np.zeros(rows, np.int64)
    for column in columns:
        codes = _with_breaks(column)
        if len(codes):
            by_code = np.zeros(len(column.values), np.int64)
            by_code[codes] = [len(_BREAK.findall(column.values[c].as_py())) for c in codes]
            total += column.take(by_code)
    return total


def swallowing_rows(
    columns: Sequence[Column], delimiters: Sequence[str], width: int
) -> npt.NDArray[np.integer]:
    """Return the rows with a cell that holds so many delimiters and breaks that it is whole rows.

    That is what a quotation mark does that opens a cell and is closed only by a later one. width:
    how many cells a row of the file has.
    """
    found: list[npt.NDArray[np.integer]] = []
    for column in columns:
        codes = _with_breaks(column)
        if not len(codes):
            continue
        swallows = np.zeros(len(column.values), np.bool_)
        for code in codes:
            lines = _BREAK.split(column.values[int(code)].as_py())
            swallows[code] = any(
                line.count(d) >= max(3, width // 2) for line in lines for d in delimiters
            )
        if swallows.any():
            found.append(np.flatnonzero(column.take(swallows)))
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)


def _with_breaks(column: Column) -> npt.NDArray[np.integer]:
    if not _holds_a_break(column.values):  # nearly always, and told in a tenth of the time
        return np.empty(0, np.int64)
    broken = pc.match_substring_regex(column.values, "[\r\n]")
    codes: npt.NDArray[np.integer] = np.flatnonzero(broken.to_numpy(zero_copy_only=False))
    return codes


def _holds_a_break(values: pa.StringArray) -> bool:
    texts = values.buffers()[2]
    held = np.frombuffer(texts, np.uint8) if texts else np.empty(0, np.uint8)
    return bool((held == ord("\n")).any() or (held == ord("\r")).any())


def ends_inside_quotes(body: memoryview, last_cells: Sequence[str], delimiter: str) -> bool:
    """Say whether the text ends before a quoted cell is closed.

    last_cells: the cells of its last record as they were parsed, so that only the end of the text
    need be looked at.
    """
    # A cell takes at most twice its bytes (every one a doubled quotation mark) and two more marks.
    most = sum(2 * len(cell.encode()) + 3 for cell in last_cells) + 8
    tail = bytes(body[-most:]).decode("utf-8", "ignore")
    if tail.endswith(("\r", "\n")):
        # Outside quotes the last break ends the record, inside it is part of the last cell. A cell
        # that ends in a break and is closed shows its closing mark between two breaks.
        return last_cells[-1].endswith(("\r", "\n")) and not _CLOSED_AFTER_BREAK.search(tail)
    inner = sum(len(_BREAK.findall(cell)) for cell in last_cells)
    breaks = [found.end() for found in _BREAK.finditer(tail)]
    start = breaks[-1 - inner] if len(breaks) > inner else 0
    return is_open_at_the_end(tail[start:], delimiter)


def is_open_at_the_end(record: str, delimiter: str) -> bool:
    """Say whether the text of one record ends before a quoted cell is closed."""
    at = 0
    while True:
        if record.startswith('"', at):
            at += 1
            while (mark := record.find('"', at)) >= 0 and record.startswith('"', mark + 1):
                at = mark + 2
            if mark < 0:
                return True
            at = mark + 1
        at = record.find(delimiter, at) + 1
        if not at:
            return False
