"""One column: dictionary-encoded and immutable, every cell kept as text."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from cldvalidator.extract.text_bytes import first_bytes

Codes = npt.NDArray[np.unsignedinteger]
T = TypeVar("T", bound=np.generic)


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

    cache: what `by_text` has worked out, for as many of the first values as there were then. A
    column whose values are those of another and some more may begin with what that one knows. The
    judgement of a list's texts is kept there too (`judge_field`).
    """

    codes: Codes
    values: pa.StringArray
    cache: dict[Hashable, Any] = field(default_factory=dict, repr=False)

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
        found = self.cache.get(key)
        known = 0 if found is None else len(found)
        if found is None or known < len(self.values):
            of_new = function(self.values[known:], *more)
            found = of_new if found is None else np.concatenate([found, of_new])
            self.cache[key] = found
        return found

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
        return Column(self.codes[index], self.values, self.cache)

    def without(self, rows: npt.NDArray[np.integer]) -> Column:
        """Return the column without some rows (positions), its texts numbered as before."""
        found = Column(without_rows(self.codes, rows), self.values, self.cache)
        if "counts" in self.__dict__:  # sooner than to count them all again
            gone = np.bincount(self.codes[rows], minlength=len(self.values))
            found.__dict__["counts"] = self.counts - gone
        return found

    def counted(self) -> Column:
        """Return the column without its rows, but with how many hold each text."""
        found = Column(self.codes[:0], self.values, self.cache)
        found.__dict__["counts"] = self.counts
        return found

    def recoded(self, number: Codes, values: pa.StringArray) -> Column:
        """Return the column with other texts. number: by code the code that takes its place."""
        found = Column(np.take(number, self.codes), values)
        if "counts" in self.__dict__:  # sooner than to count all rows again
            sums = np.bincount(number, weights=self.counts, minlength=len(values))
            found.__dict__["counts"] = sums.astype(np.int64)
        return found

    def narrowed(self, index: npt.NDArray[np.integer]) -> Column:
        """Return the column with only the rows of `index`, and only the texts that these hold."""
        codes = self.codes[index]
        if len(self.values) > 4 * len(codes):
            used, number = np.unique(codes, return_inverse=True)
        else:  # to count is far sooner than to sort
            there = np.zeros(len(self.values), bool)
            there[codes] = True
            used, number = np.flatnonzero(there), (np.cumsum(there) - 1)[codes]
        return Column(smallest_codes(number, len(used)), self.values.take(pa.array(used)))

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
