"""Plants faults, or takes some away, until every rule finds about as much as in the original.

What a twin may not keep (rare combinations, rare values) takes faults with it, and what is drawn
anew brings some. Here rows of the twin become like other rows of the twin (`moves`): nothing comes
in that is not there, but for new event references. All that is taken from the original is how many
findings each rule has, and how many events end in a month with few.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from cldvalidator.checks import CheckResult, check_extract
from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import Rule
from cldvalidator.extract import Column, Extract
from cldvalidator.extract.column import smallest_codes
from cldvalidator.task import SILENT, Task
from cldvalidator.twin_data.cells import Plan
from cldvalidator.twin_data.ended_months import EndedMonths
from cldvalidator.twin_data.group_arrays import NONE, Codes, Mask, Numbers
from cldvalidator.twin_data.links import Links
from cldvalidator.twin_data.moves import REFERENCE, Move, Moves
from cldvalidator.twin_data.nearness import are_near, distance
from cldvalidator.twin_data.new_identifiers import more_like
from cldvalidator.twin_data.proof import RareRecords

_ROUNDS, _IDLE = 30, 8
"""In how many rounds it is tried, and in how many without anything that helped."""
_REFERENCES = 200
"""New event references, for rows that are no longer of the same event."""
_MOST, _LEAST, _PER_FINDING = 160, 40, 6
"""How many moves are tried for a rule in a round: most, least, and for each finding too many."""


def planted(
    plan: Plan, columns: Mapping[str, Column], records: RareRecords, task: Task = SILENT
) -> dict[str, Column]:
    """Return the columns with as many findings of each rule as their original, where that goes.

    In each round moves are tried, at most one for a person; one is kept where it brings the
    findings of the whole file nearer to what they were. records: none of which a row may become.
    Raises Cancelled.
    """
    planting = _Planting(plan, columns, records)
    idle = 0
    for number in range(_ROUNDS):
        task.step("Planting faults", number, _ROUNDS)
        if planting.is_near or idle == _IDLE:
            break
        idle = 0 if planting.round() else idle + 1
    return planting.columns()


class _Planting:
    """The cells of a twin as codes, and what the rules find in them."""

    def __init__(self, plan: Plan, columns: Mapping[str, Column], records: RareRecords) -> None:
        self._plan, self._source = plan, plan.source
        self._codes = {n: c.codes.astype(np.uint32) for n, c in columns.items()}
        self._values = {n: c.values for n, c in columns.items()}
        self._links = Links(self._source, self._codes, self._values)
        self._records = records
        result = self._source.result
        self._rules = [r for r in result.findings.rules.values() if _is_of_rows(r)]
        self._number = {r.id: i for i, r in enumerate(self._rules)}
        every = np.arange(len(self._source))
        self._wanted = self._counts(self._found(result, every)[0])
        self._rule, self._row = self._found_in(every)
        self._have = self._counts(self._rule)
        self._moves = Moves(plan, tuple(columns), self._new_references)
        self._months = EndedMonths(self._source)
        self._ended = self._months.counted(self._cells(every), np.zeros_like(every), 1)[0]

    @property
    def is_near(self) -> bool:
        """Whether every rule finds about as much as in the original, and months are as there."""
        near = are_near(self._wanted, self._have).all()
        return bool(near) and not self._months.amiss(self._ended)

    def _new_references(self) -> list[int]:
        """Put references of no event among the texts, and return their codes.

        They take long to find in a large file, and few files need them.
        """
        if REFERENCE not in self._codes:
            return []
        values = self._values[REFERENCE]
        good = np.setdiff1d(
            np.arange(len(self._source)), self._row
        )  # their references have no fault
        like = values.take(pa.array(self._codes[REFERENCE][good[:_REFERENCES]]))
        new = more_like(self._source, REFERENCE, values, like, self._plan.random)
        self._values[REFERENCE] = pa.concat_arrays([values, new])
        return list(range(len(values), len(values) + len(new)))

    def columns(self) -> dict[str, Column]:
        """Return the columns as they are now."""
        return {
            n: Column(smallest_codes(codes, len(self._values[n])), self._values[n])
            for n, codes in self._codes.items()
        }

    def round(self) -> bool:
        """Try moves, and keep those that bring the findings nearer; tell whether there were any."""
        moves = self._proposed()
        if not moves:
            return False
        people = np.array(sorted(moves), np.int64)
        mine = np.flatnonzero(np.isin(self._source.person, people))
        kept = {n: codes[mine] for n, codes in self._codes.items()}
        unit = self._links.tied(people, self._codes)
        ended = -self._ended_of(mine, unit, len(people))
        self._write(list(moves.values()))
        unit = self._links.tied(people, self._codes, unit)
        rows = np.flatnonzero(unit[self._source.person] >= 0)
        now = {n: codes[mine].copy() for n, codes in self._codes.items()}
        self._restore(mine, kept)
        before = self._by_unit(self._found_in(rows), unit, len(people))
        self._restore(mine, now)
        found = self._found_in(rows)
        after = self._by_unit(found, unit, len(people))
        ended += self._ended_of(mine, unit, len(people))
        better = self._better(after - before, ended) & ~self._like_original(mine, people)
        self._have = self._have + (after - before)[better].sum(axis=0)
        self._ended = self._ended + ended[better].sum(axis=0)
        back = ~better[unit[self._source.person[mine]]]
        self._restore(mine[back], {n: codes[back] for n, codes in kept.items()})
        self._renew(rows[better[unit[self._source.person[rows]]]], found)
        self._moves.done(m for m in moves.values() if better[unit[m.person]])
        return bool(better.any())

    def _restore(self, rows: Numbers, cells: Mapping[str, Codes]) -> None:
        for name, codes in cells.items():
            self._codes[name][rows] = codes

    def _like_original(self, rows: Numbers, people: Numbers) -> Mask:
        """By person: is one of their rows now a record that few people of the original have?"""
        columns = {n: Column(c, self._values[n]) for n, c in self._codes.items()}
        like = self._records.rows_like(columns, rows)
        found: Mask = np.isin(people, self._source.person[like])
        return found

    def _proposed(self) -> dict[int, Move]:
        """Return moves for the rules that are apart, one for a person."""
        found: dict[int, Move] = {}
        left: set[int] = set()
        apart = np.flatnonzero(~are_near(self._wanted, self._have))
        for at in self._plan.random.permutation(apart).tolist():
            lack = int(self._wanted[at] - self._have[at])
            size = min(max(_PER_FINDING * abs(lack), _LEAST), _MOST)
            rows = self._row[self._rule == at]
            for move in self._moves.of(self._rules[at], rows, self._codes, size, more=lack > 0):
                # Two who leave a group at once might leave too few.
                leaves = self._moves.group_of(move.person) if move.group != NONE else NONE
                if move.person in found or leaves in left:
                    continue
                found[move.person] = move
                left |= {leaves} - {NONE}
        return found

    def _write(self, moves: list[Move]) -> None:
        """Make all moves at once: each takes what is there before any of them."""
        for name, codes in self._codes.items():
            there = [s for move in moves for s in move.steps if name in s.fields]
            like = [row for step in there for row in step.like]
            codes[[row for step in there for row in step.rows]] = codes[like]
        for step in (s for move in moves for s in move.steps if s.reference != NONE):
            self._codes[REFERENCE][list(step.rows)] = step.reference

    def _better(self, change: Numbers, ended: Numbers) -> Mask:
        """By person: does their move help, one after another?

        change: by person, by rule. ended: by person, by cell of the months with few events.
        """
        better = np.zeros(len(change), bool)
        have, in_months = self._have, self._ended
        far = distance(self._wanted, have).sum() + self._months.amiss(in_months)
        moved = np.flatnonzero(change.any(axis=1) | ended.any(axis=1))
        for at in self._plan.random.permutation(moved).tolist():
            after, months = have + change[at], in_months + ended[at]
            then = distance(self._wanted, after).sum() + self._months.amiss(months)
            if then < far:
                better[at], have, in_months, far = True, after, months, then
        return better

    def _cells(self, rows: Numbers) -> Numbers:
        """By row of some rows: in which month with few events it counts (`EndedMonths`)."""
        return self._months.cells({n: c[rows] for n, c in self._codes.items()}, self._values)

    def _ended_of(self, rows: Numbers, unit: Numbers, units: int) -> Numbers:
        """By move: how many of some rows count in each month with few events."""
        return self._months.counted(self._cells(rows), unit[self._source.person[rows]], units)

    def _renew(self, rows: Numbers, found: tuple[Numbers, Numbers]) -> None:
        """Note what the rules find in some rows now. found: the rule and row of each finding."""
        old, new = np.isin(self._row, rows), np.isin(found[1], rows)
        self._rule = np.concatenate([self._rule[~old], found[0][new]])
        self._row = np.concatenate([self._row[~old], found[1][new]])

    def _found_in(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Return the rule and the row of each finding in some rows, checked by themselves."""
        return self._found(self._checked(rows), rows)

    def _by_unit(self, found: tuple[Numbers, Numbers], unit: Numbers, units: int) -> Numbers:
        """By move: how much each rule finds in the rows of the people tied to it."""
        rule, row = found
        of = unit[self._source.person[row]]
        size = len(self._rules)
        counts: Numbers = np.bincount(of * size + rule, minlength=units * size)
        return counts.reshape(units, size)

    def _counts(self, rule: Numbers) -> Numbers:
        counts: Numbers = np.bincount(rule, minlength=len(self._rules))
        return counts

    def _found(self, result: CheckResult, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Return the rule and the row of each finding. rows: which ones were checked."""
        groups = [g for g in result.findings.groups if g.rule.id in self._number]
        places = [g.rows[g.rows != WHOLE_FILE] for g in groups]
        sizes = [len(p) for p in places]
        rule = np.repeat(np.array([self._number[g.rule.id] for g in groups], np.int64), sizes)
        return rule, rows[np.concatenate([*places, np.zeros(0, np.int32)])]

    def _checked(self, rows: Numbers) -> CheckResult:
        source = self._source
        columns = {n: Column(c, self._values[n]) for n, c in self._codes.items()}
        if len(rows) < len(self._source):
            columns = {n: c.narrowed(rows) for n, c in columns.items()}
        part = Extract(
            MappingProxyType(columns),
            np.arange(2, len(rows) + 2, dtype=np.int32),
            replace(source.extract.reading, ragged=(), ragged_total=0, no_records=()),
            dates=source.extract.dates,
        )
        off = source.result.switched_off
        return check_extract(
            part, source.specification, switched_off=off, today=source.result.today
        )


def _is_of_rows(rule: Rule) -> bool:
    """Whether a rule of the program's judges rows, and not the file by how its rows are spread."""
    of_file = rule.group == "submission" and rule.id.startswith(("FILE", "PER"))
    return not rule.is_local and not of_file
