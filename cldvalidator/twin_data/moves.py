"""Moves: a row of a twin becomes like another row of it, so that a rule finds it, or no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle

import numpy as np

from cldvalidator.checks.rules import Rule
from cldvalidator.twin_data.cells import Plan
from cldvalidator.twin_data.group_arrays import NONE, Codes, Mask, Numbers, combined
from cldvalidator.twin_data.roles import Role

_OF_EVENTS: tuple[Role, ...] = ("event", "cost", "date", "text", "provider")
_OF_SOMEBODY: tuple[Role, ...] = ("number", "name", "practice", "birth", "death")
REFERENCE = "Event Reference"
_AMONG = 60
"""Rows of which one is chosen that another row becomes like."""


@dataclass(frozen=True)
class Step:
    """Rows that become like other ones, in some fields.

    reference: the code of an event reference that the rows get, NONE for no other one.
    """

    rows: tuple[int, ...]
    like: tuple[int, ...]
    fields: tuple[str, ...]
    reference: int = NONE


@dataclass(frozen=True)
class Move:
    """What is changed of a person. group: the one that they join, NONE for their own."""

    person: int
    steps: tuple[Step, ...]
    group: int = NONE


class Moves:
    """The moves that there are: between rows of one kind, of one group, and of one person.

    Details that could say who somebody is are only taken from people who share them, all of them
    at once: by a row of somebody of the same group who has its own details in another row too, or
    by all rows of somebody who leaves a group in which enough people stay. So no combination comes
    that is not there, and none gets too few people.
    """

    def __init__(
        self, plan: Plan, names: tuple[str, ...], references: Callable[[], Sequence[int]]
    ) -> None:
        """references: makes codes of event references that no row has yet."""
        self._make_references = references
        source, kinds = plan.source, plan.kinds
        roles, by_name = source.roles, source.specification.by_name
        self._random = plan.random
        self._fewest = roles.fewest
        self._person = source.person
        self._rows = _Members(source.person)
        self._group = plan.group.copy()
        self._place = kinds.place.copy()
        self._pattern = combined([kinds.readable, kinds.differs])
        born = plan.details.bit_of("Date of Birth")
        self._born_as_all = (kinds.readable & ~kinds.differs & born) > 0
        self._born_otherwise = (kinds.differs & born) > 0
        linked = {n for n in roles.of("number") if by_name[n].identifies == "linked person"}
        self._of_events = tuple(n for n in names if n in roles.of(*_OF_EVENTS))
        self._of_person = tuple(n for n in names if n in roles.of("person", "count"))
        self._links = tuple(n for n in names if n in linked)
        own = set(roles.of(*_OF_SOMEBODY)) - linked
        self._shared = tuple(n for n in names if n not in own)
        self._every = names
        self._but_reference = tuple(n for n in names if n != REFERENCE)
        self._born = tuple(n for n in roles.of("birth") if n in names)
        self._details = tuple(n for n in names if n in roles.of("shared", "postcode"))
        self._quasi = tuple(n for n in roles.quasi if n in names and n not in self._born)
        self._index()

    @cached_property
    def _references(self) -> Iterator[int]:
        return cycle(self._make_references() or (NONE,))

    def _index(self) -> None:
        self._in_place = _Members(self._place)
        self._in_group = _Members(self._group[self._person])

    def of(
        self, rule: Rule, found: Numbers, codes: Mapping[str, Codes], size: int, *, more: bool
    ) -> Iterator[Move]:
        """Yield up to `size` moves after which a rule may find more, or less.

        found: the rows of what it finds. codes: the cells of the twin, by field.
        """
        has = np.bincount(found, minlength=len(self._person))
        free = {*self._of_events, *self._of_person, *self._links}
        of_rule = tuple(n for n in rule.fields if n in free)
        joins = bool({*self._details, *self._born} & set(rule.fields))
        for one in self._random.choice(found, size).tolist() if len(found) else ():
            way = int(self._random.integers(0, 6))
            if joins and way % 2:
                yield from self._join(one, has, codes, more=more)
            elif rule.id == "ID-09" and not more and way < 3:
                yield self._move(one, one, (), next(self._references))
            elif rule.id.startswith("DUP") and way < 3:
                yield from self._twice(one, has, codes, rule.id, more=more)
            else:
                yield from self._alike(one, has, codes, (way, of_rule), more=more)

    def group_of(self, person: int) -> int:
        """Return the group that somebody is in now."""
        return int(self._group[person])

    def done(self, moves: Iterable[Move]) -> None:
        """Note moves that were made."""
        for move in moves:
            if move.group != NONE:
                self._group[move.person] = move.group
            for step in move.steps:
                rows, like = list(step.rows), list(step.like)
                for of_row in (self._pattern, self._born_as_all, self._born_otherwise):
                    if set(self._details) <= set(step.fields):
                        of_row[rows] = of_row[like]
                if set(self._quasi) <= set(step.fields):
                    self._place[rows] = self._place[like]
        self._index()

    def _alike(
        self,
        one: int,
        has: Numbers,
        codes: Mapping[str, Codes],
        how: tuple[int, tuple[str, ...]],
        *,
        more: bool,
    ) -> Iterator[Move]:
        """Yield a row that becomes like another: of its place, its group, or its person."""
        way, of_rule = how
        if way < 3:
            members = self._in_place.of(int(self._place[one]))
        elif way < 5:
            members = self._in_group.of(int(self._group[self._person[one]]))
        else:
            members = self._rows.of(int(self._person[one]))
        other = self._one_of(members, has, int(has[one]))
        if other < 0:
            return
        row, like = (other, one) if more else (one, other)
        if way < 3:
            fields = self._some(of_rule)
        elif not self._may_leave(row, codes):
            fields = of_rule
        elif way == 5:
            fields = self._but_reference
        else:
            fields = self._shared + (self._born if self._born_otherwise[like] else ())
        if fields:
            yield self._move(row, like, fields)

    def _move(self, row: int, like: int, fields: tuple[str, ...], reference: int = NONE) -> Move:
        return Move(int(self._person[row]), (Step((row,), (like,), fields, reference),))

    def _some(self, of_rule: tuple[str, ...]) -> tuple[str, ...]:
        """Return the fields of a rule, or all of an event, or one of them."""
        way = int(self._random.integers(0, 3))
        if way == 0 and of_rule:
            return of_rule
        if way == 1 and self._of_events:
            return (self._of_events[int(self._random.integers(0, len(self._of_events)))],)
        return self._of_events

    def _one_of(self, rows: Numbers, has: Numbers, fewer_than: int = 1) -> int:
        """Return one of some rows in which the rule finds nothing, or less; -1 for none."""
        if len(rows) > _AMONG:
            rows = rows[self._random.integers(0, len(rows), _AMONG)]
        rows = rows[has[rows] < fewer_than]
        return int(self._random.choice(rows)) if len(rows) else NONE

    def _may_leave(self, row: int, codes: Mapping[str, Codes]) -> bool:
        """Whether the person has another row with the same details."""
        rows = self._rows.of(int(self._person[row]))
        return bool(self._same_details(rows[rows != row], row, codes).any())

    def _same_details(self, rows: Numbers, row: int, codes: Mapping[str, Codes]) -> Mask:
        """By row of some rows of a group: whether its details are those of another row of it."""
        same: Mask = self._pattern[rows] == self._pattern[row]
        for name in self._quasi:
            same &= codes[name][rows] == codes[name][row]
        return same

    def _twice(
        self, one: int, has: Numbers, codes: Mapping[str, Codes], rule: str, *, more: bool
    ) -> Iterator[Move]:
        """Yield a row that becomes the same as another of its person, or an event like it."""
        member = self._one_of(self._in_place.of(int(self._place[one])), has)
        if member < 0:
            return
        if not more:
            yield self._move(one, member, self._some(()), next(self._references))
            return
        rows = self._rows.of(int(self._person[member]))
        row = self._one_of(rows[rows != member], has)
        if row >= 0 and self._may_leave(row, codes):
            yield self._move(row, member, self._every if rule == "DUP-02" else self._but_reference)

    def _join(
        self, one: int, has: Numbers, codes: Mapping[str, Codes], *, more: bool
    ) -> Iterator[Move]:
        """Yield somebody who leaves their group for another one, and takes over its details."""
        other = self._one_of(self._in_place.of(int(self._place[one])), has)
        if other < 0:
            return
        comes, of = (other, one) if more else (one, other)
        person, group = int(self._person[comes]), int(self._group[self._person[of]])
        rows, there = self._rows.of(person), self._in_group.of(group)
        if group == self.group_of(person) or not self._stay_enough(person, rows, codes):
            return
        like = []
        for row in rows.tolist():
            same = self._place[there] == self._place[row]
            same &= self._pattern[there] == self._pattern[row]
            # Who comes for a fault, or to lose one, does so in the row that is of the same place.
            found = np.array([of]) if row == comes else there[same]
            if not len(found):
                return
            like.append(int(self._random.choice(found)))
        births = there[self._born_as_all[there]]
        steps = [Step(tuple(rows.tolist()), tuple(like), self._details)]
        mine = rows[self._born_as_all[like]]
        if len(mine) and self._born:
            if not len(births):
                return
            born = int(self._random.choice(births))
            steps.append(Step(tuple(mine.tolist()), (born,) * len(mine), self._born))
        for row, of_them in zip(rows.tolist(), like, strict=True):
            if self._born_otherwise[of_them]:
                steps.append(Step((row,), (of_them,), self._born))
        yield Move(person, tuple(steps), group)

    def _stay_enough(self, person: int, rows: Numbers, codes: Mapping[str, Codes]) -> bool:
        """Whether enough other people of the group have the details of each row of somebody."""
        there = self._in_group.of(int(self._group[person]))
        there = there[self._person[there] != person]
        return all(
            len(np.unique(self._person[there[self._same_details(there, row, codes)]]))
            >= self._fewest
            for row in rows.tolist()
        )


class _Members:
    """The rows of each holder."""

    def __init__(self, holder: Numbers) -> None:
        self._order = np.argsort(holder, kind="stable")
        holders = int(holder.max(initial=0)) + 1
        self._first = np.searchsorted(holder[self._order], np.arange(holders + 1))

    def of(self, holder: int) -> Numbers:
        """Return the rows of a holder, ascending."""
        rows: Numbers = self._order[self._first[holder] : self._first[holder + 1]]
        return rows
