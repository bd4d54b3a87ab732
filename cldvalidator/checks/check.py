"""Holds an extract against a specification: Extract + Specification -> CheckResult."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.checks.across import run_rules
from cldvalidator.checks.cells.date_evidence import with_dates
from cldvalidator.checks.cells.dates import day_number
from cldvalidator.checks.cells.judgement import Judged
from cldvalidator.checks.context import Context
from cldvalidator.checks.field_check import Checked, check_field, judge
from cldvalidator.checks.findings import WHOLE_FILE, FindingGroup, Findings, RuleRun
from cldvalidator.checks.local_rules import LocalRule, run_local_rules
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.normalised import normalised_extract
from cldvalidator.checks.quality import quality_table
from cldvalidator.checks.requirements import Requirements
from cldvalidator.checks.rules import Rule, load_rules
from cldvalidator.extract import Extract
from cldvalidator.specification import Field, Specification
from cldvalidator.task import FEW_RECORDS, SILENT, Task, side_by_side


@dataclass(frozen=True, eq=False)
class CheckResult:
    """What a check found.

    runs: how each rule across cells went. judged: by field, the judgement of its distinct values.
    quality: the national data quality table (field, status, verdict, count). quality_apart: the
    same of the fields outside the national checks. local: the council's own rules. today: the day
    that rules took as the present.
    """

    specification: Specification
    findings: Findings
    judged: Mapping[str, Judged]
    quality: pd.DataFrame
    quality_apart: pd.DataFrame
    runs: tuple[RuleRun, ...] = ()
    local: tuple[LocalRule, ...] = ()
    switched_off: tuple[str, ...] = ()
    tallies: Mapping[str, npt.NDArray[np.int64]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    today: date = field(default_factory=date.today)

    @property
    def national_rules_off(self) -> tuple[str, ...]:
        """The rules switched off, without those of the council's own."""
        own = {rule.rule.id for rule in self.local}
        return tuple(rule for rule in self.switched_off if rule not in own)


def check_extract(
    extract: Extract,
    specification: Specification,
    *,
    switched_off: tuple[str, ...] = (),
    today: date | None = None,
    local: Sequence[LocalRule] = (),
    memory: Memory | None = None,
    task: Task = SILENT,
) -> CheckResult:
    """Check every cell of an extract, and its cells against each other.

    switched_off: ids of rules that are not run; the result says so. local: the council's own rules,
    which no verdict and no national figure looks at. today: the day that counts as
    the present one. memory: keeps the pieces of this check; with one from a check of the same file
    (`Memory.without` the fields that changed since), what it has is not done again. Raises
    Cancelled. Rows that are not records are each an error of their own, as long as nothing is
    decided about them; nothing else is said of them, and they count for nothing.
    """
    rules = {i: r for i, r in load_rules().items() if i not in switched_off}
    of_council = [own for own in local if own.rule.id not in switched_off]
    kept = memory if memory is not None else Memory()
    extract = with_dates(extract, specification)
    records = extract.records
    read = kept.noted(records)
    present = today or date.today()

    def judged(f: Field) -> Judged:
        return kept.piece(("judged", f.name), partial(judge, read, f, specification, present))

    meant = normalised_extract(read, specification, judged, kept)
    requirements = Requirements(meant, kept, specification)

    def cells(f: Field) -> Checked:
        return check_field(read, f, judged(f), requirements, rules)

    def field_checked(f: Field) -> Checked:
        return kept.piece(("field", f.name), partial(cells, f))

    def distinct(f: Field) -> int:
        found = records.columns.get(f.name)
        return 0 if found is None else len(found.values)

    fields = specification.fields
    few = len(records) < FEW_RECORDS
    checked = side_by_side(
        field_checked,
        fields,
        "Checking fields",
        task,
        len(fields),
        size=distinct,
        is_little=few,
    )
    tallies = {f.name: counts for f, (counts, _) in zip(fields, checked, strict=True)}
    groups = [group for _, of_field in checked for group in of_field]
    context = Context(meant, specification, requirements, np.int32(day_number(present)), kept)
    found_across, runs = run_rules(context, rules, kept, task)
    found_locally, local_runs = run_local_rules(of_council, read, context, kept, task)
    found = _merged(groups + found_across + found_locally)
    if records is not extract:
        found = [*_in_the_file(found, extract, records), *_no_records(extract, rules)]
    return CheckResult(
        specification=specification,
        findings=Findings(
            tuple(found),
            specification.names,
            {**rules, **{own.rule.id: own.rule for own in of_council}},
        ),
        judged=MappingProxyType({f.name: judged(f) for f in fields}),
        quality=quality_table(tallies, specification, national=True),
        quality_apart=quality_table(tallies, specification, national=False),
        runs=(*runs, *local_runs),
        local=tuple(local),
        switched_off=tuple(switched_off),
        tallies=MappingProxyType(tallies),
        today=present,
    )


def check_the_same_way(
    extract: Extract, earlier: CheckResult, *, memory: Memory | None = None, task: Task = SILENT
) -> CheckResult:
    """Check an extract by the same rules, on the same day, as an earlier check.

    memory: as for `check_extract`. Raises Cancelled.
    """
    return check_extract(
        extract,
        earlier.specification,
        switched_off=earlier.switched_off,
        today=earlier.today,
        local=earlier.local,
        memory=memory,
        task=task,
    )


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


def _in_the_file(
    groups: list[FindingGroup], extract: Extract, records: Extract
) -> list[FindingGroup]:
    """Give findings in records the places that these have among all rows."""
    places = np.append(extract.positions(records.source_rows), WHOLE_FILE).astype(np.int32)
    return [replace(g, rows=places[g.rows]) for g in groups]  # WHOLE_FILE numbers the last one


def _no_records(extract: Extract, rules: Mapping[str, Rule]) -> Iterator[FindingGroup]:
    """Yield the rows that are not records as findings."""
    rule = next((r for r in rules.values() if r.check == "no_record"), None)
    if rule is not None and extract.undecided is not None:
        field = next(iter(extract.columns))
        rows = extract.undecided.rows.astype(np.int32)
        yield FindingGroup(rule, field, rule.severity, rows)
