"""Rules on the dates of a record: in order, inside the period, of a living adult.

One fact is reported once: the rules are judged in the order in which DHSC would meet them (method
section 6), and a row that one of them explains is left out by the later ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cldvalidator.checks.context import FAR, Context, Mask, rows_of, thresholds
from cldvalidator.checks.running import Hit, Skip, rule

START, END = "Event Start Date", "Event End Date"
BIRTH, DEATH = "Date of Birth", "Date of Death"
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class _Facts:
    """By row, what is wrong with the dates."""

    ends_before_start: Mask
    starts_after_period: Mask
    dies_before_birth: Mask
    dies_before_period: Mask
    dies_before_start: Mask
    born_too_late_or_early: Mask


def _facts(context: Context) -> _Facts:
    found: _Facts = context.once(("date facts",), lambda: _work_out(context))
    return found


def _work_out(context: Context) -> _Facts:
    start, end = context.days(START), context.days(END)
    birth, death = context.days(BIRTH), context.days(DEATH)
    started, ended = context.dated(START), context.dated(END)
    born, died = context.dated(BIRTH), context.dated(DEATH)
    nothing = np.zeros(len(context), bool)
    period = context.period
    dies_before_birth = died & born & (death < birth)
    late = started & (start > period[1]) if period else nothing
    dies_first = died & started & (death < start)
    early = died & (death < period[0]) & ~dies_before_birth if period else nothing
    last = period[1] if period else int(context.today)
    oldest = last - thresholds()["oldest_age"] * DAYS_A_YEAR
    wrong_birth = born & ((birth < oldest) | (birth > context.today) | (started & (birth > start)))
    # A death before the start explains an end before it; a start in the future explains its end.
    sane = started & ~dies_before_birth & ~early & ~dies_first
    return _Facts(
        ends_before_start=ended & (end < start) & sane & ~late & ~context.by_association,
        starts_after_period=late & sane,
        dies_before_birth=dies_before_birth,
        dies_before_period=early,
        dies_before_start=dies_first & ~dies_before_birth & ~early,
        born_too_late_or_early=wrong_birth & ~dies_before_birth,
    )


def _period(context: Context) -> tuple[int, int]:
    if context.period is None:
        raise Skip("The file states no reporting period that can be read.")
    return context.period


@rule("DATE-01", needs=(START, END))
def end_before_start(context: Context) -> Iterator[Hit]:
    """Event End Date before Event Start Date."""
    yield Hit(END, rows_of(_facts(context).ends_before_start))


@rule("DATE-03", needs=(END,))
def ended_outside_period(context: Context) -> Iterator[Hit]:
    """Requests, assessments and reviews that ended outside the period."""
    first, last = _period(context)
    end, facts = context.days(END), _facts(context)
    kinds = context.request | context.assessment | context.review
    outside = context.dated(END) & ((end < first) | (end > last))
    explained = facts.ends_before_start | facts.starts_after_period | facts.dies_before_period
    explained |= facts.dies_before_start | _outlived(context)
    yield Hit(END, rows_of(kinds & outside & ~explained))


@rule("DATE-04", needs=(END,))
def service_before_period(context: Context) -> Iterator[Hit]:
    """Services that ended before the period."""
    first, _ = _period(context)
    early = context.service & context.dated(END) & (context.days(END) < first)
    facts = _facts(context)
    yield Hit(END, rows_of(early & ~facts.ends_before_start & ~facts.dies_before_period))


@rule("DATE-05", needs=(START,))
def starts_after_period(context: Context) -> Iterator[Hit]:
    """Events that start after the period."""
    _period(context)
    yield Hit(START, rows_of(_facts(context).starts_after_period))


@rule("DATE-06", needs=(END,))
def service_ends_after_period(context: Context) -> Iterator[Hit]:
    """Services with an end date after the period."""
    _, last = _period(context)
    late = context.service & context.dated(END) & (context.days(END) > last)
    explained = _facts(context).starts_after_period | _outlived(context)
    yield Hit(END, rows_of(late & ~explained))


@rule("DATE-07", needs=(BIRTH,))
def birth_out_of_reason(context: Context) -> Iterator[Hit]:
    """Dates of birth after the event, in the future, or that make the person 115."""
    yield Hit(BIRTH, rows_of(_facts(context).born_too_late_or_early))


@rule("DATE-08", needs=(BIRTH, DEATH))
def death_before_birth(context: Context) -> Iterator[Hit]:
    """Date of Death before Date of Birth."""
    yield Hit(DEATH, rows_of(_facts(context).dies_before_birth))


@rule("DATE-09", needs=(DEATH,))
def death_before_period(context: Context) -> Iterator[Hit]:
    """Date of Death before the period."""
    _period(context)
    yield Hit(DEATH, rows_of(_facts(context).dies_before_period))


@rule("DATE-10", needs=(DEATH, START))
def death_before_event(context: Context) -> Iterator[Hit]:
    """Date of Death before Event Start Date."""
    yield Hit(DEATH, rows_of(_facts(context).dies_before_start))


@rule("DATE-11", needs=(DEATH, END))
def event_outlives_person(context: Context) -> Iterator[Hit]:
    """Event End Date after Date of Death."""
    yield Hit(END, rows_of(_outlived(context)))


def _outlived(context: Context) -> Mask:
    """Rows whose end is after the death, unless the death itself is wrong."""
    facts = _facts(context)
    after = context.dated(DEATH) & context.dated(END) & (context.days(END) > context.days(DEATH))
    explained = facts.dies_before_birth | facts.dies_before_period | facts.dies_before_start
    return after & ~explained & ~facts.starts_after_period


@rule("DATE-12", needs=(DEATH,))
def death_in_future(context: Context) -> Iterator[Hit]:
    """Date of Death in the future."""
    yield Hit(DEATH, rows_of(context.dated(DEATH) & (context.days(DEATH) > context.today)))


@rule("DATE-13", needs=(BIRTH,))
def under_18(context: Context) -> Iterator[Hit]:
    """People under 18 when the event ended, or when the period did."""
    _, last = _period(context)
    when = np.minimum(context.ends, last)
    young = context.days(BIRTH) > when - int(thresholds()["adult_age"] * DAYS_A_YEAR)
    yield Hit(
        BIRTH,
        rows_of(context.dated(BIRTH) & young & ~_facts(context).born_too_late_or_early),
    )


@rule("DATE-14", needs=(START, END))
def open_too_long(context: Context) -> Iterator[Hit]:
    """Services open for so long that an end date is probably missing."""
    _, last = _period(context)
    lines = thresholds()
    age = np.where(context.dated(START), last - context.days(START).astype(np.int64), -int(FAR))
    equipment = context.says("Service Component", "Equipment")
    limit = np.where(
        equipment, lines["open_equipment_days"], lines["open_service_years"] * DAYS_A_YEAR
    )
    alive = context.blank(DEATH)
    yield Hit(END, rows_of(context.open_service & alive & (age > limit)))
