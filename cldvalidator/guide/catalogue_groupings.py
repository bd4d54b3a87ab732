"""The part of the catalogue on how values are grouped and ranked nationally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cldvalidator.presentation.document import Document, Facts, Heading, Table
from cldvalidator.specification.model import Specification

_SAID_APART = ("description", "confidence", "source", "note")


def add_groupings(document: Document, specification: Specification) -> None:
    """Add every grouping of the pack, each with its source and its lines in their order."""
    document.add(Heading(2, "How values are grouped and ranked"))
    for name, grouping in specification.groupings.items():
        note = f"{grouping['confidence']}; {grouping['source']}"
        facts = [("What it is", grouping["description"]), ("Source", note)]
        if "note" in grouping:
            facts.append(("Note", grouping["note"]))
        document.add(Heading(3, _words(name)), Facts(facts))
        for part, content in grouping.items():
            if part not in _SAID_APART:
                document.add(_table(f"{_words(name)}: {_words(part).lower()}", content))


def _words(name: str) -> str:
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def _table(caption: str, content: Mapping[str, Any] | Sequence[Any]) -> Table:
    """Return a part of a grouping: pairs, ranked lines, or lines of several named parts."""
    if isinstance(content, Mapping):
        rows = [(key, _text(value)) for key, value in content.items()]
        return Table(caption, ("Value", "Becomes"), rows)
    if all(isinstance(line, Mapping) for line in content):
        names = list(dict.fromkeys(name for line in content for name in line))
        lines = [tuple(_text(line.get(name, "")) for name in names) for line in content]
        return Table(caption, tuple(map(_words, names)), lines)
    if all(len(line) == 3 for line in content):
        bands = [(label, _text(first), _text(last)) for label, first, last in content]
        return Table(caption, ("Band", "From", "To"), bands)
    ranked = [(str(place), _text(line)) for place, line in enumerate(content, start=1)]
    return Table(caption, ("Place", "Value"), ranked)


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_text(inner) or "(blank)" for inner in value)
    return "no limit" if value is None else str(value)
