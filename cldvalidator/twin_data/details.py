"""The details that the people of a group share: drawn until none of their combinations is rare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cldvalidator.twin_data.group_arrays import (
    Mask,
    Numbers,
    combined,
    commonest,
    is_among,
    pairs_of,
    picked,
)
from cldvalidator.twin_data.kinds import Details, RowKinds, field_of, nothing_common
from cldvalidator.twin_data.source import NO_DAY, Source

_ROUNDS = 100
_TYPES = 8
"""Sets of the three types that can be unlisted."""
_WHOLE = 6
"""Rounds in which somebody's details are taken together, later one by one."""
_APART = {"Ethnicity": 12, "Gender": 12, "Accommodation Status": 40}
_HOME = "Accommodation Status"
_FREE = ("Ethnicity", "Gender")
_EVENLY, _NOBODYS, _ALL_APART, _LATE = 24, 36, 60, 80
"""From which round a detail is drawn apart, because no people's own ones will do."""


@dataclass(frozen=True, eq=False)
class NewDetails:
    """The details of the twin.

    value: by field that has a list, by row, the place in the list; -1 where the cell says nothing.
    born: by row, the day of birth; NO_DAY where the cell says nothing. unread: the day that would
    be there.
    """

    value: Mapping[str, Numbers]
    born: Numbers
    unread: Numbers


class DetailDraw:
    """Draws details for groups. Values are numbers from 1, as `Details` has them."""

    def __init__(
        self,
        source: Source,
        details: Details,
        kinds: RowKinds,
        people: tuple[Numbers, Numbers],
        random: np.random.Generator,
    ) -> None:
        self.value: dict[str, Numbers] = {}
        self.other: dict[str, Numbers] = {}
        group, self._alike = people
        alike = self._alike
        self._source, self._kinds, self._group, self._random = source, kinds, group, random
        self._details = details
        self.names = tuple(
            n for n in details.names if source.roles.fields[field_of(n)].role in ("shared", "birth")
        )
        self._groups = int(group.max(initial=0)) + 1
        self._coarse = {n: self._coarsened(n) for n in self.names}
        self._sizes = [int(c.max(initial=0)) + 2 for c in self._coarse.values()]
        order = np.argsort(group, kind="stable")
        self._member, self._first = (
            order,
            np.searchsorted(group[order], np.arange(self._groups + 1)),
        )
        if _HOME in self.names:
            own = details.own[_HOME]
            self._home = np.maximum(commonest(group, own, own > 0, self._groups), 0)
        self._common = {n: self._common_values(n) for n in self.names}
        self._nobodys = {n: self._values_of_nobody(n) for n in self.names}
        self._rare = self._rare_combinations()
        bits = self._bits_of_names()
        keys = combined(
            [group[source.person], kinds.place, kinds.unlisted[kinds.taken], kinds.readable & bits,
             kinds.differs]
        )  # fmt: skip
        rows = np.unique(keys, return_index=True)[1]
        self._of = group[source.person[rows]]
        unlisted = kinds.unlisted[kinds.taken]
        self._place = (kinds.place * _TYPES + unlisted)[rows]
        self._by_likeness = np.argsort(alike, kind="stable")
        self._alike_in_order = alike[self._by_likeness]
        self._readable, self._differs = kinds.readable[rows], kinds.differs[rows]

    def _coarsened(self, name: str) -> Numbers:
        """By value: the number that combinations are counted by: the age band, for births."""
        most = int(self._details.value[name].max(initial=0))
        if self._source.roles.fields[field_of(name)].role != "birth":
            return np.arange(len(self._source.specification.values(field_of(name))) + 1)
        bands = self._source.age_band(np.arange(most + 1) - 1 + self.first_birth)
        bands += 1
        bands[0] = 0
        return bands

    @property
    def first_birth(self) -> int:
        """The day that births are counted from."""
        days = self._source.days("Date of Birth")
        return int(days[days != NO_DAY].min(initial=0))

    def _bit(self, name: str) -> int:
        return self._details.names.index(name)

    def _bits_of_names(self) -> int:
        return sum(1 << self._bit(n) for n in self.names)

    def _common_values(self, name: str) -> Numbers:
        """By coarse value: how many people have it; 0 where too few have."""
        value = self._coarse[name][self._details.value[name]]
        size = int(self._coarse[name].max(initial=0)) + 1
        values, _ = pairs_of(value, self._source.person)
        counts = np.bincount(values, minlength=size)
        counts[0] = 0
        return np.where(counts < self._source.roles.fewest, 0, counts)

    def _rare_combinations(self) -> Numbers:
        """Return the combinations of the original that too few people have, in order."""
        values = [self._coarse[n][self._details.value[n]] for n in self.names]
        key = self._key(self._kinds.original * _TYPES + self._kinds.unlisted, values)
        keys, inverse = np.unique(key, return_inverse=True)
        found, _ = pairs_of(inverse, self._source.person)
        return keys[np.bincount(found, minlength=len(keys)) < self._source.roles.fewest]

    def _key(self, place: Numbers, values: list[Numbers]) -> Numbers:
        key = place.astype(np.int64)
        for value, size in zip(values, self._sizes, strict=True):
            key = key * size + value
        return key

    def drawn(self) -> NewDetails:
        """Draw the details of every group, and lay them in the rows of its people.

        Raises InputProblem where no details of a group will do.
        """
        for name in self.names:
            self.value[name] = np.zeros(self._groups, np.int64)
            self.other[name] = np.zeros(self._groups, np.int64)
        if len(self._tried(np.arange(self._groups), 0)):
            raise nothing_common(self._source.roles.fewest)
        return self.laid()

    def redrawn(self, groups: Numbers, first: int) -> NewDetails:
        """Draw the details of some groups again; where no others will do, they stay.

        first: the round to begin with.
        """
        kept = self.snapshot()
        stay = np.zeros(self._groups, bool)
        stay[self._tried(groups, first)] = True
        self.restore(kept, stay)
        return self.laid()

    def differing(self, name: str, value: int) -> tuple[Numbers, NewDetails]:
        """Give one value to all rows that differ, in a detail, from their person's other rows.

        Return the groups in which it was done: those where no combination becomes a rare one.
        """
        differs = (self._differs & (1 << self._bit(name))) > 0
        groups = np.unique(self._of[differs])
        kept = self.snapshot()
        self.other[name][groups] = value
        bad = self._bad(self.value, self.other)
        self.restore(kept, bad)
        return groups[~bad[groups]], self.laid()

    def snapshot(self) -> list[tuple[Numbers, Numbers]]:
        """Return the details of all groups as they are."""
        return [(self.value[n].copy(), self.other[n].copy()) for n in self.names]

    def restore(self, kept: list[tuple[Numbers, Numbers]], groups: Mask) -> None:
        """Give some groups the details of a snapshot."""
        for name, (value, other) in zip(self.names, kept, strict=True):
            self.value[name][groups] = value[groups]
            self.other[name][groups] = other[groups]

    def _tried(self, groups: Numbers, first: int) -> Numbers:
        """Draw details for some groups in rounds; return those for whom none will do."""
        waiting = groups
        for round_ in range(first, first + _ROUNDS):
            self._candidates(waiting, round_, self.value, self.other)
            bad = self._bad(self.value, self.other)
            waiting = waiting[bad[waiting]]
            if not len(waiting):
                break
        return waiting

    def _candidates(
        self,
        groups: Numbers,
        round_: int,
        value: dict[str, Numbers],
        other: dict[str, Numbers],
    ) -> None:
        member = self._some_member(groups)
        for name in self.names:
            if round_ >= _WHOLE:
                member = self._some_member(groups)
            own = self._details.own[name][member]
            if name == _HOME and round_ >= _WHOLE:  # a rare home of one would pass most easily
                own = self._home[groups]
            apart = own == 0
            apart |= round_ >= _APART.get(name, _ALL_APART)
            drawn = self._drawn(name, groups, round_)
            value[name][groups] = np.where(apart, drawn, own)
            if self._kinds.differs.any():
                again = [self._drawn(name, groups, round_) for _ in range(2)]
                same = again[0] == value[name][groups]
                other[name][groups] = np.where(same, again[1], again[0])

    def _some_member(self, groups: Numbers) -> Numbers:
        first = self._first[groups]
        place = first + self._random.integers(0, self._first[groups + 1] - first)
        members: Numbers = self._member[place]
        return members

    def _drawn(self, name: str, groups: Numbers, round_: int) -> Numbers:
        """Return drawn values: by how many people have them, or of people with the same support.

        What goes with the support that somebody gets is of the second sort, up to a late round.
        """
        common, nobodys = self._common[name], self._nobodys[name]
        if len(nobodys) and (not common.any() or (name in _FREE and round_ >= _NOBODYS)):
            return nobodys[self._random.integers(0, len(nobodys), len(groups))]
        if not common.any():
            raise nothing_common(self._source.roles.fewest)
        if name in _FREE or (round_ > _LATE and self._is_coarse(name)):
            weights = common if round_ < _EVENLY else common > 0
            return picked(weights.astype(np.int64), len(groups), self._random)
        if round_ > _LATE:
            return self._details.own[name][
                self._random.integers(0, self._source.people, len(groups))
            ]
        like = self._alike[self._some_member(groups)]
        first, last = (np.searchsorted(self._alike_in_order, like, s) for s in ("left", "right"))
        people = self._by_likeness[self._random.integers(first, last)]
        return self._details.own[name][people]

    def _is_coarse(self, name: str) -> bool:
        return self._source.roles.fields[field_of(name)].role == "shared"

    def _values_of_nobody(self, name: str) -> Numbers:
        """Return the values of the list that nobody has: no combination with them is rare."""
        if not self._is_coarse(name):
            return np.zeros(0, np.int64)
        there = np.zeros(len(self._common[name]), bool)
        there[np.unique(self._coarse[name][self._details.value[name]])] = True
        return np.flatnonzero(~there[1:]) + 1

    def _bad(self, value: dict[str, Numbers], other: dict[str, Numbers]) -> Mask:
        """By group: is one of its combinations rare in the original, or a value?"""
        parts, bad_rows = [], np.zeros(len(self._of), bool)
        for name in self.names:
            bit = 1 << self._bit(name)
            differs = (self._differs & bit) > 0
            full = np.where(differs, other[name][self._of], value[name][self._of])
            same = other[name][self._of] == value[name][self._of]
            coarse = self._coarse[name][np.minimum(full, len(self._coarse[name]) - 1)]
            rare = self._common[name] == 0
            rare[self._nobodys[name]] = False
            readable = (self._readable & bit) > 0
            bad_rows |= readable & rare[coarse]
            bad_rows |= differs & same
            parts.append(np.where(readable, coarse, 0))
        key = self._key(self._place, parts)
        bad_rows |= is_among(key, self._rare)
        bad = np.zeros(self._groups, bool)
        bad[self._of[bad_rows]] = True
        return bad

    def laid(self) -> NewDetails:
        """Lay the details of the groups in the rows of their people."""
        source, kinds, group, random = self._source, self._kinds, self._group, self._random
        of_row = group[source.person]
        found: dict[str, Numbers] = {}
        born = unread = np.full(len(source), NO_DAY, np.int64)
        for bit, name in enumerate(self._details.names):
            if name not in self.names:
                continue
            readable = (kinds.readable >> bit & 1).astype(bool)
            differs = (kinds.differs >> bit & 1).astype(bool)
            value, other = self.value[name], self.other[name]
            if source.roles.fields[field_of(name)].role == "birth":
                one = _births(source, value[group] - 1 + self.first_birth, random)
                two = _births(source, other[group] - 1 + self.first_birth, random)
                unread = np.where(differs, two[source.person], one[source.person])
                born = np.where(readable, unread, NO_DAY)
                continue
            number = np.where(differs, other[of_row], value[of_row])
            number = np.where(readable, number, 0) - 1
            field = field_of(name)
            found[field] = np.maximum(found[field], number) if field in found else number
        return NewDetails(found, born, unread)


def _births(source: Source, like: Numbers, random: np.random.Generator) -> Numbers:
    """By person: a day of the same year, and the same age band, as a day."""
    years = year_of(like)
    start, end = _first_of(years), _first_of(years + 1)
    band = source.age_band(like)
    found = like.copy()
    waiting = np.arange(len(like))
    for _ in range(30):
        days = random.integers(start[waiting], end[waiting])
        fits = source.age_band(days) == band[waiting]
        found[waiting[fits]] = days[fits]
        waiting = waiting[~fits]
        if not len(waiting):
            break
    return found


def year_of(days: Numbers) -> npt.NDArray[np.int64]:
    """Return the years of days."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def _first_of(years: Numbers) -> Numbers:
    return (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
