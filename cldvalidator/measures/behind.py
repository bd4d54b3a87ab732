"""Who and what is behind a figure, as arrays: no text is made before it is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.figures import Behind, People, Records

Flags = npt.NDArray[np.bool_]
BOTH, NUMERATOR = "both", "numerator"


@dataclass(frozen=True, eq=False)
class BehindFigure:
    """The people and the records behind a figure, ascending, with the side on which each is.

    records: 0-based rows. Where the measure names people but no records (a status that was worked
    out from all that is known of them), records are all those of the people and `named` is False.
    """

    records: Records
    record_on_top: Flags
    people: People
    person_on_top: Flags
    named: bool
    has_denominator: bool

    def records_of(self, side: str) -> Records:
        """Return the records of a side: BOTH, NUMERATOR, or else those in the denominator only."""
        return self.records[_chosen(self.record_on_top, side)]

    def people_of(self, side: str) -> People:
        """Return the people of a side."""
        return self.people[_chosen(self.person_on_top, side)]


def _chosen(on_top: Flags, side: str) -> Flags:
    if side == BOTH:
        return np.ones(len(on_top), bool)
    return on_top if side == NUMERATOR else ~on_top


def behind_figure(behind: Behind, processed: ProcessedEvents) -> BehindFigure:
    """Return who and what is behind a figure.

    Works by flags over all people and all records: sorting would hold up other threads.
    """
    everyone, everything = len(processed.people), len(processed.person_of)
    person_top = _flags(behind.numerator_people, everyone)
    people = person_top | _flags(behind.denominator_people, everyone)
    record_top = _flags(behind.numerator_records, everything)
    records = record_top | _flags(behind.denominator_records, everything)
    named = bool(records.any()) or not people.any()
    if not named:
        record_top = _theirs(processed.person_of, person_top)
        records = _theirs(processed.person_of, people)
    return BehindFigure(
        np.flatnonzero(records).astype(np.int32),
        record_top[records],
        np.flatnonzero(people).astype(np.int32),
        person_top[people],
        named,
        bool(len(behind.denominator_people) or len(behind.denominator_records)),
    )


def _flags(numbers: npt.NDArray[np.integer[Any]], size: int) -> Flags:
    flags = np.zeros(size, bool)
    flags[numbers] = True
    return flags


def _theirs(owner: npt.NDArray[np.integer[Any]], people: Flags) -> Flags:
    """Mark the records whose owner is one of some people; those without identifier have none."""
    theirs = owner >= 0
    theirs[theirs] = people[owner[theirs]]
    return theirs


def records_each(shown: BehindFigure, processed: ProcessedEvents) -> npt.NDArray[np.int64]:
    """Return for each of the people how many of the records are theirs."""
    owner = processed.person_of[shown.records]
    counts = np.bincount(owner[owner >= 0], minlength=len(processed.people))
    return counts[shown.people]


def records_of_people(shown: BehindFigure, people: People, processed: ProcessedEvents) -> Records:
    """Return those of the records behind a figure that are of some people."""
    owner = processed.person_of[shown.records]
    return shown.records[_theirs(owner, _flags(people, len(processed.people)))]
