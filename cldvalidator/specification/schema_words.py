"""What is wrong with a JSON file, in plain words: which entry, and what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import jsonschema

_KINDS = {
    "string": "a text",
    "integer": "a whole number",
    "array": "a list",
    "object": "a group of named entries",
    "null": "null",
    "boolean": "true or false",
}
_PLAIN_NAME = re.compile(r"[a-z_ ]{1,30}[0-9]?")


def fault_words(fault: jsonschema.ValidationError) -> str:
    """Return the place of a fault and what is allowed there; never a value of the file."""
    return f"{_place(fault)} {wrong_words(fault)}"


def _place(fault: jsonschema.ValidationError) -> str:
    steps = [
        f"entry {step + 1}" if isinstance(step, int) else f"“{step}”"
        for step in fault.absolute_path
        if isinstance(step, int) or _PLAIN_NAME.fullmatch(step)
    ]
    place = ", ".join(steps) or "the file as a whole"
    return f"a header under {place}" if "propertyNames" in fault.absolute_schema_path else place


def wrong_words(fault: jsonschema.ValidationError) -> str:
    """Return what is allowed in the place of a fault, and never what is there."""
    value: Any = fault.validator_value
    instance: Any = fault.instance
    schema: Any = fault.schema
    match fault.validator:
        case "required":
            return f"lacks {_named([n for n in value if n not in instance])}"
        case "additionalProperties" | "unevaluatedProperties":
            return _unknown(instance, schema)
        case "type":
            kinds = [value] if isinstance(value, str) else value
            return f"has to be {' or '.join(_KINDS.get(k, k) for k in kinds)}"
        case "const":
            return f"has to be {value if isinstance(value, int) else f'“{value}”'}"
        case "enum":
            return f"has to be one of {_named(value)}"
        case "minLength" | "minItems":
            return "is empty, and must not be"
        case "maxLength":
            return f"is longer than the {value} characters that are allowed"
        case "maxItems" | "maxProperties":
            return f"has more than the {value:,} entries that are allowed"
        case "minimum":
            return f"has to be {value} or more"
        case "pattern":
            examples = schema.get("examples", ())
            return "is not written as it must be" + "".join(f", such as {e}" for e in examples[:1])
    return "is not what is allowed there"


def _unknown(instance: Iterable[str], schema: Mapping[str, Any]) -> str:
    """Say what is too much; a name that is more than a plain word may hold anything."""
    allowed = list(schema.get("properties", {}))
    for choice in schema.get("oneOf", ()):
        allowed += [n for n in choice.get("properties", {}) if n not in allowed]
    unknown = [n for n in instance if n not in allowed]
    plain = [n for n in unknown if _PLAIN_NAME.fullmatch(n)]
    named = f" {_named(plain)}" if plain else ""
    return f"has an entry{named} that is not known; known are {_named(allowed)}"


def _named(names: list[str]) -> str:
    return ", ".join(f"“{n}”" for n in names)
