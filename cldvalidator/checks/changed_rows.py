"""Judges anew only the rows that a change can have reached; what was found of the others stays.

A check is made of pieces (`Memory`). After a change of cells the pieces that read none of the
changed fields stand. Of the others, those that say something of each row, or of the rows that
belong together, are brought up to date here: the rows that the change can have reached are judged
by the same rules as an extract of their own, and their findings take the place of the former ones.
What is then still missing, `check_extract` makes anew from the whole file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.cells.date_evidence import with_dates
from cldvalidator.checks.cells.dates import NO_DATE, day_number, day_numbers
from cldvalidator.checks.cells.fields import judge_field
from cldvalidator.checks.cells.judgement import Judged
from cldvalidator.checks.cells.kinds import numbers_with_point_zero
from cldvalidator.checks.context import Context, ContextOfRows
from cldvalidator.checks.duplicates import same_day_of
from cldvalidator.checks.field_check import Checked, check_field, judge, ways_in
from cldvalidator.checks.findings import FindingGroup
from cldvalidator.checks.groups import Numbers
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.normalised import normalised_extract
from cldvalidator.checks.people import link_numbers_of
from cldvalidator.checks.reach import (
    NHS,
    OWN,
    PERSON,
    Change,
    Rows,
    changed_rows,
    few,
    reached,
    sharing,
    tied,
)
from cldvalidator.checks.requirements import Requirements
from cldvalidator.checks.rules import Rule
from cldvalidator.checks.running import Outcome, Reach, reach_of, run_rule
from cldvalidator.extract import Column, Extract
from cldvalidator.extract.lost_digits import cut_values, shortened_values
from cldvalidator.specification import Field, Specification

ByRow = Callable[[Context, Rows], npt.NDArray[Any]]
BY_ROW: Mapping[tuple[str, ...], tuple[ByRow, tuple[str, ...]]] = {
    ("context", "valid_number"): (Context.valid_numbers_of, ()),
    PERSON: (Context.people_of, (OWN,)),
    ("context", "national_person"): (Context.national_people_of, ()),
    ("context", "same day"): (same_day_of, (NHS, OWN)),
}
"""What is known by row: how it is worked out for some rows, and the fields that tie rows together.

The order is that in which they build on each other.
"""
ByCode = Callable[[Context, str], npt.NDArray[Any]]
BY_TEXT: Mapping[str, ByCode] = {
    "folded": Context.folding,
    "blank": lambda context, name: context.column(name).blank_values,
    "days": lambda context, name: context.column(name).by_text(day_numbers),
    "dated": lambda context, name: context.column(name).by_text(day_numbers) != NO_DATE,
}
"""What is known by row of a field's texts: how it is known by code."""


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

    With other rows than before, all is to be judged anew (`judge_other_rows` knows better).

    earlier: of the check of the file before them, against the same specification. rules: those that
    are to be run. today: the day that counts as the present one.
    """
    if not np.array_equal(before.source_rows, after.source_rows):
        return Memory()
    before, after = with_dates(before, specification), with_dates(after, specification)
    fields = [n for n, column in after.columns.items() if not _is_same(before.columns[n], column)]
    if before.dates != after.dates:
        dated = [f.name for f in specification.fields if f.type == "date"]
        fields += [name for name in dated if name in after.columns and name not in fields]
    memory = earlier.without(fields)
    rows = changed_rows(before, after, fields)
    if rows is None:
        return memory
    present = today or date.today()
    written = memory.noted(after)

    def judged_before(f: Field) -> Judged:
        known = earlier.known(("judged", f.name))
        return known if known is not None else judge(before, f, specification, present)

    def judged_now(f: Field) -> Judged:
        make = partial(judge, written, f, specification, present)
        return memory.piece(("judged", f.name), make)

    carried = _judgements((before, written), earlier, memory, specification, present)
    read = normalised_extract(written, specification, judged_now, memory)
    read_before = _read_before(before, earlier, specification, judged_before)
    anew = [k[1] for k in memory.lost_since(earlier) if isinstance(k, tuple) and k[0] == "read"]
    reading_anew = changed_rows(read_before, read, anew)
    if reading_anew is None or (rows := few(np.union1d(rows, reading_anew), len(after))) is None:
        return memory
    requirements = Requirements(read, memory, specification)
    day = np.int32(day_number(present))
    whole = Context(read, specification, requirements, day, memory)
    change = Change(read_before, whole, rows, earlier, memory)
    Anew(change, rules, (before, written), carried).bring_up_to_date()
    return memory


def _is_same(one: Column, other: Column) -> bool:
    return one is other or (one.values is other.values and np.array_equal(one.codes, other.codes))


def _read_before(
    before: Extract,
    earlier: Memory,
    specification: Specification,
    judged: Callable[[Field], Judged],
) -> Extract:
    """Return the file before the change as it was read then."""
    fresh = normalised_extract(before, specification, judged)
    known = {name: earlier.known(("read", name)) for name in before.columns}
    columns = {n: fresh.columns[n] if column is None else column for n, column in known.items()}
    return replace(before, columns=MappingProxyType(columns))


def _judgements(
    written: tuple[Extract, Extract],
    earlier: Memory,
    memory: Memory,
    specification: Specification,
    today: date,
) -> frozenset[str]:
    """Judge the texts that are new, in fields whose other texts are judged as before.

    written: the file before and after the change. Returns the names of these fields.
    """
    for key in memory.lost_since(earlier):
        if isinstance(key, tuple) and key[0] == "judged":
            f = specification.by_name[key[1]]

            def judged_anew(former: Judged, f: Field = f) -> Judged | None:
                return judgement_after(former, written, f, specification, today)

            memory.carry_over(key, earlier, judged_anew)
    lost = set(memory.lost_since(earlier))
    return frozenset(n for n in specification.names if ("judged", n) not in lost)


def judgement_after(
    former: Judged,
    both: tuple[Extract, Extract],
    f: Field,
    specification: Specification,
    today: date,
) -> Judged | None:
    """Return the judgement of a field's texts after changes, those of before judged as they were.

    both: the file before and after them. former: the judgement before. None where all texts are to
    be judged anew: the order of the dates is another, or what is judged is the whole column.
    """
    before, after = both
    old, new = before.column(f.name), after.column(f.name)
    ways = ways_in(after, f, today)
    if ways != ways_in(before, f, today):
        return None
    if f.identifies and (looks_at_whole_column(old) or looks_at_whole_column(new)):
        return None
    if len(new.values) <= len(old.values):
        return former.first(len(new.values))
    more = Column(new.codes[:0], new.values[len(old.values) :])
    return former.and_then(judge_field(more, f, specification, ways))


def looks_at_whole_column(column: Column) -> bool:
    """Tell whether texts of an identifying field are judged by what else is in the column."""
    lost = shortened_values(column).any() or cut_values(column).any()
    return bool(lost or column.by_text(numbers_with_point_zero).any())


class Part:
    """Some rows of an extract, to be judged as an extract of their own."""

    def __init__(
        self,
        both: tuple[Extract, Extract],
        rows: Rows,
        memory: Memory,
        specification: Specification,
    ) -> None:
        """Take some rows of a file. both: the file as it is written, and as it reads."""
        written, read = both
        self.rows = rows
        self.memory = memory.beside()
        self._whole = written
        self._written = self.memory.noted(written.narrowed(rows))
        self.extract = self.memory.noted(read.narrowed(rows))
        self.requirements = Requirements(self.extract, self.memory, specification)

    def field(self, f: Field, judged: Judged, rules: Mapping[str, Rule]) -> Checked:
        """Check the cells of a field. judged: the judgement of the whole column."""
        used = np.unique(self._whole.column(f.name).codes[self.rows])
        return check_field(self._written, f, judged.of_codes(used), self.requirements, rules)

    def rule(self, known: Rule, whole: Context) -> Outcome:
        """Run a rule. whole: the file that the rows are part of."""
        context = ContextOfRows(whole, self.rows, self.extract, self.requirements, self.memory)
        return run_rule(known, context)


class _Reached(NamedTuple):
    """The rows that a change can have reached, and they with all others that decide about them."""

    rows: Rows
    part: Part


class Anew:
    """Brings the findings of a check up to date."""

    def __init__(
        self,
        change: Change,
        rules: Mapping[str, Rule],
        written: tuple[Extract, Extract],
        judged_as_before: frozenset[str],
    ) -> None:
        """Set out. written: the file before and after the change, with the texts as they stand.

        judged_as_before: fields whose texts of before are judged as they were then.
        """
        self._change = change
        self._rules = rules
        self._written_before, self._written = written
        self._judged_as_before = judged_as_before
        self._memory, self._earlier = change.memory, change.earlier
        self._whole, self._specification = change.whole, change.whole.specification
        self._parts: dict[Reach, _Reached | None] = {}

    def bring_up_to_date(self) -> None:
        """Carry over what was found in fields and by rules, as far as it can be."""
        stated = self._earlier.known(("context", "stated_period"))
        if stated is not None and stated != self._whole.stated_period:
            return  # nearly every rule looks at the period
        lost = self._memory.lost_since(self._earlier)
        for key in lost:
            match key:
                case ("context", str(what), str(name)) if what in BY_TEXT:
                    self._by_text(what, name)
        for piece, (of_rows, names) in BY_ROW.items():
            if piece in lost:
                self._by_row(piece, of_rows, names)
        for key in lost:
            match key:
                case ("context", "link", str(name)) if name == OWN:
                    self._links()
                case ("field", str(name)) if name in self._specification.by_name:
                    self._field(self._specification.by_name[name])
                case ("rule", str(rule)) if rule in self._rules:
                    self._rule(self._rules[rule])

    @cached_property
    def _before(self) -> Part:
        change = self._change
        return Part(
            (self._written_before, change.before), change.rows, Memory(), self._specification
        )

    def _field(self, f: Field) -> None:
        was = self._earlier.known(("judged", f.name))
        now = self._memory.known(("judged", f.name))
        there = self._reached("row")
        if was is None or now is None or there is None or f.name not in self._judged_as_before:
            return

        def checked_anew(former: Checked) -> Checked:
            counts, groups = former
            counts_then, _ = self._before.field(f, was, {})
            counts_now, groups_now = there.part.field(f, now, self._rules)
            return counts - counts_then + counts_now, self._in_place(groups, groups_now, there)

        self._memory.carry_over(("field", f.name), self._earlier, checked_anew)

    def _rule(self, known: Rule) -> None:
        there = self._reached(reach_of(known.id))
        if there is None:
            return

        def run_anew(former: Outcome) -> Outcome | None:
            groups, ran = former
            groups_now, ran_now = there.part.rule(known, self._whole)
            if {ran.outcome, ran_now.outcome} != {"ran"}:
                return None
            return self._in_place(groups, groups_now, there), ran

        self._memory.carry_over(("rule", known.id), self._earlier, run_anew)

    def _in_place(
        self, groups: list[FindingGroup], now: list[FindingGroup], there: _Reached
    ) -> list[FindingGroup]:
        """Put what is found now of the rows that were reached in the place of what was found.

        now: findings in rows of the part. What is said of the whole file stays.
        """
        mask = np.zeros(len(self._change.after), bool)
        mask[there.rows] = True
        found: dict[tuple[str, str], FindingGroup] = {}
        for group in groups:
            others = group.rows[(group.rows < 0) | ~mask[group.rows]]
            key = group.rule.id, group.field
            found[key] = _with_rows(group, others, found.get(key))
        for group in now:
            rows = there.part.rows[group.rows[group.rows >= 0]]
            key = group.rule.id, group.field
            found[key] = _with_rows(group, rows[mask[rows]], found.get(key))
        return [group for group in found.values() if len(group)]

    def _reached(self, reach: Reach) -> _Reached | None:
        """Return what a change reaches; None where the whole file is to be judged anew."""
        if reach not in self._parts:
            found = reached(self._change, reach)
            self._parts[reach] = found and _Reached(found[0], self._part(found[1]))
        return self._parts[reach]

    def _part(self, rows: Rows) -> Part:
        both = self._written, self._change.after
        return Part(both, rows, self._memory, self._specification)

    def _by_text(self, what: str, name: str) -> None:
        """Look up for the changed rows what is known of their texts."""
        rows = self._change.rows

        def of_rows_anew(former: npt.NDArray[Any]) -> npt.NDArray[Any] | None:
            if what == "folded" and not self._change.numbered_as_before(name):
                return None
            now = former.copy()
            now[rows] = BY_TEXT[what](self._whole, name)[self._whole.column(name).codes[rows]]
            return now

        self._memory.carry_over(("context", what, name), self._earlier, of_rows_anew)

    def _by_row(self, key: tuple[str, ...], of_rows: ByRow, names: tuple[str, ...]) -> None:
        """Work out for the rows that a change can have reached what is known by row."""

        def of_rows_anew(former: npt.NDArray[Any]) -> npt.NDArray[Any] | None:
            if not self._change.people_numbered_as_before:
                return None
            rows = tied(self._change, names)
            # What is known of a row that is tied to a changed one depends on all tied to it.
            needed = sharing(self._change, names, rows)
            if few(needed, len(former)) is None:
                return None
            now = former.copy()
            now[rows] = of_rows(self._whole, needed)[np.searchsorted(needed, rows)]
            return now

        self._memory.carry_over(key, self._earlier, of_rows_anew)

    def _links(self) -> None:
        """Look up only new texts among the people whom links name, if these are the same ones."""
        if self._memory.known(("context", "named by links")) is None:
            return

        def numbers_anew(former: Numbers) -> Numbers:
            values = self._change.after.column(OWN).values
            new = link_numbers_of(self._whole, values[len(former) :])
            return np.concatenate([former[: len(values)], new])

        self._memory.carry_over(("context", "link", OWN), self._earlier, numbers_anew)


def _with_rows(group: FindingGroup, rows: Rows, beside: FindingGroup | None) -> FindingGroup:
    """Return a group with other rows, and those of one of the same rule and field."""
    if beside is not None:
        rows = np.union1d(beside.rows, rows) if len(rows) else beside.rows
    if len(rows) == len(group.rows) and (rows is group.rows or np.array_equal(rows, group.rows)):
        return group
    return replace(group, rows=rows.astype(np.int32))
