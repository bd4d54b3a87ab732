"""A case for every rule: the conformance suite's, and those that take more than a few records."""

from __future__ import annotations

from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import load_rules
from cldvalidator.guide.rule_examples import FIRST_ROW, present_day, rule_examples

TODAY = present_day()
RULES = load_rules()
EXAMPLES = rule_examples()
BUILT = [i for i, r in RULES.items() if r.status == "built"]
REQUEST, SERVICE, REVIEW = 0, 1, 2
BY_REGISTER = {"ID-20", "ID-21", "ID-22", "ID-23", "ID-24"}
"""Rules that need an imported register: `test_in_registers.py`."""


def changed(rows, *edits):
    """Return the rows with some cells changed: (row, field, text) each."""
    out = [dict(r) for r in rows]
    for row, field, text in edits:
        out[row][field] = text
    return out


def expected(example):
    """Return what is found in the bad file, with rows as the engine numbers them, sorted."""
    return sorted(
        (rule, field, WHOLE_FILE if row is None else row - FIRST_ROW)
        for rule, field, row in example.finds
    )


WHOLE = {
    "PER-03": ("Event End Date", lambda t: "" if t[3:5] == "03" and t[6:] == "2026" else t),
    "PER-06": ("Event End Date", lambda t: "11/10/2025" if t[3:] == "09/2025" else t),
}
"""Rules that take a whole submission: ten events of each type that ended in each of 12 months."""
