"""Findings that the council knows: accepted with a reason, and shown as known from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from cldvalidator.checks import CheckResult
from cldvalidator.checks.findings import WHOLE_FILE, FindingGroup
from cldvalidator.checks.rules import LOCAL_ID
from cldvalidator.extract import Extract
from cldvalidator.fixes.private_texts import People, looks_personal, personal_words
from cldvalidator.fixes.profile import KnownFinding, may_have_meanings
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification


@dataclass(frozen=True)
class AcceptedFinding:
    """An accepted finding as it is in a file now; cells: how many of it there are."""

    finding: KnownFinding
    severity: str
    cells: int

    @property
    def more(self) -> int:
        """How many more there are than when it was accepted; below zero: fewer; 0: not known."""
        return self.cells - self.finding.cells if self.finding.cells else 0


@dataclass(frozen=True, eq=False)
class AcceptedCounts:
    """How many findings of a check are known, to be said beside the counts of all.

    groups: by rule and field, the severity as a word and the number. values: by rule, field and
    value, the number; whole: the rules and fields that are accepted whatever the value.
    """

    groups: Mapping[tuple[str, str], tuple[str, int]]
    values: Mapping[tuple[str, str, str], int]
    whole: frozenset[tuple[str, str]]

    @property
    def total(self) -> int:
        """How many findings are known, without those of the council's own rules."""
        return sum(count for _, count in self._national)

    def of_severity(self, severity: str) -> int:
        """Return how many of a severity are known, without those of the council's own rules."""
        return sum(count for word, count in self._national if word == severity)

    @property
    def _national(self) -> list[tuple[str, int]]:
        groups = self.groups.items()
        return [found for (rule, _), found in groups if not LOCAL_ID.fullmatch(rule)]

    def of_rule(self, rule: str, severity: str | None = None) -> int:
        """Return how many of a rule (and a severity) are known."""
        return sum(
            count
            for (of_rule, _), (word, count) in self.groups.items()
            if of_rule == rule and severity in (None, word)
        )

    def of_field(self, field: str) -> int:
        """Return how many in a field are known."""
        return sum(count for (_, name), (_, count) in self.groups.items() if name == field)

    def of_value(self, rule: str, field: str, value: str, cells: int) -> int:
        """Return how many of a value are known; cells: how many findings it has."""
        return cells if (rule, field) in self.whole else self.values.get((rule, field, value), 0)


def known_counts(known: Iterable[AcceptedFinding]) -> AcceptedCounts:
    """Count accepted findings as `known_in` found them; none counts twice."""
    found = tuple(known)
    groups: dict[tuple[str, str], tuple[str, int]] = {}
    values: dict[tuple[str, str, str], int] = {}
    whole = frozenset((k.finding.rule, k.finding.field) for k in found if k.finding.value is None)
    for k in found:
        key = k.finding.rule, k.finding.field
        if k.finding.value is not None:
            values[*key, k.finding.value] = k.cells
        if (k.finding.value is None) == (key in whole):  # a cell has one value: they add up
            groups[key] = k.severity, groups.get(key, ("", 0))[1] + k.cells
    return AcceptedCounts(groups, values, whole)


def known_as(
    known: Iterable[KnownFinding], rule: str, field: str, value: str | None
) -> KnownFinding | None:
    """Return what a finding is known as: for its value, or else for its rule in the field."""
    fitting = [k for k in known if (k.rule, k.field) == (rule, field) and k.value in (None, value)]
    return max(fitting, key=lambda k: k.value is not None, default=None)


def may_be_known_by_value(specification: Specification, field: str) -> bool:
    """Say whether a single value of a field may be accepted: only those of lists are kept."""
    return field in may_have_meanings(specification)


def known_in(
    known: Iterable[KnownFinding], extract: Extract, result: CheckResult
) -> tuple[AcceptedFinding, ...]:
    """Return the accepted findings that a check found again, the worst first.

    Every finding stays in the result: nothing is hidden by being known.
    """
    groups = {(g.rule.id, g.field): g for g in result.findings.groups}
    found = []
    for finding in known:
        group = groups.get((finding.rule, finding.field))
        cells = _cells(group, finding, extract) if group is not None else 0
        if group is not None and cells:
            found.append((group.severity, AcceptedFinding(finding, group.severity.word, cells)))
    return tuple(k for _, k in sorted(found, key=lambda item: (item[0], -item[1].cells)))


def _cells(group: FindingGroup, finding: KnownFinding, extract: Extract) -> int:
    if finding.value is None:
        return len(group)
    column = extract.column(finding.field)
    code = column.values.index(finding.value).as_py()
    rows = group.rows[group.rows != WHOLE_FILE]
    return int(np.count_nonzero(column.codes[rows] == code)) if code >= 0 else 0


def accept(
    rule: str,
    field: str,
    reason: str,
    extract: Extract,
    result: CheckResult,
    *,
    value: str | None = None,
) -> KnownFinding:
    """Make a finding a known one, as it is in a file today.

    value: only the findings of this value; only for a field with a list. Raises InputProblem when
    there is no such finding, no reason, or something about a person in it: an identifier, or the
    full name of somebody in the file.
    """
    stated = reason.strip()
    if not stated:
        raise InputProblem(
            "No reason is given for accepting the finding.",
            "Say why it is right as it is; the reason stands in the report and the manifest.",
        )
    why = personal_words(stated, extract)
    if why:
        raise InputProblem(
            f"The reason may say something about a person: {why}.",
            "Give the reason without identifiers, names or addresses.",
        )
    if value is not None:
        _check_value(field, value, extract, result)
    finding = KnownFinding(rule, field, stated, value, since=date.today().isoformat())
    found = known_in([finding], extract, result)
    if not found:
        raise InputProblem(
            f"The file has no finding of {rule} in {field}"
            f"{' with that value' if value is not None else ''}.",
            "Check the rule and the field; `cldvalidator check --all` lists them.",
        )
    return KnownFinding(rule, field, stated, value, found[0].cells, finding.since)


def _check_value(field: str, value: str, extract: Extract, result: CheckResult) -> None:
    if not may_be_known_by_value(result.specification, field):
        raise InputProblem(
            f"A single value of {field} cannot be kept: only fields with a list are.",
            "Accept the finding for the whole field, or correct the cells.",
        )
    why = looks_personal(value) or People(extract).why_personal(field, value)
    if why:
        raise InputProblem(
            f"This value of {field} is not kept: {why}.", "Correct the cells in the source."
        )
