"""The changes that need nobody's decision: the same value, written as specified."""

from __future__ import annotations

from cldvalidator.checks import CheckResult
from cldvalidator.extract import Extract
from cldvalidator.fixes.changes import ValueChange
from cldvalidator.fixes.proposals import FROM_RELEASE_1, SPACES, propose

ALWAYS_SAFE = (SPACES, "FILE-08", "NHS-SHAPE", "LIST-CASE")
"""Spaces at the ends, dates that can be read in one way, NHS number spacing, capitals of a list."""


def safe_changes(
    extract: Extract, result: CheckResult, *, release_1: bool = False
) -> tuple[ValueChange, ...]:
    """Return the safe changes for an extract, by field in submission order.

    release_1: also turn Release 1 values into their documented Release 2 values. Nothing is ever
    blanked or guessed; only cells of nothing but spaces become blank.
    """
    rules = {*ALWAYS_SAFE, *([FROM_RELEASE_1] if release_1 else [])}
    return tuple(
        p.change() for p in propose(extract, result, certainties=["safe"]) if p.rule in rules
    )
