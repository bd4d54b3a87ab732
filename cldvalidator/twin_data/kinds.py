"""Row kinds: what a row of a twin keeps of its original, and which details can be read in it.

A kind is the council, the client, event and service type of a row, with the details in which it
differs from the person's other rows. One that fewer people have than `fewest` is given up for one
that enough have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from cldvalidator.checks.cells.identifiers import well_spaced_postcode
from cldvalidator.problems import InputProblem
from cldvalidator.twin_data.group_arrays import (
    NONE,
    Mask,
    Numbers,
    combined,
    commonest,
    pairs_of,
    people_of,
)
from cldvalidator.twin_data.source import NO_DAY, Source

OF_CARERS = " of carers"
_MORE_ROUNDS = 8
UNREADABLE = 0
"""Number of a value that cannot be read: blank, not in the list, no date."""


_REASON = "Primary Support Reason"
_MAY_DIFFER = ("Gender", "Ethnicity", "Date of Birth")
"""Details that never change, so that a row with another one is found wherever it is."""


@dataclass(frozen=True, eq=False)
class Details:
    """The details that a group of people will share, as the original has them.

    names: what each is called, in order: its field, or with `OF_CARERS` behind it for the support
    reason of a carer's rows, which says nothing of the reasons in the person's other rows. value:
    by name, by row, a number from 1, UNREADABLE for a cell that says nothing. own: by name, by
    person, the value that most of their rows have.
    """

    names: tuple[str, ...]
    value: Mapping[str, Numbers]
    own: Mapping[str, Numbers]

    def bit_of(self, name: str) -> int:
        """Return the bit of a detail, 0 for one that the file does not have."""
        return 1 << self.names.index(name) if name in self.names else 0


@dataclass(frozen=True, eq=False)
class RowKinds:
    """What each row keeps.

    original: by row, a number for council, client, event and service type; place: of those that it
    gets. unlisted: by row, bits of the types whose value is not in the list; they count as those of
    the rows most like it. readable, differs: by row,
    bits of the details that can be read, and that are not the person's own. kind: by row, a number
    for all that has to be shared. usual: by row, whether all details can be read that nearly all
    rows of the kind have. taken: by row, the row whose council and types it takes (itself, mostly).
    """

    original: Numbers
    place: Numbers
    unlisted: Numbers
    readable: Numbers
    differs: Numbers
    kind: Numbers
    usual: Mask
    taken: Numbers


def details_of(source: Source) -> Details:
    """Number the details of every row."""
    names = [n for n in source.roles.of("shared", "birth", "postcode") if source.has(n)]
    value = {name: _numbered(source, name) for name in names}
    if _REASON in value:
        carers = ~source.context.service_user
        value[_REASON + OF_CARERS] = np.where(carers, value[_REASON], UNREADABLE)
        value[_REASON] = np.where(carers, UNREADABLE, value[_REASON])
    value = {n: v for n, v in value.items() if v.any()}
    return Details(tuple(value), value, {n: _own(source, n, v) for n, v in value.items()})


def field_of(name: str) -> str:
    """Return the field of a detail."""
    return name.removesuffix(OF_CARERS)


def _own(source: Source, name: str, value: Numbers) -> Numbers:
    """By person: the value that most of their rows have; one that is known before any other."""
    known = value > 0
    unknown = source.specification.unknown(field_of(name))
    if unknown:
        known &= ~source.context.says(field_of(name), *unknown)
    found = commonest(source.person, value, known, source.people)
    other = commonest(source.person, value, value > 0, source.people)
    return np.maximum(np.where(found == NONE, other, found), UNREADABLE)


def _numbered(source: Source, name: str) -> Numbers:
    role = source.roles.fields[name].role
    if role == "shared":
        return source.listed(name) + 1
    if role == "birth":
        days = source.days(name)
        return np.where(days == NO_DAY, UNREADABLE, days - days[days != NO_DAY].min(initial=0) + 1)
    return are_postcodes(source, name).astype(np.int64)  # which one it is does not matter


def are_postcodes(source: Source, name: str) -> Mask:
    """By row: does a cell read as a whole postcode?"""
    column = source.read.column(name)
    pattern = source.specification.by_name[name].format.pattern or ""
    whole = re.compile(pattern, re.ASCII)
    good = [
        bool(whole.fullmatch(t) or whole.fullmatch(well_spaced_postcode(t))) for t in column.texts
    ]
    return column.take(np.array(good, bool))


def row_kinds(source: Source, details: Details) -> RowKinds:
    """Find the kinds of the rows, rare ones given up."""
    parts = [_place_part(source, name) for name in ("LA Code", *source.roles.of("kind"))]
    person, fewest = source.person, source.roles.fewest
    parts, unlisted = _imputed(parts)
    council, client, event, _ = parts
    nearest = (
        [client, event, council, _findings_of_types(source)],
        [client, event, council], [client, event], [client], [event], [np.zeros_like(event)],
    )  # fmt: skip
    readable, differs = _bits(source, details)
    taken = np.arange(len(source))
    faults = source.faults_of_rows
    places = combined(parts)
    for round_ in range(2 + len(nearest) + _MORE_ROUNDS):
        place = places[taken]
        base = _usual_bits(place, readable)
        extra = readable & ~base
        kind = combined([place, differs, np.where(extra > 0, readable, 0)])
        usual = ((extra > 0) | ((base & ~readable) == 0)) & (unlisted[taken] == 0)
        rare = (_people_with(kind, person, usual) < fewest)[kind]
        if not rare.any():
            return RowKinds(places, place, unlisted, readable, differs, kind, usual, taken)
        if rare.all():
            break
        differs = np.where(rare, 0, differs)
        if round_ > 0:
            readable = np.where(rare, readable & base, readable)
        if round_ > 1:
            like = combined(nearest[min(round_ - 2, len(nearest) - 1)])
            taken = _of_commonest(taken, rare, like, kind, faults)
    raise nothing_common(fewest)


def _findings_of_types(source: Source) -> Numbers:
    """By row: a number for what rules find in its types beside each other, such as CLI-03; or 0."""
    names = set(source.roles.of("kind"))
    return source.sets_of_findings(
        lambda g: g.rule.group == "records" and bool(names & {g.field}), np.arange(len(source))
    )


def _imputed(parts: list[Numbers]) -> tuple[list[Numbers], Numbers]:
    """Put, for types that are not listed, those of most rows that agree in all others."""
    unlisted = np.zeros(len(parts[0]), np.int64)
    found = [p.copy() for p in parts]
    for bit, part in enumerate(parts[1:]):
        bad = part == NONE
        unlisted |= bad.astype(np.int64) << bit
        if not bad.any() or bad.all():
            continue
        like = combined([p for p in parts if p is not part])
        low = int(part.min())
        most = commonest(like, part - low, ~bad, int(like.max()) + 1)
        everywhere = int(np.bincount(part[~bad] - low).argmax())
        best = np.where(most == NONE, everywhere, most) + low
        found[1 + bit] = np.where(bad, best[like], part)
    return found, unlisted


def nothing_common(fewest: int) -> InputProblem:
    """Return why no twin can be made of a file whose people are all unlike each other."""
    return InputProblem(
        f"No twin can be made of this file: too few of its people are alike for {fewest} of them "
        "to share each combination of details.",
        "Use the synthetic file instead: cldvalidator synthetic training.csv.",
    )


def _place_part(source: Source, name: str) -> Numbers:
    if source.roles.fields[name].role == "kind":
        return np.where(source.context.blank(name), -2, source.listed(name))
    return source.context.folded(name).astype(np.int64)


def _bits(source: Source, details: Details) -> tuple[Numbers, Numbers]:
    readable = np.zeros(len(source), np.int64)
    differs = np.zeros(len(source), np.int64)
    for bit, name in enumerate(details.names):
        value = details.value[name]
        other = (value > 0) & (value != details.own[name][source.person])
        if unknown := source.specification.unknown(field_of(name)):
            other &= ~source.context.says(field_of(name), *unknown)
        readable |= (value > 0).astype(np.int64) << bit
        differs |= other.astype(np.int64) << bit
    return readable, differs


def _usual_bits(place: Numbers, readable: Numbers) -> Numbers:
    """By row: the details that most rows of its place have."""
    most = commonest(place, readable, np.ones(len(place), bool), int(place.max(initial=0)) + 1)
    return most[place]


def _people_with(kind: Numbers, person: Numbers, usual: Mask) -> Numbers:
    """By kind: how many people have a row of it in which the usual details can be read."""
    groups, _ = pairs_of(kind[usual], person[usual])
    return np.bincount(groups, minlength=int(kind.max(initial=0)) + 1)


def _of_commonest(
    taken: Numbers, rare: Mask, like: Numbers, kind: Numbers, faults: Numbers
) -> Numbers:
    """Let rare rows take the types of a row of the commonest kind among rows like them.

    faults: by row, how many there are: of these rows that with the fewest is taken.
    """
    good = np.flatnonzero(~rare)
    counts = np.bincount(kind[good])
    order = good[np.lexsort((-faults[good], counts[kind[good]]))]
    best = np.full(int(like.max(initial=0)) + 1, NONE)
    best[like[order]] = order  # the last one written is of the commonest kind
    chosen = best[like]
    return np.where(rare & (chosen != NONE), taken[chosen], taken)


def with_differences(
    source: Source, details: Details, kinds: RowKinds, group: Numbers, random: np.random.Generator
) -> RowKinds:
    """Let people of some groups differ from themselves in a row, for those who no longer do.

    A difference that few people have, in a kind of row, was given up. As many rows as lost one get
    one where all people of a group have one row of a kind. group: by person.
    """
    of_row = group[source.person]
    rows_of = np.bincount(source.person)
    part = combined([of_row, kinds.kind])
    people, size = people_of(part, source.person), np.bincount(part)
    differs = kinds.differs.copy()
    for name in _MAY_DIFFER:
        if name not in details.names:
            continue
        bit = 1 << details.names.index(name)
        lost = int((source.found_in("ID-05", name) & (differs & bit == 0)).sum())
        fits = (kinds.readable & bit > 0) & (differs == 0) & (rows_of[source.person] > 2)
        whole = (np.bincount(part, weights=~fits) == 0) & (people == size)
        whole &= (size >= source.roles.fewest) & (size <= 2 * source.roles.fewest)
        for one in random.permutation(np.flatnonzero(whole)).tolist():
            if lost < size[one] // 2 + 1:
                break
            lost -= int(size[one])
            differs[part == one] |= bit
    return replace(kinds, differs=differs)
