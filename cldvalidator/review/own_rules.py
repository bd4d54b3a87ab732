"""What a council's own rules found, apart from everything national."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from cldvalidator.checks import CheckResult
from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.local_rules import LocalRule
from cldvalidator.checks.rules import Rule, Severity
from cldvalidator.wording import counted

HEADING = "Your council's own rules"
NO_PART = "They have no part in the verdict and no effect on national figures."


@dataclass(frozen=True)
class OwnRule:
    """A rule that was run, and what it found. why_not: why it was not run, "" if it was."""

    rule: Rule
    findings: int
    why_not: str = ""


@dataclass(frozen=True)
class OwnRules:
    """What the council's own rules found. rules: those with findings first, the most first."""

    rules: tuple[OwnRule, ...]
    by_severity: Mapping[Severity, int]
    records: int

    @property
    def sentence(self) -> str:
        """How many rules found how much in how many records."""
        run = [r for r in self.rules if not r.why_not]
        found = sum(bool(r.findings) for r in run)
        findings = sum(r.findings for r in run)
        of = f"{found:,} of {counted(len(run), 'rule')} found something"
        if not findings:
            of = f"{counted(len(run), 'rule')} found nothing"
        where = f": {counts_said(self.by_severity)} in {counted(self.records, 'record')}"
        return f"{of}{where if findings else ''}. {NO_PART}"


def own_rules(result: CheckResult) -> OwnRules | None:
    """Return what the council's own rules found; None where none was to be run."""
    off = frozenset(result.switched_off)
    asked = [own.rule for own in result.local if own.rule.id not in off]
    if not asked:
        return None
    found = result.findings.local
    number = found.by_rule()
    why = {run.rule: run.why.splitlines()[0] for run in result.runs if run.outcome != "ran"}
    rules = [OwnRule(r, number.get(r.id, 0), why.get(r.id, "")) for r in asked]
    rows = [g.rows[g.rows != WHOLE_FILE] for g in found.groups]
    records = len(np.unique(np.concatenate(rows))) if rows else 0
    return OwnRules(
        tuple(sorted(rules, key=lambda r: (-r.findings, r.rule.id))),
        {s: found.count(s) for s in (Severity.WARNING, Severity.QUERY)},
        records,
    )


def counts_said(by_severity: Mapping[Severity, int]) -> str:
    """Return counts in words, such as "2 warnings and 1 query"."""
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.QUERY: "query"}
    more = {Severity.QUERY: "queries"}
    counts = [
        counted(n, words[s], more.get(s, f"{words[s]}s")) for s, n in by_severity.items() if n
    ]
    return " and ".join(counts) or "no findings"


def rules_hash(rules: Sequence[LocalRule]) -> str:
    """Return the SHA-256 of rules: the same for rules that say the same. "" for none."""
    if not rules:
        return ""
    content = [[r.kept.id, r.kept.name, r.kept.when, r.kept.must, r.kept.severity] for r in rules]
    return sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def own_rules_json(result: CheckResult) -> dict[str, Any]:
    """Return what the rules found as counts: no value, and no rule's text."""
    own = own_rules(result)
    return {
        "by severity": {s.word: n for s, n in own.by_severity.items()} if own else {},
        "by rule": {r.rule.id: r.findings for r in own.rules if not r.why_not} if own else {},
        "not run": [r.rule.id for r in own.rules if r.why_not] if own else [],
    }
