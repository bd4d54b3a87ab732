"""Runs the rules across cells; found, skipped and crashed are kept apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.context import Context
from cldvalidator.checks.findings import WHOLE_FILE, FindingGroup, RuleRun
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.rules import Rule
from cldvalidator.faults import fault_report
from cldvalidator.problems import Cancelled
from cldvalidator.task import FEW_RECORDS, Task, side_by_side


class Hit(NamedTuple):
    """Rows in which a rule is broken, marked in a field; details for findings about the file."""

    field: str
    rows: npt.NDArray[np.integer]
    details: tuple[str, ...] = ()


class Skip(Exception):
    """Raised by a rule that cannot be judged on this extract; the text says why."""


LONGEST = ("ID-05", "DUP-01")
"""Rules that take as long as all others. What they work out is needed by others, too."""
RuleFunction = Callable[[Context], Iterator[Hit]]
Reach = Literal["row", "person", "file"] | tuple[str, ...]
"""What decides, with the period that the file states, whether a row breaks a rule.

"row": the row alone. "person": the records of the row's person. Names of fields: the rows that
share a text with it in one of them, case and spaces at the ends aside; blank cells share nothing.
"file": any row.
"""


class Logic(NamedTuple):
    """The logic of a rule. needs: fields it is skipped without."""

    function: RuleFunction
    needs: tuple[str, ...]
    reach: Reach


_LOGIC: dict[str, Logic] = {}


def rule(
    rule_id: str, *, needs: tuple[str, ...] = (), reach: Reach = "row"
) -> Callable[[RuleFunction], RuleFunction]:
    """Register a function as the logic of a rule (`Logic`)."""

    def register(function: RuleFunction) -> RuleFunction:
        _LOGIC[rule_id] = Logic(function, needs, reach)
        return function

    return register


def registered() -> frozenset[str]:
    """Return the ids of the rules that have logic here."""
    return frozenset(_LOGIC)


def reach_of(rule_id: str) -> Reach:
    """Return how far a rule looks from a row."""
    return _LOGIC[rule_id].reach


def about_the_file(field: str, details: list[str]) -> Iterator[Hit]:
    """Yield one finding about the whole file for each detail."""
    if details:
        yield Hit(field, np.full(len(details), WHOLE_FILE, np.int32), tuple(details))


def run_rules(
    context: Context, rules: Mapping[str, Rule], memory: Memory, task: Task
) -> tuple[list[FindingGroup], list[RuleRun]]:
    """Run the registered rules that the release has, but those whose result is remembered.

    A rule whose fields the file lacks is skipped; a rule that raises has crashed, which stops no
    other rule. Raises Cancelled.
    """
    chosen = [
        rules[i]
        for i in _LOGIC
        if i in rules and context.specification.release in rules[i].releases
    ]

    def run(known: Rule) -> Outcome:
        return memory.piece(("rule", known.id), partial(run_rule, known, context))

    outcomes = side_by_side(
        run,
        chosen,
        "Checking rules",
        task,
        len(chosen),
        size=lambda known: known.id in LONGEST,
        is_little=len(context) < FEW_RECORDS,
    )
    return [group for found, _ in outcomes for group in found], [ran for _, ran in outcomes]


Outcome = tuple[list[FindingGroup], RuleRun]


def run_rule(known: Rule, context: Context) -> Outcome:
    """Run one rule that is registered. Raises Cancelled."""
    function, needs, _ = _LOGIC[known.id]
    missing = [n for n in needs if n not in context.extract.columns]
    if missing:
        why = f"The file has no column for {', '.join(missing)}."
        return [], RuleRun(known.id, "skipped", why)
    try:
        found = list(_groups(known, function, context))
    except Skip as skip:
        return [], RuleRun(known.id, "skipped", str(skip))
    except Cancelled:
        raise
    except Exception as error:
        return [], RuleRun(known.id, "crashed", fault_report(error))
    return found, RuleRun(known.id, "ran")


def _groups(known: Rule, function: RuleFunction, context: Context) -> Iterator[FindingGroup]:
    if not len(context):
        return
    by_name = context.specification.by_name
    for hit in function(context):
        severity = known.severity_in(by_name[hit.field])
        if len(hit.rows) and severity is not None:
            rows = np.asarray(hit.rows, np.int32)
            yield FindingGroup(known, hit.field, severity, rows, hit.details)
