"""After rows were left out or put back: what was found of the others stays, as far as it can.

What a check knows of each row by itself moves with the row. The rows of people who have lost or won
a record are judged again (`changed_rows`), and rules about the file as a whole run anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.cells.date_evidence import with_dates
from cldvalidator.checks.cells.dates import day_number
from cldvalidator.checks.cells.judgement import Judged
from cldvalidator.checks.changed_rows import Anew, Part, looks_at_whole_column
from cldvalidator.checks.context import NOBODY, Context, ContextOfRows
from cldvalidator.checks.field_check import Checked, judge, ways_in
from cldvalidator.checks.findings import WHOLE_FILE, FindingGroup
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.normalised import normalised_extract
from cldvalidator.checks.quality import statuses_of
from cldvalidator.checks.reach import NHS, OWN, PERSON, Change, Rows, few
from cldvalidator.checks.requirements import Requirements
from cldvalidator.checks.rules import Rule
from cldvalidator.checks.running import Outcome, reach_of
from cldvalidator.extract import Extract
from cldvalidator.extract.column import without_rows
from cldvalidator.specification import Field, Specification

_GONE = -2
_OF_ROWS_THAT_MEET = (PERSON, ("context", "same day"))
"""What is known by row but depends on other rows."""
_BY_TEXT = ("blank", "days", "dated", "listed", "number")
_BY_ITSELF = ("valid_number", "ends", "derived_end", "open_service")
_TAKEN = (*_BY_TEXT, *_BY_ITSELF, "folded", "national_person", "hundredths", "link of row")
_BY_CODE = ("folding", "link", "named by links")
STATED = ("context", "stated_period")


def judge_other_rows(
    before: Extract,
    after: Extract,
    earlier: Memory,
    specification: Specification,
    rules: Mapping[str, Rule],
    *,
    today: date | None = None,
) -> Memory:
    """Return the memory for the check of a file after some of its rows were left out or put back.

    earlier: of the check of the file before. All cells are as they were. rules: those that are to
    be run. today: the day that counts as the present one.
    """
    present = today or date.today()
    before, after = with_dates(before, specification), with_dates(after, specification)
    moved = _moved(before, after)
    if moved is None or not _judged_as_before(before, after, specification, present):
        return Memory()
    memory = Memory()

    def judged(f: Field) -> Judged:
        known = earlier.known(("judged", f.name))
        make = partial(judge, after, f, specification, present)
        return known if known is not None else memory.piece(("judged", f.name), make)

    written = memory.noted(after)
    read = normalised_extract(written, specification, judged, memory)
    read_before = normalised_extract(before, specification, judged, earlier)
    requirements = Requirements(read, memory, specification)
    whole = Context(read, specification, requirements, np.int32(day_number(present)), memory)
    both = (before, read_before), (written, read)
    _Move(both, whole, moved, earlier, memory).carry_over(rules)
    return memory


def _judged_as_before(
    before: Extract, after: Extract, specification: Specification, today: date
) -> bool:
    fields = [f for f in specification.fields if f.name in after.columns]
    return all(
        ways_in(before, f, today) == ways_in(after, f, today) for f in fields if f.type == "date"
    ) and not any(looks_at_whole_column(after.columns[f.name]) for f in fields if f.identifies)


class _Moved(NamedTuple):
    """Two sets of rows of one file: what was removed (rows of then) and added (rows of now).

    numbers: by row before, its number now, `_GONE` for none; WHOLE_FILE stays what it is.
    """

    removed: Rows
    added: Rows
    numbers: npt.NDArray[np.int32]

    def by_row(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Move what is known by row. Rows that were added get zeros."""
        left = without_rows(values, self.removed)
        if not len(self.added):
            return left
        return np.insert(left, self.added - np.arange(len(self.added)), 0)

    def groups(self, groups: list[FindingGroup]) -> list[FindingGroup]:
        """Move findings; those of rows that are gone are gone."""
        found = []
        for group in groups:
            rows = self.numbers[group.rows]
            rows = rows[rows != _GONE]
            if len(rows):
                found.append(replace(group, rows=rows))
        return found


def _moved(before: Extract, after: Extract) -> _Moved | None:
    """Hold two extracts against each other; None where a whole check is better, or needed."""
    removed, added = before.rows_beside(after), after.rows_beside(before)
    changed = np.concatenate([removed, added])
    if not len(after) or few(changed, max(len(before), len(after))) is None:
        return None
    if list(before.columns) != list(after.columns):
        return None
    for name, column in after.columns.items():
        then = before.columns[name]
        if then.values is not column.values and not then.values.equals(column.values):
            return None
        one, other = without_rows(then.codes, removed), without_rows(column.codes, added)
        if not np.array_equal(one, other):
            return None
    numbers = np.full(len(before) + 1, _GONE, np.int32)
    was = without_rows(np.arange(len(before)), removed)
    numbers[was] = without_rows(np.arange(len(after)), added)
    numbers[WHOLE_FILE] = WHOLE_FILE
    return _Moved(removed, added, numbers)


class _Move:
    """Carries over what is known of a file to the same file with other rows."""

    def __init__(
        self,
        both: tuple[tuple[Extract, Extract], tuple[Extract, Extract]],
        whole: Context,
        moved: _Moved,
        earlier: Memory,
        memory: Memory,
    ) -> None:
        """Set out. both: the file before and now, each as it is written and as it reads."""
        before, (self._written, _) = both
        self._read_before = before[1]
        self._moved, self._whole = moved, whole
        self._earlier, self._memory = earlier, memory
        self._specification = whole.specification
        self._added = parts = Part(both[1], moved.added, memory, self._specification)
        self._removed = Part(before, moved.removed, Memory(), self._specification)
        self._context = ContextOfRows(
            whole, moved.added, parts.extract, parts.requirements, parts.memory
        )

    def carry_over(self, rules: Mapping[str, Rule]) -> None:
        """Put into the memory what can be kept, and bring up to date what the rows decided."""
        aligned = self._earlier.changed(self._aligned)
        keys = Memory().lost_since(aligned)
        same_period = self._earlier.known(STATED) == self._whole.stated_period
        for kind in (self._by_code, self._by_row, self._field(rules)):
            for key in keys:
                self._keep(key, aligned, kind)
        if not same_period:
            return  # nearly every rule looks at the period
        for key in keys:
            self._keep(key, aligned, self._row_rule(rules))
        change = Change(
            self._whole.extract, self._whole, self._seeds(aligned), aligned, self._memory
        )
        if few(change.rows, len(self._whole)) is not None:
            written = self._written, self._written
            Anew(change, rules, written, frozenset()).bring_up_to_date()

    def _keep(self, key: Hashable, aligned: Memory, what: Callable[[Any, Any], Any | None]) -> None:
        if self._memory.known(key) is None:
            self._memory.carry_over(key, aligned, lambda former: what(key, former))

    def _aligned(self, key: Hashable, former: Any) -> Any | None:
        """Return a piece with its rows moved; None for one that is to be made anew."""
        match key:
            case ("judged" | "meanings", _) | ("context", "stated_period"):
                return former
            case ("read", _):
                return None if len(self._moved.added) else former.without(self._moved.removed)
            case ("context", str(what), *_) if what in _BY_CODE:
                return former
            case ("context", str(what), *_) if what in _TAKEN or key in _OF_ROWS_THAT_MEET:
                return self._moved.by_row(former)
            case ("condition" | "unclear" | "status", *_):
                return self._moved.by_row(former)
            case ("field", _):
                return former[0], self._moved.groups(former[1])
            case ("rule", _):
                return self._moved.groups(former[0]), former[1]
        return None

    @staticmethod
    def _by_code(key: Any, former: Any) -> Any | None:
        match key:
            case ("judged" | "meanings" | "read", _):
                return former
            case ("context", str(what), *_) if what in _BY_CODE:
                return former
        return None

    def _by_row(self, key: Any, former: npt.NDArray[Any]) -> npt.NDArray[Any] | None:
        """Return what is known of each row by itself, that of added rows worked out."""
        match key:
            case ("condition" | "unclear" | "status", *_):
                pass
            case ("context", str(what), *_) if what in _TAKEN:
                pass
            case _:
                return None
        if len(self._moved.added):
            of_added = self._of_added(key)
            if of_added is None:
                return None
            former[self._moved.added] = of_added
        if key[0] != "context":
            former.flags.writeable = False
        return former

    def _of_added(self, key: Any) -> Any:
        requirements, rows = self._added.requirements, self._moved.added
        match key:
            case ("condition", condition):
                return requirements.rows(condition)
            case ("unclear", condition):
                return requirements.unclear(condition)
            case ("status", applicable, mandatory):
                return statuses_of(applicable, mandatory, requirements)
            case ("context", str(what), str(name)) if what in _BY_TEXT:
                return getattr(self._context, what)(name)
            case ("context", str(what)) if what in _BY_ITSELF:
                return getattr(self._context, what)
            case ("context", "folded", str(name)):
                return self._whole.folding(name)[self._whole.column(name).codes[rows]]
        return None

    def _field(self, rules: Mapping[str, Rule]) -> Callable[[Any, Any], Checked | None]:
        def checked(key: Any, former: Checked) -> Checked | None:
            f = self._specification.by_name.get(key[1]) if key[0] == "field" else None
            judged = self._memory.known(("judged", f.name)) if f is not None else None
            if f is None or judged is None:
                return None
            counts, groups = former
            if f.name not in self._whole.extract.columns:
                gone, new = (self._part(p).field(f, judged, {})[0] for p in (False, True))
                return counts - gone + new, groups
            if len(self._moved.removed):
                counts = counts - self._removed.field(f, judged, {})[0]
            if len(self._moved.added):
                more, found = self._added.field(f, judged, rules)
                counts, groups = counts + more, self._with_added(groups, found)
            return counts, groups

        return checked

    def _part(self, is_new: bool) -> Part:
        return self._added if is_new else self._removed

    def _row_rule(self, rules: Mapping[str, Rule]) -> Callable[[Any, Any], Outcome | None]:
        def run(key: Any, former: Outcome) -> Outcome | None:
            if key[0] != "rule" or key[1] not in rules or reach_of(key[1]) != "row":
                return None
            groups, ran = former
            if ran.outcome != "ran":
                return None
            if len(self._moved.added):
                found, ran_now = self._added.rule(rules[key[1]], self._whole)
                if ran_now.outcome != "ran":
                    return None
                groups = self._with_added(groups, found)
            return groups, ran

        return run

    def _with_added(
        self, groups: list[FindingGroup], found: list[FindingGroup]
    ) -> list[FindingGroup]:
        """Put findings of added rows, numbered among these, to the others."""
        by_key = {(g.rule.id, g.field): g for g in groups}
        for group in found:
            of_rows = group.rows >= 0
            rows = self._moved.added[group.rows[of_rows]].astype(np.int32)
            beside = by_key.get((group.rule.id, group.field))
            if beside is not None:
                rows = np.union1d(beside.rows, rows)
            by_key[group.rule.id, group.field] = replace(beside or group, rows=rows)
        return [g for g in by_key.values() if len(g)]

    def _seeds(self, aligned: Memory) -> Rows:
        """Return the rows of everybody who has lost or won a record, added rows among them."""
        mask = np.zeros(len(self._whole), bool)
        mask[self._moved.added] = True
        columns = self._whole.extract.columns
        for name in (NHS, OWN):
            if name not in columns:
                continue
            column, numbers = columns[name], self._whole.folding(name)
            then = self._read_before.columns[name].codes[self._moved.removed]
            codes = np.unique(np.concatenate([then, column.codes[self._moved.added]]))
            codes = codes[~column.blank_values[codes]]
            wanted = np.zeros(int(numbers.max(initial=0)) + 1, bool)
            wanted[numbers[codes]] = True
            mask |= column.take(wanted[numbers])
        person, was = aligned.known(PERSON), self._earlier.known(PERSON)
        if person is not None and len(self._moved.removed):
            people = was[self._moved.removed]
            among = np.zeros(int(was.max(initial=0)) + 2, bool)
            among[people[people != NOBODY]] = True
            among[NOBODY] = False
            mask |= among[person]
        return np.flatnonzero(mask)
