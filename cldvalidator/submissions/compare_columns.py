"""The columns of two files, numbered alike: cells that say the same have one number in both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.folding import plain_texts
from cldvalidator.checks.normalised import normalised_extract
from cldvalidator.extract import Column, Extract
from cldvalidator.fixes.release_1 import convert_release_1
from cldvalidator.official import current_specification
from cldvalidator.review.opened import Opened
from cldvalidator.task import SILENT, Task, side_by_side

Numbers = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Side = Literal[0, 1]
EARLIER: Side = 0
LATER: Side = 1
BLANK = 0
"""The number of a blank cell."""
PERIOD = ("Reporting Period Start Date", "Reporting Period End Date")


@dataclass(frozen=True, eq=False)
class SharedColumn:
    """One field of two files.

    columns: as each file reads. numbers: by code of the file's own column, the number of the text
    (int32), alike in both files where the texts are one value; BLANK for a blank. exact: the same
    before Release 1 values and capitals count as their Release 2 labels. replaced: by code, is the
    text a Release 1 value without a counterpart? Whatever it became, the release is the reason.
    """

    columns: tuple[Column, Column]
    numbers: tuple[Numbers, Numbers]
    exact: tuple[Numbers, Numbers]
    replaced: tuple[Mask, Mask]

    @cached_property
    def is_alike(self) -> bool:
        """Whether both files hold one and the same text in every row."""
        return len(self.exact[0]) == len(self.exact[1]) == 1 and bool(
            self.exact[0][0] == self.exact[1][0]
        )

    def rows(self, side: Side) -> Numbers:
        """By row: the number of the value."""
        return np.take(self.numbers[side], self.columns[side].codes)

    def at(self, side: Side, rows: Rows) -> Numbers:
        """Return the numbers of some rows."""
        return np.take(self.numbers[side], self.columns[side].codes[rows])

    def differ(self, earlier: Rows, later: Rows) -> Mask:
        """By pair: is the value another one?"""
        one, other = self.at(EARLIER, earlier), self.at(LATER, later)
        found: Mask = one != other
        if self.replaced[EARLIER].any() or self.replaced[LATER].any():
            for side, rows, beside in ((EARLIER, earlier, other), (LATER, later, one)):
                without = np.take(self.replaced[side], self.columns[side].codes[rows])
                found &= ~(without & (beside != BLANK))
        return found

    def spelt_otherwise(self, earlier: Rows, later: Rows) -> Mask:
        """By pair: is it the same value, in another text?"""
        one = np.take(self.exact[EARLIER], self.columns[EARLIER].codes[earlier])
        other = np.take(self.exact[LATER], self.columns[LATER].codes[later])
        found: Mask = (one != other) & ~self.differ(earlier, later)
        return found


class TwoFiles:
    """Two files of one council, field by field. A cell is read as the rules read it.

    Capitals, blanks at the ends, zeros behind a decimal point and Release 1 labels (documented and
    unconfirmed counterparts) make no difference. Rows that are not records are left out; a row
    number here is a place among the records.
    """

    def __init__(self, earlier: Opened, later: Opened, task: Task = SILENT) -> None:
        """Number every column. Raises Cancelled."""
        self.files = (earlier, later)
        self.read = (_read(earlier), _read(later))
        have = [set(e.columns) for e in self.read]
        order = current_specification("2")
        self.names = tuple(n for n in order.names if n in have[0] | have[1])
        self.listed = frozenset(f.name for f in order.fields if f.values is not None)
        decimals = {f.name for f in order.fields if f.type == "decimal"}
        counterparts = [_counterparts(e) for e in self.read]

        def share(name: str) -> SharedColumn:
            columns = (self.read[0].column(name), self.read[1].column(name))
            meanings = (counterparts[0].get(name, {}), counterparts[1].get(name, {}))
            return _shared(columns, meanings, is_decimal=name in decimals)

        made = side_by_side(
            share,
            self.names,
            "Laying the columns side by side",
            task,
            len(self.names),
            size=lambda n: sum(len(e.column(n).values) for e in self.read),
        )
        self.shared: Mapping[str, SharedColumn] = dict(zip(self.names, made, strict=True))
        self.in_both = frozenset(have[0] & have[1])

    def length(self, side: Side) -> int:
        """Return how many records a file has."""
        return len(self.read[side])

    def source_rows(self, side: Side) -> npt.NDArray[np.int32]:
        """By row: the number that Excel shows."""
        return self.read[side].source_rows

    def numbers(self, name: str, side: Side) -> Numbers:
        """By row: the number of a field's value."""
        return self.shared[name].rows(side)

    @property
    def releases_differ(self) -> bool:
        """Whether one of the files has Release 1 values and the other has not."""
        one, other = (f.evidence.release for f in self.files)
        return one != other and "1" in (one, other)

    @cached_property
    def compared(self) -> tuple[str, ...]:
        """The fields that can say that a record changed: all that both files have, but the period.

        A column that one file lacks is told once, not at every record.
        """
        return tuple(n for n in self.names if n in self.in_both and n not in PERIOD)


class Hashed:
    """Hashes of rows by any choice of fields: equal where all of the fields are equal.

    told: by field, the column as it is once a change that all of it went through is made.
    """

    def __init__(self, two: TwoFiles, linked: Mapping[str, SharedColumn] | None = None) -> None:
        self._two = two
        self._shared = {**two.shared, **(linked or {})}

    def of(self, names: Sequence[str], side: Side, rows: Rows | None = None) -> Hashes:
        """Return the hash of some fields, by row; of all rows, or of some."""
        size = self._two.length(side) if rows is None else len(rows)
        total = np.zeros(size, np.uint64)
        for name in names:
            shared = self._shared[name]
            salt = np.uint64((self._two.names.index(name) + 1) << 40)
            mixed = _mixed(shared.numbers[side].astype(np.uint64) + salt)
            codes = shared.columns[side].codes
            total += np.take(mixed, codes if rows is None else codes[rows])
        return total

    def filled(self, name: str, side: Side, rows: Rows | None = None) -> Mask:
        """By row: does the field hold a value?"""
        shared = self._shared[name]
        codes = shared.columns[side].codes
        filled: Mask = shared.numbers[side] != BLANK
        return np.take(filled, codes if rows is None else codes[rows])

    def equal(self, name: str, earlier: Rows, later: Rows) -> Mask:
        """By pair: is the value the same?"""
        return ~self._shared[name].differ(earlier, later)

    def same_number(self, name: str, earlier: Rows, later: Rows) -> Mask:
        """By pair: is the value the same, as far as one is known?"""
        shared = self._shared[name]
        found: Mask = shared.at(EARLIER, earlier) == shared.at(LATER, later)
        return found


def _mixed(numbers: npt.NDArray[np.uint64]) -> Hashes:
    """Spread numbers over 64 bits (splitmix64)."""
    with np.errstate(over="ignore"):
        z = numbers * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def _read(opened: Opened) -> Extract:
    judged, records = opened.result.judged, opened.extract.records
    return normalised_extract(records, opened.specification, lambda f: judged[f.name])


Counterpart = Mapping[str, str | None]


def _counterparts(extract: Extract) -> Mapping[str, Counterpart]:
    """By field and plain Release 1 text: the Release 2 label that it became, None without one."""
    found: dict[str, dict[str, str | None]] = {}
    newest = current_specification("2")
    for mapped in convert_release_1(replace(extract, undecided=None), newest).mapped:
        plain = str(plain_texts(pa.array([mapped.found], pa.string()))[0])
        found.setdefault(mapped.field, {})[plain] = mapped.written
    return found


def with_texts(shared: SharedColumn, earlier: pa.StringArray) -> SharedColumn:
    """Return a column as if the earlier file had other texts; one for each of its codes."""
    texts = [plain_texts(earlier), plain_texts(shared.columns[LATER].values)]
    return replace(shared, numbers=_numbered(texts, shared.columns))


def _shared(
    columns: tuple[Column, Column],
    counterparts: tuple[Counterpart, Counterpart],
    *,
    is_decimal: bool,
) -> SharedColumn:
    exact = _numbered([c.values for c in columns], columns)
    plain, replaced = [], []
    for column, of_file in zip(columns, counterparts, strict=True):
        texts = plain_texts(column.values)
        if is_decimal:
            texts = pc.replace_substring_regex(texts, r"^(-?[0-9]+\.[0-9]*?)0+$", r"\1")
            texts = pc.replace_substring_regex(texts, r"^(-?[0-9]+)\.$", r"\1")
        without = np.zeros(len(texts), bool)
        if of_file:
            found = texts.to_pylist()
            written = [of_file.get(t) or t for t in found]
            without = np.array([of_file.get(t, "") is None for t in found], bool)
            texts = plain_texts(pa.array(written, pa.string()))
        plain.append(texts)
        replaced.append(without)
    numbers = _numbered(plain, columns)
    return SharedColumn(columns, numbers, exact, (replaced[0], replaced[1]))


def _numbered(
    texts: Iterable[pa.StringArray], columns: tuple[Column, Column]
) -> tuple[Numbers, Numbers]:
    """Number texts of two columns alike, BLANK where the cell is blank."""
    every = pa.concat_arrays([pa.array([""], pa.string()), *texts]).dictionary_encode()
    numbers = every.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)[1:]
    split = len(columns[0].values)
    sides = (numbers[:split].copy(), numbers[split:].copy())
    for side, column in zip(sides, columns, strict=True):
        side[column.blank_values] = BLANK
    return sides
