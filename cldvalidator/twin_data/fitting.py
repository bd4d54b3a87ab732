"""Draws details again where rules find more, or less, in a group than in its original."""

from __future__ import annotations

from collections.abc import Mapping
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
    kept where it brings the findings of the whole file nearer to what they were.
    """
    source = plan.source
    of_row = plan.group[source.person]
    groups = int(of_row.max(initial=0)) + 1
    names = [n for n in source.roles.of("shared", "birth") if source.has(n)]
    counts = _Counts(source, groups)
    wanted = counts.of(source.result, of_row)
    found = counts.of(_checked(source, columns, np.arange(len(source))), of_row)
    new = plan.new
    for number, first in enumerate(_ROUNDS):
        bad = np.flatnonzero((found != wanted).any(axis=0))
        if not len(bad) or not counts.is_apart(wanted, found):
            break
        task.step("Fitting details", number, len(_ROUNDS))
        kept = draw.snapshot()
        again = draw.redrawn(bad, first)
        among = np.zeros(groups, bool)
        among[bad] = True
        rows = np.flatnonzero(among[of_row])
        tried = replace(plan, new=_joined(new, again, among[of_row]))
        other = columns | {n: column_of(tried, n) for n in names}
        then = counts.of(_checked(source, other, rows), of_row[rows])
        better = counts.better(wanted, found, then, bad)
        draw.restore(kept, ~better)
        found = np.where(better, then, found)
        new = _joined(new, again, better[of_row])
    final = replace(plan, new=new)
    return columns | {n: column_of(final, n) for n in names}, new


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
