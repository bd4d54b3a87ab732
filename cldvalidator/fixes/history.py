"""The changes that were made to a file, in their order; undone and done again without limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from types import MappingProxyType

import numpy as np

from cldvalidator.extract import Column, Extract
from cldvalidator.extract.date_order import OneOrder
from cldvalidator.fixes.changes import (
    DATE_ORDER,
    CellChange,
    CellsChange,
    Change,
    RowChange,
    ValueChange,
    cells_that_differ,
    changed_column,
    left_out,
    with_orders_settled,
)
from cldvalidator.fixes.rows import DecidedRows


@dataclass(frozen=True)
class Step:
    """What is done and undone together: one change, or all that were accepted at once.

    release: the release that the file is held against from this step on, "" where it stays. dates:
    fields, each with the order in which the user says that its dates are written.
    """

    title: str
    changes: tuple[Change, ...]
    release: str = ""
    dates: tuple[tuple[str, OneOrder], ...] = ()

    @cached_property
    def cells(self) -> int:
        """How many cells were changed."""
        return sum(c.rows for c in self.changes)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that were changed."""
        return frozenset(c.field for c in self.changes if c.field)

    @cached_property
    def rows_left_out(self) -> int:
        """How many rows were left out."""
        return len(left_out(self.changes))

    @property
    def decides_about_rows(self) -> bool:
        """Whether rows were left out or kept."""
        return any(isinstance(c, RowChange) for c in self.changes)


@dataclass(frozen=True, eq=False)
class History:
    """A file as it was read, and the steps since. Each method gives a new history.

    start: the extract as read; undone back to it, `current` is that very extract. undone: steps
    that can be done again, the next one last.
    """

    start: Extract
    steps: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()
    _columns: MappingProxyType[str, Column] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )
    _rows: DecidedRows | None = field(default=None, repr=False)

    @cached_property
    def current(self) -> Extract:
        """The extract with all changes made. Columns without a change are those of `start`."""
        orders = dict(pair for step in self.steps for pair in step.dates)
        if not self._columns and self._rows is None and not orders:
            return self.start
        columns = dict(self.start.columns) | dict(self._columns)
        if self._rows is not None:
            changed = self._rows.extract(columns)
        else:
            changed = replace(self.start, columns=MappingProxyType(columns))
        if orders and changed.dates is not None:
            # Such a step turns the columns too, though not every column has a text to change.
            turned = [name for name, order in orders.items() if order == "month first"]
            changed = replace(changed, dates=changed.dates.with_orders(orders).settled(turned))
        return with_orders_settled(changed, self.changes)

    @property
    def rows_left_out(self) -> tuple[RowChange, ...]:
        """The rows that are left out now, as they stand in the file."""
        return tuple(sorted(left_out(self.changes), key=lambda c: c.source_row))

    def with_all_rows(self) -> Extract:
        """Return the extract with its changes of cells, and no row left out."""
        return replace(self, _rows=None).current

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every change in its order."""
        return tuple(c for step in self.steps for c in step.changes)

    @cached_property
    def cells_changed(self) -> int:
        """How many cells are not as they were read."""
        return cells_that_differ(self.start, self.current)

    @property
    def release(self) -> str:
        """The release that a step has turned the file into; "" where none has."""
        return next((s.release for s in reversed(self.steps) if s.release), "")

    def do(
        self,
        title: str,
        changes: Sequence[Change],
        *,
        release: str = "",
        dates: tuple[tuple[str, OneOrder], ...] = (),
    ) -> History:
        """Make changes as one step; what was undone cannot be done again after it.

        release: that which the file is in afterwards, "" where that is no matter of the changes.
        dates: what the user says of the order of dates; such a step may be without any change.

        Each change is given the time, and the number of cells it meets; one that meets no cell, or
        is in a field the file lacks, is left out. Without any change left the history is the same.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        columns = dict(self._columns)
        apart = self._rows.apart if self._rows is not None else None
        cells = np.zeros(len(changes), np.int64)
        of_cells = [(i, c) for i, c in enumerate(changes) if not isinstance(c, RowChange)]
        for name in dict.fromkeys(c.field for _, c in of_cells):
            before = columns.get(name) or self.start.columns.get(name)
            if before is not None:
                places = [i for i, c in of_cells if c.field == name]
                in_field = [c for _, c in of_cells if c.field == name]
                after, counts = changed_column(before, in_field, apart)
                cells[places] = counts
                if any(counts):
                    columns[name] = after
        of_rows = iter(self._decided([c for c in changes if isinstance(c, RowChange)]))
        met: list[Change] = []
        for change, count in zip(changes, cells.tolist(), strict=True):
            if isinstance(change, RowChange):
                row = next(of_rows)
                met += [replace(row, when=row.when or now)] if row is not None else []
            elif count and change.found != change.written:
                timed = replace(change, when=change.when or now)
                met.append(replace(timed, rows=count) if isinstance(timed, ValueChange) else timed)
        if not met and not dates:
            return self
        step = Step(title, tuple(met), release, dates)
        rows = _after(self.start, self._rows, [step])
        return History(self.start, (*self.steps, step), (), MappingProxyType(columns), rows)

    def _decided(self, changes: Sequence[RowChange]) -> list[RowChange | None]:
        """Return what can be decided about rows, each with what its row holds; None where not."""
        decided = self._rows or DecidedRows(self.start, (), ())
        met: list[RowChange | None] = []
        seen: set[int] = set()
        for change in changes:
            found = decided.allows(change, self.current)
            is_new = found is not None and change.source_row not in seen
            seen.add(change.source_row)
            met.append(replace(change, found=found) if is_new and found is not None else None)
        return met

    def undo(self) -> History:
        """Take the last step back; the same history if there is none."""
        if not self.steps:
            return self
        *left, last = self.steps
        return self._rebuilt(tuple(left), (*self.undone, last), last)

    def redo(self) -> History:
        """Do the step that was undone last again; the same history if there is none."""
        if not self.undone:
            return self
        *left, step = self.undone
        return self._rebuilt((*self.steps, step), tuple(left), step)

    def _rebuilt(self, steps: tuple[Step, ...], undone: tuple[Step, ...], moved: Step) -> History:
        """Make anew from the start what a step changes; all else stays."""
        columns = dict(self._columns)
        for name in moved.fields:
            of_field = [
                c
                for step in steps
                for c in step.changes
                if not isinstance(c, RowChange) and c.field == name
            ]
            if of_field:
                columns[name], _ = changed_column(self.start.columns[name], of_field)
            else:
                columns.pop(name, None)
        rows = _after(self.start, None, steps) if moved.decides_about_rows else self._rows
        return History(self.start, steps, undone, MappingProxyType(columns), rows)

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the changes whose outcome a later change of the same value or cell changes."""
        found: list[Conflict] = []
        values: dict[tuple[str, str], _Placed] = {}
        typed: dict[tuple[str, str], _Placed] = {}
        cells: dict[tuple[str, int], _Placed] = {}
        for step, change in ((i, c) for i, s in enumerate(self.steps) for c in s.changes):
            if isinstance(change, RowChange):
                continue
            meets = (change.field, change.found)
            if isinstance(change, CellChange):
                earlier = cells.get((change.field, change.record)) or values.get(meets)
                cells[change.field, change.record] = step, change
                typed[change.field, change.written] = step, change
            else:
                earlier = values.get(meets) or typed.get(meets)
                values[change.field, change.written] = step, change
            at_once = earlier is not None and earlier[0] == step and change.rule == DATE_ORDER
            if earlier is not None and not at_once:
                found.append(Conflict(earlier[1], change, earlier[0], step))
        return tuple(found)


_Placed = tuple[int, CellsChange]


def _after(start: Extract, rows: DecidedRows | None, steps: Sequence[Step]) -> DecidedRows | None:
    """Return what is decided about rows after some steps."""
    changes = [c for step in steps for c in step.changes if isinstance(c, RowChange)]
    if not changes:
        return rows
    return (rows or DecidedRows(start, (), ())).and_then(start, changes)


@dataclass(frozen=True)
class Conflict:
    """A change that meets what an earlier one had written; with the places of their steps."""

    earlier: CellsChange
    later: CellsChange
    earlier_step: int
    later_step: int


@dataclass(frozen=True)
class Overriding:
    """A step that changes again what an earlier one had written; steps by their place, from 0."""

    earlier: int
    later: int
    sentence: str


def overriding(history: History) -> tuple[Overriding, ...]:
    """Return which steps change again what others had written, each with a sentence about it."""
    counts = Counter((c.earlier_step, c.later_step) for c in history.conflicts())
    found = []
    for (earlier, later), count in sorted(counts.items()):
        values = "1 value" if count == 1 else f"{count:,} values"
        whose = "it" if earlier == later else f"step {earlier + 1} ({history.steps[earlier].title})"
        sentence = (
            f"Step {later + 1} ({history.steps[later].title}) changes {values} again that {whose} "
            "had written."
        )
        found.append(Overriding(earlier, later, sentence))
    return tuple(found)
