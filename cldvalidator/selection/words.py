"""Whether DHSC would select a file for a period, and why not, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from cldvalidator.selection.complete_months import (
    LEAST_SHARE,
    CompleteMonths,
    TypeMonths,
    first_day,
    month_number,
)
from cldvalidator.selection.period import Period, may_serve, year_to

MOST_NAMED = 4
"""Months, or runs of months, that a sentence names."""


def selected(complete: CompleteMonths, wanted: Period) -> bool:
    """Whether DHSC would select the file for a period, as far as the file can tell."""
    return may_serve(complete.period, complete.import_date, wanted)


def selection_sentence(complete: CompleteMonths, wanted: Period) -> str:
    """Say whether DHSC would select the file for a period, and if not, because of what."""
    period = in_words(wanted)
    if selected(complete, wanted):
        return f"DHSC would select this file for {period}."
    reasons = _joined(reasons_against(complete, wanted))
    return f"DHSC would not select this file for {period}, because {reasons}."


def reasons_against(complete: CompleteMonths, wanted: Period) -> list[str]:
    """Return what speaks against selecting a file, as clauses; empty if it would be selected."""
    if selected(complete, wanted):
        return []
    if complete.import_date <= wanted.last:
        return [f"the period is not over on {complete.import_date:%d/%m/%Y}, the day of import"]
    if complete.stated_counts:
        return ["the reporting period that it states does not cover it"]
    found = [c for t in complete.types for c in _against_type(t, complete, wanted)]
    if not found and complete.period is not None:
        found = [
            "the latest months that are complete for requests, assessments and services alike are "
            f"{month_names(range(*_numbers(complete.period)))}"
        ]
    return found


def _numbers(period: Period) -> tuple[int, int]:
    return month_number(period.first), month_number(period.last) + 1


def _against_type(kind: TypeMonths, complete: CompleteMonths, wanted: Period) -> list[str]:
    noun = f"{kind.name.lower()}s"
    if kind.total == 0:
        return [f"no {noun} have an end date"]
    if not kind.enough:
        return [
            f"there are only {kind.total:,} {noun}, under 5% of {complete.median_total:,}, the "
            "middle one of the three types' totals"
        ]
    few: list[int] = []
    small: list[int] = []
    for number in range(*_numbers(wanted)):
        place = number - complete.first
        if not 0 <= place < len(kind.ends):
            few.append(number)
        elif not kind.allowed[place]:
            (few if kind.ends[place] < max(complete.least_ends, 1) else small).append(number)
    clauses = []
    if few:
        how_many = f"fewer than {complete.least_ends}" if complete.least_ends else "no"
        clauses.append(f"{how_many} {noun} ended in {month_names(few)}")
    if small:
        clauses.append(
            f"{noun} ended in {month_names(small)} are under {LEAST_SHARE}% of their usual month "
            f"({kind.median:,.10g})"
        )
    return clauses


def incomplete_months(complete: CompleteMonths, stated: Period) -> list[str]:
    """Return a sentence for each month of a period, and type, that has too few ended events."""
    details = []
    for kind in complete.types:
        if kind.total == 0 or not kind.enough:
            details += [f"{c[0].upper()}{c[1:]}." for c in _against_type(kind, complete, stated)]
            continue
        for number in range(*_numbers(stated)):
            place = number - complete.first
            if not 0 <= place < len(kind.ends) or kind.complete[place]:
                continue
            ended = _ended(kind, int(kind.ends[place]))
            needed = least_needed(kind, complete)
            allowed = (
                "DHSC allows it, because the months before and after it are complete"
                if kind.allowed[place]
                else "DHSC does not allow it"
            )
            details.append(
                f"{ended} in {first_day(number):%B %Y}; a complete month has {needed:,} or more. "
                f"{allowed}."
            )
    return details


def _ended(kind: TypeMonths, ends: int) -> str:
    if ends == 0:
        return f"No {kind.name.lower()} ended"
    return f"{ends:,} {kind.name.lower()}{'' if ends == 1 else 's'} ended"


def least_needed(kind: TypeMonths, complete: CompleteMonths) -> int:
    """Return how many events must end in a month for it to be complete for a type."""
    share = int(np.ceil(LEAST_SHARE * (kind.median or 0.0) / 100))
    return max(complete.least_ends, share, 1)


def in_words(period: Period) -> str:
    """Return a period as "the year to 31/03/2026" or by both its days."""
    if period == year_to(period.last):
        return f"the year to {period.last:%d/%m/%Y}"
    return f"{period.first:%d/%m/%Y} to {period.last:%d/%m/%Y}"


def month_names(numbers: Iterable[int]) -> str:
    """Name months (since January 1970, ascending), runs of three and more by their ends."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names: list[str] = []
    for run in runs:
        first, last = first_day(run[0]), first_day(run[-1])
        if len(run) > 2:
            names.append(f"{first:%B %Y} to {last:%B %Y}")
        else:
            names += [f"{first_day(n):%B %Y}" for n in run]
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    return _joined(names)


def _joined(parts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""
