"""Which records that teams promised to correct at source are corrected in the next extract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import Severity
from cldvalidator.fixes.answer_workbook import AnswerBook, AnsweredLine
from cldvalidator.fixes.row_identity import RowIdentities
from cldvalidator.review.opened import Opened
from cldvalidator.submissions.compare import Comparison
from cldvalidator.submissions.compare_columns import EARLIER, LATER, Side

State = Literal["came true", "still wrong", "record gone", "not known"]
STATES: tuple[State, ...] = ("came true", "still wrong", "record gone", "not known")
NO_RULE = "The rule was not run on the later file"
NO_ROW = "The record is in neither file, or several are like it"
ANOTHER = "Another error is in its place"


@dataclass(frozen=True)
class PromiseFate:
    """What became of a promise. row: of the record in the later file, 0 where it is not there."""

    line: AnsweredLine
    state: State
    row: int = 0
    why: str = ""

    @property
    def team(self) -> str:
        """The team that promised."""
        return self.line.team or self.line.book


@dataclass(frozen=True)
class TeamPromises:
    """How many promises a team made, and how many have each of the `STATES`."""

    team: str
    promised: int
    counts: tuple[int, ...]


def promise_fates(comparison: Comparison, books: Iterable[AnswerBook]) -> tuple[PromiseFate, ...]:
    """Return what became of every promise that is older than the later file.

    By team, those first that are still wrong.

    A promise came true where the same event is in the later file and has the finding no longer,
    nor another error in the field that it had not before. The event is found by the comparison
    where the promise is about the earlier file, else by the person, type, reference and start of
    its row.
    """
    lines = [line for book in books for line in book.lines if line.at_source]
    later = comparison.two.files[LATER].extract
    lines = [line for line in lines if not line.key.is_of(later)]
    if not lines:
        return ()
    judging = _Judging(comparison, {line.key.field for line in lines})
    fates = {line.key: judging.fate(line) for line in lines}  # one that stands twice counts once
    return tuple(
        sorted(fates.values(), key=lambda f: (f.team.casefold(), f.state != "still wrong"))
    )


def by_team(fates: Sequence[PromiseFate]) -> tuple[TeamPromises, ...]:
    """Count promises by team."""
    counts = Counter((fate.team, fate.state) for fate in fates)
    teams = dict.fromkeys(fate.team for fate in fates)
    return tuple(
        TeamPromises(
            team,
            sum(counts[team, state] for state in STATES),
            tuple(counts[team, state] for state in STATES),
        )
        for team in teams
    )


class _Judging:
    def __init__(self, comparison: Comparison, fields: set[str]) -> None:
        self._two = comparison.two
        self._later_of = np.full(self._two.length(EARLIER), -1, np.int64)
        self._later_of[comparison.earlier] = comparison.later
        self._identities = [RowIdentities(opened.read) for opened in self._two.files]
        self._found = [_findings(opened, fields) for opened in self._two.files]
        self._rules = self._ran(self._two.files[LATER])

    @staticmethod
    def _ran(opened: Opened) -> set[str]:
        skipped = {run.rule for run in opened.result.runs if run.outcome != "ran"}
        return set(opened.result.findings.rules) - skipped

    def fate(self, line: AnsweredLine) -> PromiseFate:
        key = line.key
        before, after = self._records(line)
        if after is None:
            if before is None:
                return PromiseFate(line, "not known", why=NO_ROW)
            return PromiseFate(line, "record gone")
        row = int(self._two.source_rows(LATER)[after])
        if key.rule not in self._rules:
            return PromiseFate(line, "not known", row, NO_RULE)
        now = self._found[LATER].get((row, key.field), {})
        if key.rule in now:
            return PromiseFate(line, "still wrong", row)
        then: dict[str, Severity] = {}
        if before is not None:
            there = int(self._two.source_rows(EARLIER)[before])
            then = self._found[EARLIER].get((there, key.field), {})
        if any(severity is Severity.ERROR and rule not in then for rule, severity in now.items()):
            return PromiseFate(line, "still wrong", row, ANOTHER)
        return PromiseFate(line, "came true", row)

    def _records(self, line: AnsweredLine) -> tuple[int | None, int | None]:
        """Return the record of a line in the earlier and in the later file, where it is there."""
        earlier = self._two.files[EARLIER]
        if line.key.is_of(earlier.extract):
            before = self._record(EARLIER, line.key.row)
        else:
            before = self._alike(EARLIER, line)
        if before is None:
            return None, self._alike(LATER, line)
        after = int(self._later_of[before])
        return before, after if after >= 0 else None

    def _alike(self, side: Side, line: AnsweredLine) -> int | None:
        """Return the only record that has the identity of a line."""
        rows = self._identities[side].rows(line.key.identity)
        if len(rows) != 1 or line.key.alike != 1:
            return None
        return self._record(side, int(self._two.files[side].extract.source_rows[rows[0]]))

    def _record(self, side: Side, row: int) -> int | None:
        """Return the record in a row, as Excel shows it; None for a row that is no record."""
        rows = self._two.source_rows(side)
        place = int(np.searchsorted(rows, row))
        return place if place < len(rows) and int(rows[place]) == row else None


def _findings(opened: Opened, fields: set[str]) -> dict[tuple[int, str], dict[str, Severity]]:
    """Return by row, as Excel shows it, and field: the rules with a finding there."""
    found: dict[tuple[int, str], dict[str, Severity]] = {}
    for group in opened.result.findings.groups:
        if group.field in fields:
            rows = opened.extract.source_rows[group.rows[group.rows != WHOLE_FILE]]
            for row in rows.tolist():
                found.setdefault((row, group.field), {})[group.rule.id] = group.severity
    return found
