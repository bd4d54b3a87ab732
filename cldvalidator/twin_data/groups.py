"""Groups of at least five people who will share all details that could say who they are.

People are put together with those most like them: the same kinds of rows and all the same details,
then with fewer and fewer details the same. Who is like nobody in the kinds of rows joins people
who between them have these kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cldvalidator.twin_data.group_arrays import (
    NONE,
    Mask,
    Numbers,
    combined,
    distinct,
    numbered_sets,
    ranks,
)
from cldvalidator.twin_data.kinds import RowKinds, nothing_common
from cldvalidator.twin_data.source import Source

HOMES = 100
"""What a sort of people is divided by for what matters most in it."""
_MOST = 30
"""People of a group that takes those who are like nobody, where another one can be made."""
_LOOKED_AT = 40
_UNLIKE_WEIGHS = 5
"""As how many strange kinds of rows another age counts, or another sort of home."""
_CHOICE = 200
"""How many are compared when a group needs somebody."""


def groups_of(
    source: Source, kinds: RowKinds, likeness: Sequence[Numbers], random: np.random.Generator
) -> Numbers:
    """By person: the number of their group.

    likeness: numbers by person, what matters most first. People who differ in the first are only
    put together where there is no other way; the second are numbers below `HOMES`. In a group,
    every kind of row that somebody has is there, with all its usual details, for at least `fewest`
    people.
    """
    sets = _SetsOfKinds(source, kinds)
    group = np.full(source.people, NONE, np.int64)
    made = 0
    for depth in range(len(likeness), 1, -1):
        alike = combined([sets.number, *likeness[:depth]])
        free = np.flatnonzero((group == NONE) & sets.whole)
        there, numbers = _chunked(free, alike, source.roles.fewest, random)
        group[there] = made + numbers
        made += int(numbers.max(initial=-1)) + 1
        _join_others(group, alike, sets.whole, random)
    left = np.flatnonzero(group == NONE)
    if len(left):
        _Mixed(group, sets, likeness[0] * HOMES + likeness[1], (source.roles.fewest, made)).place(
            left
        )
    return ranks(group)


class _SetsOfKinds:
    """The kinds of rows that each person has. whole: whether with all usual details in each."""

    def __init__(self, source: Source, kinds: RowKinds) -> None:
        width = int(kinds.kind.max(initial=0)) + 1
        keys = source.person * width + kinds.kind
        every, usual = distinct(keys), distinct(keys[kinds.usual])
        self.person, self.kind = every // width, every % width
        self.has_usual = np.isin(every, usual, assume_unique=True)
        self.whole: Mask = np.ones(source.people, bool)
        self.whole[self.person[~self.has_usual]] = False
        self.first = np.searchsorted(self.person, np.arange(source.people + 1))
        self.number = self._numbered(source.people)

    def _numbered(self, people: int) -> Numbers:
        """By person: a number for the set."""
        return numbered_sets(self.person, self.kind, people)

    def of(self, person: int) -> tuple[list[int], list[int]]:
        """Return the kinds of a person, and those that they have with all usual details."""
        part = slice(int(self.first[person]), int(self.first[person + 1]))
        kinds = self.kind[part]
        return kinds.tolist(), kinds[self.has_usual[part]].tolist()


def _chunked(
    free: Numbers, alike: Numbers, fewest: int, random: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Put people who are alike into groups of `fewest` or a few more; return them and their groups.

    Those of whom fewer than `fewest` are alike are left out.
    """
    counts = np.bincount(alike[free], minlength=int(alike.max(initial=0)) + 1)
    free = free[counts[alike[free]] >= fewest]
    free = free[random.permutation(len(free))]
    free = free[np.argsort(alike[free], kind="stable")]
    of = alike[free]
    place = np.arange(len(of)) - np.searchsorted(of, of)
    return free, combined([of, np.minimum(place // fewest, counts[of] // fewest - 1)])


def _join_others(group: Numbers, alike: Numbers, whole: Mask, random: np.random.Generator) -> None:
    """Let people of whom a detail cannot be read join a group of people like them."""
    waiting = np.flatnonzero((group == NONE) & ~whole)
    there = np.flatnonzero((group != NONE) & whole)
    if not len(waiting) or not len(there):
        return
    there = there[np.argsort(alike[there], kind="stable")]
    first = np.searchsorted(alike[there], alike[waiting], "left")
    size = np.searchsorted(alike[there], alike[waiting], "right") - first
    found = size > 0
    drawn = first[found] + random.integers(0, size[found])
    group[waiting[found]] = group[there[drawn]]


@dataclass
class _Group:
    """A group of people of several kinds. supports: the kinds that enough of them have, as bits."""

    number: int
    members: list[int]
    supports: int


@dataclass
class _Part:
    """Somebody who is in no group yet, or a whole group of people of the same kinds."""

    people: list[int]
    kinds: int
    sort: int

    def strangeness(self, sort: int, there: int) -> tuple[int, int]:
        """Return how little they fit: by age and home, and by the kinds that they bring along."""
        unlike = (self.sort // HOMES != sort // HOMES) + (self.sort % HOMES != sort % HOMES)
        brings = (self.kinds & ~there).bit_count()
        return brings + _UNLIKE_WEIGHS * unlike, len(self.people)


class _Mixed:
    """Places people whose kinds of rows few others have, all of them together."""

    def __init__(
        self, group: Numbers, sets: _SetsOfKinds, sort: Numbers, numbers: tuple[int, int]
    ) -> None:
        self._group, self._sets, self._sort = group, sets, sort
        self._fewest, self._made = numbers
        self._first = self._made
        self._mixed: list[_Group] = []
        self._of_kind: dict[int, list[_Part]] = {}
        self._of_kind_and_sort: dict[tuple[int, int], list[_Part]] = {}

    def place(self, left: Numbers) -> None:
        """Give each of these people a group."""
        common = np.bincount(self._sets.kind)
        rarest = {p: min(common[k] for k in self._sets.of(p)[0]) for p in left.tolist()}
        waiting = sorted(rarest, key=rarest.__getitem__)
        self._index(waiting)
        for person in waiting:
            if self._group[person] == NONE and not self._joins(person):
                self._build(person)

    def _index(self, waiting: list[int]) -> None:
        """Note who there is to be taken, by kind: people one by one, and groups as a whole."""
        members = np.flatnonzero(self._group != NONE)
        order = members[np.argsort(self._group[members], kind="stable")]
        cuts = np.flatnonzero(np.diff(self._group[order])) + 1
        pure = [part.tolist() for part in np.split(order, cuts) if len(part)]
        for people in [*([p] for p in waiting), *pure]:
            kinds, usual = self._sets.of(people[0])
            part = _Part(people, _bits(kinds), int(self._sort[people[0]]))
            for kind in kinds if len(people) > 1 else usual:
                self._of_kind.setdefault(kind, []).append(part)
                self._of_kind_and_sort.setdefault((kind, part.sort), []).append(part)

    def _joins(self, person: int) -> bool:
        wanted = _bits(self._sets.of(person)[0])
        for group in reversed(self._mixed[-_LOOKED_AT:]):
            same = self._sort[group.members[0]] == self._sort[person]
            if same and len(group.members) < _MOST and not wanted & ~group.supports:
                group.members.append(person)
                self._group[person] = group.number
                return True
        return False

    def _build(self, person: int) -> None:
        """Make a group around a person, of groups and people who have the same kinds of rows."""
        members, sort = [person], int(self._sort[person])
        self._group[person] = self._made
        while missing := self._missing(members):
            kind = next(iter(missing))
            more = self._more(kind, sort, members)
            if not more:
                raise nothing_common(self._fewest)
            members += more
            self._group[more] = self._made
        supports = _bits([k for p in members for k in self._sets.of(p)[0]])
        self._mixed.append(_Group(self._made, members, supports))
        self._made += 1

    def _missing(self, members: list[int]) -> dict[int, int]:
        """By kind: how many people who have it with all usual details the members lack."""
        counts: dict[int, int] = {}
        for person in members:
            kinds, usual = self._sets.of(person)
            for kind in kinds:
                counts.setdefault(kind, 0)
            for kind in usual:
                counts[kind] += 1
        return {k: self._fewest - n for k, n in counts.items() if n < self._fewest}

    def _more(self, kind: int, sort: int, members: list[int]) -> list[int]:
        """Return people who have a kind: those of like sort, who bring the fewest kinds with them.

        One who has a group already comes with all of it.
        """
        there = _bits([k for p in members for k in self._sets.of(p)[0]])
        among = self._free(self._of_kind_and_sort.get((kind, sort), []))
        if among := among or self._free(self._of_kind.get(kind, [])):
            return min(among, key=lambda part: part.strangeness(sort, there)).people
        for place, group in enumerate(self._mixed):
            if group.supports >> kind & 1:
                del self._mixed[place]
                return group.members
        return []

    def _free(self, parts: list[_Part]) -> list[_Part]:
        """Return the first parts that are free, and take those before them that are not out."""
        found: list[_Part] = []
        seen = 0
        for part in parts:
            if len(found) == _CHOICE:
                break
            seen += 1
            if self._is_free(part):
                found.append(part)
        parts[:seen] = found
        return found

    def _is_free(self, part: _Part) -> bool:
        """Whether people are in no group yet but their own."""
        number = self._group[part.people[0]]
        return bool(number < self._first if len(part.people) > 1 else number == NONE)


def _bits(kinds: Sequence[int]) -> int:
    found = 0
    for kind in kinds:
        found |= 1 << kind
    return found
