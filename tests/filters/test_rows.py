"""A filter's rows are those that pandas gives, and those of the rules' own reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import reduce
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cldvalidator.checks.requirements as requirements_module
from cldvalidator.extract import Column, Extract
from cldvalidator.filters import FilteredRows, FilterFields, read_filter
from cldvalidator.jobs.check import open_file
from cldvalidator.specification import load_specification
from cldvalidator.specification.conditions import (
    All,
    AnyOf,
    FieldCompares,
    FieldIs,
    HasFinding,
    Not,
)
from cldvalidator.synthetic_data import generate, plant, write_csv

SPECIFICATION = load_specification("2")


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    made = generate(400, seed=8, specification=SPECIFICATION)
    faulty, _ = plant(made, SPECIFICATION, share=0.3, seed=3)
    path: Path = tmp_path_factory.mktemp("planted") / "extract.csv"
    write_csv(faulty, path)
    return open_file(path, release="2")


@pytest.fixture(scope="module")
def judge_columns(opened):
    """Return a function that judges a filter over columns made by a test."""

    def judged(columns, condition):
        size = len(next(iter(columns.values())))
        extract = Extract(columns, np.arange(size, dtype=np.int32), opened.extract.reading)
        return FilteredRows(extract, extract, opened.result).rows(condition)

    return judged


def judge(opened):
    return FilteredRows(opened.extract, opened.read, opened.result)


def rows(opened, text):
    fields = FilterFields.of(opened.extract, opened.specification)
    return judge(opened).records(read_filter(text, fields)).tolist()


EVENT, TEXT, DAY, COST = "Event Type", "Event Reference", "Event Start Date", "Unit Cost"
CELLS = {
    EVENT: st.sampled_from(["Service", "service ", "Review", "", "  ", "Assessment"]),
    TEXT: st.sampled_from(["a", "A1", "straße", "STRASSE", "ﬁne", "x, y", "", "1"]),
    DAY: st.sampled_from(["01/04/2025", "31/03/2026", "15/09/2025", "", "soon"]),
    COST: st.sampled_from(["100", "100.00", "99.5", "-1", "", "free"]),
}
single = st.one_of(
    st.builds(
        FieldIs,
        st.sampled_from([EVENT, TEXT]),
        st.sampled_from(["equals", "in", "not_equal", "contains", "not_contains", "starts_with"]),
        st.lists(
            st.sampled_from(["service", "REVIEW", "a", "strasse", "s", "fi", "x, y", ""]),
            min_size=1,
            max_size=2,
        ).map(tuple),
    ),
    st.builds(FieldIs, st.sampled_from([*CELLS]), st.sampled_from(["blank", "not_blank"])),
    st.builds(
        FieldCompares,
        st.just(DAY),
        st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
        st.sampled_from([(date(2025, 9, 15),), (date(2025, 4, 1),)]),
    ),
    st.builds(
        FieldCompares,
        st.just(COST),
        st.just("between"),
        st.sampled_from([(0.0, 99.5), (99.5, 200.0)]),
    ),
)
filters = st.recursive(
    single,
    lambda parts: st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(tuple).map(All),
        st.lists(parts, min_size=2, max_size=3).map(tuple).map(AnyOf),
        parts.map(Not),
    ),
    max_leaves=5,
)


def by_pandas(table, condition):
    match condition:
        case All(parts):
            return reduce(lambda a, b: a & b, [by_pandas(table, p) for p in parts])
        case AnyOf(parts):
            return reduce(lambda a, b: a | b, [by_pandas(table, p) for p in parts])
        case Not(part):
            return ~by_pandas(table, part)
        case FieldIs(name, op, values):
            cells = table[name].str.strip().str.casefold()
            wanted = [v.casefold() for v in values]
            match op.removeprefix("not_"):
                case "equals" | "in" | "equal":
                    found = cells.isin(wanted)
                case "contains":
                    found = cells.map(lambda c: any(w in c for w in wanted)).astype(bool)
                case "starts_with":
                    found = cells.map(lambda c: any(c.startswith(w) for w in wanted)).astype(bool)
                case _:
                    found = cells == ""
            return ~found if condition.denies else found
        case FieldCompares(name, op, bounds) if name == DAY:
            cells = pd.to_datetime(table[DAY], format="%d/%m/%Y", errors="coerce")
            return ranged(cells, op, [pd.Timestamp(b) for b in bounds])
        case FieldCompares(name, op, bounds):
            return ranged(pd.to_numeric(table[name], errors="coerce"), op, bounds)
    raise AssertionError(condition)


def ranged(cells, op, bounds):
    first, last = bounds[0], bounds[-1]
    return {
        "<": lambda: cells < first,
        "<=": lambda: cells <= first,
        ">": lambda: cells > first,
        ">=": lambda: cells >= first,
        "=": lambda: cells == first,
        "!=": lambda: cells != first,
        "between": lambda: cells.between(first, last),
    }[op]()


@settings(max_examples=60)
@given(
    st.lists(st.tuples(*CELLS.values()), min_size=1, max_size=12),
    filters,
    st.sampled_from([0, 500]),
)
def test_the_rows_of_a_filter_are_those_of_pandas(judge_columns, records, condition, few):
    """few: whether texts are judged one by one, or those that may fit are found at once."""
    table = pd.DataFrame(records, columns=[*CELLS], dtype=object)
    columns = {n: Column.of(table[n].to_numpy()) for n in table}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requirements_module, "_FEW_TEXTS", few)
        found = judge_columns(columns, condition)
    assert found.tolist() == by_pandas(table, condition).to_numpy(bool).tolist()


def test_a_value_is_found_by_its_own_text_and_as_it_reads(opened):
    """What is written with a fault reads as the rules read it; both find the same row."""
    column = opened.extract.column("Event Start Date")
    read = opened.read.column("Event Start Date")
    differs = [c for c, t in enumerate(column.texts) if read.texts[c] != t and read.texts[c]]
    assert differs
    for code in differs[:5]:
        own = column.texts[code]
        as_read = rows(opened, f"Event Start Date = {read.texts[code]}")
        by_text = rows(opened, f'Event Start Date = "{own}"')
        there = np.flatnonzero(column.codes == code).tolist()
        assert set(there) <= set(as_read)
        assert set(there) <= set(by_text)


def test_findings_of_a_rule_a_severity_and_a_field(opened):
    findings = opened.result.findings
    for group in findings.worst_first()[:6]:
        told = f"has finding {group.rule.id} in {group.field}"
        there = {r for r in group.rows.tolist() if r >= 0}
        assert set(rows(opened, told)) == there
        assert there <= set(rows(opened, f"has {group.severity.word}"))
    every = set(rows(opened, "has finding"))
    assert len(every) == findings.records_with()
    assert set(rows(opened, "not has finding")) == set(range(len(opened.extract))) - every


def test_a_condition_of_the_pack_has_the_rows_that_the_checks_judge(opened):
    """One evaluation: what makes a field mandatory is a filter like any other."""
    judged = judge(opened)
    for field in opened.specification.fields[20:40]:
        mandatory = judged.rows(field.mandatory.when)
        assert mandatory.shape == (len(opened.extract),)
        assert judged.rows(All((field.mandatory.when, Not(field.mandatory.when)))).sum() == 0


def test_a_column_that_is_no_field_can_be_filtered(opened):
    team = Column.of(["North" if n % 2 else "South" for n in range(len(opened.extract))])
    extract = replace(opened.extract, unused={"Team": team})
    other = replace(opened, extract=extract)
    assert rows(other, "Team = north") == list(range(1, len(extract), 2))
    assert judge(other).rows(HasFinding()).any()
