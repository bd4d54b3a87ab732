"""What a comparison says, in counts and the program's own words: no value of either file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from cldvalidator.checks.context import EVENT_TYPES
from cldvalidator.selection.period import Period
from cldvalidator.selection.words import in_words
from cldvalidator.submissions.compare import Comparison, Flag, Status
from cldvalidator.submissions.compare_columns import EARLIER, LATER, Rows, Side
from cldvalidator.submissions.compare_periods import (
    AFTER,
    BEFORE,
    IN_MISSING_MONTHS,
    IN_PERIOD,
)
from cldvalidator.submissions.matching_mass import MassChange
from cldvalidator.submissions.matching_stages import TYPE
from cldvalidator.wording import counted

STATUS_WORDS = {
    Status.SAME: "same",
    Status.CHANGED: "changed",
    Status.CLOSED: "closed",
    Status.REOPENED: "reopened",
    Status.NEW: "new",
    Status.BACK: "back",
    Status.GONE: "gone",
}
STATUS_MEANS = {
    Status.SAME: "In both files, with the same values",
    Status.CHANGED: "In both files, with at least one different value",
    Status.CLOSED: "Had no end date and has one now",
    Status.REOPENED: "Had an end date and has none now",
    Status.NEW: "Only in the later file",
    Status.BACK: "Not in the earlier file, but in one before it",
    Status.GONE: "Only in the earlier file",
}
NEW_WORDS = {
    IN_PERIOD: "entered late: within the earlier file's period",
    BEFORE: "ended before the earlier file's period",
    AFTER: "after the earlier file's period",
    IN_MISSING_MONTHS: "in months missing from the earlier file",
}
GONE_WORDS = {
    IN_PERIOD: "missing: within the later file's period",
    BEFORE: "ended before the later file's period",
    AFTER: "after the later file's period, or not ended",
    IN_MISSING_MONTHS: "in months missing from the later file",
}
FLAG_WORDS = {
    Flag.RE_REFERENCED: "re-referenced",
    Flag.START_RESET: "start reset to 1 April",
    Flag.RELEASE_TEXT: "release text",
    Flag.MASS_ONLY: "changed only with a whole column",
    Flag.WRITTEN: "only written differently",
    Flag.UNSURE: "cannot be told apart",
}
FLAG_MEANS = {
    Flag.RE_REFERENCED: "The event reference has changed",
    Flag.START_RESET: "The start date has changed to 1 April",
    Flag.RELEASE_TEXT: "A value differs only because Release 1 and 2 spell it differently",
    Flag.MASS_ONLY: "The only differences are those of a whole column",
    Flag.WRITTEN: "The values are the same, but written differently (0 and 0.00)",
    Flag.UNSURE: "Another row for the same person fits equally well, so the match is a guess",
}
TYPE_NAMES = ("Request", "Assessment", "Service", "Review", "Other")


@dataclass(frozen=True, eq=False)
class Counted:
    """A line of a summary: what, how many in all and by event type (TYPE_NAMES)."""

    what: str
    total: int
    by_type: tuple[int, ...]
    means: str = ""


def by_status(comparison: Comparison) -> Iterator[tuple[Status, Counted]]:
    """Yield how many events have each status."""
    for status, word in STATUS_WORDS.items():
        side, rows = rows_of_status(comparison, status)
        yield status, _counted(comparison, word, side, rows, STATUS_MEANS[status])


def rows_of_status(comparison: Comparison, status: Status) -> tuple[Side, Rows]:
    """Return the records of a status: of the later file, but of the earlier those that are gone."""
    if status == Status.GONE:
        return EARLIER, comparison.gone
    if status in (Status.NEW, Status.BACK):
        return LATER, comparison.new[comparison.new_status == status]
    return LATER, comparison.later[comparison.status == status]


def why_new(comparison: Comparison) -> Iterator[tuple[int, Counted]]:
    """Yield why events are new, with those that are back."""
    for place, word in NEW_WORDS.items():
        rows = comparison.new[comparison.new_place == place]
        if len(rows):
            yield place, _counted(comparison, word, LATER, rows)


def why_gone(comparison: Comparison) -> Iterator[tuple[int, Counted]]:
    """Yield why events are gone."""
    for place, word in GONE_WORDS.items():
        rows = comparison.gone[comparison.gone_place == place]
        if len(rows):
            yield place, _counted(comparison, word, EARLIER, rows)


def by_flag(comparison: Comparison) -> Iterator[tuple[Flag, Counted]]:
    """Yield how many pairs have each flag, those that none has left out."""
    for flag, word in FLAG_WORDS.items():
        rows = comparison.later[comparison.flagged(flag)]
        if len(rows):
            yield flag, _counted(comparison, word, LATER, rows, FLAG_MEANS[flag])


def type_places(comparison: Comparison, side: Side) -> Rows:
    """By record: the place of its event type in TYPE_NAMES."""
    column = comparison.two.read[side].column(TYPE)
    words = [tuple(w.casefold() for w in words) for words in EVENT_TYPES]
    place = [
        next((i for i, w in enumerate(words) if t.strip().casefold() in w), len(words))
        for t in column.texts
    ]
    return column.take(np.array(place, np.int64))


def _counted(comparison: Comparison, what: str, side: Side, rows: Rows, means: str = "") -> Counted:
    counts = np.bincount(type_places(comparison, side)[rows], minlength=len(TYPE_NAMES))
    return Counted(what, len(rows), tuple(counts.tolist()), means)


_MASS = {
    "numbered anew": "is different in nearly all events: it has been renumbered.",
    "affixed": "has the same text added or removed at its start or end in nearly all events.",
    "emptied": "is now blank in nearly all events that had a value.",
    "filled": "now has a value in nearly all events; it was blank before.",
    "changed": "is different in nearly all events.",
    "written otherwise": "is written differently in nearly all events, with the same values.",
}


def mass_sentence(change: MassChange) -> str:
    """Say what a whole column went through, without its values."""
    if change.kind == "re-coded":
        values = len(change.values)
        what = f"{values:,} {'value' if values == 1 else 'values'}" if values else "every value"
        words = f"was re-coded: {what} changed to another throughout the file."
    else:
        words = _MASS[change.kind]
    return f"{change.field} {words} {counted(change.changed, 'event')} changed."


def notices(comparison: Comparison) -> Iterator[str]:
    """Yield what has to be said of the two files before anything else."""
    earlier, later = comparison.covered
    if earlier.period is not None and later.period is not None:
        if later.period.last < earlier.period.last:
            yield (
                f"The later file covers {in_words(later.period)}, the earlier file "
                f"{in_words(earlier.period)}. Check that they are not the wrong way round: they "
                "are compared as given."
            )
        elif later.period.first > earlier.period.last:
            yield (
                f"The files have no days in common: {in_words(earlier.period)}, then "
                f"{in_words(later.period)}. Only events that continued can be in both."
            )
    for side, covered in (("earlier", earlier), ("later", later)):
        if covered.partial is not None:
            yield (
                f"The {side} file states a period to {covered.partial.last:%d/%m/%Y}, but "
                f"almost nothing in it ended after {_day_before(covered.partial)}."
            )
    one, other = (set(e.columns) for e in comparison.two.read)
    if one - other:
        yield f"Only the earlier file has: {', '.join(sorted(one - other))}. Not compared."
    if other - one:
        yield f"Only the later file has: {', '.join(sorted(other - one))}. Not compared."
    if comparison.same_content:
        yield "Both files contain the same events, with the same values."


def _day_before(period: Period) -> str:
    return f"{period.first - timedelta(days=1):%d/%m/%Y}"
