"""Draws details again where rules find more, or less, in a group than in its original."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from cldvalidator.checks import CheckResult, check_extract
from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import Rule, load_rules
from cldvalidator.extract import Column, Extract
from cldvalidator.task import SILENT, Task
from cldvalidator.twin_data.cells import Plan, column_of
from cldvalidator.twin_data.details import DetailDraw, NewDetails
from cldvalidator.twin_data.group_arrays import Mask, Numbers
from cldvalidator.twin_data.nearness import are_near, distance
from cldvalidator.twin_data.proof import RareRecords
from cldvalidator.twin_data.source import Source

_TRIES = 10
_ROUNDS = (0, 0, 6, 6, 12, 12, 40, 40)
"""The round that each draw begins with: from somebody's own details to ones drawn apart."""


def fitted(
    plan: Plan, draw: DetailDraw, columns: dict[str, Column], task: Task = SILENT
) -> tuple[dict[str, Column], NewDetails]:
    """Return the columns with details, and these, under which rules find about as much as before.

    That is tried a few times, each time for the groups in which they do not. A draw of a group is
    kept where it brings the findings of the whole file nearer to what they were. What a rule lacks
    then is tried in rows that differ from their person's others: with the value that it found.
    """
    fit = _Fit(plan, draw, columns)
    for number, first in enumerate(_ROUNDS):
        bad = fit.unlike()
        if not len(bad) or not fit.is_apart:
            break
        task.step("Fitting details", number, len(_ROUNDS))
        kept = draw.snapshot()
        fit.keep_better(bad, draw.redrawn(bad, first), kept)
    for name, value in fit.lacking():
        kept = draw.snapshot()
        groups, again = draw.differing(name, value)
        fit.keep_better(groups, again, kept)
    return fit.columns(), fit.new


class _Fit:
    """The details of a twin so far, and what rules find with them, by group."""

    def __init__(self, plan: Plan, draw: DetailDraw, columns: dict[str, Column]) -> None:
        self._plan, self._draw, self._columns = plan, draw, columns
        self._source = source = plan.source
        self._of_row = plan.group[source.person]
        self._groups = int(self._of_row.max(initial=0)) + 1
        self._names = [n for n in source.roles.of("shared", "birth") if source.has(n)]
        self._counts = _Counts(source, self._groups)
        self._wanted = self._counts.of(source.result, self._of_row)
        checked = _checked(source, columns, np.arange(len(source)))
        self._found = self._counts.of(checked, self._of_row)
        self.new = plan.new

    @property
    def is_apart(self) -> bool:
        """Whether a rule does not find about as much in the whole file as in the original."""
        return self._counts.is_apart(self._wanted, self._found)

    def unlike(self) -> Numbers:
        """Return the groups in which a rule finds more, or less, than in the original."""
        return np.flatnonzero((self._found != self._wanted).any(axis=0))

    def lacking(self) -> Iterator[tuple[str, int]]:
        """Yield the details in which a rule finds too little, and the value that it found most."""
        wanted, found = self._wanted.sum(axis=1), self._found.sum(axis=1)
        less = (found < wanted) & ~are_near(wanted, found)
        rules = self._counts.named(less)
        for part in self._source.result.findings.groups:
            if part.rule.id in rules and part.field in self._draw.names:
                values = self._plan.details.value[part.field][part.rows]
                if (counts := np.bincount(values)[1:]).any():
                    yield part.field, int(counts.argmax()) + 1

    def keep_better(
        self, groups: Numbers, again: NewDetails, kept: list[tuple[Numbers, Numbers]]
    ) -> None:
        """Keep a draw of some groups where it is better, and take the others back."""
        if not len(groups):
            return
        among = np.zeros(self._groups, bool)
        among[groups] = True
        rows = np.flatnonzero(among[self._of_row])
        tried = replace(self._plan, new=_joined(self.new, again, among[self._of_row]))
        other = self._columns | {n: column_of(tried, n) for n in self._names}
        then = self._counts.of(_checked(self._source, other, rows), self._of_row[rows])
        better = self._counts.better(self._wanted, self._found, then, groups)
        self._draw.restore(kept, ~better)
        self._found = np.where(better, then, self._found)
        self.new = _joined(self.new, again, better[self._of_row])

    def columns(self) -> dict[str, Column]:
        """Return the columns with the details."""
        final = replace(self._plan, new=self.new)
        return self._columns | {n: column_of(final, n) for n in self._names}


def unlike_original(
    plan: Plan, draw: DetailDraw, columns: dict[str, Column], of: tuple[NewDetails, RareRecords]
) -> dict[str, Column]:
    """Return the columns with other days of birth where a row is, by chance, an original one."""
    source, name = plan.source, "Date of Birth"
    new, records = of
    rows = np.arange(len(source))
    for _ in range(_TRIES if source.has(name) else 0):
        rows = records.rows_like(columns, rows)
        if not len(rows):
            break
        again = np.isin(source.person, source.person[rows])
        new = _joined(new, draw.laid(), again)
        columns = columns | {name: column_of(replace(plan, new=new), name)}
        rows = np.flatnonzero(again)
    return columns


class _Counts:
    """Counts the findings of the rules on details, by rule and by group."""

    def __init__(self, source: Source, groups: int) -> None:
        self._rules = [r.id for r in load_rules().values() if _is_of_details(source, r)]
        self._groups = groups

    def of(self, result: CheckResult, group: Numbers) -> Numbers:
        """Return the counts, a row for each rule. group: by row of what was checked."""
        found = np.zeros((len(self._rules), self._groups), np.int64)
        for part in result.findings.groups:
            if part.rule.id in self._rules:
                rows = part.rows[part.rows != WHOLE_FILE]
                at = self._rules.index(part.rule.id)
                found[at] += np.bincount(group[rows], minlength=self._groups)
        return found

    def named(self, which: Mask) -> set[str]:
        """Return the numbers of some rules."""
        return {r for r, wanted in zip(self._rules, which.tolist(), strict=True) if wanted}

    def is_apart(self, wanted: Numbers, found: Numbers) -> bool:
        """Whether a rule does not find about as much in the whole file as in the original."""
        return not are_near(wanted.sum(axis=1), found.sum(axis=1)).all()

    def better(self, wanted: Numbers, found: Numbers, then: Numbers, bad: Numbers) -> Mask:
        """By group: is its new draw better for the whole file, one after another?"""
        better = np.zeros(self._groups, bool)
        whole, have = wanted.sum(axis=1), found.sum(axis=1)
        far = distance(whole, have).sum()
        change = then - found
        for group in bad[change[:, bad].any(axis=0)].tolist():
            after = have + change[:, group]
            if (nearer := distance(whole, after).sum()) < far:
                better[group], have, far = True, after, nearer
        return better


def _joined(one: NewDetails, other: NewDetails, rows: Mask) -> NewDetails:
    """Return details of which some rows are those of another draw."""
    return NewDetails(
        {n: np.where(rows, other.value[n], v) for n, v in one.value.items()},
        np.where(rows, other.born, one.born),
        np.where(rows, other.unread, one.unread),
    )


def _checked(source: Source, columns: Mapping[str, Column], rows: Numbers) -> CheckResult:
    part = Extract(
        MappingProxyType({n: c.narrowed(rows) for n, c in columns.items()}),
        np.arange(2, len(rows) + 2, dtype=np.int32),
        replace(source.extract.reading, ragged=(), ragged_total=0, no_records=()),
        dates=source.extract.dates,
    )
    off = tuple(r.id for r in load_rules().values() if not _is_of_details(source, r))
    return check_extract(part, source.specification, switched_off=off, today=source.result.today)


def _is_of_details(source: Source, rule: Rule) -> bool:
    """Whether a rule holds the details against other cells."""
    names = {*source.roles.of("shared", "birth"), "Employment Status"}
    across = rule.group in ("records", "people") or rule.check == "blank_mandatory"
    return across and bool(names & set(rule.fields)) and rule.id not in source.result.switched_off
