"""Filters without the values that may be about a person."""

from __future__ import annotations

from dataclasses import replace

from cldvalidator.filters.fields import FilterFields
from cldvalidator.specification.conditions import (
    All,
    AnyOf,
    Condition,
    FieldCompares,
    FieldIs,
    Not,
)

COVERED = "…"


def covered(condition: Condition, fields: FilterFields) -> Condition:
    """Return a filter with an ellipsis in place of each value that may be about a person.

    Fields about a person are those that the specification says are; of a column that is no field
    nobody knows.
    """
    match condition:
        case All(parts):
            return All(tuple(covered(p, fields) for p in parts))
        case AnyOf(parts):
            return AnyOf(tuple(covered(p, fields) for p in parts))
        case Not(part):
            return Not(covered(part, fields))
        case FieldIs(name, _, values) if values and is_personal(name, fields):
            return replace(condition, values=(COVERED,))
        case FieldCompares(name, op) if is_personal(name, fields):
            denied = op == "!="
            return FieldIs(name, "not_equal" if denied else "equals", (COVERED,))
    return condition


def names_a_person(condition: Condition, fields: FilterFields) -> bool:
    """Tell whether a filter holds a value that may be about a person."""
    return covered(condition, fields) != condition


def is_personal(name: str, fields: FilterFields) -> bool:
    """Tell whether values of a field may be about a person."""
    known = fields.specification.by_name.get(name)
    return known is None or known.personal
