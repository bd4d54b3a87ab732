"""Judges anew only the rows that a change can have reached; what was found of the others stays.

A check is made of pieces (`Memory`). After a change of cells the pieces that read none of the
changed fields stand. Of the others, those that say something of each row, or of the rows that
belong together, are brought up to date here: the rows that the change can have reached are judged
by the same rules as an extract of their own, and their findings take the place of the former ones.
What is then still missing, `check_extract` makes anew from the whole file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.cells.dates import day_number
from cldvalidator.checks.cells.fields import judge_field
from cldvalidator.checks.cells.judgement import Judged
from cldvalidator.checks.context import (
    NOBODY,
    Codes,
    Context,
    ContextOfRows,
    first_local_person,
    folded_codes,
)
from cldvalidator.checks.duplicates import same_day_of
from cldvalidator.checks.field_check import Checked, check_field, ways_in
from cldvalidator.checks.groups import Numbers
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.people import link_numbers_of
from cldvalidator.checks.requirements import Requirements
from cldvalidator.checks.rules import Rule
from cldvalidator.checks.running import Outcome, Reach, reach_of, run_rule
from cldvalidator.extract import Column, Extract
from cldvalidator.extract.lost_digits import cut_values, shortened_values
from cldvalidator.findings import FindingGroup
from cldvalidator.specification import Field, Specification

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.integer]
SHARE = 10
"""With more rows than one in so many to judge, the whole file is judged anew in about the time."""
NHS, OWN = "NHS Number", "LA Person Unique Identifier"
NUMBERED = (NHS, OWN, "LA Code")
"""Fields whose texts are numbered to tell people apart."""
ByRow = Callable[[Context, Rows], npt.NDArray[Any]]
PERSON = ("context", "person")
BY_ROW: Mapping[tuple[str, ...], tuple[ByRow, tuple[str, ...]]] = {
    PERSON: (Context.people_of, (OWN,)),
    ("context", "national_person"): (Context.national_people_of, ()),
    ("context", "same day"): (same_day_of, (NHS, OWN)),
}
"""What is known by row: how it is worked out for some rows, and the fields that tie rows together.

The order is that in which they build on each other.
"""


def judge_changed_rows(
    before: Extract,
    after: Extract,
    earlier: Memory,
    specification: Specification,
    rules: Mapping[str, Rule],
    *,
    today: date | None = None,
) -> Memory:
    """Return the memory for the check of a file after changes of cells.

    earlier: of the check of the file before them, against the same specification. rules: those that
    are to be run. today: the day that counts as the present one.
    """
    fields = [name for name, column in after.columns.items() if before.columns[name] is not column]
    memory = earlier.without(fields)
    rows = _changed(before, after, fields)
    if rows is not None:
        change = _Change(before, after, rows, earlier, memory)
        present = today or date.today()
        _judgements(change, specification, present)
        _Anew(change, specification, rules, np.int32(day_number(present))).bring_up_to_date()
    return memory


class _Change(NamedTuple):
    """A file before and after a change, the rows that were changed, and the two memories."""

    before: Extract
    after: Extract
    rows: Rows
    earlier: Memory
    memory: Memory


def _changed(before: Extract, after: Extract, fields: Collection[str]) -> Rows | None:
    """Return the rows with another text than before; None where the whole is to be judged anew.

    The same texts have to have the same codes, as `changed_column` makes it.
    """
    if len(before) != len(after):
        return None
    changed = np.zeros(len(after), bool)
    for name in fields:
        one, other = before.columns[name], after.columns[name]
        known = min(len(one.values), len(other.values))
        if not one.values[:known].equals(other.values[:known]):
            return None
        changed |= one.codes != other.codes
    return _few(np.flatnonzero(changed), len(after))


def _few(rows: Rows, all_rows: int) -> Rows | None:
    return rows if len(rows) * SHARE <= all_rows else None


def _judgements(change: _Change, specification: Specification, today: date) -> None:
    """Judge the texts that are new, in fields whose other texts are judged as before."""
    read = change.memory.noted(change.after)
    for key in change.memory.lost_since(change.earlier):
        if isinstance(key, tuple) and key[0] == "judged":
            f = specification.by_name[key[1]]

            def judged_anew(former: Judged, f: Field = f) -> Judged | None:
                old, new = change.before.column(f.name), read.column(f.name)
                ways = ways_in(read, f, today)
                if ways != ways_in(change.before, f, today):
                    return None
                if f.identifies and (_has_lost_digits(old) or _has_lost_digits(new)):
                    return None
                if len(new.values) <= len(old.values):
                    return former.first(len(new.values))
                more = Column(new.codes[:0], new.values[len(old.values) :])
                return former.and_then(judge_field(more, f, specification, ways))

            change.memory.carry_over(key, change.earlier, judged_anew)


def _has_lost_digits(column: Column) -> bool:
    return bool(shortened_values(column).any() or cut_values(column).any())


class _Part:
    """Some rows of an extract, to be judged as an extract of their own."""

    def __init__(
        self, extract: Extract, rows: Rows, memory: Memory, specification: Specification
    ) -> None:
        self.rows = rows
        self.memory = memory.beside()
        self._whole = extract
        self.extract = self.memory.noted(extract.narrowed(rows))
        self.requirements = Requirements(self.extract, self.memory, specification)

    def field(self, f: Field, judged: Judged, rules: Mapping[str, Rule]) -> Checked:
        """Check the cells of a field. judged: the judgement of the whole column."""
        used = np.unique(self._whole.column(f.name).codes[self.rows])
        return check_field(self.extract, f, judged.of_codes(used), self.requirements, rules)

    def rule(self, known: Rule, whole: Context) -> Outcome:
        """Run a rule. whole: the file that the rows are part of."""
        context = ContextOfRows(whole, self.rows, self.extract, self.requirements, self.memory)
        return run_rule(known, context)


class _Reached(NamedTuple):
    """The rows that a change can have reached, and they with all others that decide about them."""

    rows: Rows
    part: _Part


class _Anew:
    """Brings the findings of a check up to date."""

    def __init__(
        self,
        change: _Change,
        specification: Specification,
        rules: Mapping[str, Rule],
        today: np.int32,
    ) -> None:
        self._change = change
        self._memory = change.memory
        self._earlier = change.earlier
        self._specification = specification
        self._rules = rules
        self._read = change.memory.noted(change.after)
        requirements = Requirements(self._read, change.memory, specification)
        self._whole = Context(self._read, specification, requirements, today, change.memory)
        self._parts: dict[Reach, _Reached | None] = {}

    def bring_up_to_date(self) -> None:
        """Carry over what was found in fields and by rules, as far as it can be."""
        stated = self._earlier.known(("context", "stated_period"))
        if stated is not None and stated != self._whole.stated_period:
            return  # nearly every rule looks at the period
        lost = self._memory.lost_since(self._earlier)
        for piece, (of_rows, sharing) in BY_ROW.items():
            if piece in lost:
                self._by_row(piece, of_rows, sharing)
        for key in lost:
            match key:
                case ("context", "link", str(name)) if name == OWN:
                    self._links()
                case ("field", str(name)) if name in self._specification.by_name:
                    self._field(self._specification.by_name[name])
                case ("rule", str(rule)) if rule in self._rules:
                    self._rule(self._rules[rule])

    @cached_property
    def _before(self) -> _Part:
        change = self._change
        return _Part(change.before, change.rows, Memory(), self._specification)

    def _field(self, f: Field) -> None:
        was = self._earlier.known(("judged", f.name))
        now = self._memory.known(("judged", f.name))
        reached = self._reached("row")
        if was is None or now is None or reached is None:
            return

        def checked_anew(former: Checked) -> Checked:
            counts, groups = former
            counts_then, _ = self._before.field(f, was, {})
            counts_now, groups_now = reached.part.field(f, now, self._rules)
            return counts - counts_then + counts_now, self._in_place(groups, groups_now, reached)

        self._memory.carry_over(("field", f.name), self._earlier, checked_anew)

    def _rule(self, known: Rule) -> None:
        reached = self._reached(reach_of(known.id))
        if reached is None:
            return

        def run_anew(former: Outcome) -> Outcome | None:
            groups, ran = former
            groups_now, ran_now = reached.part.rule(known, self._whole)
            if {ran.outcome, ran_now.outcome} != {"ran"}:
                return None
            return self._in_place(groups, groups_now, reached), ran

        self._memory.carry_over(("rule", known.id), self._earlier, run_anew)

    def _in_place(
        self, groups: list[FindingGroup], now: list[FindingGroup], reached: _Reached
    ) -> list[FindingGroup]:
        """Put what is found now of the rows that were reached in the place of what was found.

        now: findings in rows of the part. What is said of the whole file stays.
        """
        mask = np.zeros(len(self._change.after), bool)
        mask[reached.rows] = True
        found: dict[tuple[str, str], FindingGroup] = {}
        for group in groups:
            others = group.rows[(group.rows < 0) | ~mask[group.rows]]
            key = group.rule.id, group.field
            found[key] = _with_rows(group, others, found.get(key))
        for group in now:
            rows = reached.part.rows[group.rows[group.rows >= 0]]
            key = group.rule.id, group.field
            found[key] = _with_rows(group, rows[mask[rows]], found.get(key))
        return [group for group in found.values() if len(group)]

    def _reached(self, reach: Reach) -> _Reached | None:
        """Return what a change reaches; None where the whole file is to be judged anew."""
        if reach not in self._parts:
            self._parts[reach] = self._look(reach)
        return self._parts[reach]

    def _look(self, reach: Reach) -> _Reached | None:
        if reach == "file":
            return None
        rows = needed = self._change.rows
        if reach == "person":
            people = self._of_the_same_people()
            if people is None:
                return None
            rows = needed = people
        elif reach != "row":
            names = tuple(reach)
            rows = needed = self._sharing(names, rows, before_too=True)
            if len(names) > 1 and _few(rows, len(self._read)) is not None:
                needed = self._sharing(names, rows)
        if _few(needed, len(self._read)) is None:
            return None
        return _Reached(rows, _Part(self._read, needed, self._memory, self._specification))

    def _by_row(self, key: tuple[str, ...], of_rows: ByRow, sharing: tuple[str, ...]) -> None:
        """Work out for the rows that a change can have reached what is known by row."""

        def of_rows_anew(former: npt.NDArray[Any]) -> npt.NDArray[Any] | None:
            rows = self._change.rows
            nhs = [first_local_person(e.column(NHS)) for e in (self._change.before, self._read)]
            if nhs[0] != nhs[1] or not all(map(self._numbered_as_before, NUMBERED)):
                return None
            if sharing:
                rows = self._sharing(sharing, rows, before_too=True)
            if _few(rows, len(former)) is None:
                return None
            now = former.copy()
            now[rows] = of_rows(self._whole, rows)
            return now

        self._memory.carry_over(key, self._earlier, of_rows_anew)

    def _numbered_as_before(self, name: str) -> bool:
        """Tell whether the texts of a field that were there before have the numbers of then."""
        then = self._earlier.known(("context", "folded", name))
        if then is None:
            return False
        now, rows = self._whole.folded(name), self._change.rows
        unlike = np.flatnonzero(now != then) if now is not then else rows[:0]
        return len(unlike) <= len(rows) and bool(np.isin(unlike, rows, assume_unique=True).all())

    def _links(self) -> None:
        """Look up only new texts among the people whom links name, if these are the same ones."""
        if self._memory.known(("context", "named by links")) is None:
            return

        def numbers_anew(former: Numbers) -> Numbers:
            values = self._read.column(OWN).values
            new = link_numbers_of(self._whole, values[len(former) :])
            return np.concatenate([former[: len(values)], new])

        self._memory.carry_over(("context", "link", OWN), self._earlier, numbers_anew)

    def _of_the_same_people(self) -> Rows | None:
        """Return the rows of everybody who has, or had, a row that was changed."""
        then: Codes | None = self._earlier.known(PERSON)
        if then is None:
            return None
        now, touched = self._whole.person, self._change.rows
        if now is not then:
            touched = np.union1d(touched, np.flatnonzero(now != then))
        people = np.union1d(then[touched], now[touched])
        among = np.zeros(int(max(now.max(), people.max())) + 2, bool)
        among[people] = True
        among[NOBODY] = False
        mask = among[now]
        mask[touched] = True
        return np.flatnonzero(mask)

    def _sharing(self, names: tuple[str, ...], rows: Rows, *, before_too: bool = False) -> Rows:
        """Return rows, and those that share a text with one of them in a field.

        before_too: or a text that one of them had before the change. Blank cells share nothing.
        """
        mask = np.zeros(len(self._read), bool)
        mask[rows] = True
        for name in names:
            now, then = self._read.column(name), self._change.before.column(name)
            longer = now if len(now.values) >= len(then.values) else then
            numbers = self._whole.folding(name) if longer is now else folded_codes(then)
            said = np.unique(np.concatenate([c.codes[rows] for c in (now, then)[: 1 + before_too]]))
            said = said[~longer.blank_values[said]]
            wanted = np.zeros(int(numbers.max(initial=0)) + 1, bool)
            wanted[numbers[said]] = True
            mask |= now.take(wanted[numbers])
        return np.flatnonzero(mask)


def _with_rows(group: FindingGroup, rows: Rows, beside: FindingGroup | None) -> FindingGroup:
    """Return a group with other rows, and those of one of the same rule and field."""
    if beside is not None:
        rows = np.union1d(beside.rows, rows) if len(rows) else beside.rows
    if len(rows) == len(group.rows) and (rows is group.rows or np.array_equal(rows, group.rows)):
        return group
    return replace(group, rows=rows.astype(np.int32))
