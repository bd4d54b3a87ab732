"""The Extract: one dictionary-encoded column per field, immutable, every cell kept as text."""

from __future__ import annotations

from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from cldvalidator.extract.date_order import DateJudgement, StoredDates
from cldvalidator.extract.text_bytes import first_bytes

Codes = npt.NDArray[np.unsignedinteger]
T = TypeVar("T", bound=np.generic)


def column_letter(position: int) -> str:
    """Return Excel's letter of a column (0-based): A, B, ... Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def smallest_codes(codes: npt.NDArray[np.integer], distinct: int) -> Codes:
    """Return `codes` in the smallest unsigned type that can number `distinct` values."""
    kind: type[np.unsignedinteger] = (
        np.uint8 if distinct <= 1 << 8 else np.uint16 if distinct <= 1 << 16 else np.uint32
    )
    return codes.astype(kind, copy=False)


_FEW_ROWS = 200


def without_rows(values: npt.NDArray[T], rows: npt.NDArray[np.integer]) -> npt.NDArray[T]:
    """Return an array without the entries of some rows (positions, ascending)."""
    if len(rows) > _FEW_ROWS:
        return np.delete(values, rows)
    # What lies between few rows is copied in a fraction of the time.
    starts, ends = [0, *(rows + 1).tolist()], [*rows.tolist(), len(values)]
    return np.concatenate([values[a:b] for a, b in zip(starts, ends, strict=True)])


@dataclass(frozen=True, eq=False)
class Column:
    """Texts of one column: `values` are distinct, `codes[i]` is the position of row i's text.

    codes: uint8, uint16 or uint32, one per row. values: pyarrow string array without nulls; a blank
    cell is the empty text. Every value is distinct; a value may be unused by any row.

    said: what `by_text` has worked out, for as many of the first values as there were then. A
    column whose values are those of another and some more may begin with what that one knows.
    """

    codes: Codes
    values: pa.StringArray
    said: dict[Hashable, npt.NDArray[Any]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, texts: Sequence[str] | npt.NDArray[np.object_]) -> Column:
        """Encode one text per row."""
        encoded = pa.array(texts, pa.string()).dictionary_encode()
        codes = encoded.indices.to_numpy(zero_copy_only=False)
        return cls(smallest_codes(codes, len(encoded.dictionary)), encoded.dictionary)

    @classmethod
    def blank(cls, rows: int) -> Column:
        """Return a column of `rows` empty cells."""
        return cls(np.zeros(rows, np.uint8), pa.array([""], pa.string()))

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def texts(self) -> list[str]:
        """The distinct texts as Python strings, by code."""
        return list(self.values.to_pylist())

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """How many rows hold each distinct text, by code."""
        return np.bincount(self.codes, minlength=len(self.values))

    def by_text(self, function: Callable[..., npt.NDArray[T]], *more: Hashable) -> npt.NDArray[T]:
        """By code: what a function says of the texts; asked once, and only of texts that are new.

        function: takes a string array and `more`, and gives an array with an entry for each text,
        which depends on that text alone.
        """
        key = (function, *more)
        said = self.said.get(key)
        known = 0 if said is None else len(said)
        if said is None or known < len(self.values):
            of_new = function(self.values[known:], *more)
            said = of_new if said is None else np.concatenate([said, of_new])
            self.said[key] = said
        return said

    @property
    def blank_values(self) -> npt.NDArray[np.bool_]:
        """By code: is the text empty, or nothing but spaces and characters that cannot be seen?"""
        return self.by_text(_blank)

    @cached_property
    def blank_rows(self) -> npt.NDArray[np.bool_]:
        """By row: is the cell blank?"""
        return self.take(self.blank_values)

    def take(self, by_code: npt.NDArray[T]) -> npt.NDArray[T]:
        """Map an array with one entry per distinct text to one entry per row."""
        return np.take(by_code, self.codes)

    def text(self, row: int) -> str:
        """Return the text of one row (0-based)."""
        return str(self.values[int(self.codes[row])])

    def strings(self) -> pa.StringArray:
        """Return one text per row."""
        return self.values.take(pa.array(self.codes))

    def rows(self, index: npt.NDArray[np.integer]) -> Column:
        """Return the column with only the rows of `index`, in that order."""
        return Column(self.codes[index], self.values, self.said)

    def without(self, rows: npt.NDArray[np.integer]) -> Column:
        """Return the column without some rows (positions), its texts numbered as before."""
        found = Column(without_rows(self.codes, rows), self.values, self.said)
        if "counts" in self.__dict__:  # sooner than to count them all again
            gone = np.bincount(self.codes[rows], minlength=len(self.values))
            found.__dict__["counts"] = self.counts - gone
        return found

    def narrowed(self, index: npt.NDArray[np.integer]) -> Column:
        """Return the column with only the rows of `index`, and only the texts that these hold."""
        used, codes = np.unique(self.codes[index], return_inverse=True)
        return Column(smallest_codes(codes, len(used)), self.values.take(pa.array(used)))

    def categorical(self) -> pd.Categorical:
        """Return the column as a pandas Categorical whose categories are the distinct texts."""
        return pd.Categorical.from_codes(
            self.codes.astype(np.int64),  # pandas takes no unsigned codes
            categories=pd.Index(self.values.to_numpy(zero_copy_only=False), dtype=object),
        )


_NOTHING = r"^[\s\x00-\x20\x7f-\x{a0}\p{Z}\p{Cf}]*$"
"""A text of nothing but spaces and characters that cannot be seen (RE2 syntax)."""


def _blank(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    import pyarrow.compute as pc

    first = first_bytes(values)
    blank: npt.NDArray[np.bool_] = first == 0
    # Whatever begins with a letter, digit or sign of ASCII is none: only few are left to look at.
    unsure = np.flatnonzero((first <= ord(" ")) | (first > ord("~")))
    if len(unsure):
        found = pc.match_substring_regex(values.take(pa.array(unsure)), _NOTHING)
        blank[unsure] = found.to_numpy(zero_copy_only=False)
    return blank


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
