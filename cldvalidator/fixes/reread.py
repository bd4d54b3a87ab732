"""What changes of cells make of a file as it reads for the national figures."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow.compute as pc

from cldvalidator.checks import CheckResult
from cldvalidator.checks.cells.date_evidence import with_dates
from cldvalidator.checks.cells.judgement import Judged
from cldvalidator.checks.changed_rows import judgement_after
from cldvalidator.checks.ended_events import NEEDED
from cldvalidator.checks.field_check import judge
from cldvalidator.checks.normalised import (
    blanks_count,
    for_figures,
    normalised_column,
    reading_of,
)
from cldvalidator.events import ProcessedEvents
from cldvalidator.events.loading import READ
from cldvalidator.events.part import Cells, Reread
from cldvalidator.events.processing import same_time
from cldvalidator.extract import Column, Extract
from cldvalidator.fixes.changes import CellsChange, ValueChange, changed_column, with_orders_settled
from cldvalidator.specification import Field, Specification

_DECIDES = frozenset(NEEDED)
"""The fields that decide which time the figures are about."""


@dataclass(frozen=True, eq=False)
class _Field:
    """A field after changes: its column as written, and the judgement of its texts.

    as_before: whether the texts that were there are judged, and read, as they were.
    """

    column: Column
    judged: Judged
    as_before: bool


class FigureReader:
    """Tells which cells of a file read otherwise for the figures after a change.

    A change of a field that no figure reads changes none; nor does one that writes what a cell is
    read as already, as the safe changes do.
    """

    def __init__(
        self,
        extract: Extract,
        result: CheckResult,
        processed: ProcessedEvents,
        specification: Specification,
    ) -> None:
        """Take a file, its check, and the events made of it. specification: that of the figures.

        Raises ValueError for events that do not say what they were made from.
        """
        if processed.read is None:
            raise ValueError("the events do not say what they were made from")
        self._extract = with_dates(extract, result.specification)
        self._result = result
        self._processed = processed
        self._read: Extract = processed.read
        self._specification = specification
        self._today = result.today

    def after(self, changes: Iterable[CellsChange]) -> Reread | None:
        """Return the cells that read otherwise after changes, made in their order.

        None where the figures would be about another time, so that all of them change.
        """
        by_field: dict[str, list[CellsChange]] = {}
        for change in changes:
            by_field.setdefault(change.field, []).append(change)
        found: dict[str, Cells] = {}
        for name, of_field in by_field.items():
            # The dates of the reporting period decide the time, though no record's figure.
            if name not in READ | _DECIDES or name not in self._extract.columns:
                continue
            cells = self._cells(name, of_field)
            if len(cells.records):
                found[name] = cells
        if _DECIDES & found.keys() and not self._is_about_same_time(found):
            return None
        return {name: cells for name, cells in found.items() if name in READ}

    def _cells(self, name: str, changes: list[CellsChange]) -> Cells:
        field = self._specification.by_name[name]
        after = self._field(field, changes)
        reads = for_figures(after.column, field)
        only = changes[0] if len(changes) == 1 else None
        if after.as_before and isinstance(only, ValueChange):
            return self._of_value(field, only, after)
        read = normalised_column(after.column, after.judged, reads)
        was, now = (c.strings() for c in (self._read.columns[name], read))
        records = np.flatnonzero(pc.not_equal(was, now).to_numpy(zero_copy_only=False))
        return Cells(records, read.narrowed(records))

    def _of_value(self, field: Field, change: ValueChange, after: _Field) -> Cells:
        """Return the cells of one value, where nothing else of the column reads otherwise."""
        column = self._extract.columns[field.name]
        code, written = (
            pc.index(c.values, text).as_py()
            for c, text in ((column, change.found), (after.column, change.written))
        )
        nothing = Cells(np.zeros(0, np.int64), Column.of([]))
        if code < 0:
            return nothing
        text = reading_of(after.column, written, after.judged, for_figures(after.column, field))
        records = np.flatnonzero(column.codes == code)
        if not len(records) or self._read.columns[field.name].text(int(records[0])) == text:
            return nothing
        return Cells(records, Column.of([text]).rows(np.zeros(len(records), np.int64)))

    def _field(self, field: Field, changes: list[CellsChange]) -> _Field:
        before = self._extract.columns[field.name]
        column, _ = changed_column(before, changes)
        after = with_orders_settled(_with(self._extract, {field.name: column}), changes)
        checked = self._result.specification.by_name.get(field.name, field)
        former = self._result.judged[field.name]
        of_texts = judgement_after(
            former, (self._extract, after), checked, self._result.specification, self._today
        )
        as_before = of_texts is not None and (
            blanks_count(before, field) == blanks_count(column, field)
        )
        if of_texts is None:
            of_texts = judge(after, checked, self._result.specification, self._today)
        return _Field(column, of_texts, as_before)

    def _is_about_same_time(self, found: Mapping[str, Cells]) -> bool:
        columns = {name: _put(self._read.columns[name], cells) for name, cells in found.items()}
        return same_time(self._processed, _with(self._read, columns), self._specification)


def _with(extract: Extract, columns: Mapping[str, Column]) -> Extract:
    """Return an extract with other columns in the place of some."""
    return replace(extract, columns=ChainMap(dict(columns), extract.columns))  # type: ignore[arg-type]


def _put(column: Column, cells: Cells) -> Column:
    texts = column.strings().to_numpy(zero_copy_only=False)
    texts[cells.records] = cells.texts.strings().to_numpy(zero_copy_only=False)
    return Column.of(texts)
