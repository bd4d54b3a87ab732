"""Published files as tables of texts, and tables with their columns found by header."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np

from cldvalidator.extract.file_kind import FileKind, kind_of
from cldvalidator.extract.opening import read_whole
from cldvalidator.problems import InputProblem
from cldvalidator.task import SILENT, Task
from cldvalidator.workbooks.archive_safety import DAMAGE, open_archive
from cldvalidator.workbooks.guard import GuardedBook
from cldvalidator.workbooks.ods_table import plain
from cldvalidator.workbooks.workbook import ROWS_LOOKED_AT

MOST_TEXT, MOST_WORKBOOK = 256 << 20, 128 << 20
MOST_ROWS, MOST_SHEETS, LONGEST_CELL = 1_000_000, 120, 1 << 16
_LOOKED_AT = 1 << 20
_LOOKED_AT_IN_ALL = 8 << 20
_TAG = re.compile(r"<[^<>]*>")
_NAME = re.compile(r'\b(?:table:name|name)="([^"<>]{1,60})"')
FROM_SOURCE = "Choose the file as it was published."


@dataclass(frozen=True)
class PublishedFile:
    """A file that may be a publication. saved: the day the file says it was saved."""

    name: str
    kind: FileKind
    data: bytes
    saved: date

    @cached_property
    def beginning(self) -> str:
        """What stands first in the file, by `plain`: texts of cells, and names of sheets."""
        if self.kind == "CSV":
            return plain(_decoded(self.data[:_LOOKED_AT]))
        return plain(" ".join(_beginnings(self.data)))

    @cached_property
    def first_line(self) -> list[str]:
        """The cells of a text file's first line; empty for a workbook."""
        if self.kind != "CSV":
            return []
        text = _decoded(self.data[:_LOOKED_AT])
        try:
            return next(csv.reader(io.StringIO(text, newline="")), [])
        except csv.Error:
            return []


@dataclass(frozen=True)
class Sheet:
    """Rows of texts; `name` is empty for a text file. first: Excel's number of the first row."""

    name: str
    rows: Sequence[Sequence[str]] = field(repr=False)
    first: int = 1


def read_file(path: Path) -> PublishedFile:
    """Read a file. Raises InputProblem for one that holds no table, EnvironmentProblem."""
    data = read_whole(path, MOST_TEXT)
    kind = kind_of(data, ending=path.suffix)
    if kind != "CSV" and len(data) > MOST_WORKBOOK:
        raise InputProblem(f"“{path.name}” is far larger than any publication.", FROM_SOURCE)
    return PublishedFile(path.name, kind, data, date.fromtimestamp(path.stat().st_mtime))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 4:  # a character that the end cuts in two
            return data[: error.start].decode("utf-8-sig")
        return data.decode("cp1252", "replace")


def _beginnings(data: bytes) -> Iterator[str]:
    """Yield the texts and sheet names at the beginning of each part of a workbook."""
    left = _LOOKED_AT_IN_ALL
    try:
        archive = open_archive(data)
        for member in archive.infolist():
            if not member.filename.endswith(".xml") or "theme" in member.filename or left <= 0:
                continue
            with archive.open(member) as part:
                text = part.read(min(_LOOKED_AT, left)).decode("utf-8", "replace")
            left -= len(text)
            yield " ".join(_NAME.findall(text))
            yield _TAG.sub(" ", text)
    except (*DAMAGE, InputProblem, zipfile.BadZipFile):
        return


def csv_sheet(file: PublishedFile) -> Sheet:
    """Return a text file's cells. Raises InputProblem naming the row that cannot be read."""
    if b"\0" in file.data:
        raise InputProblem(f"“{file.name}” is damaged: it holds NUL characters.", FROM_SOURCE)
    reader = csv.reader(io.StringIO(_decoded(file.data), newline=""), strict=True)
    rows: list[list[str]] = []
    number = 0
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise InputProblem(f"“{file.name}” has more than {MOST_ROWS:,} rows.", FROM_SOURCE)
    except csv.Error:
        number = len(rows) + 1
    if number:
        raise InputProblem(
            f"“{file.name}” cannot be read in row {number:,}: it is damaged or was cut off.",
            FROM_SOURCE,
        )
    return Sheet("", rows)


def workbook_sheets(
    file: PublishedFile, wanted: Callable[[str], bool], task: Task = SILENT
) -> list[Sheet]:
    """Return the sheets whose name is wanted, read in a process of its own.

    Raises InputProblem for a damaged workbook and one without such a sheet; Cancelled.
    """
    with GuardedBook(task) as book:
        book.open(file.data, file.kind)
        names = [s.name for s in book.sheets if wanted(s.name)]
        if not names or len(names) > MOST_SHEETS:
            there = ", ".join(s.name for s in book.sheets[:12])
            raise InputProblem(
                f"“{file.name}” lacks the sheet that the publication has. Its sheets are {there}.",
                FROM_SOURCE,
            )
        return [_whole(book, name) for name in names]


def _whole(book: GuardedBook, name: str) -> Sheet:
    columns, _ = book.read(name, 0)
    texts: list[Sequence[str]] = [
        np.array(c.texts.to_pylist(), object)[np.asarray(c.codes)].tolist()
        for c in columns
        if len(c.codes)
    ]
    return Sheet(name, [list(row) for row in zip(*texts, strict=True)])


class Table:
    """The rows below a header, their cells by the header's names.

    columns: by `plain` header the place of the first column called so.
    """

    def __init__(self, sheet: Sheet, needed: Sequence[str], file: str) -> None:
        """Find the header: the first row that has all of `needed`.

        Raises InputProblem naming the sheet and what was looked for.
        """
        self.sheet, self._file = sheet, file
        keys = {plain(n) for n in needed}
        self._at = next(
            (
                at
                for at, row in enumerate(sheet.rows[:_HEADER_ROWS])
                if keys <= {plain(cell) for cell in row}
            ),
            -1,
        )
        if self._at < 0:
            where = f"The sheet “{sheet.name}” of “{file}”" if sheet.name else f"“{file}”"
            raise InputProblem(
                f"{where} has no row with the headers {', '.join(needed)} among its first"
                f" {_HEADER_ROWS}.",
                FROM_SOURCE,
            )
        self.columns: dict[str, int] = {}
        self.headers = [" ".join(cell.split()) for cell in sheet.rows[self._at]]
        for place, header in enumerate(self.headers):
            if header:
                self.columns.setdefault(plain(header), place)

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield each row below the header that is not blank, with its number as Excel shows it."""
        for number, row in enumerate(
            self.sheet.rows[self._at + 1 :], self.sheet.first + self._at + 1
        ):
            if any(cell.strip() for cell in row):
                yield number, row

    def cell(self, row: Sequence[str], header: str) -> str:
        """Return a row's cell in a column, stripped; empty where there is none."""
        place = self.columns.get(plain(header), len(row))
        return row[place].strip() if place < len(row) else ""

    def problem(self, number: int, header: str, what: str) -> InputProblem:
        """Return the problem of a cell, with its place and without its value."""
        sheet = f" of the sheet “{self.sheet.name}”" if self.sheet.name else ""
        return InputProblem(
            f"Row {number:,}, column {header}{sheet}: {what}. Nothing was taken from"
            f" “{self._file}”.",
            FROM_SOURCE,
        )


_HEADER_ROWS = ROWS_LOOKED_AT + 39
