"""Headers that are no field's name: known other names, and likeness to a field that is missing."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from cldvalidator.bundled import bundled
from cldvalidator.extract.table import HeaderMatch

OTHER_NAME, NUMBERED, WITH_TABLE = "other name", "numbered", "with its table"
_BEFORE = re.compile(
    r"[\W_]*(?:(?:[a-z]{1,2}|col(?:umn)?|field|item|question)?[\W_]*\d{1,3}(?:\.\d{1,3})*[a-z]?"
    r"(?![a-z0-9])|\d{1,3}(?!\d)|[a-z]{1,2}[.:)])[\W_]*(?P<name>.+)",
    re.IGNORECASE | re.DOTALL,
)
_BEHIND = re.compile(r"(?P<name>.+?)[\W_]*\d{1,3}\W*", re.DOTALL)
"""A number or letter of the column, as form builders and surveys put one beside the name."""
_IN_BRACKETS = re.compile(r"[^\[\]]*\[(?P<name>[^\[\]]+)\]\s*")
"""A column as Power BI and DAX name it: Table[Column]."""
_NO_LETTER = re.compile("[^a-z0-9]+")
MOST_UNUSED = 300
"""A file with more columns that are no field is none in which a few headers are misspelled."""
_ALIKE = 0.8
_MOST_LETTERS = 200
_LEAST_LETTERS = 5


def spelled(header: str) -> str:
    """Return what is left of a header without case, spaces, underscores and punctuation."""
    if header.isascii():
        return _NO_LETTER.sub("", header.lower())
    plain = unicodedata.normalize("NFKC", header).casefold()
    return "".join(c for c in plain if c.isalnum())


@cache
def known_variants() -> Mapping[str, str]:
    """Return the field that each known other header stands for, by its spelling."""
    return {spelled(v): field for field, found in _bundled()["variants"].items() for v in found}


@cache
def _short_names() -> Mapping[str, tuple[str, str]]:
    """Return by its spelling what a short header stands for, and what it could be as well."""
    return {spelled(v): (f["field"], f["not"]) for v, f in _bundled()["short"].items()}


@cache
def _bundled() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(bundled("header_variants.json").read_text("utf-8"))
    return raw


def with_variants(
    matches: Sequence[HeaderMatch], own: Mapping[str, str]
) -> tuple[HeaderMatch, ...]:
    """Read columns kept aside under another name as their field, where nothing else is it.

    That is a known other name, after it a short one that only one field is left for, or a name with
    a number beside it, or behind that of the table it comes from. own: the field of each spelling
    of the specification's own names. Two columns with other names of one field are both left aside:
    nothing says which one is meant.
    """
    matches = _read_as(matches, known_variants().get, OTHER_NAME, own)
    there = {m.field for m in matches}
    matches = _read_as(matches, lambda name: _short_for(name, there), OTHER_NAME, own)
    matches = _read_as(matches, lambda name: _beside_a_number(name, own), NUMBERED, own)
    return tuple(_read_as(matches, lambda name: _behind_its_table(name, own), WITH_TABLE, own))


def _short_for(name: str, there: Collection[str | None]) -> str | None:
    """Return the field of a short header; none while the other that it could be has no column."""
    field, other = _short_names().get(name, (None, None))
    return field if other in there else None


def _read_as(
    matches: Sequence[HeaderMatch],
    field_of: Callable[[str], str | None],
    how: str,
    own: Mapping[str, str],
) -> Sequence[HeaderMatch]:
    free = set(own.values()) - {m.field for m in matches}
    asked = spelled if how == OTHER_NAME else str
    wanted = {
        m.position: field for m in matches if _is_open(m) and (field := field_of(asked(m.found)))
    }
    times = Counter(wanted.values())
    return [
        replace(m, field=field, how=how)
        if (field := wanted.get(m.position)) in free and times[field] == 1
        else m
        for m in matches
    ]


def _beside_a_number(header: str, own: Mapping[str, str]) -> str | None:
    """Return the field that a header names with a number before or behind the name."""
    if len(header) > _MOST_LETTERS:
        return None
    for found in filter(None, (_BEFORE.fullmatch(header), _BEHIND.fullmatch(header))):
        name = spelled(found["name"])
        if (field := own.get(name) or known_variants().get(name)) is not None:
            return field
    return None


def _behind_its_table(header: str, own: Mapping[str, str]) -> str | None:
    """Return the field that a header names behind a table, as in dbo.CLD.Gender or CLD[Gender]."""
    if len(header) > _MOST_LETTERS:
        return None
    names = [header[place + 1 :] for place, c in enumerate(header) if c == "."]
    if found := _IN_BRACKETS.fullmatch(header):
        names.append(found["name"])
    fields = (own.get(name) or known_variants().get(name) for name in map(spelled, names))
    return next((field for field in fields if field is not None), None)


def alike(matches: Sequence[HeaderMatch], missing: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Pair columns kept aside with a missing field of a similar name: header and field."""
    pairs = []
    still_open = [m for m in matches if _is_open(m)]
    if len(still_open) > MOST_UNUSED:
        return ()
    for match in still_open:
        found = spelled(match.found)
        likeness = [(_likeness(found, spelled(name)), name) for name in missing]
        best = max(likeness, default=(0.0, ""))
        if known_variants().get(found) in missing:
            best = (1.0, known_variants()[found])
        if best[0] >= _ALIKE:
            pairs.append((match.found, best[1]))
    return tuple(pairs)


def _is_open(match: HeaderMatch) -> bool:
    """Whether a column is no field, and that not because the user has told so."""
    return match.field is None and match.how != "told"


def _likeness(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    if len(short) < _LEAST_LETTERS or len(long) > _MOST_LETTERS:
        return 0.0
    if long.startswith(short) or long.endswith(short):
        return 0.9
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
