"""Changes to an extract: of all cells that hold a text, or of one cell; never in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract import Column, Extract
from cldvalidator.extract.table import smallest_codes

Certainty = Literal["safe", "likely", "ask"]
"""safe: the same value written as specified. likely: a good guess. ask: the user chose."""


@dataclass(frozen=True)
class ValueChange:
    """In `field`, every cell that holds `found` becomes `written`; `rows` cells were changed.

    rule: the id of the rule whose finding the change answers, "" for none. by: who decided
    ("proposal", "profile", "you"); when: ISO time with offset, "" where it does not matter.
    """

    field: str
    found: str
    written: str
    rows: int
    rule: str
    certainty: Certainty = "safe"
    by: str = "proposal"
    when: str = ""


@dataclass(frozen=True)
class CellChange:
    """In `field`, the cell of one record (0-based) that held `found` becomes `written`.

    source_row: the number of the row as Excel shows it.
    """

    field: str
    record: int
    source_row: int
    found: str
    written: str
    rule: str = ""
    certainty: Certainty = "ask"
    by: str = "you"
    when: str = ""

    @property
    def rows(self) -> int:
        """One cell."""
        return 1


Change = ValueChange | CellChange


def apply_changes(extract: Extract, changes: Iterable[Change]) -> Extract:
    """Return a new extract with the changes made in their order.

    A change of a value costs time by distinct values, not by rows; a change of a cell costs a copy
    of the column's codes, once for all of them. A change of a value that no cell holds, of a cell
    that holds another text than the change says, or in a field that the file lacks, has no effect:
    what is changed is always what the log says.
    """
    by_field: dict[str, list[Change]] = {}
    for change in changes:
        by_field.setdefault(change.field, []).append(change)
    columns = dict(extract.columns)
    for name, of_field in by_field.items():
        if name in columns:
            columns[name], _ = changed_column(columns[name], of_field)
    return replace(extract, columns=MappingProxyType(columns))


def changed_column(column: Column, changes: Sequence[Change]) -> tuple[Column, list[int]]:
    """Return a column after changes in their order, and how many cells each of them met.

    The column that came is left as it is.
    """
    draft = _Draft(column)
    draft.look_up([t for c in changes for t in (c.found, c.written)])
    met = []
    for change in changes:
        if isinstance(change, CellChange):
            met.append(draft.set_cell(change.record, change.found, change.written))
        else:
            met.append(draft.set_value(change.found, change.written))
    return draft.column(), met


class _Draft:
    """A column in the making: new texts for codes, new codes for cells.

    Several codes can have one text meanwhile; a later change of that text is for all of them.
    """

    def __init__(self, column: Column) -> None:
        self._base = column
        self._codes = column.codes
        self._texts: dict[int, str] = {}
        self._codes_of: dict[str, set[int]] = {}
        self._added = 0

    def look_up(self, texts: Sequence[str]) -> None:
        """Find the codes of many texts at once."""
        distinct = list(dict.fromkeys(texts))
        places = pc.index_in(pa.array(distinct, pa.string()), value_set=self._base.values)
        self._codes_of = {
            text: set() if place is None else {place}
            for text, place in zip(distinct, places.to_pylist(), strict=True)
        }

    def set_value(self, found: str, written: str) -> int:
        codes = self._codes_of[found]
        if found == written or not codes:
            return 0
        cells = self._count(codes)
        self._codes_of[written] |= codes
        self._codes_of[found] = set()
        self._texts |= dict.fromkeys(codes, written)
        return cells

    def set_cell(self, record: int, found: str, written: str) -> int:
        if found == written or not 0 <= record < len(self._codes):
            return 0
        if int(self._codes[record]) not in self._codes_of[found]:
            return 0
        codes = self._codes_of[written]
        if codes:
            code = min(codes)
        else:
            code = len(self._base.values) + self._added
            self._added += 1
            self._texts[code] = written
            self._codes_of[written] = {code}
        if self._codes is self._base.codes:
            self._codes = self._codes.astype(np.uint32)
        self._codes[record] = code
        return 1

    def _count(self, codes: set[int]) -> int:
        if self._codes is self._base.codes:
            return int(self._base.counts[list(codes)].sum())
        return int(np.isin(self._codes, list(codes)).sum())

    def column(self) -> Column:
        if not self._texts and self._codes is self._base.codes:
            return self._base
        values = self._base.values
        added = [self._texts[len(values) + i] for i in range(self._added)]
        texts = {c: t for c, t in self._texts.items() if c < len(values)}
        if texts:
            mask = np.zeros(len(values), bool)
            order = sorted(texts)
            mask[order] = True
            values = pc.replace_with_mask(
                values, pa.array(mask), pa.array([texts[c] for c in order], pa.string())
            )
        if added:
            values = pa.concat_arrays([values, pa.array(added, pa.string())])
        encoded = values.dictionary_encode()
        distinct = len(encoded.dictionary)
        if distinct == len(values):
            return Column(smallest_codes(self._codes, distinct), values)
        new_code = encoded.indices.to_numpy(zero_copy_only=False)
        return Column(np.take(smallest_codes(new_code, distinct), self._codes), encoded.dictionary)
