"""The table of findings: columns, not objects. A million findings cost about ten megabytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.checks.rules import Rule, Severity

WHOLE_FILE = -1
"""The row of a finding that is about the file and no record."""


@dataclass(frozen=True, eq=False)
class FindingGroup:
    """All findings of one rule in one field.

    rows: int32, ascending, 0-based records; WHOLE_FILE for a finding about the file. details: for
    findings about the file, one sentence each, without any personal data.
    """

    rule: Rule
    field: str
    severity: Severity
    rows: npt.NDArray[np.int32]
    details: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class RuleRun:
    """How a rule went: it ran, was skipped (and why), or crashed, which is a fault of ours."""

    rule: str
    outcome: Literal["ran", "skipped", "crashed"]
    why: str = ""


@dataclass(frozen=True, eq=False)
class Findings:
    """Every finding of a check, grouped by rule and field; totals are exact."""

    groups: tuple[FindingGroup, ...]
    names: tuple[str, ...]
    rules: Mapping[str, Rule]

    def __len__(self) -> int:
        return sum(len(g) for g in self.groups)

    def count(self, severity: Severity | None = None) -> int:
        """Return how many findings there are, of one severity or in all."""
        return sum(len(g) for g in self.groups if severity in (None, g.severity))

    @cached_property
    def national(self) -> Findings:
        """The findings without those of the council's own rules."""
        return self._of([g for g in self.groups if not g.rule.is_local])

    @cached_property
    def local(self) -> Findings:
        """The findings of the council's own rules."""
        return self._of([g for g in self.groups if g.rule.is_local])

    def _of(self, groups: list[FindingGroup]) -> Findings:
        return self if len(groups) == len(self.groups) else replace(self, groups=tuple(groups))

    def by_rule(self) -> Counter[str]:
        """Return the number of findings by rule id."""
        counts: Counter[str] = Counter()
        for group in self.groups:
            counts[group.rule.id] += len(group)
        return counts

    def by_field(self) -> Counter[str]:
        """Return the number of findings by field."""
        counts: Counter[str] = Counter()
        for group in self.groups:
            counts[group.field] += len(group)
        return counts

    def records_with(self, severity: Severity | None = None) -> int:
        """Return how many records have at least one finding (of a severity)."""
        rows = [g.rows for g in self.groups if severity in (None, g.severity) and len(g)]
        there = np.zeros(max((int(r.max()) for r in rows), default=WHOLE_FILE) + 1, bool)
        for of_group in rows:
            there[of_group[of_group != WHOLE_FILE]] = True
        return int(np.count_nonzero(there))

    def rows_with(
        self,
        rows: int,
        *,
        severity: Severity | None = None,
        rule: str | None = None,
        field: str | None = None,
    ) -> npt.NDArray[np.bool_]:
        """Flag the records (of `rows`) with a finding of a severity, a rule and a field."""
        flags = np.zeros(rows, bool)
        for group in self.groups:
            if (
                severity in (None, group.severity)
                and rule in (None, group.rule.id)
                and field in (None, group.field)
            ):
                flags[group.rows[group.rows != WHOLE_FILE]] = True
        return flags

    def worst_first(self) -> Sequence[FindingGroup]:
        """Return the groups by severity, then by size."""
        return sorted(self.groups, key=lambda g: (g.severity, -len(g), g.field, g.rule.id))

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a finding, by record then field: row (int32), field, rule (int16), severity.

        field numbers `names`, rule numbers the keys of `rules`.
        """
        field_number = {n: i for i, n in enumerate(self.names)}
        rule_number = {r: i for i, r in enumerate(self.rules)}
        sizes = [len(g) for g in self.groups]
        row = np.concatenate([g.rows for g in self.groups] or [np.zeros(0, np.int32)])
        columns: dict[str, npt.NDArray[np.signedinteger]] = {
            "row": row.astype(np.int32),
            "field": np.repeat(
                np.array([field_number[g.field] for g in self.groups], np.int16), sizes
            ),
            "rule": np.repeat(
                np.array([rule_number[g.rule.id] for g in self.groups], np.int16), sizes
            ),
            "severity": np.repeat(np.array([g.severity for g in self.groups], np.int8), sizes),
        }
        order = np.lexsort((columns["rule"], columns["field"], columns["row"]))
        return pd.DataFrame({name: values[order] for name, values in columns.items()})
