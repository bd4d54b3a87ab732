"""What a filter names that a checked file cannot have: the filter would fit no row, or every one.

A rule that was not run, a column that the file lacks, a value that is in no list and no cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

from cldvalidator.checks import CheckResult
from cldvalidator.checks.cells.nearness import most_like
from cldvalidator.checks.rules import LOCAL_ID
from cldvalidator.extract import Extract
from cldvalidator.filters.council_rules import parts_of
from cldvalidator.filters.unlisted import near_values, unlisted_texts
from cldvalidator.problems import InputProblem
from cldvalidator.specification.conditions import (
    All,
    AnyOf,
    Condition,
    FieldIs,
    HasFinding,
    Not,
    fields_of,
)

_ASKS_FOR_BLANKS = ("blank", "not_blank")


def refuse_what_is_not_here(
    condition: Condition, extract: Extract, read: Extract, result: CheckResult
) -> None:
    """Raise InputProblem where a filter names a rule, a column or a value that is not here.

    extract, read: the file as it stands, and as it reads (`Opened.read`). A value that may be about
    a person is not repeated.
    """
    for part in parts_of(condition):
        if isinstance(part, HasFinding):
            if part.rule:
                _refuse_rule(part.rule, result)
        elif not isinstance(part, All | AnyOf | Not):
            _refuse_column(part, extract)
        if isinstance(part, FieldIs):
            _refuse_value(part, (extract, read), result)


def refuse_unknown_rules(condition: Condition, rules: Iterable[str]) -> None:
    """Raise InputProblem where a filter names a rule of the council's own that there is not.

    rules: the ids of those that there are.
    """
    known = tuple(rules)
    for part in parts_of(condition):
        named = part.rule if isinstance(part, HasFinding) else ""
        if LOCAL_ID.fullmatch(named) is not None and named not in known:
            raise _not_there(named, "there is no such rule here", _nearest(named, known))


def _refuse_rule(rule: str, result: CheckResult) -> None:
    known = result.findings.rules
    if rule in result.switched_off:
        raise _not_there(rule, "it is left out", f"Check the file with {rule}.")
    if rule not in known:
        raise _not_there(rule, "there is no such rule here", _nearest(rule, known))
    run = next((r for r in result.runs if r.rule == rule and r.outcome != "ran"), None)
    if run is not None:
        why = f"it could not be run. {run.why if run.outcome == 'skipped' else ''}".rstrip(". ")
        raise _not_there(rule, why, "Leave that condition out.")


def _not_there(rule: str, why: str, advice: str) -> InputProblem:
    return InputProblem(f"The filter asks for findings of {rule}, but {why}.", advice)


def _nearest(rule: str, known: Iterable[str]) -> str:
    """Return what to do about a rule of a council's own that is not among the known ones."""
    among = [r for r in known if LOCAL_ID.fullmatch(r) is not None]
    if not among:
        return "Rules of your own are run with the profile that has them; here is none."
    near = most_like(rule, among)
    return f"Did you mean {near}?" if near else f"There are {', '.join(among)}."


def _refuse_column(part: Condition, extract: Extract) -> None:
    if isinstance(part, FieldIs) and part.op in _ASKS_FOR_BLANKS:
        return  # a column that is not there is blank
    gone = [n for n in fields_of(part) if n not in extract.columns and n not in extract.unused]
    if gone:
        raise InputProblem(
            f"The filter compares {gone[0]}, but the file has no column for it.",
            "Leave that condition out, or say which column it is.",
        )


def _refuse_value(part: FieldIs, files: tuple[Extract, Extract], result: CheckResult) -> None:
    for text, one in unlisted_texts(part, result.specification):
        if any(map(one.holds, _texts_of(part.field, files))):
            continue
        raise InputProblem(
            f"The filter asks for a value of {part.field} that neither its list nor the file has.",
            near_values(text, result.specification.values(part.field)).strip()
            or "Choose one of its list: `cldvalidator spec` shows it.",
        )


def _texts_of(name: str, files: tuple[Extract, Extract]) -> Iterator[str]:
    """Yield the distinct texts in the cells of a field, as they stand and as they read."""
    for file in files:
        if (column := file.columns.get(name)) is not None:
            yield from column.values.filter(pa.array(column.counts > 0)).to_pylist()
