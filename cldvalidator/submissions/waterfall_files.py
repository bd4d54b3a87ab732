"""Files between two submissions: the earlier one with some of the changes made, and no others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from cldvalidator.extract import Column, Extract
from cldvalidator.extract.column import smallest_codes
from cldvalidator.submissions.compare import Comparison
from cldvalidator.submissions.compare_columns import EARLIER, LATER, Mask, Rows


@dataclass(frozen=True, eq=False)
class Between:
    """A file between two: which records it holds, and which cells are those of the later file.

    stays: by record of the earlier file, is it still there? taken: by field, by pair, is the cell
    the later file's? added: whether the new records are there.
    """

    stays: Mask
    taken: dict[str, Mask]
    added: bool = False


class MixedFiles:
    """Makes files between two that were compared; a column that no step touched is made once."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._extracts = tuple(f.extract.records for f in comparison.two.files)
        self._joined: dict[str, tuple[pa.StringArray, Rows, Rows]] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields that either file has."""
        return self.comparison.two.names

    def first(self) -> Between:
        """Return the earlier file."""
        return Between(np.ones(len(self._extracts[EARLIER]), bool), {})

    def rows(self, between: Between) -> tuple[Rows, Rows]:
        """Return the places of its records in both files: -1 in one where it is only in the other.

        Records of the earlier file come first, in its order, then the new ones.
        """
        kept = np.flatnonzero(between.stays)
        later = np.full(len(between.stays), -1)
        later[self.comparison.earlier] = self.comparison.later
        new = self.comparison.new if between.added else np.zeros(0, np.int64)
        return (
            np.concatenate([kept, np.full(len(new), -1)]),
            np.concatenate([later[kept], new]),
        )

    def extract(self, between: Between) -> Extract:
        """Return the file."""
        one, other = self._extracts
        earlier, later = self.rows(between)
        columns = {n: self._column(n, between, earlier, later) for n in self.names}
        nothing: dict[str, Column] = {}
        return replace(
            one,
            columns=MappingProxyType(columns),
            source_rows=np.arange(1, len(earlier) + 1, dtype=np.int32),
            unused=MappingProxyType(nothing),
            dates=other.dates if between.added else one.dates,
            undecided=None,
        )

    def _column(self, name: str, between: Between, earlier: Rows, later: Rows) -> Column:
        values, one, other = self._codes(name)
        codes = np.where(earlier >= 0, one[earlier], other[later])
        taken = between.taken.get(name)
        if taken is not None:
            of_record = np.zeros(len(between.stays), bool)
            of_record[self.comparison.earlier] = taken
            mine = (earlier >= 0) & of_record[earlier]
            codes[mine] = other[later[mine]]
        return Column(smallest_codes(codes, len(values)), values)

    def _codes(self, name: str) -> tuple[pa.StringArray, Rows, Rows]:
        """Return the texts of both files once each, and the code of each record of both."""
        if name not in self._joined:
            parts = [e.column(name) for e in self._extracts]
            every = pa.concat_arrays([p.values for p in parts]).dictionary_encode()
            numbers = every.indices.to_numpy(zero_copy_only=False).astype(np.int64)
            split = len(parts[0].values)
            self._joined[name] = (
                every.dictionary,
                numbers[:split][parts[EARLIER].codes],
                numbers[split:][parts[LATER].codes],
            )
        return self._joined[name]
