"""Holds long lists against a schema: of entries that are alike for the schema, only the first.

A change file may have hundreds of thousands of entries, and jsonschema takes 0.1 ms for each. They
have few shapes. Two entries have one shape if they differ only in what no keyword of the schema
asks about: which of its patterns, bounds, lengths and fixed values a text or number meets is part
of the shape. Only what was valid is passed over, so every fault is found as it would be.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from typing import Any

import jsonschema

FEW = 100
"""A list of fewer entries is looked at one by one."""
_MOST = 20_000
"""Shapes and texts that are remembered."""
_LONG = 100
"""Characters of a text that is not remembered."""
_BY_NAME = ("properties", "$defs", "patternProperties")
_SCHEMAS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SCHEMA = (
    "items", "additionalProperties", "unevaluatedProperties", "if", "then", "else", "not",
    "propertyNames", "contains",
)  # fmt: skip
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_LENGTHS = ("minLength", "maxLength")
_OF_SHAPE = (
    "$schema", "$id", "$ref", "title", "description", "type", "required", "minItems", "maxItems",
    "minProperties", "maxProperties", "dependentRequired",
)  # fmt: skip
_PLAIN = jsonschema.Draft202012Validator.VALIDATORS["items"]


class Shapes:
    """Tells the shapes of values for one schema. Raises ValueError for a keyword it cannot tell."""

    def __init__(self, schema: Any) -> None:
        self._fixed: set[Any] = set()
        self._patterns: set[str] = set()
        self._bounds: set[float] = set()
        self._longest = 0
        self._gather(schema)
        self._searches = [re.compile(p).search for p in sorted(self._patterns)]
        self._of_text: dict[str, Hashable] = {}

    def _gather(self, schema: Any) -> None:
        if isinstance(schema, bool):
            return
        for keyword, value in schema.items():
            if keyword in _BY_NAME:
                parts = list(value.values())
            elif keyword in _SCHEMAS:
                parts = value
            elif keyword in _SCHEMA:
                parts = [value]
            else:
                parts = []
                self._constraint(keyword, value)
            for part in parts:
                self._gather(part)

    def _constraint(self, keyword: str, value: Any) -> None:
        if keyword in ("enum", "const"):
            self._fixed.update(value if keyword == "enum" else [value])
        elif keyword == "pattern":
            self._patterns.add(value)
        elif keyword in _BOUNDS:
            self._bounds.add(value)
        elif keyword in _LENGTHS:
            self._longest = max(self._longest, value)
        elif keyword not in _OF_SHAPE:
            raise ValueError(f"no shape tells what {keyword} asks")

    def of(self, value: Any) -> Hashable:
        """Return the shape of a value that was read from JSON."""
        kind = type(value)
        if kind is str and len(value) > _LONG:
            return self._text(value)
        if kind is str:
            shape = self._of_text.get(value)
            if shape is None:
                if len(self._of_text) >= _MOST:
                    self._of_text.clear()
                shape = self._of_text[value] = self._text(value)
            return shape
        if kind is dict:
            return (dict, *value, None, *map(self.of, value.values()))
        if kind is list:
            return (list, *map(self.of, value))
        if kind is bool or value is None:
            return kind, value
        sides = [(value > bound) - (value < bound) for bound in self._bounds]
        whole = kind is int or value.is_integer()
        return kind, whole, value if value in self._fixed else None, *sides

    def _text(self, text: str) -> Hashable:
        if text in self._fixed:
            return str, text
        size = min(len(text), self._longest + 1)
        return str, size, *(search(text) is not None for search in self._searches)


def validator_of(schema: Any, few: int = FEW) -> Any:
    """Return a validator of a schema that looks at few of the entries of a long list.

    It finds the faults that `jsonschema.Draft202012Validator` finds, in their order. Where a
    keyword of the schema depends on more than shapes, it is that one. few: entries of a list that
    is looked at whole.
    """
    try:
        shapes = Shapes(schema)
    except (ValueError, TypeError):
        return jsonschema.Draft202012Validator(schema)
    valid: dict[int, tuple[Any, set[Hashable]]] = {}

    def entries(
        validator: Any, items: Any, instance: Any, inside: Any
    ) -> Iterator[jsonschema.ValidationError]:
        if not isinstance(instance, list) or len(instance) < few or "prefixItems" in inside:
            yield from _PLAIN(validator, items, instance, inside)
            return
        _, seen = valid.setdefault(id(items), (items, set()))
        for place, entry in enumerate(instance):
            try:
                shape = shapes.of(entry)
            except RecursionError:  # what is wrong is wrong further out
                shape = None
            if shape in seen:
                continue
            is_valid = True
            for fault in validator.descend(entry, items, path=place):
                is_valid = False
                yield fault
            if is_valid and shape is not None and len(seen) < _MOST:
                seen.add(shape)

    extend: Any = jsonschema.validators.extend
    return extend(jsonschema.Draft202012Validator, {"items": entries})(schema)
