"""Which submission serves which quarter, and which the year (joined.md 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cldvalidator.events.method_versions import MethodVersion
from cldvalidator.selection.period import Period, may_serve, shifted
from cldvalidator.submissions.submission_set import Submission


@dataclass(frozen=True, eq=False)
class Served:
    """A quarter, or the year, and the submission that serves it; None where none does."""

    period: Period
    by: Submission | None


@dataclass(frozen=True, eq=False)
class Selection:
    """What serves the quarters from the joined start to the end of a year, and the year itself."""

    quarters: tuple[Served, ...]
    year: Served
    as_of: date
    method: MethodVersion

    def of(self, submission: Submission) -> tuple[Period, ...]:
        """Return the quarters that a submission serves."""
        return tuple(q.period for q in self.quarters if q.by is submission)

    @property
    def used(self) -> tuple[Submission, ...]:
        """The submissions that serve a quarter or the year, in the order of import."""
        found = {id(q.by): q.by for q in (*self.quarters, self.year) if q.by is not None}
        return tuple(sorted(found.values(), key=lambda s: (s.imported, s.name)))

    @property
    def unserved(self) -> tuple[Period, ...]:
        """The quarters without a file that lie behind the first one that has one."""
        begun = [n for n, q in enumerate(self.quarters) if q.by is not None]
        if not begun:
            return ()
        return tuple(q.period for q in self.quarters[begun[0] :] if q.by is None)


def quarters(start: date, last: date) -> Iterator[Period]:
    """Yield the steps of three months from a day; a last incomplete step is not made."""
    while (end := shifted(start, 3) - timedelta(days=1)) <= last:
        yield Period(start, end)
        start = shifted(start, 3)


def select(
    submissions: Sequence[Submission],
    year: Period,
    *,
    as_of: date,
    start: date,
    method: MethodVersion,
) -> Selection:
    """Choose the submission of each quarter, and of the year: the latest import that covers it.

    as_of: later imports do not count; one on the day does. start: the joined start. Of two imports
    at one moment the one whose name comes last is taken for the later.
    """
    candidates = [(s, s.derived(method)) for s in submissions if s.import_day <= as_of]
    candidates.sort(key=lambda c: (c[0].imported, c[0].name))

    def server(wanted: Period) -> Served:
        able = [s for s, derived in candidates if may_serve(derived, s.import_day, wanted)]
        return Served(wanted, able[-1] if able else None)

    every = tuple(server(quarter) for quarter in quarters(start, year.last))
    return Selection(every, server(year), as_of, method)
