"""Rows of a text file that do not have as many cells as its header."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np
import numpy.typing as npt
from pyarrow.csv import InvalidRow

from cldvalidator.extract.column import Column
from cldvalidator.extract.dictionaries import joined
from cldvalidator.extract.raw_table import filled_rows
from cldvalidator.problems import InputProblem
from cldvalidator.task import SILENT, Task

MOST_BEYOND = 100
MOST_CELLS = 1 << 20
ROWS_AT_ONCE = 20_000
_QUOTED = re.compile(r'"[^"]*(?:"|$)')

# The module's own limit is below what one unclosed quotation mark can take in.
csv.field_size_limit((1 << 31) - 1)


@dataclass
class RowsHandedBack:
    """Takes what pyarrow hands back: each row's position among the records, and its text."""

    places: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __call__(self, row: InvalidRow) -> str:
        """Keep the row; pyarrow leaves it out."""
        self.places.append(row.number - 1)
        self.texts.append(row.text)
        return "skip"


@dataclass(frozen=True, eq=False)
class OddRows:
    """The odd rows as columns.

    columns: those of the header, then those beyond it. places: their positions among all records.
    lengths: how many cells each row has. has_content, has_more: by row, is any cell filled, and any
    beyond the header? last: the text of the last row.
    """

    columns: list[Column]
    places: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    has_content: npt.NDArray[np.bool_]
    has_more: npt.NDArray[np.bool_]
    last: str


def refuse_endless_rows(handed_back: RowsHandedBack, delimiter: str, header_row: int) -> None:
    """Raise InputProblem for a row of more than a million cells; each of them takes memory."""
    for place, text in zip(handed_back.places, handed_back.texts, strict=True):
        if len(text) > MOST_CELLS and _QUOTED.sub("", text).count(delimiter) > MOST_CELLS:
            raise InputProblem(
                f"Row {header_row + place + 1:,} has more than a million cells.",
                "Delete that row in a text editor, or export the file again.",
            )


def read_odd_rows(
    handed_back: RowsHandedBack, delimiter: str, width: int, task: Task = SILENT
) -> OddRows:
    """Read the rows' texts, for a header of `width` cells, and empty the list of texts.

    At most 100 columns are made beyond the header; the last of them takes all cells from there on.
    """
    most = width + MOST_BEYOND
    parts: list[list[Column]] = [[] for _ in range(width)]
    lengths: list[int] = []
    rows: list[list[str]] = []
    last = handed_back.texts[-1]
    total = len(handed_back.texts)
    while handed_back.texts:
        task.step("Reading rows of another length", len(lengths), total)
        rows = list(csv.reader(handed_back.texts[:ROWS_AT_ONCE], delimiter=delimiter))
        del handed_back.texts[:ROWS_AT_ONCE]
        before = len(lengths)
        lengths += map(len, rows)
        if max(lengths[before:]) > most:
            rows = [_shortened(row, most, delimiter) for row in rows]
        for position, cells in enumerate(zip_longest(*rows, fillvalue="")):
            if position == len(parts):
                parts.append([Column.blank(before)] if before else [])
            parts[position].append(Column.of(cells))
        for part in parts[max(map(len, rows)) :]:
            part.append(Column.blank(len(rows)))
    columns = [joined(part) for part in parts]
    while len(columns) > width and columns[-1].blank_rows.all():
        columns.pop()
    return OddRows(
        columns,
        np.array(handed_back.places, np.int64),
        np.array(lengths, np.int64),
        filled_rows(columns, total),
        filled_rows(columns[width:], total) if len(columns) > width else np.zeros(total, np.bool_),
        last,
    )


def _shortened(row: list[str], most: int, delimiter: str) -> list[str]:
    if len(row) <= most:
        return row
    return [*row[: most - 1], delimiter.join(row[most - 1 :])]
