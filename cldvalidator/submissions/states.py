"""What became of each submission of a set, in words: what it serves, or why it serves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from cldvalidator.selection.period import Period, may_serve
from cldvalidator.selection.words import in_words
from cldvalidator.submissions.reference_periods import reference_period
from cldvalidator.submissions.selection import Selection
from cldvalidator.submissions.submission_set import (
    FILE_DATE,
    MANIFEST,
    PERIOD,
    TOLD,
    Submission,
    SubmissionSet,
)
from cldvalidator.wording import counted

KNOWN_FROM_WORDS = {
    TOLD: "told",
    MANIFEST: "from the manifest",
    FILE_DATE: "guessed from the file's date",
    PERIOD: "guessed, 35 days after the period",
}
RELEASES = {"1": "Release 1", "2": "Release 2", "mixed": "mixed", "unknown": "not told"}
SERVES, COVERS, NOTHING = "serves", "covers", ""
"""What a submission is to a quarter: it serves it; it covers it, and a later one serves it."""


@dataclass(frozen=True)
class SubmissionRow:
    """A submission in words, for a list. quarters: SERVES, COVERS or NOTHING for each quarter."""

    name: str
    stated: str
    derived: str
    imported: str
    known_from: str
    release: str
    state: str
    rows: int
    serves: bool
    quarters: tuple[str, ...]


def quarter_name(quarter: Period) -> str:
    """Return a quarter as "Apr to Jun 2025"."""
    return f"{quarter.first:%b} to {quarter.last:%b %Y}"


def period_words(period: Period | None) -> str:
    """Return a period by its days, or that there is none."""
    return f"{period.first:%d/%m/%Y} to {period.last:%d/%m/%Y}" if period else "none"


def submission_rows(
    submissions: tuple[Submission, ...], selection: Selection
) -> tuple[SubmissionRow, ...]:
    """Return each submission in words, in the order given."""
    return tuple(_row(s, submissions, selection) for s in submissions)


def _row(
    submission: Submission, submissions: tuple[Submission, ...], selection: Selection
) -> SubmissionRow:
    derived = submission.derived(selection.method)
    marks = []
    for quarter in selection.quarters:
        able = may_serve(derived, submission.import_day, quarter.period)
        is_covered = able and submission.import_day <= selection.as_of
        marks.append(SERVES if quarter.by is submission else COVERS if is_covered else NOTHING)
    known = KNOWN_FROM_WORDS[submission.known_from]
    return SubmissionRow(
        submission.name,
        period_words(submission.stated),
        period_words(derived),
        f"{submission.imported:%d/%m/%Y}",
        known,
        RELEASES[submission.release],
        state_words(submission, submissions, selection),
        submission.rows,
        SERVES in marks or selection.year.by is submission,
        tuple(marks),
    )


def state_words(
    submission: Submission, submissions: tuple[Submission, ...], selection: Selection
) -> str:
    """Say what a submission serves, or why it serves nothing."""
    served = selection.of(submission)
    makes_year = selection.year.by is submission
    if served or makes_year:
        parts = [f"serves {counted(len(served), 'quarter')}"] if served else []
        parts += ["and the year" if served else "serves the year only"] if makes_year else []
        return " ".join(parts)
    if submission.import_day > selection.as_of:
        return f"not counted: imported after {selection.as_of:%d/%m/%Y}"
    derived = submission.derived(selection.method)
    if derived is None:
        return "serves nothing: no period can be derived from its events"
    later = {
        id(q.by): q.by.name
        for q in selection.quarters
        if q.by is not None and may_serve(derived, submission.import_day, q.period)
    }
    if later:
        names = list(later.values())
        cover = "covers" if len(names) == 1 else "cover"
        return f"serves nothing: {', '.join(names)}, imported later, {cover} its quarters"
    return "serves nothing: it covers no whole quarter"


def set_notices(found: SubmissionSet, selection: Selection) -> Iterator[str]:
    """Yield what has to be said of a set and its selection: gaps, overlaps, guesses."""
    yield from found.notices
    for quarter in selection.unserved:
        yield (
            f"No file serves {quarter_name(quarter)}: its events are missing, which is not the "
            "same as none."
        )
    if selection.year.by is None:
        yield f"No file serves {in_words(selection.year.period)} as a whole."
    yield from _bridged(selection)


def _bridged(selection: Selection) -> Iterator[str]:
    """Yield what happens when a submission serves quarters between those of another."""
    periods = [(s, reference_period(selection, s)) for s in selection.used]
    starts = {p.first for _, p in periods if p is not None}
    for one, period in periods:
        for other, inside in periods:
            if period is None or inside is None or one is other:
                continue
            if not (period.first < inside.first and inside.last <= period.last):
                continue
            closes = period.last + timedelta(days=1) not in starts
            every = f", and every service open in {one.name} is taken to end on "
            yield (
                f"{other.name} serves {period_words(inside)}, which lies inside what {one.name} "
                f"serves: events of those months are taken from both, and that of {one.name} "
                "mostly wins" + (f"{every}{period.last:%d/%m/%Y}." if closes else ".")
            )
