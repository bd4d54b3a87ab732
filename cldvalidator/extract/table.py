"""The Extract: one column for each field, and how the file was read."""

from __future__ import annotations

from collections.abc import (
    Collection,
    Iterable,
    Iterator,
    Mapping,
)
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.extract.column import Column, without_rows
from cldvalidator.extract.date_order import DateJudgement, StoredDates


def column_letter(position: int) -> str:
    """Return Excel's letter of a column (0-based): A, B, ... Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class HeaderMatch:
    """How one column of the file was recognised.

    how: "exact", "spelling" (case, spaces and punctuation aside), "column name" (the name that the
    national tables use), "other name" (a known variant), "numbered" (a name with a number beside
    it), "with its table" (a name behind that of its table), "told" (by the user), or "kept aside"
    for a column that is no field. One told to be no field has none either.
    """

    position: int
    letter: str
    found: str
    field: str | None
    how: str


@dataclass(frozen=True)
class RaggedRow:
    """A row whose number of cells is not that of the header."""

    source_row: int
    line: int
    cells: int
    expected: int


class MergedArea(NamedTuple):
    """Merged cells: rows by their numbers in Excel, columns by position, the last ones included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def __str__(self) -> str:
        first, last = column_letter(self.first_column), column_letter(self.last_column)
        return f"{first}{self.first_row}:{last}{self.last_row}"


@dataclass(frozen=True)
class NoRecord:
    """A row of the file that holds no record; kind: a key of `resources/no_records.json`."""

    source_row: int
    kind: str


@dataclass(frozen=True)
class Reading:
    """What was read, and how: everything the user is told about the file. Holds no cell value.

    alike: headers of columns kept aside, each with a missing field that it may be. day_numbers: the
    date system in which the workbook counts its days, "" where the file does not say.
    stored_dates: by field, what a workbook stores as dates and what as text. merged: areas of
    merged cells whose text was read in each of their rows. totals_rows: rows, by their numbers in
    Excel, that a table of the workbook has for totals. compressed: with gzip; size and sha256 are
    of the file as it lies there. no_records: the rows among the records that are none, as long as
    nothing is decided about them.
    """

    name: str
    format: str
    size: int
    sha256: str
    header_row: int
    headers: tuple[HeaderMatch, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    ragged: tuple[RaggedRow, ...] = ()
    ragged_total: int = 0
    empty_rows_left_out: int = 0
    notices: tuple[str, ...] = ()
    path: Path | None = None
    alike: tuple[tuple[str, str], ...] = ()
    day_numbers: Literal["1900", "1904", ""] = ""
    stored_dates: Mapping[str, StoredDates] = field(default_factory=lambda: MappingProxyType({}))
    merged: tuple[MergedArea, ...] = ()
    totals_rows: tuple[int, ...] = ()
    compressed: bool = False
    no_records: tuple[NoRecord, ...] = ()

    def without(self, source_rows: Collection[int]) -> Reading:
        """Return what is left to be told when some rows are left out."""
        ragged = tuple(r for r in self.ragged if r.source_row not in source_rows)
        return replace(
            self,
            ragged=ragged,
            ragged_total=self.ragged_total - len(self.ragged) + len(ragged),
            no_records=tuple(r for r in self.no_records if r.source_row not in source_rows),
        )


class RowsApart:
    """Some rows of an extract, and its columns without them; each such column is made once.

    rows: positions, ascending.
    """

    def __init__(self, rows: npt.NDArray[np.integer]) -> None:
        self.rows = rows
        self._made: dict[str, tuple[Column, Column]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str, column: Column) -> Column:
        """Return a column without the rows; name: what it is kept under."""
        kept = self._made.get(name)
        if kept is None or kept[0] is not column:
            kept = self._made[name] = column, column.without(self.rows)
        return kept[1]


@dataclass(frozen=True, eq=False)
class Extract:
    """A council's file as read: the columns by field name, all of the same length.

    columns: in submission order, only the fields that the file has. unused: columns of the file
    that are no field of the specification, by their header. source_rows: int32, the row number
    that Excel shows for each record (the first record under a header in row 1 is row 2). dates: how
    the dates of the file as it was read are to be read; None before that was judged. undecided: the
    rows that are not records (`Reading.no_records`), None where there is none.
    """

    columns: Mapping[str, Column]
    source_rows: npt.NDArray[np.int32]
    reading: Reading
    unused: Mapping[str, Column] = field(default_factory=lambda: MappingProxyType({}))
    dates: DateJudgement | None = None
    undecided: RowsApart | None = None

    def __len__(self) -> int:
        return len(self.source_rows)

    @cached_property
    def records(self) -> Extract:
        """The extract without the rows that are not records; itself where there is none."""
        return self if self.undecided is None else self.without(self.undecided)

    def without(self, apart: RowsApart) -> Extract:
        """Return the extract without some rows. Those left keep the numbers Excel shows for them.

        What it says of rows that are not records is about the rows left.
        """
        if not len(apart):
            return self
        gone = frozenset(self.source_rows[apart.rows].tolist())
        columns = {n: apart.column(n, c) for n, c in self.columns.items()}
        unused = {n: apart.column(f"unused {n}", c) for n, c in self.unused.items()}
        left = replace(
            self,
            columns=MappingProxyType(columns),
            source_rows=without_rows(self.source_rows, apart.rows),
            reading=self.reading.without(gone),
            unused=MappingProxyType(unused),
            undecided=None,
        )
        return left.with_undecided()

    def with_undecided(self) -> Extract:
        """Return the extract with `undecided` as its reading says."""
        named = np.array([r.source_row for r in self.reading.no_records], np.int32)
        rows = self.positions(named)
        return replace(self, undecided=RowsApart(rows) if len(rows) else None)

    def rows_beside(self, other: Extract) -> npt.NDArray[np.int64]:
        """Return the positions of the rows that another extract of the same file has not."""
        top = max(self.source_rows.max(initial=0), other.source_rows.max(initial=0))
        there = np.zeros(int(top) + 1, bool)
        there[other.source_rows] = True
        return np.flatnonzero(~there[self.source_rows])

    def positions(self, source_rows: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
        """Return where rows stand that Excel shows under some numbers; those not there left out."""
        wanted = np.unique(source_rows)
        place = np.searchsorted(self.source_rows, wanted)
        there = place < len(self.source_rows)
        place, wanted = place[there], wanted[there]
        found: npt.NDArray[np.int64] = place[self.source_rows[place] == wanted]
        return found

    def column(self, name: str) -> Column:
        """Return the column of a field; a column of blanks if the file lacks it."""
        found = self.columns.get(name)
        return found if found is not None else Column.blank(len(self))

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """The Excel column letter of each field that the file has."""
        return {m.field: m.letter for m in self.reading.headers if m.field is not None}

    def narrowed(self, index: npt.NDArray[np.integer]) -> Extract:
        """Return the extract with only the rows of `index`, without the columns kept aside.

        A column is narrowed when it is first looked up.
        """
        columns = _Narrowed(self.columns, index)
        nothing: Mapping[str, Column] = MappingProxyType({})
        return replace(
            self,
            columns=columns,
            source_rows=self.source_rows[index],
            unused=nothing,
            undecided=None,
        )

    def frame(self, names: Iterable[str] | None = None) -> pd.DataFrame:
        """Return the fields as a pandas frame of Categoricals, blank cells as the empty text."""
        chosen = list(self.columns) if names is None else list(names)
        return pd.DataFrame({n: self.column(n).categorical() for n in chosen}, copy=False)


class _Narrowed(Mapping[str, Column]):
    """Columns by name, of some rows only."""

    def __init__(self, columns: Mapping[str, Column], index: npt.NDArray[np.integer]) -> None:
        self._columns = columns
        self._index = index
        self._made: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        if name not in self._made:
            self._made[name] = self._columns[name].narrowed(self._index)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)
