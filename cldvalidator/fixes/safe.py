"""The changes that need nobody's decision: the same value, written as specified."""

from __future__ import annotations

import numpy as np

from cldvalidator.checks import CheckResult
from cldvalidator.extract import Extract
from cldvalidator.fixes.changes import ValueChange

ALWAYS_SAFE = ("FILE-06", "FILE-08", "NHS-SHAPE", "LIST-CASE")
"""Spaces at the ends, dates that can be read in one way, NHS number spacing, capitals of a list."""
FROM_RELEASE_1 = "MAND-03"


def safe_changes(
    extract: Extract, result: CheckResult, *, release_1: bool = False
) -> tuple[ValueChange, ...]:
    """Return the safe changes for an extract, by field in submission order.

    release_1: also turn Release 1 values into their documented Release 2 values. Nothing is ever
    blanked or guessed; only cells of nothing but spaces become blank.
    """
    rules = {*ALWAYS_SAFE, *([FROM_RELEASE_1] if release_1 else [])}
    changes: list[ValueChange] = []
    for name, column in extract.columns.items():
        counts = column.counts
        faults = result.judged[name].faults
        wanted = {
            code: (fault.proposal.text, fault.rule)
            for code, fault in faults.items()
            if fault.rule in rules and fault.proposal and fault.proposal.certainty == "safe"
        }
        only_spaces = np.flatnonzero(column.blank_values).tolist()
        wanted |= {code: ("", "FILE-06") for code in only_spaces if column.texts[code]}
        changes += [
            ValueChange(name, str(column.values[code]), text, int(counts[code]), rule)
            for code, (text, rule) in sorted(wanted.items())
            if counts[code]
        ]
    return tuple(changes)
