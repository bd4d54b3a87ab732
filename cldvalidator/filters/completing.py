"""What can be typed next in a filter: fields, comparisons, values of the open file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cldvalidator.extract import Column
from cldvalidator.filters.cursor import Expected, FilterProblem
from cldvalidator.filters.fields import FilterFields
from cldvalidator.filters.reading import Reader
from cldvalidator.filters.text import field_text, value_text

MOST = 40
_MOST_TEXTS = 50_000
"""A column of more distinct texts has nothing to choose from."""
_OF_TEXT = ("=", "!=", "in (", "not in (", "contains", "does not contain", "starts with")
_ORDERED = ("between", ">=", "<=", ">", "<", "=")
_BLANK = ("is blank", "is not blank")


@dataclass(frozen=True)
class Completions:
    """Texts to put in place of what stands from `start` on."""

    start: int
    texts: tuple[str, ...]


def completions(
    text: str, fields: FilterFields, column: Callable[[str], Column | None]
) -> Completions:
    """Return what can follow a text, or complete its last word.

    column: gives the column of a field whose values may be offered beside its listed ones, None for
    one whose values may not. Values come the most frequent first, and only from there.
    """
    start, expected, field = _place(text, fields)
    typed = text[start:].casefold()
    found: Iterable[str]
    match expected:
        case "field":
            found = [field_text(n, fields) for n in fields.names]
            found = [*found, "not", "has finding", "has error", "Age between"]
        case "comparison":
            ordered = fields.kind(field) != "text" if field else False
            found = [*(_ORDERED if ordered else ()), *_OF_TEXT, *_BLANK]
        case "value" | "bound" if field is not None:
            found = [value_text(v, field, fields) for v in _values(field, fields, column)]
        case "finding":
            found = ["error", "warning", "query", "in", "and", "or", *sorted(fields.rules)]
        case "connective":
            found = ["and", "or"]
        case _:
            found = []
    bare = typed.lstrip("\"'“")
    begins = [t for t in dict.fromkeys(found) if t.casefold().lstrip('"').startswith(bare)]
    within = [t for t in dict.fromkeys(found) if bare and bare in t.casefold() and t not in begins]
    texts = [t for t in (*begins, *within) if t.casefold() != typed]
    return Completions(start, tuple(texts[:MOST]))


def _place(text: str, fields: FilterFields) -> tuple[int, Expected, str | None]:
    """Return where the last word begins, what it is to be, and of which field."""
    reader = Reader(text, fields)
    try:
        reader.read()
    except FilterProblem as problem:
        if problem.expected == "value" and reader.last is not None:
            return reader.last.start, "value", reader.last.field
        return problem.position, problem.expected, problem.field
    if reader.last is not None and not text[-1:].isspace():
        return reader.last.start, "value", reader.last.field
    if reader.finding_ends == len(text) and text[-1:].isspace():
        return len(text), "finding", None
    return len(text), "connective", None


def _values(
    name: str, fields: FilterFields, column: Callable[[str], Column | None]
) -> Iterable[str]:
    yield from fields.listed(name)
    there = column(name)
    if there is None or len(there.values) > _MOST_TEXTS:
        return
    order = np.argsort(-there.counts, kind="stable")
    wanted = order[(there.counts[order] > 0) & ~there.blank_values[order]]
    yield from (text.strip() for text in there.values.take(pa.array(wanted)).to_pylist())
