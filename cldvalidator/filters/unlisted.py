"""Values in a condition that are in no list of their field: it is likely to fit no row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cldvalidator.checks.cells.nearness import most_like
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
        for text, _ in unlisted_texts(part, specification):
            none = f"No listed value of {part.field} {_WORDS[part.op]} “{text}”."
            yield none + near_values(text, specification.values(part.field))


def unlisted_texts(part: FieldIs, specification: Specification) -> Iterator[tuple[str, FieldIs]]:
    """Yield the texts of a comparison that no value of its field's list fits.

    With each, the condition that asks for it alone. Fields of whose list a part is not public are
    passed over.
    """
    field = specification.by_name.get(part.field)
    if field is None or field.values is None or field.values.completeness == "partial":
        return
    if not field.values.texts:
        return  # its list is not known
    op = {"not_equal": "equals", "not_contains": "contains"}.get(part.op, part.op)
    for text in part.values:
        one = FieldIs(part.field, op, (text.strip(),))
        if not any(one.holds(v) for v in field.values.texts):
            yield text, one


_WORDS = {
    "equals": "is", "in": "is", "not_equal": "is", "starts_with": "starts with",
    "contains": "contains", "not_contains": "contains",
}  # fmt: skip


def near_values(text: str, values: tuple[str, ...]) -> str:
    """Return a question after the value that was meant, or what the list has if it is short."""
    by_text = {v.casefold(): v for v in values}
    wanted = text.strip().casefold()
    near = [v for v in by_text if wanted and (wanted in v or v in wanted)]
    likely = near[0] if near else most_like(wanted, by_text)
    if likely is not None:
        return f" Did you mean “{by_text[likely]}”?"
    if len(values) > _MOST_VALUES:
        return ""
    return f" The list has {', '.join(values)}."
