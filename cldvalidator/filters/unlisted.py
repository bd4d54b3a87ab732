"""Values in a condition that are in no list of their field: it is likely to fit no row."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from cldvalidator.filters.council_rules import parts_of
from cldvalidator.specification import Specification
from cldvalidator.specification.conditions import Condition, FieldIs

_MOST_VALUES = 6
"""As many values of a list as are named where none of them is near."""


def unlisted_values(
    conditions: Iterable[Condition | None], specification: Specification
) -> Iterator[str]:
    """Yield a sentence for each value that no value of its field's list can be.

    Fields of whose list a part is not public are passed over. A file may hold such a value.
    """
    asked = (part for c in conditions if c is not None for part in parts_of(c))
    for part in dict.fromkeys(p for p in asked if isinstance(p, FieldIs)):
        field = specification.by_name.get(part.field)
        if field is None or field.values is None or field.values.completeness == "partial":
            continue
        values = field.values.texts
        for text in part.values:
            if not _fits_one(part.op, text, values):
                none = f"No listed value of {part.field} {_WORDS[part.op]} “{text}”."
                yield none + _near(text, values)


_WORDS = {
    "equals": "is", "in": "is", "not_equal": "is", "starts_with": "starts with",
    "contains": "contains", "not_contains": "contains",
}  # fmt: skip


def _fits_one(op: str, text: str, values: Iterable[str]) -> bool:
    wanted = {"not_equal": "equals", "not_contains": "contains"}.get(op, op)
    asked = FieldIs("", wanted, (text.strip(),))
    return any(asked.holds(v) for v in values)


def _near(text: str, values: tuple[str, ...]) -> str:
    """Return a question after the value that was meant, or what the list has if it is short."""
    by_text = {v.casefold(): v for v in values}
    wanted = text.strip().casefold()
    near = [v for v in by_text if wanted and (wanted in v or v in wanted)]
    near = near or difflib.get_close_matches(wanted, by_text, 1, 0.6)
    if near:
        return f" Did you mean “{by_text[near[0]]}”?"
    if len(values) > _MOST_VALUES:
        return ""
    return f" The list has {', '.join(values)}."
