"""Decisions made on one extract, carried over to the same council's extract that was run again.

A decision by value applies where the value still is. One about a cell or a row applies only where
the same row still holds what it held: the row is known by its person and event, never by where it
stands. What no longer fits is listed with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cldvalidator.extract import Extract
from cldvalidator.extract.date_order import DateOrders
from cldvalidator.extract.stated import la_code_of, period_texts
from cldvalidator.fixes.change_file import ChangeFile, KnownRow
from cldvalidator.fixes.changes import (
    DATE_ORDER,
    KEPT,
    PUT_BACK,
    CellChange,
    Change,
    RowChange,
    ValueChange,
)
from cldvalidator.fixes.date_order import in_order
from cldvalidator.fixes.history import History, Step
from cldvalidator.fixes.row_identity import RowIdentities
from cldvalidator.fixes.rows import row_hash
from cldvalidator.problems import InputProblem

NO_COLUMN = "The file does not have this column"
NO_VALUE = "No cell holds this value any more"
CORRECTED = "Corrected at the source: the cell holds the new value"
OTHER_VALUE = "The cell holds something else now"
NO_ROW = "The row is not in this file"
NOT_ONE_ROW = "Several rows have this person, event and start date"
OTHER_ROW = "The row holds something else now"
FEWER_ROWS = "Fewer rows are like this one now"
IS_RECORD = "The row counts as a record by itself now"
IN_ORDER = "The dates of this file are in the right order by its own evidence"


@dataclass(frozen=True)
class Fate:
    """What becomes of one decision.

    cells: how many it changes here. why: in words, why it does not fit; "" where it does.
    """

    step: str
    change: Change
    cells: int
    why: str = ""


@dataclass(frozen=True, eq=False)
class CarriedOver:
    """The history with the decisions that still fit, and what becomes of each.

    notices: what else to look at before agreeing.
    """

    before: History
    history: History
    fates: tuple[Fate, ...]
    notices: tuple[str, ...] = ()

    @property
    def fitting(self) -> tuple[Fate, ...]:
        """The decisions that apply here."""
        return tuple(f for f in self.fates if not f.why)

    @property
    def left(self) -> tuple[Fate, ...]:
        """The decisions that no longer fit."""
        return tuple(f for f in self.fates if f.why)


def carry_over(file: ChangeFile, history: History, read: Extract) -> CarriedOver:
    """Hold the decisions of a change file against another extract of the same council.

    history: of the extract that is open, perhaps with changes already. read: that extract as read,
    with every text as it reads for the rules. Raises InputProblem for a file of another council,
    or one that does not say its council.
    """
    _refuse_other_council(file, history)
    carrying = _Carrying(file, history, RowIdentities(read))
    fates = tuple(carrying.all())
    now, then = period_texts(read), file.period
    notices: tuple[str, ...] = ()
    if now != then and then:
        notices = (f"The decisions were made for the period {then}; this file states {now}.",)
    return CarriedOver(history, carrying.history, fates, notices)


def same_council(file: ChangeFile, history: History) -> bool:
    """Whether a change file and an extract state the same council."""
    return (
        la_code_of(history.start) in file.councils or la_code_of(history.current) in file.councils
    )


def _refuse_other_council(file: ChangeFile, history: History) -> None:
    name = history.start.reading.name
    if not file.councils:
        raise InputProblem(
            f"{file.name} was saved by an earlier version, which did not note the council.",
            "Open the very file that it was made for, and apply it there.",
        )
    if not same_council(file, history):
        raise InputProblem(
            f"{file.name} belongs to another council's file: its LA Code is not that of “{name}”. "
            "Nothing was changed.",
            "Choose the change file of your own council.",
        )


class _Carrying:
    """The history in the course of carrying over."""

    def __init__(self, file: ChangeFile, history: History, identities: RowIdentities) -> None:
        self._file = file
        self.history = history
        self._identities = identities
        self._out: dict[int, int] = {}
        """By the number of a row then, the number of the same row now, if it was left out."""

    def all(self) -> Iterator[Fate]:
        for number, step in enumerate(self._file.steps):
            orders = _orders(step)
            yield from self._dates(step, orders) if orders else self._step(number, step)

    def _dates(self, step: Step, orders: DateOrders) -> Iterator[Fate]:
        """Turn columns round that this file, too, has the wrong way round."""
        dates = self.history.current.dates
        for name, order in orders.items():
            change = ValueChange(name, "", order, 0, DATE_ORDER)
            if name not in self.history.start.columns:
                yield Fate(step.title, change, 0, NO_COLUMN)
                continue
            if dates is None or not dates.of(name).is_contested:
                yield Fate(step.title, change, 0, IN_ORDER)
                continue
            try:
                after = in_order(self.history, {name: order})
            except InputProblem as problem:
                yield Fate(step.title, change, 0, problem.what)
                continue
            self.history = after
            yield Fate(step.title, change, after.steps[-1].cells)

    def _step(self, number: int, step: Step) -> Iterator[Fate]:
        """Make what fits of a step; changes of a step do not build upon each other's rows."""
        wanted: list[tuple[Change, Change | None, str]] = []
        taken: set[int] = set()
        for place, change in enumerate(step.changes):
            if isinstance(change, ValueChange):
                wanted.append((change, *self._value(change)))
            elif isinstance(change, CellChange):
                wanted.append((change, *self._cell(change, self._file.rows.get((number, place)))))
            else:
                known = self._file.rows.get((number, place))
                wanted.append((change, *self._row(change, known, taken)))
        fitting = [now for _, now, _ in wanted if now is not None]
        before = len(self.history.steps)
        title = _title(step, fitting)
        self.history = self.history.do(title, fitting, release=step.release)
        made = self.history.steps[-1].changes if len(self.history.steps) > before else ()
        met = {_key(c): c for c in made}
        for then, now, why in wanted:
            if now is None:
                yield Fate(title, then, 0, why)
            elif (done := met.get(_key(now))) is not None:
                self._note(then, done)
                yield Fate(title, done, done.rows)
            else:
                yield Fate(title, then, 0, why)

    def _note(self, then: Change, done: Change) -> None:
        if isinstance(then, RowChange) and isinstance(done, RowChange):
            self._out[then.source_row] = done.source_row

    def _value(self, change: ValueChange) -> tuple[Change | None, str]:
        if change.field not in self.history.start.columns:
            return None, NO_COLUMN
        return replace(change, rows=0), NO_VALUE

    def _cell(self, change: CellChange, known: KnownRow | None) -> tuple[Change | None, str]:
        start = self.history.start
        if change.field not in start.columns:
            return None, NO_COLUMN
        rows = self._identities.rows(known.identity) if known is not None else []
        if len(rows) != 1 or known is None or known.alike != 1:
            return None, NO_ROW if not rows else NOT_ONE_ROW
        row = rows[0]
        text = self.history.with_all_rows().column(change.field).text(row)
        if text != change.found:
            return None, CORRECTED if text == change.written else OTHER_VALUE
        return replace(change, record=row, source_row=int(start.source_rows[row])), NO_ROW

    def _row(
        self, change: RowChange, known: KnownRow | None, taken: set[int]
    ) -> tuple[Change | None, str]:
        """Find the row that is decided about: one that holds the very same now as then."""
        if change.decided == PUT_BACK:
            row = self._out.get(change.source_row)
            return (None, NO_ROW) if row is None else (replace(change, source_row=row), NO_ROW)
        rows = self._identities.rows(known.identity) if known is not None else []
        if not rows or known is None:
            return None, NO_ROW
        now = self.history.current
        numbers = self.history.start.source_rows[rows]
        alike = [
            (int(number), int(place[0]))
            for number in numbers.tolist()
            if len(place := now.positions(np.array([number])))
        ]
        same = [n for n, place in alike if row_hash(now, place) == change.found and n not in taken]
        if not same:
            return None, OTHER_ROW
        if len(rows) < known.alike:
            return None, FEWER_ROWS
        if change.decided == KEPT and same[0] not in {r.source_row for r in now.reading.no_records}:
            return None, IS_RECORD
        chosen = min(same, key=lambda n: abs(n - change.source_row))
        taken.add(chosen)
        return replace(change, source_row=chosen), OTHER_ROW


def _orders(step: Step) -> DateOrders:
    """Return what a step says of the order of dates; `--dates` leaves only the changes by it."""
    turned = {c.field for c in step.changes if c.rule == DATE_ORDER}
    return dict(step.dates) or dict.fromkeys(sorted(turned), "month first")


def _key(change: Change) -> tuple[object, ...]:
    if isinstance(change, RowChange):
        return "row", change.source_row, change.decided
    where = change.record if isinstance(change, CellChange) else None
    return change.field, where, change.found, change.written


def _title(step: Step, fitting: Sequence[Change]) -> str:
    """Return the title of a step; the one of a cell by the number that its row has now."""
    one = fitting[0] if len(fitting) == 1 == len(step.changes) else None
    then = step.changes[0] if one is not None else None
    if isinstance(one, CellChange) and isinstance(then, CellChange):
        return step.title.replace(f"Row {then.source_row:,}:", f"Row {one.source_row:,}:")
    return step.title
