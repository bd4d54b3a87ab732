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
from cldvalidator.filters.rule_reading import RuleReader
from cldvalidator.filters.text import field_text, value_text

MOST = 40
_MOST_TEXTS = 50_000
"""A column of more distinct texts has nothing to choose from."""
_OF_TEXT = ("=", "!=", "in (", "not in (", "contains", "does not contain", "starts with")
_ORDERED = ("between", ">=", "<=", ">", "<", "=")
_OF_RULE = ("exists (", "none (", "count >=", "days from")
_SPANS = ("between", "within", "on or before", "on or after", "with")
_BLANK = ("is blank", "is not blank")


@dataclass(frozen=True)
class Completions:
    """Texts to put in place of what stands from `start` on."""

    start: int
    texts: tuple[str, ...]


def completions(
    text: str,
    fields: FilterFields,
    column: Callable[[str], Column | None],
    reader: type[Reader] = Reader,
) -> Completions:
    """Return what can follow a text, or complete its last word.

    column: gives the column of a field whose values may be offered beside its listed ones, None for
    one whose values may not. Values come the most frequent first, and only from there. reader: what
    reads the text: of a filter, or of a rule.
    """
    start, expected, field = _place(reader(text, fields), text)
    of_rule = issubclass(reader, RuleReader)
    typed = text[start:].casefold()
    found: Iterable[str]
    match expected:
        case "field":
            found = [field_text(n, fields) for n in fields.names]
            more = _OF_RULE if of_rule else ("has finding", "has error", "days from")
            found = [*found, "not", *more, "Age between"]
        case "comparison":
            ordered = field is None or fields.kind(field) != "text"
            of_text = (*_OF_TEXT, *_BLANK) if field is not None else ()
            found = [*(_ORDERED if ordered else ()), *of_text]
        case "value" | "bound" if field is not None:
            found = [value_text(v, field, fields) for v in _values(field, fields, column)]
        case "finding":
            found = ["error", "warning", "query", "in", "and", "or", *sorted(fields.rules)]
        case "connective":
            found = ["and", "or"]
        case "events":
            found = ["(", *_SPANS]
        case "span":
            found = [*_SPANS, "and", "or"]
        case "direction":
            found = ["days after", "days before", "days of"]
        case "date":
            found = [field_text(n, fields) for n in fields.names if fields.kind(n) == "day"]
        case _:
            found = []
    bare = typed.lstrip("\"'“")
    begins = [t for t in dict.fromkeys(found) if t.casefold().lstrip('"').startswith(bare)]
    within = [t for t in dict.fromkeys(found) if bare and bare in t.casefold() and t not in begins]
    texts = [t for t in (*begins, *within) if t.casefold() != typed]
    return Completions(start, tuple(texts[:MOST]))


def _place(reader: Reader, text: str) -> tuple[int, Expected, str | None]:
    """Return where the last word begins, what it is to be, and of which field."""
    try:
        reader.read()
    except FilterProblem as problem:
        if problem.expected == "connective" and problem.position == _end_of_events(reader):
            return problem.position, "span", None
        is_typed_on = problem.expected == "connective" and not text[-1:].isspace()
        if is_typed_on and reader.last is not None:
            return reader.last.start, "value", reader.last.field
        if problem.expected == "value" and reader.last is not None:
            return reader.last.start, "value", reader.last.field
        return problem.position, problem.expected, problem.field
    if reader.last is not None and not text[-1:].isspace():
        return reader.last.start, "value", reader.last.field
    if reader.finding_ends == len(text) and text[-1:].isspace():
        return len(text), "finding", None
    if _end_of_events(reader) >= len(text.rstrip()):
        return len(text), "span", None
    return len(text), "connective", None


def _end_of_events(reader: Reader) -> int:
    """Return where other events end whose days may be told; -1 for none."""
    return reader.events_end if isinstance(reader, RuleReader) else -1


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
