"""Names without a list that are spelt in several ways: gathered, never across two identifiers.

First by their words (capitals, punctuation, order and legal forms aside), then by one typing error
in one word. Words with digits tell names apart: "Unit 1" is not "Unit 2". A name whose records
have another identifier, such as another CQC location, is another name however it is spelt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cldvalidator.checks.cells.nearness import distance, words
from cldvalidator.extract import Column, Extract
from cldvalidator.fixes.changes import BY_REPLACING, ValueChange

NAMES: Mapping[str, str] = {
    "Provider CQC Location Name": "Provider CQC Location ID",
    "GP Practice Name": "GP Practice Code",
    "Event Description": "",
}
"""Fields whose spellings are compared, each with the field that identifies what it names."""
_FORMS = frozenset(("ltd", "limited", "plc", "llp", "the", "and", "co"))
_SHORTEST = 5
"""A word of fewer letters is not taken for another one."""
_MOST_ALIKE = 60
"""More names that share all words but one tell of a system, such as names of streets."""
_Key = tuple[str, ...]


@dataclass(frozen=True)
class NearSpellings:
    """One name of a field. written: its most frequent spelling; others: the rest, with rows."""

    field: str
    written: str
    rows: int
    others: tuple[tuple[str, int], ...]

    def changes(self) -> list[ValueChange]:
        """Return the changes that write every spelling as the most frequent one."""
        return [
            ValueChange(self.field, text, self.written, rows, "", certainty="ask", by=BY_REPLACING)
            for text, rows in self.others
        ]


def near_spellings(extract: Extract, field: str) -> tuple[NearSpellings, ...]:
    """Return the names of a field that are spelt in several ways, the most rows to change first.

    field: one of `NAMES`; of a field that the file lacks there are none.
    """
    if field not in extract.columns:
        return ()
    column = extract.records.columns[field]
    codes = np.flatnonzero((column.counts > 0) & ~column.blank_values)
    texts = {c: str(column.values[c]) for c in codes.tolist()}
    named = identifiers_of(extract.records, column, NAMES[field])
    by_key: dict[_Key, list[int]] = {}
    for code, text in texts.items():
        by_key.setdefault(_key(text), []).append(code)
    by_key.pop((), None)
    groups = _Groups({code: named.get(code, frozenset()) for code in texts})
    for alike in by_key.values():
        for other in alike[1:]:
            groups.join(alike[0], other)
    for key, its_like in _mistyped(by_key):
        groups.join(by_key[key][0], by_key[its_like][0])
    found = (_named(field, members, texts, column) for members in groups.of_several())
    return tuple(sorted(found, key=lambda n: (-sum(r for _, r in n.others), n.written)))


def _named(
    field: str, members: Sequence[int], texts: Mapping[int, str], column: Column
) -> NearSpellings:
    order = sorted(members, key=lambda c: (-int(column.counts[c]), texts[c]))
    others = tuple((texts[c], int(column.counts[c])) for c in order[1:])
    return NearSpellings(field, texts[order[0]], int(column.counts[order[0]]), others)


def _key(text: str) -> _Key:
    """Return the words that make a name, in order; all of them where it has only legal forms."""
    found = words(text)
    return tuple(sorted({w for w in found if w not in _FORMS} or set(found)))


def _mistyped(keys: Mapping[_Key, object]) -> Iterator[tuple[_Key, _Key]]:
    """Yield the keys that differ by one typing error in one word."""
    shared: dict[tuple[_Key, str], list[tuple[str, _Key]]] = {}
    for key in keys:
        for place, word in enumerate(key):
            if len(word) >= _SHORTEST and word.isalpha():
                rest = (*key[:place], *key[place + 1 :])
                # Of a name of one word both halves are looked at: a typing error is in one of them.
                half = len(word) // 2
                heads = ("",) if rest else (f"{word[:half]}-", f"-{word[-half:]}")
                for head in heads:
                    shared.setdefault((rest, head), []).append((word, key))
    for alike in shared.values():
        if len(alike) <= _MOST_ALIKE:
            for place, (word, key) in enumerate(alike):
                for other, its_key in alike[place + 1 :]:
                    if distance(word, other) == 1:
                        yield key, its_key


def is_near(one: str, other: str) -> bool:
    """Tell whether two texts may be spellings of one name: the same words, or one typing error."""
    keys = {_key(one): 0, _key(other): 1}
    return () not in keys and (len(keys) == 1 or any(True for _ in _mistyped(keys)))


def identifiers_of(extract: Extract, column: Column, by: str) -> dict[int, frozenset[str]]:
    """Return by code of a name the identifiers of its records."""
    if not by or by not in extract.columns:
        return {}
    ids = extract.columns[by]
    filled = ~ids.blank_rows
    pairs = column.codes[filled].astype(np.int64) * len(ids.values) + ids.codes[filled]
    found: dict[int, set[str]] = {}
    for pair in np.unique(pairs).tolist():
        name, number = divmod(pair, len(ids.values))
        found.setdefault(name, set()).add(str(ids.values[number]).strip().casefold())
    return {name: frozenset(those) for name, those in found.items()}


class _Groups:
    """Names joined as long as all of a group have one identifier at most."""

    def __init__(self, identifiers: Mapping[int, frozenset[str]]) -> None:
        self._of = {code: code for code in identifiers}
        self._ids = dict(identifiers)
        self._members: dict[int, list[int]] = {code: [code] for code in identifiers}

    def join(self, one: int, other: int) -> None:
        """Join the groups of two names, unless that would bring two identifiers together."""
        here, there = self._of[one], self._of[other]
        ids = self._ids[here] | self._ids[there]
        if here == there or len(ids) > 1:
            return
        self._ids[here] = ids
        for member in self._members.pop(there):
            self._of[member] = here
            self._members[here].append(member)

    def of_several(self) -> list[list[int]]:
        """Return the groups of more than one name."""
        return [members for members in self._members.values() if len(members) > 1]
