"""Changes to an extract: of all cells that hold a text, of one cell, of a row; never in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract import Column, Extract
from cldvalidator.extract.column import smallest_codes
from cldvalidator.extract.table import RowsApart

Certainty = Literal["safe", "documented", "likely", "ask"]
"""safe: the same value written as specified. documented: a Release 1 value that a source says was
renamed. likely: a good guess. ask: the user chose."""

BY_YOU, BY_REPLACING, BY_CELL = "your choice", "find and replace", "cell edit"
"""Who decided a change that is the user's own: chosen, found and replaced, typed in a cell."""
LEFT_OUT, KEPT, PUT_BACK = "left out", "kept as a record", "put back"
"""What can be decided about a row."""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """In `field`, every cell that holds `found` becomes `written`; `rows` cells were changed.

    rule: the id of the rule whose finding the change answers, "" for none. by: who decided, in
    words for the log ("proposal", "profile", `BY_YOU` and so on); when: ISO time with offset, ""
    where it does not matter.
    """

    field: str
    found: str
    written: str
    rows: int
    rule: str
    certainty: Certainty = "safe"
    by: str = "proposal"
    when: str = ""


@dataclass(frozen=True, slots=True)
class CellChange:
    """In `field`, the cell of one record (0-based) that held `found` becomes `written`.

    source_row: the number of the row as Excel shows it. who, why: of an answer that a team gave,
    in its own words; they may be about a person, so no manifest has them.
    """

    field: str
    record: int
    source_row: int
    found: str
    written: str
    rule: str = ""
    certainty: Certainty = "ask"
    by: str = BY_CELL
    when: str = ""
    who: str = ""
    why: str = ""

    @property
    def rows(self) -> int:
        """One cell."""
        return 1


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row of the file is left out, or kept as a record although it looks like none.

    source_row: the number of the row as Excel shows it. decided: one of the above. found: what
    the row holds, as a hash (`row_hash`). why: what the row is, in words, "" if it is a record.
    """

    source_row: int
    decided: str
    found: str = ""
    why: str = ""
    rule: str = ""
    certainty: Certainty = "ask"
    by: str = BY_YOU
    when: str = ""

    @property
    def field(self) -> str:
        """No field: the whole row."""
        return ""

    @property
    def written(self) -> str:
        """No text is written."""
        return ""

    @property
    def rows(self) -> int:
        """No cell is changed."""
        return 0


CellsChange = ValueChange | CellChange
Change = CellsChange | RowChange


def left_out(changes: Iterable[Change]) -> list[RowChange]:
    """Return, of changes, the rows that were left out and not put back after that."""
    out: dict[int, RowChange] = {}
    for change in changes:
        if isinstance(change, RowChange) and change.decided == LEFT_OUT:
            out[change.source_row] = change
        elif isinstance(change, RowChange) and change.decided == PUT_BACK:
            out.pop(change.source_row, None)
    return list(out.values())


DATE_ORDER = "DATE-17"
"""The rule that a change answers which writes a column's dates with the day first.

All of a column's such changes are made at once: one date's text can be another's new one.
"""
_FEW = 8
"""Up to so many texts are found sooner by a look through a column than by an index of it."""


def apply_changes(extract: Extract, changes: Iterable[CellsChange]) -> Extract:
    """Return a new extract with changes of cells made in their order.

    A change of a value costs time by distinct values, not by rows; a change of a cell costs a copy
    of the column's codes, once for all of them. A change of a value that no cell holds, of a cell
    that holds another text than the change says, or in a field that the file lacks, has no effect:
    what is changed is always what the log says.
    """
    by_field: dict[str, list[CellsChange]] = {}
    for change in changes:
        by_field.setdefault(change.field, []).append(change)
    columns = dict(extract.columns)
    for name, of_field in by_field.items():
        if name in columns:
            columns[name], _ = changed_column(columns[name], of_field)
    changed = replace(extract, columns=MappingProxyType(columns))
    return with_orders_settled(changed, (c for of_field in by_field.values() for c in of_field))


def with_orders_settled(extract: Extract, changes: Iterable[Change]) -> Extract:
    """Return an extract whose date columns count as day first once changes have made them so."""
    fields = {c.field for c in changes if c.rule == DATE_ORDER}
    if extract.dates is None or not fields:
        return extract
    return replace(extract, dates=extract.dates.settled(fields))


def cells_that_differ(before: Extract, after: Extract) -> int:
    """Return how many cells differ between a file and the same one after changes.

    A cell that was changed twice counts once, one that was changed back does not count, nor do the
    cells of rows that were left out. after: made by `apply_changes` or by a history, which keep the
    texts that a column had under their codes.
    """
    if len(after) < len(before):
        before = before.without(RowsApart(before.rows_beside(after)))
    pairs = ((before.columns[name], column) for name, column in after.columns.items())
    return sum(
        int(np.count_nonzero(old.codes != new.codes)) for old, new in pairs if old is not new
    )


def changed_column(
    column: Column, changes: Sequence[CellsChange], apart: RowsApart | None = None
) -> tuple[Column, list[int]]:
    """Return a column after changes in their order, and how many cells each of them met.

    The column that came is left as it is. apart: rows that are left out, whose cells do not count.
    """
    draft = _Draft(column, [t for c in changes for t in (c.found, c.written)], apart)
    met = []
    for at_once, of_kind in groupby(changes, key=_is_made_with_others):
        if at_once:
            met += draft.set_values([(c.found, c.written) for c in of_kind])
            continue
        for change in of_kind:
            if isinstance(change, CellChange):
                met.append(draft.set_cell(change.record, change.found, change.written))
            else:
                met.append(draft.set_value(change.found, change.written))
    return draft.column(), met


def _is_made_with_others(change: Change) -> bool:
    return change.rule == DATE_ORDER and isinstance(change, ValueChange)


class _Draft:
    """A column in the making: which text the cells of each code have by now.

    The texts of the column that came stay where they are, even one that no cell holds any more; new
    ones are put behind them. So nothing is looked at but the texts of the changes and the codes.
    """

    def __init__(self, column: Column, texts: Sequence[str], apart: RowsApart | None) -> None:
        """Number the texts of all changes: one that the column has by its code, new ones after."""
        self._apart = frozenset(apart.rows.tolist() if apart is not None else ())
        self._base = column
        self._codes = column.codes
        self._cells = column.counts
        if apart is not None:
            gone = np.bincount(column.codes[apart.rows], minlength=len(column.values))
            self._cells = column.counts - gone
        self._moved: Counter[int] = Counter()  # by code, what single cells came to it or left it
        distinct = list(dict.fromkeys(texts))
        if len(distinct) <= _FEW:
            places = [pc.index(column.values, text).as_py() for text in distinct]
        else:
            found = pc.index_in(pa.array(distinct, pa.string()), value_set=column.values)
            places = pc.fill_null(found, -1).to_pylist()
        self._new = [t for t, place in zip(distinct, places, strict=True) if place < 0]
        self._number = {t: place for t, place in zip(distinct, places, strict=True) if place >= 0}
        self._number |= {t: len(column.values) + i for i, t in enumerate(self._new)}
        # At first each code stands for the text of its number. A new text has no cells yet.
        self._text_of = list(range(len(column.values), len(column.values) + len(self._new)))
        self._changed: dict[int, int] = {}
        self._codes_of = {number: {number} for number in self._number.values()}

    def set_value(self, found: str, written: str) -> int:
        old, new = self._number[found], self._number[written]
        codes = self._codes_of[old]
        cells = self._count(codes) if old != new else 0
        if cells:
            self._changed |= dict.fromkeys(codes, new)
            self._codes_of[new] |= codes
            self._codes_of[old] = set()
        return cells

    def set_values(self, texts: Sequence[tuple[str, str]]) -> list[int]:
        """Set several values at once: what one becomes is not changed again by another."""
        numbers = [(self._number[found], self._number[written]) for found, written in texts]
        moved = [(self._codes_of[old], new) for old, new in numbers if old != new]
        counts = [self._count(self._codes_of[old]) if old != new else 0 for old, new in numbers]
        for old, new in numbers:
            if old != new:
                self._codes_of[old] = set()
        for codes, new in moved:
            self._changed |= dict.fromkeys(codes, new)
            self._codes_of[new] |= codes
        return counts

    def set_cell(self, record: int, found: str, written: str) -> int:
        if found == written or not 0 <= record < len(self._codes) or record in self._apart:
            return 0
        if int(self._codes[record]) not in self._codes_of[self._number[found]]:
            return 0
        codes = self._codes_of[self._number[written]]
        self._moved[int(self._codes[record])] -= 1
        if not codes:  # its own code stands for another text by now
            codes.add(len(self._base.values) + len(self._text_of))
            self._text_of.append(self._number[written])
        if self._codes is self._base.codes:
            self._codes = self._codes.astype(np.uint32)
        self._codes[record] = code = min(codes)
        self._moved[code] += 1
        return 1

    def _count(self, codes: set[int]) -> int:
        of_column = len(self._base.values)
        cells = sum(self._cells.item(code) for code in codes if code < of_column)
        return cells + (sum(self._moved[code] for code in codes) if self._moved else 0)

    def column(self) -> Column:
        if not self._changed and self._codes is self._base.codes:
            return self._base
        values = self._base.values
        if self._new:
            values = pa.concat_arrays([values, pa.array(self._new, pa.string())])
        text_of = np.arange(len(self._base.values) + len(self._text_of))
        text_of[len(self._base.values) :] = self._text_of
        text_of[list(self._changed)] = list(self._changed.values())
        codes = np.take(smallest_codes(text_of, len(values)), self._codes)
        return Column(codes, values, dict(self._base.cache))
