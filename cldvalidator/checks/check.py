"""Holds an extract against a specification: Extract + Specification -> CheckResult."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.checks.across import run_rules
from cldvalidator.checks.cells.date_forms import ways_of
from cldvalidator.checks.cells.fields import judge_field
from cldvalidator.checks.cells.judgement import Judged, Verdict
from cldvalidator.checks.context import Context
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.quality import Status, cell_verdicts, quality_table, statuses, tally
from cldvalidator.checks.requirements import Requirements
from cldvalidator.checks.rules import Rule, load_rules
from cldvalidator.extract import Column, Extract
from cldvalidator.findings import WHOLE_FILE, FindingGroup, Findings, RuleRun
from cldvalidator.specification import Field, Specification
from cldvalidator.specification.conditions import FieldIs
from cldvalidator.task import SILENT, Task, side_by_side

BY_ASSOCIATION = FieldIs("Client Type", "contains", ("known by association",))
"""Rows that only link a carer to the people cared for (both releases' client types end so)."""


@dataclass(frozen=True, eq=False)
class CheckResult:
    """What a check found.

    runs: how each rule across cells went. judged: by field, the judgement of its distinct values.
    quality: the national data quality table (field, status, verdict, count). quality_apart: the
    same of the fields outside the national checks.
    """

    specification: Specification
    findings: Findings
    judged: Mapping[str, Judged]
    quality: pd.DataFrame
    quality_apart: pd.DataFrame
    runs: tuple[RuleRun, ...] = ()
    switched_off: tuple[str, ...] = ()
    tallies: Mapping[str, npt.NDArray[np.int64]] = field(
        default_factory=lambda: MappingProxyType({})
    )


def check_extract(
    extract: Extract,
    specification: Specification,
    *,
    switched_off: tuple[str, ...] = (),
    today: date | None = None,
    memory: Memory | None = None,
    task: Task = SILENT,
) -> CheckResult:
    """Check every cell of an extract, and its cells against each other.

    switched_off: ids of rules that are not run; the result says so. today: the day that counts as
    the present one. memory: keeps the pieces of this check; with one from a check of the same file
    (`Memory.without` the fields that changed since), what it has is not done again. Raises
    Cancelled.
    """
    rules = {i: r for i, r in load_rules().items() if i not in switched_off}
    kept = memory if memory is not None else Memory()
    read = kept.noted(extract)
    requirements = Requirements(read, kept, specification)
    present = today or date.today()

    needs_units = FieldIs("Cost Frequency (Unit Type)", "in", specification.units_needed)

    def field_checked(f: Field) -> tuple[Judged, npt.NDArray[np.int64], list[FindingGroup]]:
        judgement = kept.piece(("judged", f.name), partial(_judge, read, f, specification, present))
        piece = partial(
            _check_field, read, f, judgement, requirements, rules, needs_units=needs_units
        )
        return judgement, *kept.piece(("field", f.name), piece)

    def distinct(f: Field) -> int:
        found = extract.columns.get(f.name)
        return 0 if found is None else len(found.values)

    fields = specification.fields
    checked = side_by_side(
        field_checked, fields, "Checking fields", task, len(fields), size=distinct
    )
    judged = {f.name: c[0] for f, c in zip(fields, checked, strict=True)}
    tallies = {f.name: c[1] for f, c in zip(fields, checked, strict=True)}
    groups = [group for c in checked for group in c[2]]
    context = Context(read, specification, requirements, present, kept)
    found_across, runs = run_rules(context, rules, kept, task)
    return CheckResult(
        specification=specification,
        findings=Findings(tuple(_merged(groups + found_across)), specification.names, rules),
        judged=MappingProxyType(judged),
        quality=quality_table(tallies, specification, national=True),
        quality_apart=quality_table(tallies, specification, national=False),
        runs=tuple(runs),
        switched_off=tuple(switched_off),
        tallies=MappingProxyType(tallies),
    )


def _judge(extract: Extract, f: Field, specification: Specification, today: date) -> Judged:
    ways = ways_of(extract, f.name, today) if f.type == "date" else None
    return judge_field(extract.column(f.name), f, specification, ways)


def _check_field(
    extract: Extract,
    f: Field,
    judged: Judged,
    requirements: Requirements,
    rules: Mapping[str, Rule],
    *,
    needs_units: FieldIs,
) -> tuple[npt.NDArray[np.int64], list[FindingGroup]]:
    """Return the count of a field's cells, and its findings."""
    column = extract.column(f.name)
    status = statuses(f, requirements)
    counts = tally(column, judged, status)
    found = (
        _cell_findings(
            column, judged, (f, status, counts), requirements, rules, needs_units=needs_units
        )
        if f.name in extract.columns
        else _missing_column(rules)
    )
    groups = [
        FindingGroup(rules[rule], f.name, severity, rows.astype(np.int32))
        for rule, rows in found
        if rule in rules and len(rows) and (severity := rules[rule].severity_in(f)) is not None
    ]
    return counts, groups


def _merged(groups: list[FindingGroup]) -> list[FindingGroup]:
    """Join groups of one rule in one field, which two checks can make."""
    by_key: dict[tuple[str, str], list[FindingGroup]] = {}
    for group in groups:
        by_key.setdefault((group.rule.id, group.field), []).append(group)
    return [
        parts[0]
        if len(parts) == 1
        else replace(parts[0], rows=np.unique(np.concatenate([p.rows for p in parts])))
        for parts in by_key.values()
    ]


Found = Iterator[tuple[str, npt.NDArray[np.integer]]]
Cells = tuple[Field, npt.NDArray[np.uint8], npt.NDArray[np.int64]]
"""A field with its status in each row, and the count of its cells."""


def _cell_findings(
    column: Column,
    judged: Judged,
    cells: Cells,
    requirements: Requirements,
    rules: Mapping[str, Rule],
    *,
    needs_units: FieldIs,
) -> Found:
    f, status, counts = cells
    yield from value_findings(column, judged)
    # Most fields have no such cell at all: the rows are looked at only where the counts say so.
    if counts[Status.MANDATORY, Verdict.BLANK_MANDATORY]:
        verdicts = cell_verdicts(column, judged, status)
        blank = np.flatnonzero(verdicts == Verdict.BLANK_MANDATORY)
        yield from _blank_findings(blank, f, rules, requirements, needs_units=needs_units)
    of_none = counts[Status.NOT_APPLICABLE]
    if of_none.sum() == of_none[Verdict.BLANK_ALLOWED]:
        return
    filled = (status == Status.NOT_APPLICABLE) & ~column.blank_rows
    filled &= ~_stands_for_blank(column, judged) & ~requirements.unclear(f.applicable.when)
    of_link_rows = _rule_for("filled_by_association", f, rules)
    if of_link_rows is not None:
        link = requirements.rows(BY_ASSOCIATION)
        yield of_link_rows.id, np.flatnonzero(filled & link)
        filled &= ~link
    rule = _rule_for("filled_not_applicable", f, rules)
    if rule is not None:
        yield rule.id, np.flatnonzero(filled)


def value_findings(column: Column, judged: Judged) -> Found:
    """Yield, by rule, the rows whose text breaks it."""
    by_rule: dict[str, list[int]] = {}
    for code, fault in judged.faults.items():
        if fault.rule:
            by_rule.setdefault(fault.rule, []).append(code)
    for rule, codes in by_rule.items():
        bad = np.zeros(len(column.values), bool)
        bad[codes] = True
        yield rule, np.flatnonzero(column.take(bad))


def _stands_for_blank(column: Column, judged: Judged) -> npt.NDArray[np.bool_]:
    words = np.zeros(len(column.values), bool)
    words[[code for code, fault in judged.faults.items() if fault.rule == "FILE-05"]] = True
    return column.take(words)


def _blank_findings(
    blank: npt.NDArray[np.integer],
    f: Field,
    rules: Mapping[str, Rule],
    requirements: Requirements,
    *,
    needs_units: FieldIs,
) -> Found:
    """Give a blank mandatory cell to the rule that knows most about it.

    Planned units are only needed nationally where the cost is per session, hourly or daily; the
    data quality check asks for them wherever there is a cost (pack: note on the field's condition).
    """
    nobody = _rule_for("blank_both_identifiers", f, rules)
    if nobody is not None and nobody.fields[0] == f.name and len(blank):
        neither = requirements.rows(NO_NHS_NUMBER)[blank]
        yield nobody.id, blank[neither]
        blank = blank[~neither]
    needed = _rule_for("blank_needed_units", f, rules)
    if needed is not None and len(blank):
        needs = requirements.rows(needs_units)[blank]
        yield needed.id, blank[needs]
        blank = blank[~needs]
    rule = _rule_for("blank_mandatory", f, rules)
    if rule is not None:
        yield rule.id, blank


NO_NHS_NUMBER = FieldIs("NHS Number", "blank")


def _rule_for(check: str, f: Field, rules: Mapping[str, Rule]) -> Rule | None:
    """Return the rule that a check reports under in a field: one that names it, else for all."""
    candidates = [r for r in rules.values() if r.check == check]
    for rule in candidates:
        if f.name in rule.fields:
            return rule
    return next((r for r in candidates if "*" in r.fields), None)


def _missing_column(rules: Mapping[str, Rule]) -> Found:
    rule = next((r for r in rules.values() if r.check == "missing_column"), None)
    if rule is not None:
        yield rule.id, np.array([WHOLE_FILE], np.int32)
