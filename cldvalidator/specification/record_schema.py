"""The JSON Schema (2020-12) of one record: what of the specification a JSON Schema can say."""

from __future__ import annotations

import re
from typing import Any

from cldvalidator.specification.conditions import (
    AgeBetween,
    All,
    Always,
    AnyOf,
    Condition,
    DaysFromTo,
    FieldCompares,
    FieldIs,
    HasFinding,
    Not,
    OtherEvents,
    Undetermined,
)
from cldvalidator.specification.model import Field, Specification

_DAY_31 = "(?:0[1-9]|[12][0-9]|3[01])/(?:0[13578]|1[02])"
_DAY_30 = "(?:0[1-9]|[12][0-9]|30)/(?:0[469]|11)"
_DAY_28 = "(?:0[1-9]|1[0-9]|2[0-8])/02"
_YEAR = "[0-9]{4}"
_BY_FOUR = "(?:0[48]|[2468][048]|[13579][26])"
_LEAP_YEAR = f"(?:[0-9]{{2}}{_BY_FOUR}|(?:{_BY_FOUR}|00)00)"
CALENDAR_DAY = f"(?!.*/0000$)(?:(?:{_DAY_31}|{_DAY_30}|{_DAY_28})/{_YEAR}|29/02/{_LEAP_YEAR})"
"""A real calendar day of the years 1 to 9999, dd/mm/yyyy."""


def record_schema(specification: Specification) -> dict[str, Any]:
    """Return the JSON Schema of one record: an object with a text for each field.

    A blank cell is the empty text, or the field is absent. Conditions on ages and the check digit
    of the NHS number cannot be said in JSON Schema; they stand under `x-not-expressible`.
    """
    conditions = [_mandatory(f) for f in specification.fields]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:cldvalidator:record:release-{specification.release}",
        "title": f"One record of Client Level Data, Release {specification.release}",
        "description": specification.notice,
        "type": "object",
        "properties": {f.name: _cell(f, specification) for f in specification.fields},
        "allOf": [c for c in conditions if c is not None],
        "x-not-expressible": [
            f"{f.name}: {what}" for f in specification.fields for what in _unsaid(f)
        ],
    }


def _cell(field: Field, specification: Specification) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "description": field.guidance}
    if field.values is not None:
        schema["x-enforcement"] = field.values.enforcement
        if field.values.enforcement == "none":
            return schema
        accepted = [t for v in field.values.values for t in (v.value, *v.alternatives)]
        listed: dict[str, Any] = {"enum": ["", *accepted]}
        prefixes = [{"pattern": f"^{_literal(p)}"} for p in field.values.accepted_prefixes]
        return schema | ({"anyOf": [listed, *prefixes]} if prefixes else listed)
    pattern = _pattern(field, specification)
    return schema | ({"pattern": f"^(?:{pattern})?$"} if pattern else {})


def _pattern(field: Field, specification: Specification) -> str | None:
    match field.type:
        case "date":
            return CALENDAR_DAY
        case "la_code":
            return "|".join(
                [
                    *sorted({*specification.la_names, *specification.former_la_codes}),
                    "[A-Z0-9]{5}",
                ]
            )
    if field.format.pattern is None:
        return None
    # In JSON Schema \d means the ten digits; in Python it means those of every script.
    bare = field.format.pattern.removeprefix("^").removesuffix("$")
    return re.sub(r"(\[[^\]]*)\\d", r"\g<1>0-9", bare).replace(r"\d", "[0-9]")


def _mandatory(field: Field) -> dict[str, Any] | None:
    filled = {"required": [field.name], "properties": {field.name: {"pattern": r"\S"}}}
    condition = _condition(field.mandatory.when)
    if condition is None or condition is False:
        return None
    return filled if condition is True else {"if": condition, "then": filled}


def _condition(when: Condition) -> dict[str, Any] | bool | None:
    """Translate a condition; None where JSON Schema, or any source, cannot say it."""
    match when:
        case Always(value):
            return value
        case Undetermined() | AgeBetween():
            return None
        case FieldCompares() | DaysFromTo() | HasFinding() | OtherEvents():
            return None  # no pack has them
        case All(parts) | AnyOf(parts):
            conditions = [_condition(p) for p in parts]
            if any(s is None for s in conditions):
                return None
            return {"allOf" if isinstance(when, All) else "anyOf": conditions}
        case Not(part):
            inner = _condition(part)
            return None if inner is None else {"not": inner}
        case FieldIs():
            return _comparison(when)


def _comparison(when: FieldIs) -> dict[str, Any]:
    """Say a comparison as a pattern without regard to case; an absent field is the empty text."""
    words = "|".join(map(_any_case, when.values))
    pattern, negated = {
        "equals": (rf"^\s*(?:{words})\s*$", False),
        "in": (rf"^\s*(?:{words})\s*$", False),
        "not_equal": (rf"^\s*(?:{words})\s*$", True),
        "starts_with": (rf"^\s*(?:{words})", False),
        "contains": (f"(?:{words})", False),
        "not_contains": (f"(?:{words})", True),
        "not_blank": (r"\S", False),
        "blank": (r"\S", True),
    }[when.op]
    holds = {"required": [when.field], "properties": {when.field: {"pattern": pattern}}}
    return {"not": holds} if negated else holds


def _any_case(text: str) -> str:
    return "".join(
        f"[{c.upper()}{c.lower()}]" if c.isalpha() and c.isascii() else _literal(c) for c in text
    )


def _literal(text: str) -> str:
    return "".join(f"\\{c}" if c in r"\^$.|?*+()[]{}/" else c for c in text)


def _unsaid(field: Field) -> list[str]:
    unsaid = []
    if field.type == "nhs_number":
        unsaid.append("the check digit (modulus 11)")
    if _condition(field.mandatory.when) is None and not isinstance(
        field.mandatory.when, Undetermined
    ):
        unsaid.append(f"mandatory when: {field.mandatory.text}")
    return unsaid
