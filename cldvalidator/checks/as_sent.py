"""Would the portal take a file as it is? Its very bytes are judged, not what was made of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cldvalidator.checks.portal import begins_as_refused
from cldvalidator.extract.compressed import is_compressed, unpacked
from cldvalidator.extract.csv_file import Layout, read_records, refuse_too_many_lines
from cldvalidator.extract.file_kind import kind_of
from cldvalidator.extract.header import MOST_COLUMNS, Header
from cldvalidator.extract.raw_table import RawTable, filled_rows
from cldvalidator.extract.table import HeaderMatch, column_letter
from cldvalidator.extract.text_encoding import as_windows_1252, is_utf8, mark_of
from cldvalidator.extract.two_encodings import may_be_two_encodings, read_two_encodings
from cldvalidator.extract.windows_1252 import not_ascii
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification
from cldvalidator.specification.portal import MEGABYTE, load_portal
from cldvalidator.task import SILENT, Task
from cldvalidator.wording import counted

_HEAD = 1 << 17
_COLUMNS_NAMED = 5
_LONGEST_NAME = 60
_Column = tuple[str, str | None, str | None]
"""A column's letter, its name in the file, and the name that is expected."""


@dataclass(frozen=True)
class PortalFault:
    """Something about a file that the portal would not take, or that would arrive wrong.

    check: the id of the portal's check ("form", "size", "encoding", "header", "values").
    severity: "error" where the file would be rejected or its values changed, else "warning".
    """

    check: str
    severity: Literal["error", "warning"]
    sentence: str


def judge_as_sent(
    data: memoryview, specification: Specification, task: Task = SILENT
) -> tuple[PortalFault, ...]:
    """Return what stands in the way of sending a file's bytes just as they are; () for nothing.

    The portal's rules are general ones for every collection (`load_portal`). Raises InputProblem
    for a compressed file that is damaged, Cancelled when the task is.
    """
    return tuple(_faults(data, specification, task))


def _faults(data: memoryview, specification: Specification, task: Task) -> Iterator[PortalFault]:
    compressed = is_compressed(data)
    plain = unpacked(data, task) if compressed else data
    yield from size_faults(len(data), compressed=compressed)
    try:
        kind = kind_of(plain, task)
    except InputProblem as problem:
        yield PortalFault("form", "error", f"{problem.what} The portal takes only CSV.")
        return
    if kind != "CSV":
        yield PortalFault(
            "form",
            "error",
            f"This is a workbook ({kind}). The portal takes only CSV, as it is or with gzip.",
        )
        return
    mark = mark_of(plain)
    if mark is not None and mark != "UTF-8 with BOM":
        yield PortalFault(
            "encoding",
            "error",
            f"The file is encoded in {mark}. The portal reads it as Windows-1252, so that no "
            "column name matches.",
        )
        return
    text = as_windows_1252(plain, task)
    cells = _first_row(text)
    yield from _header_faults(cells, specification, mark)
    if len(cells) > MOST_COLUMNS:
        yield PortalFault(
            "form", "error", f"The first row has {len(cells):,} cells: its rows were not read."
        )
        return
    try:
        table = _table(text, cells, task)
    except InputProblem as problem:
        yield PortalFault("form", "error", problem.what)
        return
    yield from _encoding_faults(plain, table)
    yield from _value_faults(table, cells)


def size_faults(size: int, *, compressed: bool) -> Iterator[PortalFault]:
    """Yield a fault for the widest limit that a file of so many bytes exceeds, with the way on.

    A limit of one way of signing in is a warning: the file can be sent another way.
    """
    exceeded = [s for s in load_portal().limits(compressed=compressed) if size > s.bytes]
    for limit in exceeded[:1]:
        severity: Literal["error", "warning"] = "warning" if limit.sign_in else "error"
        yield PortalFault(
            "size",
            severity,
            f"The file has {megabytes(size)}. The portal's limit is {limit}. {limit.way_on}",
        )


def megabytes(size: int) -> str:
    """Return a number of bytes in megabytes, rounded up: one over a limit is never told as equal.

    >>> megabytes(4_000_000_001), megabytes(420_000)
    ('4,001 MB', '0.5 MB')
    """
    if size >= 10 * MEGABYTE:
        return f"{-(-size // MEGABYTE):,} MB"
    return f"{-(-size // (MEGABYTE // 10)) / 10:,.1f} MB"


def _first_row(text: memoryview) -> tuple[str, ...]:
    head = bytes(text[:_HEAD]).decode("utf-8", "ignore")
    return tuple(next(csv.reader(io.StringIO(head, newline="")), ()))


def _header_faults(
    cells: Sequence[str], specification: Specification, mark: str | None
) -> Iterator[PortalFault]:
    """Compare the first row with the specification's names, by position, to the letter."""
    differing = [
        (column_letter(place), was, expected)
        for place, (was, expected) in enumerate(zip_longest(cells, specification.names))
        if was != expected
    ]
    if not differing:
        return
    columns = [_column_text(*column) for column in differing[:_COLUMNS_NAMED]]
    more = len(differing) - len(columns)
    if more:
        columns.append(counted(more, "more column differs", "more columns differ"))
    yield PortalFault("header", "error", f"{'; '.join(columns)}. {_cause(cells, differing, mark)}")


def _column_text(letter: str, was: str | None, expected: str | None) -> str:
    """Say a difference in the portal's own words."""
    if was is None:
        return f"Column {letter} is missing (expected '{expected}')"
    name = was if len(was) <= _LONGEST_NAME else f"{was[:_LONGEST_NAME]}…"
    wanted = "nothing" if expected is None else f"'{expected}'"
    return f"Column {letter} was '{name}' (expected {wanted})"


def _cause(cells: Sequence[str], differing: Sequence[_Column], mark: str | None) -> str:
    if mark is not None:
        return "The file begins with a byte order mark (UTF-8), which sticks to the first name."
    for delimiter, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")):
        if len(cells) <= 2 and any(cell.count(delimiter) > 2 for cell in cells):
            return f"The columns are separated by {name}; the portal takes commas."
    if any(
        was and expected and was.replace("_", " ") == expected for _, was, expected in differing
    ):
        return "Spaces and underscores are different characters to the portal."
    return "The names are compared by position, in the first row of the file."


def _table(text: memoryview, cells: Sequence[str], task: Task) -> RawTable:
    """Read the records below the first row, columns by position and with commas, as they are."""
    refuse_too_many_lines(text)
    row = io.StringIO(bytes(text[:_HEAD]).decode("utf-8", "ignore"), newline="")
    start = lines = 0
    for line in row:
        start += len(line.encode())
        lines += 1
        if not start or next(csv.reader([bytes(text[:start]).decode()])) == list(cells):
            break
    matches = tuple(
        HeaderMatch(place, column_letter(place), cell, None, "kept aside")
        for place, cell in enumerate(cells)
    )
    header = Header(0, tuple(cells), matches)
    return read_records(text, Layout(",", header, start, lines + 1), task)


def _encoding_faults(plain: memoryview, table: RawTable) -> Iterator[PortalFault]:
    """Say how many cells would arrive changed, as they are not in Windows-1252."""
    if not is_utf8(plain):
        yield from _two_encodings(plain)
        return
    cells, first = _count(table, not_ascii)
    if cells:
        yield PortalFault(
            "encoding",
            "error",
            f"The file is encoded in UTF-8, and {cells:,} "
            f"{'cell holds a character' if cells == 1 else 'cells hold characters'} that the "
            f"portal then reads wrongly. The first is in {first}.",
        )


def _two_encodings(plain: memoryview) -> Iterator[PortalFault]:
    """Say which lines hold UTF-8 in a file that is not encoded in it as a whole."""
    if not may_be_two_encodings(plain):
        return
    both = read_two_encodings(plain)
    lines = both.lines_utf_8
    if len(lines) and both.is_plausible:
        more = f" and {len(lines) - 1:,} more" if len(lines) > 1 else ""
        yield PortalFault(
            "encoding",
            "error",
            f"The file is in two encodings. Line {lines[0]:,}{more} "
            f"{'holds' if len(lines) == 1 else 'hold'} characters in UTF-8 that the portal then "
            "reads wrongly.",
        )


def _value_faults(table: RawTable, cells: Sequence[str]) -> Iterator[PortalFault]:
    refused, first = _count(table, begins_as_refused)
    if refused:
        yield PortalFault(
            "values",
            "error",
            f"{refused:,} {'value begins' if refused == 1 else 'values begin'} with =, +, @, or - "
            f"without a number, which the portal rejects. The first is in {first}.",
        )
    if table.ragged_total:
        row = table.ragged[0]
        yield PortalFault(
            "values",
            "error",
            f"{table.ragged_total:,} {'row has' if table.ragged_total == 1 else 'rows have'} "
            f"another number of cells than the {len(cells)} of the first row. The first is row "
            f"{row.source_row:,}.",
        )
    empty = len(table.source_rows) - int(filled_rows(table.columns, len(table.source_rows)).sum())
    if empty:
        yield PortalFault(
            "values",
            "warning",
            f"{empty:,} {'row holds' if empty == 1 else 'rows hold'} nothing. The portal may take "
            "them as records.",
        )


def _count(
    table: RawTable, texts: Callable[[pa.StringArray], npt.NDArray[np.bool_]]
) -> tuple[int, str]:
    """Return how many cells hold such a text, and where the first of them is."""
    cells, places = 0, []
    for match, column in zip(table.matches, table.columns, strict=True):
        by_code = column.by_text(texts)
        if by_code.any():
            rows = np.flatnonzero(column.take(by_code))
            cells += len(rows)
            places += [(int(table.source_rows[rows[0]]), match.letter)] if len(rows) else []
    row, letter = min(places, default=(0, ""))
    return cells, f"row {row:,}, column {letter}"
