"""Which time the figures of a file are about: the year measured, and the joined table's period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.checks.ended_events import ended_events
from cldvalidator.events.cleaning import days
from cldvalidator.events.method_versions import MethodVersion
from cldvalidator.events.parameters import IMPORT_AFTER, Parameters
from cldvalidator.extract import Extract
from cldvalidator.extract.date_order import DateJudgement, order_sentences
from cldvalidator.problems import InputProblem
from cldvalidator.selection.complete_months import CompleteMonths, complete_months
from cldvalidator.selection.parsed_day import of_this_century
from cldvalidator.selection.period import (
    EPOCH,
    Period,
    derived_period,
    joined_period,
    may_serve,
    month_table,
    year_to,
)
from cldvalidator.selection.words import in_words, selection_sentence

PERIOD = ("Reporting Period Start Date", "Reporting Period End Date")


class NoPeriod(InputProblem):
    """Neither the file nor the user says which year is to be measured."""


class PeriodUndecided(NoPeriod):
    """The file states a period, in dates whose order of day and month is not decided."""


class PeriodInUtc(NoPeriod):
    """The file states a period, in times in UTC that nobody has accepted in UK time yet."""


@dataclass(frozen=True, eq=False)
class ServedTime:
    """Which time the figures of one file are about.

    period: the year measured. reference: the reference period of the joined table, with how many
    there are. The others are those of `ProcessedEvents`.
    """

    stated: Period | None
    import_date: date
    complete: CompleteMonths
    months: pd.DataFrame | None
    derived: Period | None
    period: Period
    notes: tuple[str, ...]
    would_be_chosen: bool
    reference: Period | None
    served: int


EndsAndTypes = tuple[npt.NDArray[np.float64], pd.Categorical]


def served_time(
    read: Extract,
    dates: DateJudgement,
    p: Parameters,
    ended: Callable[[], EndsAndTypes],
) -> ServedTime:
    """Return which time the figures are about (method sections 4, 5 and S1).

    read: the file as it reads for the figures. ended: gives the end of each event and its type.
    Raises InputProblem when the file states no period that could be read and none was given.
    """
    stated = _stated(read)
    guess = p.period_end or (stated.last if stated else None)
    if guess is None:
        raise _no_period(dates)
    import_date = p.import_date or guess + IMPORT_AFTER
    complete = complete_months(ended_events(read), import_date)
    months = None
    if p.method.period_by_type:
        derived = complete.period
    else:
        months = month_table(*ended(), import_date)
        derived = derived_period(months)
    period, notes = reporting_year(p, guess, derived)
    reference, served = joined_period(derived, import_date, p.joined_start, period.last)
    return ServedTime(
        stated=stated,
        import_date=import_date,
        complete=complete,
        months=months,
        derived=derived,
        period=period,
        notes=tuple(notes),
        would_be_chosen=may_serve(derived, import_date, period),
        reference=p.joined_reference or reference,
        served=served,
    )


def _stated(extract: Extract) -> Period | None:
    """Return the earliest stated start and the latest stated end."""
    first = days(extract.column("Reporting Period Start Date"))
    last = days(extract.column("Reporting Period End Date"))
    first, last = first[of_this_century(first)], last[of_this_century(last)]
    if not len(first) or not len(last):
        return None
    return Period(EPOCH + timedelta(days=int(first.min())), EPOCH + timedelta(days=int(last.max())))


def _no_period(judgement: DateJudgement) -> NoPeriod:
    """Return the problem of a file without a period, with its cause where the dates tell it."""
    stated = {n: judgement.of(n) for n in PERIOD if n in judgement.columns}
    if any(c.is_contested and not c.chosen for c in stated.values()):
        return PeriodUndecided(
            " ".join(("The reporting period is not read yet.", *order_sentences(judgement))),
            "Choose on the Open page which part of the dates is the day.",
        )
    if any(c.utc for c in stated.values()):
        return PeriodInUtc(
            "The national figures have no reporting period yet: its times are in UTC, though they "
            "do not say so. 23:00 on a summer's day there is the next day in the UK.",
            "Accept the proposed dates on Fix (rule FILE-08), then preview the file again.",
        )
    return NoPeriod(
        "The file states no reporting period that can be read.",
        "Say on which day the reporting year ends.",
    )


def reporting_year(p: Parameters, guess: date, derived: Period | None) -> tuple[Period, list[str]]:
    """Return the year to measure: told, else the stated end, else the last quarter covered."""
    year = year_to(guess)
    if p.period_end is not None or derived is None or derived.covers(year):
        return year, []
    quarter = _last_quarter(derived)
    if quarter is not None and derived.covers(year_to(quarter)):
        note = (
            f"The events cover {derived.first:%d/%m/%Y} to {derived.last:%d/%m/%Y}, so the year to "
            f"{quarter:%d/%m/%Y} is shown, not the one that the file states."
        )
        return year_to(quarter), [note]
    return year, []


def _last_quarter(derived: Period) -> date | None:
    day = derived.last + timedelta(days=1)
    while day > derived.first:
        if day.day == 1 and day.month % 3 == 1:
            return day - timedelta(days=1)
        day -= timedelta(days=1)
    return None


def not_chosen(
    derived: Period | None, complete: CompleteMonths, period: Period, method: MethodVersion
) -> str:
    """Say that DHSC would not select a file for a period, and why."""
    shown = "The figures are shown as if it did."
    if method.period_by_type or complete.import_date <= period.last:
        return f"{selection_sentence(complete, period)} {shown}"
    covered = (
        f"the events cover {derived.first:%d/%m/%Y} to {derived.last:%d/%m/%Y} only"
        if derived
        else "no period can be derived from the events"
    )
    return f"DHSC would not have selected this file for {in_words(period)}: {covered}. {shown}"
