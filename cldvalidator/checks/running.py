"""Runs the rules across cells; found, skipped and crashed are kept apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.context import Context
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.rules import Rule
from cldvalidator.faults import fault_report
from cldvalidator.findings import WHOLE_FILE, FindingGroup, RuleRun
from cldvalidator.problems import Cancelled
from cldvalidator.task import Task, side_by_side


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
_FUNCTIONS: dict[str, tuple[RuleFunction, tuple[str, ...]]] = {}


def rule(rule_id: str, *, needs: tuple[str, ...] = ()) -> Callable[[RuleFunction], RuleFunction]:
    """Register a function as the logic of a rule. needs: fields it is skipped without."""

    def register(function: RuleFunction) -> RuleFunction:
        _FUNCTIONS[rule_id] = (function, needs)
        return function

    return register


def registered() -> frozenset[str]:
    """Return the ids of the rules that have logic here."""
    return frozenset(_FUNCTIONS)


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
        (rules[i], function, needs)
        for i, (function, needs) in _FUNCTIONS.items()
        if i in rules and context.specification.release in rules[i].releases
    ]

    def run(chosen_rule: tuple[Rule, RuleFunction, tuple[str, ...]]) -> _Outcome:
        key = ("rule", chosen_rule[0].id)
        return memory.piece(key, partial(_run, *chosen_rule, context))

    outcomes = side_by_side(
        run, chosen, "Checking rules", task, len(chosen), size=lambda known: known[0].id in LONGEST
    )
    return [group for found, _ in outcomes for group in found], [ran for _, ran in outcomes]


_Outcome = tuple[list[FindingGroup], RuleRun]


def _run(known: Rule, function: RuleFunction, needs: tuple[str, ...], context: Context) -> _Outcome:
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
