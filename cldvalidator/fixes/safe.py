"""The changes that need nobody's decision: the same value, written as specified."""

from __future__ import annotations

from cldvalidator.checks import CheckResult
from cldvalidator.extract import Extract
from cldvalidator.fixes.changes import Certainty, ValueChange
from cldvalidator.fixes.proposals import propose


def safe_changes(
    extract: Extract, result: CheckResult, *, release_1: bool = False
) -> tuple[ValueChange, ...]:
    """Return the safe changes for an extract, by field in submission order.

    release_1: also turn Release 1 values into their documented Release 2 values. Nothing is ever
    blanked or guessed; only cells of nothing but spaces become blank.
    """
    wanted: tuple[Certainty, ...] = ("safe", "documented") if release_1 else ("safe",)
    return tuple(p.change() for p in propose(extract, result, certainties=wanted))
