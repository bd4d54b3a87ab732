"""A filter as text; read again, it is the same filter."""

from __future__ import annotations

import re
from datetime import date

import numpy as np

from cldvalidator.checks.cells.dates import written
from cldvalidator.filters.fields import FilterFields
from cldvalidator.specification.conditions import (
    AgeBetween,
    All,
    AnyOf,
    Condition,
    Day,
    DaysFromTo,
    FieldCompares,
    FieldIs,
    HasFinding,
    Not,
    OtherEvents,
)

_PLAIN = re.compile(r"\w(?:[\w /:.-]*\w)?")
_AND_OR = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
_COULD_BE_A_BOUND = re.compile(r"[\d/.-]+")
_WORDS = {
    "equals": "=",
    "in": "in",
    "not_equal": "!=",
    "starts_with": "starts with",
    "contains": "contains",
    "not_contains": "does not contain",
    "blank": "is blank",
    "not_blank": "is not blank",
}


def filter_text(condition: Condition, fields: FilterFields) -> str:
    """Return a filter as text.

    Raises ValueError for what only a pack says: always, never, or a condition without a source.
    """
    match condition:
        case All(parts):
            return " and ".join(_part(p, fields, (All, AnyOf)) for p in parts)
        case AnyOf(parts):
            return " or ".join(_part(p, fields, (AnyOf,)) for p in parts)
        case Not(part):
            return f"not {_part(part, fields, (All, AnyOf))}"
        case FieldIs(name, op, values):
            return _field_is(name, op, values, fields)
        case FieldCompares(name, op, bounds):
            texts = [bound_text(b) for b in bounds]
            field = field_text(name, fields)
            if op == "between":
                return f"{field} between {texts[0]} and {texts[1]}"
            if len(texts) > 1:
                return f"{field} {'not in' if op == '!=' else 'in'} ({', '.join(texts)})"
            return f"{field} {op} {texts[0]}"
        case AgeBetween(low, high):
            return f"Age between {low} and {high}"
        case DaysFromTo(start, end, op, numbers):
            between = " and ".join(map(str, numbers))
            return f"days from {start} to {end} {op} {between}"
        case OtherEvents():
            return _other_events(condition, fields)
        case HasFinding(rule, severity, in_field):
            where = f"in {field_text(in_field, fields)}" if in_field else ""
            return " ".join(filter(None, ("has finding", rule, severity, where)))
    raise ValueError("not a filter")


def _other_events(events: OtherEvents, fields: FilterFields) -> str:
    least, most = events.least, events.most
    match least, most:
        case 1, None:
            parts = ["exists"]
        case 0, 0:
            parts = ["none"]
        case _, None:
            parts = [f"count >= {least}"]
        case _ if least == most:
            parts = [f"count = {least}"]
        case 0, _:
            parts = [f"count <= {most}"]
        case _:
            parts = [f"count between {least} and {most}"]
    if events.of is not None:
        parts.append(f"({filter_text(events.of, fields)})")
    span = _span(events.first, events.last)
    if span and events.dated != OtherEvents.dated:
        parts.append(f"with {events.dated}")
    return " ".join([*parts, *span])


def _span(first: Day | None, last: Day | None) -> list[str]:
    """Return the words for the days between which other events lie; none for any day."""
    if first is None or last is None:
        side = "on or before" if first is None else "on or after"
        return [f"{side} {day.field}" for day in (first, last) if day is not None]
    if first.field != last.field:
        return [f"between {first.field} and {last.field}"]
    way = "after" if not first.days and last.days else "before" if not last.days else "of"
    if not first.days and not last.days:
        way = "of"
    return [f"within {max(-first.days, last.days)} days {way} {first.field}"]


def _part(condition: Condition, fields: FilterFields, bracketed: tuple[type, ...]) -> str:
    text = filter_text(condition, fields)
    return f"({text})" if isinstance(condition, bracketed) else text


def _field_is(name: str, op: str, values: tuple[str, ...], fields: FilterFields) -> str:
    field, word = field_text(name, fields), _WORDS[op]
    if op in ("blank", "not_blank"):
        return f"{field} {word}"
    texts = [value_text(v, name, fields) for v in values]
    if op == "in" or len(texts) > 1:
        listing = f"({', '.join(texts)})"
        word = {"=": "in", "!=": "not in"}.get(word, word)
        return f"{field} {word} {listing}"
    return f"{field} {word} {texts[0]}"


def field_text(name: str, fields: FilterFields) -> str:
    """Return the name of a field as it stands in a filter."""
    return name if fields.is_bare(name) else quoted(name)


def value_text(value: str, name: str, fields: FilterFields) -> str:
    """Return a value of a field as it stands in a filter, in quotation marks where it needs them.

    A text that could be a day or a number is quoted where the field's days or numbers are compared.
    """
    plain = _PLAIN.fullmatch(value) is not None and not _AND_OR.search(value)
    compared = fields.kind(name) != "text" and _COULD_BE_A_BOUND.fullmatch(value) is not None
    return value if plain and not compared else quoted(value)


def quoted(text: str) -> str:
    """Return a text in quotation marks, those within it doubled."""
    return '"' + text.replace('"', '""') + '"'


def bound_text(bound: date | float) -> str:
    """Return a day or a number as it stands in a filter."""
    if isinstance(bound, date):
        return written(bound)
    return str(np.format_float_positional(bound, trim="-"))
