"""Checks the cells of one field: what each text is worth, and whether a cell may be blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.cells.date_forms import Ways, ways_of
from cldvalidator.checks.cells.fields import judge_field
from cldvalidator.checks.cells.judgement import Judged, Verdict
from cldvalidator.checks.findings import WHOLE_FILE, FindingGroup
from cldvalidator.checks.quality import Status, cell_verdicts, statuses, tally
from cldvalidator.checks.requirements import Requirements
from cldvalidator.checks.rules import Rule
from cldvalidator.extract import Column, Extract
from cldvalidator.extract.date_order import DateJudgement
from cldvalidator.specification import Field, Specification
from cldvalidator.specification.conditions import FieldIs

BY_ASSOCIATION = FieldIs("Client Type", "contains", ("known by association",))
"""Rows that only link a carer to the people cared for (both releases' client types end so)."""
Checked = tuple[npt.NDArray[np.int64], list[FindingGroup]]
"""The count of a field's cells (`tally`), and its findings."""


def judge(extract: Extract, f: Field, specification: Specification, today: date) -> Judged:
    """Judge the distinct texts of a field. today: the day that counts as the present one."""
    ways = ways_in(extract, f, today)
    return judge_field(extract.column(f.name), f, specification, ways)


def ways_in(extract: Extract, f: Field, today: date) -> Ways | None:
    """Return how the dates of a field may be read; None for a field that is no date.

    extract: one whose dates have been judged (`with_dates`).
    """
    if f.type != "date":
        return None
    return ways_of(extract, f.name, today, extract.dates or DateJudgement())


def check_field(
    extract: Extract,
    f: Field,
    judged: Judged,
    requirements: Requirements,
    rules: Mapping[str, Rule],
) -> Checked:
    """Return the count of a field's cells, and its findings.

    judged: the judgement of the texts of the extract's column. rules: those that are to be run.
    """
    column = extract.column(f.name)
    status = statuses(f, requirements)
    counts = tally(column, judged, status)
    found = (
        _cell_findings(column, judged, (f, status, counts), requirements, rules)
        if f.name in extract.columns
        else _missing_column(rules)
    )
    groups = [
        FindingGroup(rules[rule], f.name, severity, rows.astype(np.int32))
        for rule, rows in found
        if rule in rules and len(rows) and (severity := rules[rule].severity_in(f)) is not None
    ]
    return counts, groups


Found = Iterator[tuple[str, npt.NDArray[np.integer]]]
Cells = tuple[Field, npt.NDArray[np.uint8], npt.NDArray[np.int64]]
"""A field with its status in each row, and the count of its cells."""


def _cell_findings(
    column: Column,
    judged: Judged,
    cells: Cells,
    requirements: Requirements,
    rules: Mapping[str, Rule],
) -> Found:
    f, status, counts = cells
    yield from value_findings(column, judged)
    # Most fields have no such cell at all: the rows are looked at only where the counts say so.
    if counts[Status.MANDATORY, Verdict.BLANK_MANDATORY]:
        missing = cell_verdicts(column, judged, status) == Verdict.BLANK_MANDATORY
        # Where a field does not apply (the end of an event of somebody who died, on a row that only
        # links a carer), the national table counts a blank as missing, but there is none to give.
        blank = np.flatnonzero(missing & requirements.rows(f.applicable.when))
        yield from _blank_findings(blank, f, rules, requirements)
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
        needs = requirements.units_needed[blank]
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
