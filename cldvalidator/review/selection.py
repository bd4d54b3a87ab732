"""Will DHSC select this file: the months by type that decide it, and the sentence that matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cldvalidator.checks.ended_events import ended_events
from cldvalidator.extract import Extract
from cldvalidator.selection.complete_months import CompleteMonths, complete_months
from cldvalidator.selection.period import Period, shifted
from cldvalidator.selection.words import in_words, least_needed, selected, selection_sentence

IMPORT_AFTER = timedelta(days=35)
COMPLETE, ALLOWED, INCOMPLETE = "complete", "allowed", "incomplete"


@dataclass(frozen=True)
class Month:
    """One month of one type: how many events ended, and whether that is enough.

    state: COMPLETE; ALLOWED, too few but between two complete months; INCOMPLETE.
    """

    first: date
    ends: int
    state: str


@dataclass(frozen=True)
class TypeRow:
    """The months of a type. needed: how many events must end in a month for it to be complete."""

    name: str
    needed: int
    months: tuple[Month, ...]


@dataclass(frozen=True, eq=False)
class FileSelection:
    """Whether DHSC would select a file for the period that it states.

    rows: a row for each of requests, assessments and services, with the months of the period.
    common: by month, whether it is allowed for all three. notes: what else DHSC's flags say.
    """

    selected: bool
    sentence: str
    period: Period
    derived: Period | None
    import_date: date
    rows: tuple[TypeRow, ...]
    common: tuple[bool, ...]
    notes: tuple[str, ...]


def file_selection(extract: Extract, import_date: date | None = None) -> FileSelection | None:
    """Judge a file for the period that it states; None when it states none that can be read.

    import_date: the day the file reaches DHSC; None takes 35 days after the period.
    """
    ended = ended_events(extract)
    stated = ended.stated
    if stated is None or stated.first >= stated.last:
        return None
    complete = complete_months(ended, import_date or stated.last + IMPORT_AFTER)
    return selection_of(complete, stated)


def selection_of(complete: CompleteMonths, wanted: Period) -> FileSelection:
    """Judge the months of a file for a period."""
    months = _months_of(wanted)
    rows = []
    for kind in complete.types:
        found = []
        for first in months:
            place = complete.place(first)
            inside = 0 <= place < len(kind.ends)
            state = INCOMPLETE
            if inside and kind.allowed[place]:
                state = COMPLETE if kind.complete[place] else ALLOWED
            found.append(Month(first, int(kind.ends[place]) if inside else 0, state))
        rows.append(TypeRow(kind.name, least_needed(kind, complete), tuple(found)))
    common = tuple(all(r.months[n].state != INCOMPLETE for r in rows) for n in range(len(months)))
    return FileSelection(
        selected(complete, wanted),
        selection_sentence(complete, wanted),
        wanted,
        complete.period,
        complete.import_date,
        tuple(rows),
        common,
        tuple(_notes(complete, wanted)),
    )


def _months_of(period: Period) -> list[date]:
    months = [period.first.replace(day=1)]
    while (following := shifted(months[-1], 1)) <= period.last:
        months.append(following)
    return months


def _notes(complete: CompleteMonths, wanted: Period) -> list[str]:
    notes = []
    derived = complete.period
    if complete.stated_counts:
        notes.append("For the Isles of Scilly DHSC goes by the period that the file states.")
    elif derived is None:
        notes.append("DHSC can derive no reporting period from the events.")
    elif (derived.first, derived.last) != (wanted.first, wanted.last):
        notes.append(f"The period that DHSC derives is {in_words(derived)}.")
    if complete.missing_type:
        notes.append("DHSC marks the file: an event type is missing.")
    if complete.has_gaps:
        notes.append("DHSC marks the file: it has gaps, months that are not complete.")
    return notes
