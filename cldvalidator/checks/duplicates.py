"""Rules on records that DHSC would take for one event (method sections 7.4 and 8)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cldvalidator.checks.context import NOBODY, Codes, Context, Mask, again, repeated, rows_of
from cldvalidator.checks.running import Hit, Skip, rule

WHERE = "Event Start Date"
_IDENTIFIERS = ("NHS Number", "LA Person Unique Identifier")


@rule("DUP-02", needs=("Event Type", WHERE))
def identical_rows(context: Context) -> Iterator[Hit]:
    """Rows that are the same in every field that the file has."""
    if not any(name in context.extract.columns for name in _IDENTIFIERS):
        raise Skip(f"The file has no column for {' or '.join(_IDENTIFIERS)}.")
    yield Hit("Event Reference", rows_of(identical(context)))


@rule("DUP-01", needs=("Event Type", WHERE))
def one_event_twice(context: Context) -> Iterator[Hit]:
    """Rows that share DHSC's unique-event key, costs included as in the 12-month table."""
    yield Hit(WHERE, rows_of(_one_event(context) & ~identical(context)))


@rule("ID-09", needs=("Event Reference",))
def reference_repeated(context: Context) -> Iterator[Hit]:
    """Event references that stand on more than one event."""
    name = "Event Reference"
    twice = context.once(
        ("repeated references",),
        lambda: again([context.column(name).codes], ~context.blank(name)),
    )
    yield Hit(name, rows_of(twice & ~identical(context) & ~_one_event(context)))


def identical(context: Context) -> Mask:
    """Mark rows that are the same as an earlier row in every field."""

    def make() -> Mask:
        columns = context.extract.columns
        # What tells most rows apart comes first.
        order = sorted(columns, key=lambda name: -len(columns[name].values))
        first = tuple(order[:4])
        alike = context.once(
            ("alike in", *first), lambda: repeated([columns[n].codes for n in first])
        )
        return again([columns[n].codes for n in order], alike)

    found: Mask = context.once(("identical",), make)
    return found


@rule("SVC-09", needs=("Service Type", WHERE))
def services_that_collapse(context: Context) -> Iterator[Hit]:
    """Services that only differ by mechanism, cost or end: one event in the joined table."""
    same = context.once(
        ("one service",), lambda: again(_key(context), _is_event(context) & context.service)
    )
    yield Hit(WHERE, rows_of(same & ~_one_event(context) & ~identical(context)))


def _one_event(context: Context) -> Mask:
    def make() -> Mask:
        costs = [
            context.folded("Delivery Mechanism"),
            context.folded("Cost Frequency (Unit Type)"),
            _hundredths(context, "Unit Cost"),
            _hundredths(context, "Planned units per week"),
        ]
        of_services = [np.where(context.service, key, 0) for key in costs]
        return again([*_key(context), *of_services], _is_event(context) & _same_day(context))

    found: Mask = context.once(("one event",), make)
    return found


def _same_day(context: Context) -> Mask:
    """Mark rows whose person has another row that begins on the same day."""

    def make() -> Mask:
        return repeated([context.national_person, context.days(WHERE)])

    found: Mask = context.once(("same day",), make)
    return found


def _is_event(context: Context) -> Mask:
    event: Mask = (
        ~context.blank("Event Type") & context.dated(WHERE) & (context.national_person != NOBODY)
    )
    return event


def _key(context: Context) -> list[Codes]:
    """Return the parts of the key; a part that the event type does not use is the same for all."""
    service = context.service
    only = {
        "Request: Route of Access": context.request,
        "Assessment Type": context.assessment,
        "Service Type": service,
        "Service Component": service,
    }
    return [
        context.folded("LA Code"),
        context.national_person,
        context.days(WHERE).astype(np.int64),
        context.folded("Client Type"),
        context.folded("Event Type"),
        np.where(service, 0, context.derived_end),
        *(np.where(where, context.folded(name), 0) for name, where in only.items()),
    ]


def _hundredths(context: Context, name: str) -> Codes:
    number = np.nan_to_num(context.number(name), nan=-1e9)
    return np.round(number * 100).astype(np.int64)
