"""Findings of the later file against those of the earlier: new, still there, resolved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cldvalidator.checks.findings import WHOLE_FILE, FindingGroup
from cldvalidator.checks.rules import Rule, Severity
from cldvalidator.review.opened import Opened
from cldvalidator.submissions.compare import Comparison
from cldvalidator.submissions.compare_columns import EARLIER, LATER, Mask, Rows, Side


@dataclass(frozen=True, eq=False)
class FindingMovement:
    """What became of the findings of a rule in a field.

    new, still: records of the later file (places among the records); resolved: of the earlier file,
    those whose event is still there; went: those whose event is gone. about_file: how many findings
    about the whole file are new, still there and resolved.
    """

    rule: Rule
    field: str
    severity: Severity
    new: Rows
    still: Rows
    resolved: Rows
    went: Rows
    about_file: tuple[int, int, int] = (0, 0, 0)

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """How many are new, still there, resolved, and gone with their event."""
        new, still, resolved = self.about_file
        return (
            len(self.new) + new,
            len(self.still) + still,
            len(self.resolved) + resolved,
            len(self.went),
        )


def finding_movements(comparison: Comparison) -> tuple[FindingMovement, ...]:
    """Compare the findings of two files: what the later one brought comes first.

    A finding is of a rule in a field at a record; it is still there when the same event had it.
    """
    groups = [
        {(g.rule.id, g.field): g for g in f.result.findings.groups} for f in comparison.two.files
    ]
    keys = dict.fromkeys([*groups[LATER], *groups[EARLIER]])
    found = [_movement(comparison, groups[EARLIER].get(k), groups[LATER].get(k)) for k in keys]
    return tuple(sorted(found, key=_order))


def _order(movement: FindingMovement) -> tuple[bool, int, int, str, str]:
    new, still, _, _ = movement.counts
    return not new, movement.severity, -(new or still), movement.rule.id, movement.field


def _movement(
    comparison: Comparison, before: FindingGroup | None, after: FindingGroup | None
) -> FindingMovement:
    one = after or before
    assert one is not None
    had = _records(comparison, EARLIER, before)
    has = _records(comparison, LATER, after)
    pair_had, pair_has = had[comparison.earlier], has[comparison.later]
    still = comparison.later[pair_had & pair_has]
    fresh = np.concatenate(
        [comparison.later[pair_has & ~pair_had], comparison.new[has[comparison.new]]]
    )
    return FindingMovement(
        one.rule,
        one.field,
        one.severity,
        np.sort(fresh),
        np.sort(still),
        np.sort(comparison.earlier[pair_had & ~pair_has]),
        comparison.gone[had[comparison.gone]],
        _about_file(before, after),
    )


def _records(comparison: Comparison, side: Side, group: FindingGroup | None) -> Mask:
    """By record: has it a finding of the group?"""
    marked = np.zeros(comparison.two.length(side), bool)
    if group is None:
        return marked
    rows = group.rows[group.rows != WHOLE_FILE]
    marked[places_of(comparison.two.files[side])[rows]] = True
    return marked


def places_of(opened: Opened) -> Rows:
    """By row of the file: its place among the records (0 for a row that is none)."""
    extract = opened.extract
    places = np.arange(len(extract))
    if extract.undecided is None:
        return places
    records = extract.positions(extract.records.source_rows)
    places[:] = 0
    places[records] = np.arange(len(records))
    return places


def _about_file(before: FindingGroup | None, after: FindingGroup | None) -> tuple[int, int, int]:
    details = [set(_details(g)) for g in (before, after)]
    still = len(details[0] & details[1])
    return len(details[1]) - still, still, len(details[0]) - still


def _details(group: FindingGroup | None) -> Iterator[str]:
    """Yield the findings of a group about the file, each as a text of its own."""
    if group is None:
        return
    count = int((group.rows == WHOLE_FILE).sum())
    yield from group.details or (f"{n}" for n in range(count))
