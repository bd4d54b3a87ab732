"""Conditions that people write, judged over the rows of a file: each distinct text once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.memory import Memory
from cldvalidator.checks.requirements import Requirements
from cldvalidator.extract import Column, Extract
from cldvalidator.specification import Specification
from cldvalidator.specification.conditions import Condition, FieldIs

Mask = npt.NDArray[np.bool_]


class RowConditions(Requirements):
    """Judges the conditions of filters and of a council's own rules.

    A cell reads as it reads for the rules (a date however it is written, a Release 1 value by what
    it became), and is found by the very text that stands in it as well. A column that is no field
    has its texts alone. What was judged once is kept.
    """

    def __init__(
        self,
        extract: Extract,
        read: Extract,
        specification: Specification,
        memory: Memory | None = None,
    ) -> None:
        """extract, read: the file as it stands, and as it reads (`normalised_extract`)."""
        super().__init__(replace(read, columns=_Every(read)), memory, specification)
        self._stands = extract

    def _evaluate(self, condition: Condition) -> Mask:
        if isinstance(condition, FieldIs) and condition.op not in ("blank", "not_blank"):
            return self._with_own_texts(condition, super()._evaluate(condition))
        return super()._evaluate(condition)

    def _with_own_texts(self, condition: FieldIs, as_read: Mask) -> Mask:
        """Judge the texts that read as another by what they are as well."""
        stands = self._stands.columns.get(condition.field)
        changed = self._changed(condition.field)
        if stands is None or not len(changed):
            return as_read
        texts = stands.values.take(pa.array(changed)).to_pylist()
        marked = np.zeros(len(stands.values), bool)
        holds = np.fromiter(map(condition.holds, texts), bool, len(texts))
        marked[changed] = ~holds if condition.denies else holds
        own: Mask = stands.take(marked)
        both: Mask = as_read & ~own if condition.denies else as_read | own
        return both

    def _changed(self, name: str) -> npt.NDArray[np.int64]:
        """Return the codes of the texts of a field that read as another text."""

        def make() -> npt.NDArray[np.int64]:
            stands, read = self._stands.columns.get(name), self._extract.column(name)
            if stands is None or stands is read or len(stands.values) != len(read.values):
                return np.zeros(0, np.int64)
            other = pc.not_equal(stands.values, read.values).to_numpy(zero_copy_only=False)
            return np.flatnonzero(other)

        return self.once(("changed", name), make)


class _Every(Mapping[str, Column]):
    """The columns of a file, with those that are no field of the specification."""

    def __init__(self, extract: Extract) -> None:
        self._fields, self._unused = extract.columns, extract.unused

    def __getitem__(self, name: str) -> Column:
        return self._fields[name] if name in self._fields else self._unused[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._fields
        yield from (n for n in self._unused if n not in self._fields)

    def __len__(self) -> int:
        return sum(1 for _ in self)
