"""Questions to the findings: the same answers for command line, report and window."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd

from cldvalidator.checks import CheckResult
from cldvalidator.checks.findings import WHOLE_FILE, Findings
from cldvalidator.checks.rules import Rule, Severity
from cldvalidator.extract import Extract


@dataclass(frozen=True)
class Explained:
    """One finding in words: what the cell holds, what it should, how to fix it, what it costs."""

    rule: Rule
    field: str
    severity: Severity
    found: str
    wrong: str
    expected: str
    fix: str
    cost: str
    source: str


_OF_VALUE = ("field", "found", "rule", "severity", "proposed", "certainty", "cells")


class FindingViews:
    """Looks at the findings of one check; totals are exact, whatever their number."""

    def __init__(self, extract: Extract, result: CheckResult) -> None:
        self._extract = extract
        self._result = result
        self._findings = result.findings
        self._severities = {(g.rule.id, g.field): g.severity for g in self._findings.groups}

    def by_severity(self) -> dict[Severity, int]:
        """Return the number of findings of each severity, the worst first.

        Without those of the council's own rules (`review.own_rules`).
        """
        return {s: self._findings.national.count(s) for s in Severity}

    def by_rule(self) -> pd.DataFrame:
        """Return one row for each rule and severity: rule, severity, findings, records, fields.

        The worst and the most first; the council's own rules come last.
        """
        rows = []
        groups: dict[tuple[Severity, str], list[np.ndarray]] = {}
        fields: dict[tuple[Severity, str], list[str]] = {}
        for g in self._findings.groups:
            groups.setdefault((g.severity, g.rule.id), []).append(g.rows)
            fields.setdefault((g.severity, g.rule.id), []).append(g.field)
        for (severity, rule), parts in groups.items():
            every = np.concatenate(parts)
            records = len(np.unique(every[every != WHOLE_FILE]))
            rows.append((rule, severity, len(every), records, ", ".join(fields[severity, rule])))
        table = pd.DataFrame(rows, columns=["rule", "severity", "findings", "records", "fields"])
        own = [self._findings.rules[rule].is_local for rule in table["rule"]]
        table = table.assign(own=own).sort_values(
            ["own", "severity", "findings"], ascending=[True, True, False], ignore_index=True
        )
        return table.drop(columns="own")

    def by_field(self) -> pd.DataFrame:
        """Return a row for each field with findings: field, error, warning, query."""
        counts = {n: dict.fromkeys(Severity, 0) for n in self._findings.names}
        for g in self._findings.groups:
            counts[g.field][g.severity] += len(g)
        rows = [(n, *c.values()) for n, c in counts.items() if any(c.values())]
        return pd.DataFrame(rows, columns=["field", *(s.word for s in Severity)])

    def by_event_type(self) -> pd.DataFrame:
        """Return findings by event type as it stands in the file: event_type, findings, records."""
        row = self._findings.table["row"].to_numpy()
        row = row[row != WHOLE_FILE]
        column = self._extract.column("Event Type")
        types = column.codes[row]
        findings = np.bincount(types, minlength=len(column.values))
        records = np.bincount(column.codes[np.unique(row)], minlength=len(column.values))
        table = pd.DataFrame({"event_type": column.texts, "findings": findings, "records": records})
        table = table[table["findings"] > 0]
        return table.sort_values("findings", ascending=False, ignore_index=True)

    def by_value(self, most: int | None = None) -> pd.DataFrame:
        """Return the distinct values that break a rule, the most frequent first.

        Columns: field, found, rule, severity, proposed (text or None), certainty, cells. Holds cell
        values.
        """
        return self._values if most is None else self._values.head(most)

    @cached_property
    def _values(self) -> pd.DataFrame:
        made: dict[str, list[Any]] = {name: [] for name in _OF_VALUE}
        by_name = self._result.specification.by_name
        rules = self._findings.rules.values()
        for name in sorted(self._result.judged):
            if name not in self._extract.columns:
                continue
            faults = self._result.judged[name].faults
            column = self._extract.records.columns[name]
            texts, counts = column.texts, column.counts.tolist()
            severities = {rule.id: rule.severity_in(by_name[name]) for rule in rules}
            codes = [
                c for c, f in faults.items() if counts[c] and severities.get(f.rule) is not None
            ]
            codes.sort(key=texts.__getitem__)
            found = [faults[c] for c in codes]
            made["field"] += repeat(name, len(codes))
            made["found"] += map(texts.__getitem__, codes)
            broken = [f.rule for f in found]
            made["rule"] += broken
            made["severity"] += map(severities.__getitem__, broken)
            proposals = [f.proposal for f in found]
            made["proposed"] += [p.text if p else None for p in proposals]
            made["certainty"] += [p.certainty if p else "" for p in proposals]
            made["cells"] += map(counts.__getitem__, codes)
        table = pd.DataFrame(made).astype({"proposed": object})
        return table.sort_values("cells", ascending=False, kind="stable", ignore_index=True)

    def by_record(self) -> pd.DataFrame:
        """Return the records with findings, the worst first: row, error, warning, query."""
        return self._counted(self._findings.table["row"].to_numpy(), "row")

    def by_person(self) -> pd.DataFrame:
        """Return the people with findings, the worst first: person (id), error, warning, query.

        The person is the NHS Number, else the LA Person Unique Identifier.
        """
        codes, names = self._people()
        table = self._counted(codes[self._findings.table["row"].to_numpy()], "person", self._rows())
        table["person"] = [names[c] for c in table["person"].tolist()]
        return table

    def _people(self) -> tuple[np.ndarray, list[str]]:
        nhs = self._extract.column("NHS Number")
        own = self._extract.column("LA Person Unique Identifier")
        codes = np.where(nhs.blank_rows, own.codes.astype(np.int64) + len(nhs.values), nhs.codes)
        return codes, [*nhs.texts, *own.texts]

    def _rows(self) -> np.ndarray:
        flags: np.ndarray = self._findings.table["row"].to_numpy() != WHOLE_FILE
        return flags

    def _counted(self, key: np.ndarray, name: str, among: np.ndarray | None = None) -> pd.DataFrame:
        keep = self._rows() if among is None else among
        severity = self._findings.table["severity"].to_numpy()[keep]
        kinds, place = np.unique(key[keep], return_inverse=True)
        counts = np.bincount(place * len(Severity) + severity, minlength=len(kinds) * len(Severity))
        counts = counts.reshape(len(kinds), len(Severity))
        table = pd.DataFrame(counts, columns=[s.word for s in Severity])
        table.insert(0, name, kinds)
        order = [s.word for s in Severity]
        return table.sort_values(order, ascending=False, ignore_index=True)

    def rows_of_person(self, record: int) -> np.ndarray:
        """Return all records (0-based) of the person of one record."""
        codes, _ = self._people()
        return np.flatnonzero(codes == codes[record])

    def rows_of_id(self, person: str) -> np.ndarray:
        """Return all records (0-based) of the person that `by_person` calls so."""
        codes, names = self._people()
        called = np.array([name == person for name in names], bool)
        return np.flatnonzero(called[codes])

    def of_record(self, record: int) -> pd.DataFrame:
        """Return the findings of one record: field, rule, severity."""
        order = {name: i for i, name in enumerate(self._findings.names)}
        found = []
        for g in self._findings.groups:
            place = int(np.searchsorted(g.rows, record))
            if place < len(g) and g.rows[place] == record:
                found.append((g.field, g.rule.id, g.severity))
        found.sort(key=lambda line: (order[line[0]], line[1]))
        return pd.DataFrame(found, columns=["field", "rule", "severity"])

    def what_fixes_most(self) -> pd.DataFrame:
        """Return single changes by how many findings each would clear, with the running share.

        Columns: field, found (None for a whole rule), rule, clears, share (of all findings, per
        cent). A value change clears every cell with the value; a finding without a value of its own
        counts under its rule.
        """
        values = self.by_value()
        single = values.rename(columns={"cells": "clears"})[["field", "found", "rule", "clears"]]
        by_value = set(zip(values["field"].tolist(), values["rule"].tolist(), strict=True))
        rest = [
            (g.field, None, g.rule.id, len(g))
            for g in self._findings.groups
            if (g.field, g.rule.id) not in by_value
        ]
        table = pd.concat(
            [single, pd.DataFrame(rest, columns=list(single.columns))], ignore_index=True
        )
        table = table.sort_values("clears", ascending=False, ignore_index=True)
        total = max(len(self._findings), 1)
        return table.assign(share=(100 * table["clears"].cumsum() / total).round(1))

    def explain(self, record: int, field: str, rule_id: str) -> Explained:
        """Say of one finding what was found, what is expected, how to fix it and what it costs."""
        rule = self._findings.rules[rule_id]
        column = self._extract.column(field)
        found = column.text(record) if record != WHOLE_FILE else ""
        code = int(column.codes[record]) if len(column) and record != WHOLE_FILE else -1
        fault = self._result.judged[field].faults.get(code)
        more = fault.reason if fault is not None and fault.rule == rule.id else ""
        return Explained(
            rule=rule,
            field=field,
            severity=self._severities.get((rule_id, field), rule.severity),
            found="" if rule.marks == "row" else found,
            wrong=f"{rule.wrong} {more}." if more else rule.wrong,
            expected=self._wanted(rule, field, code),
            fix=rule.fix,
            cost=rule.cost,
            source=rule.source,
        )

    def _wanted(self, rule: Rule, field: str, code: int) -> str:
        if rule.is_local:
            return rule.must
        return f"{rule.title}." if rule.marks == "row" else self.expected(field, code)

    def expected(self, field: str, code: int, *, briefly: bool = False) -> str:
        """Say what a cell should hold: the proposed text, else the field's list or format.

        code: of the text in the field's column, -1 for no text in particular. briefly: long lists
        are only counted.
        """
        fault = self._result.judged[field].faults.get(code)
        if fault is not None and fault.proposal is not None and fault.proposal.text:
            return fault.proposal.text
        spec_field = self._result.specification.by_name[field]
        if spec_field.values is not None:
            values = spec_field.values.texts
            if not values:
                return "One value of the field's list, which is not public"
            if len(values) > 4 and briefly:
                return f"One of the {len(values)} values of the list"
            shown = "; ".join(values[:4])
            return shown if len(values) <= 4 else f"One of {len(values)} listed values: {shown}; …"
        return spec_field.format.text


def before_and_after(
    before: Findings, after: Findings
) -> list[tuple[Severity, str, str, int, int]]:
    """Return severity, rule, title and the findings before and after changes, the worst first.

    Only rules that found something. A rule of several severities has a row for each.
    """
    one, two = (_by_severity_and_rule(f) for f in (before, after))
    rows = [
        (severity, rule, before.rules[rule].title, one[severity, rule], two[severity, rule])
        for severity, rule in {*one, *two}
    ]
    return sorted(rows, key=lambda r: (r[0], -max(r[3], r[4]), r[1]))


def _by_severity_and_rule(findings: Findings) -> Counter[tuple[Severity, str]]:
    counts: Counter[tuple[Severity, str]] = Counter()
    for group in findings.groups:
        counts[group.severity, group.rule.id] += len(group)
    return counts
