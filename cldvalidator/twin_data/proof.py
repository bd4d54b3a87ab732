"""What is promised of a twin, each statement computed from both files once it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.cells.fields import blank_words
from cldvalidator.checks.cells.judgement import NO_GUESS, Fault
from cldvalidator.checks.cells.shapes import shape
from cldvalidator.extract import Column
from cldvalidator.extract.plain_text import plain_value
from cldvalidator.twin_data.date_cells import NO_DATES
from cldvalidator.twin_data.details import year_of
from cldvalidator.twin_data.group_arrays import (
    NONE,
    Hashes,
    Mask,
    Numbers,
    distinct,
    has_enough,
    is_among,
    pairs_of,
    random_words,
    ranked,
)
from cldvalidator.twin_data.kinds import are_postcodes
from cldvalidator.twin_data.listed import ANY_UNLISTED
from cldvalidator.twin_data.nearness import are_near
from cldvalidator.twin_data.roles import IDENTIFYING
from cldvalidator.twin_data.shapes import shape_of
from cldvalidator.twin_data.source import NO_DAY, Source

LAYOUT_RULES = frozenset({"FILE-01", "FILE-10", "FILE-11", "FILE-13"})
"""Rules about how a file is laid out: a twin is a plain CSV, so that they find nothing in it."""
_MADE_UP = frozenset(text.casefold() for text in (*NO_DATES, *ANY_UNLISTED))
_BYTES = 8


@dataclass(frozen=True)
class Statement:
    """One thing that is promised. number: what was counted. by_field: the same of each field."""

    text: str
    number: int
    holds: bool
    by_field: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class RuleBeside:
    """How many findings a rule has in both files."""

    rule: str
    title: str
    original: int
    twin: int

    @property
    def layout(self) -> bool:
        """Whether the rule is about how the file is laid out."""
        return self.rule in LAYOUT_RULES


@dataclass(frozen=True)
class TwinProof:
    """The proof of a twin. people: of the twin. fewest: people that share each combination."""

    rows: int
    columns: int
    people: int
    fewest: int
    quasi: tuple[str, ...]
    statements: tuple[Statement, ...]
    findings: tuple[RuleBeside, ...]

    @property
    def holds(self) -> bool:
        """Whether every statement is true."""
        return all(s.holds for s in self.statements)

    def is_near(self, beside: RuleBeside) -> bool:
        """Whether a rule finds about as much (`nearness.are_near`)."""
        return bool(are_near(np.array([beside.original]), np.array([beside.twin]))[0])

    @property
    def apart(self) -> tuple[RuleBeside, ...]:
        """The rules whose findings are not as near as is meant; without those about the layout."""
        return tuple(b for b in self.findings if not b.layout and not self.is_near(b))


def prove(source: Source, twin: Source) -> TwinProof:
    """Hold a twin, as it was read back, against its original."""
    fewest = source.roles.fewest
    return TwinProof(
        rows=len(twin),
        columns=len(twin.extract.columns) + len(twin.extract.unused),
        people=twin.people,
        fewest=fewest,
        quasi=tuple(n for n in source.roles.quasi if source.has(n)),
        statements=(
            _same_size(source, twin),
            _shared(source, twin),
            _unlisted(source, twin),
            _rare_values(source, twin),
            _rarest(twin, fewest),
            _rare_combinations(source, twin, fewest),
            _no_row_of_original(source, twin),
        ),
        findings=_beside(source, twin),
    )


def _same_size(source: Source, twin: Source) -> Statement:
    same = len(source) == len(twin) and _columns(source) == _columns(twin)
    ours, theirs = (np.sort(np.bincount(s.person)) for s in (source, twin))
    text = (
        "The twin has as many records as the original, the same columns in their order, and as "
        "many people with as many records each."
    )
    return Statement(text, len(twin), same and np.array_equal(ours, theirs))


def _columns(source: Source) -> tuple[list[str], list[str | None]]:
    """Return the fields in order, and what stands in each column: a field, or no field."""
    return list(source.extract.columns), [m.field for m in source.extract.reading.headers]


def _shared(source: Source, twin: Source) -> Statement:
    names = [n for n in source.roles.of(*IDENTIFYING) if source.has(n)]
    counts = tuple((n, _shared_texts(source, twin, n)) for n in names)
    number = sum(c for _, c in counts)
    text = (
        "No text of a field that names or describes somebody is in the twin, whatever its capitals."
    )
    return Statement(text, number, number == 0, counts)


def _shared_texts(source: Source, twin: Source, name: str) -> int:
    """Return how many texts of a field that say something are in both files."""
    field = source.specification.by_name[name]
    words = blank_words(name, field.type == "text" and not field.identifies)
    ours, theirs = (_plain_texts(s.extract.column(name)) for s in (source, twin))
    there = pc.is_in(theirs, ours).to_numpy(zero_copy_only=False)
    return len(set(theirs.filter(pa.array(there)).to_pylist()) - {"", *words})


def _plain_texts(column: Column) -> pa.StringArray:
    """Return what the texts of a column say, whatever is around them and their capitals."""
    values = column.values.filter(pa.array(column.counts > 0))
    bare = pc.and_(pc.string_is_ascii(values), pc.utf8_is_alnum(values))
    others = values.filter(pc.invert(bare)).to_pylist()
    plain = pa.array([plain_value(t).casefold() for t in others], pa.string())
    return pa.concat_arrays([pc.ascii_lower(values.filter(bare)), plain])


def _unlisted(source: Source, twin: Source) -> Statement:
    """Count texts of list and date fields that are neither listed nor known nor a mere shape."""
    counts = []
    for name in source.roles.of("shared", "kind", "person", "event", "birth", "date", "death"):
        if source.has(name):
            both = _unknown(source, name) & _unknown(twin, name)
            counts.append((name, len(both)))
    number = sum(c for _, c in counts)
    text = "No text that is no listed value, no known variant of one and no date is in the twin."
    return Statement(text, number, number == 0, tuple(counts))


def _unknown(source: Source, name: str) -> set[str]:
    """Return the texts of a field that are no listed value, no variant of one and no date."""
    field = source.specification.by_name[name]
    column, judged = source.extract.column(name), source.result.judged[name]
    mappings = source.specification.mappings.get(name, ())
    known = {shape(v) for v in (*source.specification.values(name), *(m.found for m in mappings))}
    known |= {shape(word) for word in blank_words(name, False)} | {""}
    dated = np.zeros(len(column.values), bool)
    if field.type == "date":
        dated[column.codes] = source.days(name) != NO_DAY
    found = set()
    for code in np.flatnonzero((column.counts > 0) & (judged.verdicts > 0) & ~dated).tolist():
        fault, text = judged.faults.get(code), plain_value(column.texts[code])
        if fault is not None and (fault.choices or _is_sure(fault)):
            continue
        if shape(text) not in known and text != shape_of(text):
            found.add(text.casefold())
    return found - _MADE_UP


def _is_sure(fault: Fault) -> bool:
    return fault.proposal is not None and fault.proposal.certainty in NO_GUESS


def _rare_values(source: Source, twin: Source) -> Statement:
    fewest = source.roles.fewest
    counts = []
    for name in source.roles.of("shared", "kind", "person", "event", "cost", "count", "file"):
        if source.has(name):
            rare = _values_of(source, name, fewest)
            counts.append((name, len(rare & _values_of(twin, name, None))))
    number = sum(c for _, c in counts)
    text = f"No value that fewer than {fewest} people have in the original is in the twin."
    return Statement(text, number, number == 0, tuple(counts))


def _values_of(source: Source, name: str, fewer_than: int | None) -> set[str]:
    """Return the values of a field, as they read; only those that fewer people have."""
    read = source.read.column(name)
    there = np.bincount(read.codes, minlength=len(read.values)) > 0
    listed = {v.casefold() for v in source.specification.values(name)}
    amounts = source.roles.fields[name].role in ("cost", "count", "file")
    enough = np.zeros(len(there), bool)
    if fewer_than is not None:
        many = has_enough(read.codes, source.person, fewer_than)
        enough[: len(many)] = many
    texts = {read.texts[c].strip().casefold() for c in np.flatnonzero(there & ~enough).tolist()}
    # Spellings of a value that many have are one value.
    texts -= {read.texts[c].strip().casefold() for c in np.flatnonzero(enough).tolist()}
    return {t for t in texts if t and (t in listed or (amounts and t != shape_of(t)))}


def _rarest(twin: Source, fewest: int) -> Statement:
    least = _fewest_in_a_combination(twin, exact=True)
    text = f"Each combination of these details is of at least {fewest} people in the twin."
    return Statement(text, least, least >= fewest)


def _fewest_in_a_combination(twin: Source, *, exact: bool) -> int:
    """Return how many people the rarest combination is of.

    A detail that cannot be read in a row says nothing: the row is one of those that agree with it
    in all others.
    """
    words, readable = _combinations(twin, exact=exact)
    least = twin.people
    for pattern in np.unique(readable).tolist():
        rows = np.flatnonzero(readable & pattern == pattern)
        keys = np.zeros(len(rows), np.uint64)
        for bit, word in enumerate(words):
            if pattern >> bit & 1:
                keys += word[rows]
        wanted = distinct(keys.view(np.int64)[readable[rows] == pattern])
        among = is_among(keys.view(np.int64), wanted)
        numbers = np.searchsorted(wanted, keys.view(np.int64)[among])
        of, _ = pairs_of(numbers, twin.person[rows[among]])
        least = min(least, int(np.bincount(of, minlength=len(wanted)).min()))
    return least


def _combinations(source: Source, *, exact: bool) -> tuple[list[Hashes], Numbers]:
    """Return, by row, a word for each detail, and bits of those that can be read.

    exact: with the year of birth and the postcode; else with the age band.
    """
    words: list[Hashes] = []
    readable = np.zeros(len(source), np.int64)
    for name in source.roles.quasi:
        if not source.has(name):
            continue
        role = source.roles.fields[name].role
        if role == "postcode" and not exact:
            continue
        texts, says = _numbers_of(source, name, exact=exact)
        readable |= says.astype(np.int64) << len(words)
        words.append(np.where(says, texts, np.uint64(0)))
    return words, readable


def _numbers_of(source: Source, name: str, *, exact: bool) -> tuple[Hashes, Mask]:
    role = source.roles.fields[name].role
    if role == "birth":
        days = source.days(name)
        says = days != NO_DAY
        known = np.where(says, days, 0)
        number = year_of(known) if exact else source.age_band(known)
        return _words(name, number), says
    if role in ("shared", "kind"):
        number = source.listed(name)
        blank = source.context.blank(name)
        says = (number >= 0) | (blank & (role == "kind"))
        return _words(name, np.where(blank, -2, number)), says
    read = source.read.column(name)
    by_code = np.array([_word(name, t.strip().casefold()) for t in read.texts], np.uint64)
    says = are_postcodes(source, name) if role == "postcode" else ~source.context.blank(name)
    return by_code[read.codes], says


def _words(name: str, number: Numbers) -> Hashes:
    values, inverse = ranked(number)
    return np.array([_word(name, str(v)) for v in values.tolist()], np.uint64)[inverse]


@cache
def _word(name: str, text: str) -> int:
    digest = hashlib.blake2b(f"{name}\0{text}".encode(), digest_size=_BYTES).digest()
    return int.from_bytes(digest, "big") | 1


def _rare_combinations(source: Source, twin: Source, fewest: int) -> Statement:
    keys = [_key(*_combinations(s, exact=False)) for s in (source, twin)]
    rare = _rare(keys[0], source, fewest)
    number = int(is_among(keys[1].view(np.int64), rare).sum())
    text = (
        f"No combination that fewer than {fewest} people have in the original, by age band, is in "
        "the twin."
    )
    return Statement(text, number, number == 0)


def _key(words: Sequence[Hashes], readable: Numbers) -> Hashes:
    key = readable.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for word in words:
        key += word
    return key


def _rare(key: Hashes, source: Source, fewest: int) -> Numbers:
    """Return the keys that too few people have, as signed numbers in order."""
    keys, number = ranked(key.view(np.int64))
    return keys[~has_enough(number, source.person, source.roles.fewest)]


def _no_row_of_original(source: Source, twin: Source) -> Statement:
    number = len(RareRecords(source).rows_like(twin.extract.columns, np.arange(len(twin))))
    text = (
        f"No record that fewer than {source.roles.fewest} people of the original have is in the "
        "twin, even without what names somebody."
    )
    return Statement(text, number, number == 0)


class RareRecords:
    """The records of a file that few people have, without what names somebody."""

    def __init__(self, source: Source) -> None:
        names = [n for n in source.extract.columns if n not in source.roles.of(*IDENTIFYING)]
        values = {n: source.extract.column(n).values for n in names}
        # Where most texts are, most rows of a twin show at once that they are no such record.
        self._texts = dict(sorted(values.items(), key=lambda item: -len(item[1])))
        self._words = [
            random_words(np.arange(len(values)) + (place << 32))
            for place, values in enumerate(self._texts.values())
        ]
        key = np.zeros(len(source), np.uint64)
        for name, words in zip(self._texts, self._words, strict=True):
            key += words[source.extract.column(name).codes]
        self._rare = _rare(key, source, source.roles.fewest)

    def rows_like(self, columns: Mapping[str, Column], rows: Numbers) -> Numbers:
        """Return which rows of a twin are such a record. columns: of the twin, the same ones."""
        key = np.zeros(len(rows), np.uint64)
        for (name, texts), words in zip(self._texts.items(), self._words, strict=True):
            column = columns[name]
            same = pc.index_in(column.values, texts).fill_null(NONE).to_numpy(zero_copy_only=False)
            code = same[column.codes[rows]]
            there = code >= 0
            key, rows = key[there] + words[code[there]], rows[there]
        return rows[is_among(key.view(np.int64), self._rare)]


def _beside(source: Source, twin: Source) -> tuple[RuleBeside, ...]:
    # The council's own rules are not run on the twin, and whoever gets it need not know them.
    before, after = source.result.findings.national, twin.result.findings.national
    ours, theirs, rules = before.by_rule(), after.by_rule(), dict(before.rules)
    there = [r for r in rules if ours[r] or theirs[r]]
    found = [RuleBeside(r, rules[r].title, ours[r], theirs[r]) for r in there]
    return tuple(sorted(found, key=lambda b: (-b.original, b.rule)))
