"""A council's own rules, judged over a file: LOCAL-01 and so on, beside the national ones.

They are data: a condition that says when, and one that must hold then. A condition on days, numbers
or ages says nothing of a row whose cell holds none, and one on other events says nothing of a row
without an identifier or without the date it counts from: such a row is never found (Kleene's logic
of three values). Nothing national reads these findings.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.across_events import count_other_events
from cldvalidator.checks.comparing import values_compared
from cldvalidator.checks.context import FAR, NOBODY, Context, rows_of
from cldvalidator.checks.findings import FindingGroup, RuleRun
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.row_conditions import Mask, RowConditions
from cldvalidator.checks.rules import LOCAL, Rule
from cldvalidator.extract import Extract
from cldvalidator.faults import fault_report
from cldvalidator.problems import Cancelled
from cldvalidator.specification.conditions import (
    AgeBetween,
    All,
    Always,
    AnyOf,
    Condition,
    Day,
    DaysFromTo,
    FieldCompares,
    Not,
    OtherEvents,
    fields_of,
)
from cldvalidator.task import FEW_RECORDS, Task, side_by_side

T = TypeVar("T")
NO_EFFECT = "None. A rule of your council's own has no effect on national figures."


@dataclass(frozen=True)
class CouncilRule:
    """A rule of the council's own as it is kept; no code can stand in it.

    when: a condition on the row, "" for every row; must: the condition that has to hold then, both
    as text (`filters.rule_reading`). words: what a user reads of a row that breaks it. owner: who
    looks after it, a team or a role. on: whether it is run.
    """

    id: str
    name: str
    must: str
    when: str = ""
    severity: Literal["warning", "query"] = "warning"
    words: str = ""
    owner: str = ""
    on: bool = True

    @property
    def key(self) -> str:
        """What it is known by: its name, case aside."""
        return " ".join(self.name.split()).casefold()


@dataclass(frozen=True)
class LocalRule:
    """A rule of the council's own, read.

    kept: as the profile keeps it. when: the rows it is about, None for every row. must: what has to
    hold of them. field: where its findings are marked. why_not: why it cannot be judged with this
    specification, "" if it can.
    """

    kept: CouncilRule
    rule: Rule
    when: Condition | None
    must: Condition | None
    field: str
    why_not: str = ""


class Verdicts(NamedTuple):
    """By row: whether a condition holds, and whether it does not; neither where nobody can say."""

    holds: Mask
    fails: Mask


class Judged(NamedTuple):
    """What a rule says, by row: it is about the row, the row breaks it, nobody can say."""

    applies: Mask
    breaks: Mask
    unclear: Mask


class RuleConditions(RowConditions):
    """Judges the conditions of a council's own rules; what was judged once is kept."""

    def __init__(self, extract: Extract, context: Context, memory: Memory) -> None:
        """extract: the file as it stands. context: the file as the rules see it."""
        super().__init__(extract, context.extract, context.specification, memory)
        self._context = context

    def once(self, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        """Return what `make` gives, made at most once for a key, apart from the pack's own."""
        return super().once((LOCAL, *key), make)

    def judge(self, rule: LocalRule) -> Judged:
        """Judge every row by a rule that can be judged."""
        nothing = Always(True)
        when, must = (self.verdicts(c or nothing) for c in (rule.when, rule.must))
        return Judged(when.holds, when.holds & must.fails, when.holds & ~must.holds & ~must.fails)

    def verdicts(self, condition: Condition) -> Verdicts:
        """Say of each row whether a condition holds, does not, or cannot be judged."""
        match condition:
            case All(parts):
                judged = [self.verdicts(p) for p in parts]
                return Verdicts(_every(v.holds for v in judged), _any(v.fails for v in judged))
            case AnyOf(parts):
                judged = [self.verdicts(p) for p in parts]
                return Verdicts(_any(v.holds for v in judged), _every(v.fails for v in judged))
            case Not(part):
                holds, fails = self.verdicts(part)
                return Verdicts(fails, holds)
            case OtherEvents():
                return self.once(("events", condition), lambda: self._other_events(condition))
        holds = self.rows(condition)
        known = self._known(condition)
        return Verdicts(holds, ~holds if known is None else known & ~holds)

    def _known(self, condition: Condition) -> Mask | None:
        """Mark the rows whose cells a condition can judge; None for every row."""
        match condition:
            case AgeBetween():
                return self.ages >= 0
            case DaysFromTo():
                return ~np.isnan(self.days_from_to(condition))
            case FieldCompares(name, op) if op not in ("=", "!="):
                column = self._extract.column(name)
                return column.take(~np.isnan(values_compared(column, condition)))
        return None

    def _other_events(self, events: OtherEvents) -> Verdicts:
        context, person = self._context, self._context.person
        fits = np.ones(len(context), bool) if events.of is None else self.verdicts(events.of).holds
        known = person != NOBODY
        if events.first is None and events.last is None:
            count = count_other_events(person, fits)
        else:
            limits = []
            for day in (events.first, events.last):
                limits.append(None if day is None else self._days(day.field) + day.days)
                if day is not None:
                    known = known & (context.dated(day.field) | self._open(events, day))
            first, last = limits
            if last is not None and events.goes_on and events.last is not None:
                last = np.where(self._open(events, events.last), np.int64(FAR), last)
            count = count_other_events(person, fits, context.days(events.dated), first, last)
        enough = count >= events.least
        if events.most is not None:
            enough &= count <= events.most
        return Verdicts(known & enough, known & ~enough)

    def _days(self, name: str) -> npt.NDArray[np.int64]:
        return self._context.days(name).astype(np.int64)

    def _open(self, events: OtherEvents, day: Day) -> Mask:
        """Mark the rows in which a day is blank that need not be there."""
        may_be = events.goes_on and day is events.last
        return self._context.blank(day.field) if may_be else np.zeros(len(self._context), bool)


def _every(masks: Iterable[Mask]) -> Mask:
    return reduce(np.logical_and, masks)


def _any(masks: Iterable[Mask]) -> Mask:
    return reduce(np.logical_or, masks)


def run_local_rules(
    rules: Sequence[LocalRule], extract: Extract, context: Context, memory: Memory, task: Task
) -> tuple[list[FindingGroup], list[RuleRun]]:
    """Run a council's own rules, but those whose result is remembered.

    extract: the file as it stands. A rule is skipped whose fields the file or the specification
    lacks. Raises Cancelled.
    """
    if not rules:
        return [], []
    conditions = RuleConditions(extract, context, memory)

    def run(rule: LocalRule) -> tuple[list[FindingGroup], RuleRun]:
        conditions_of = [c for c in (rule.when, rule.must) if c is not None]
        if why := rule.why_not or missing_columns(conditions_of, extract):
            return [], RuleRun(rule.rule.id, "skipped", why)
        try:
            key = (LOCAL, "rule", rule.when, rule.must)
            rows = memory.piece(key, lambda: rows_of(conditions.judge(rule).breaks))
        except Cancelled:
            raise
        except Exception as error:
            return [], RuleRun(rule.rule.id, "crashed", fault_report(error))
        group = FindingGroup(rule.rule, rule.field, rule.rule.severity, rows)
        return [group] if len(rows) else [], RuleRun(rule.rule.id, "ran")

    little = len(context) < FEW_RECORDS
    outcomes = side_by_side(
        run, rules, "Checking your own rules", task, len(rules), is_little=little
    )
    return [g for found, _ in outcomes for g in found], [ran for _, ran in outcomes]


def missing_columns(conditions: Iterable[Condition], extract: Extract) -> str:
    """Say which columns conditions need that the file lacks, "" for none."""
    named = dict.fromkeys(n for c in conditions for n in fields_of(c))
    gone = [n for n in named if n not in extract.columns and n not in extract.unused]
    return f"The file has no column for {', '.join(gone)}." if gone else ""
