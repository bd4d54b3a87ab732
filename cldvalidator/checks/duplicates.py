"""Rules on records that DHSC would take for one event (method sections 7.4 and 8)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.context import NOBODY, Codes, Context, Mask, rows_of
from cldvalidator.checks.groups import Key, again, may_repeat, of
from cldvalidator.checks.running import Hit, Skip, rule

WHERE, END = "Event Start Date", "Event End Date"


@rule("DUP-02", needs=("Event Type", WHERE), reach="file")
def identical_rows(context: Context) -> Iterator[Hit]:
    """Rows that are the same in every field that the file has."""
    identifiers = context.specification.identifying("person")
    if not any(name in context.extract.columns for name in identifiers):
        raise Skip(f"The file has no column for {' or '.join(identifiers)}.")
    yield Hit("Event Reference", rows_of(identical(context)))


@rule("DUP-01", needs=("Event Type", WHERE), reach="file")
def one_event_twice(context: Context) -> Iterator[Hit]:
    """Rows that share DHSC's unique-event key, costs included as in the 12-month table."""
    yield Hit(WHERE, rows_of(_one_event(context) & ~identical(context)))


@rule("ID-09", needs=("Event Reference",), reach="file")
def reference_repeated(context: Context) -> Iterator[Hit]:
    """Event references that stand on more than one event."""
    name = "Event Reference"
    twice = context.once(
        ("repeated references",),
        lambda: again(
            [of(context.column(name).codes)], _alike_in(context, name) & ~context.blank(name)
        ),
    )
    yield Hit(name, rows_of(twice & ~identical(context) & ~_one_event(context)))


def identical(context: Context) -> Mask:
    """Mark rows that are the same as an earlier row in every field."""

    def make() -> Mask:
        columns = context.extract.columns
        # What tells most rows apart comes first.
        order = sorted(columns, key=lambda name: -len(columns[name].values))
        alike = _alike_in(context, order[0])
        return again([of(columns[n].codes) for n in order], alike)

    found: Mask = context.once(("identical",), make)
    return found


def _alike_in(context: Context, name: str) -> Mask:
    """Mark rows whose text in a field stands in another row, too."""

    def make() -> Mask:
        column = context.column(name)
        return column.take(column.counts > 1)

    found: Mask = context.once(("alike in", name), make)
    return found


@rule("SVC-09", needs=("Service Type", WHERE), reach="file")
def services_that_collapse(context: Context) -> Iterator[Hit]:
    """Services that only differ by mechanism, cost or end: one event in the joined table."""
    same = context.once(
        ("one service",), lambda: again(_key(context), _may_be_twice(context) & context.service)
    )
    yield Hit(WHERE, rows_of(same & ~_one_event(context) & ~identical(context)))


def _one_event(context: Context) -> Mask:
    def make() -> Mask:
        service = context.service
        costs: list[npt.NDArray[np.integer]] = [
            context.folded("Delivery Mechanism"),
            context.folded("Cost Frequency (Unit Type)"),
            _hundredths(context, "Unit Cost"),
            _hundredths(context, "Planned units per week"),
        ]
        of_services = [_only(service, cost) for cost in costs]
        return again([*_key(context), *of_services], _may_be_twice(context))

    found: Mask = context.once(("one event",), make)
    return found


def _may_be_twice(context: Context) -> Mask:
    """Mark events whose person has another event that begins on the same day, and a few more.

    Of an event that has to end, an end that is no date does not tell which event it is.
    """
    same_day: Mask = context.once(("same day",), lambda: same_day_of(context, slice(None)))
    unclear = ~context.service & ~context.blank(END) & ~context.dated(END)
    events: Mask = same_day & ~context.blank("Event Type") & ~unclear
    return events


def same_day_of(context: Context, rows: slice | npt.NDArray[np.integer]) -> Mask:
    """Mark, of some rows, those whose person has another that begins on the same day.

    To the rows belong all of their people. A few more are marked, too.
    """
    days, person = context.days(WHERE)[rows], context.national_person[rows]
    marked: Mask = context.dated(WHERE)[rows] & (person != NOBODY)
    there = np.flatnonzero(marked)
    marked[there] = may_repeat([person[there], days[there]])
    return marked


def _key(context: Context) -> list[Key]:
    """Return the parts of the key; a part that the event type does not use is the same for all."""
    service = context.service
    return [
        of(context.folded("Event Type")),
        of(context.national_person),
        of(context.days(WHERE)),
        of(context.folded("Client Type")),
        of(context.folded("LA Code")),
        _only(~service, context.derived_end),
        _only(context.request, context.folded("Request: Route of Access")),
        _only(context.assessment, context.folded("Assessment Type")),
        _only(service, context.folded("Service Type")),
        _only(service, context.folded("Service Component")),
    ]


def _only(where: Mask, values: npt.NDArray[np.integer]) -> Key:
    return lambda rows: np.where(where[rows], values[rows], 0)


def _hundredths(context: Context, name: str) -> Codes:
    def make() -> Codes:
        number = np.nan_to_num(context.number(name), nan=-1e9)
        return np.round(number * 100).astype(np.int64)

    found: Codes = context.once(("hundredths", name), make)
    return found
