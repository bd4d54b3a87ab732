"""A council's own rules find what pandas finds, row by row and person by person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract, check_the_same_way
from cldvalidator.checks.cells.dates import day_number
from cldvalidator.checks.changed_rows import judge_changed_rows
from cldvalidator.checks.context import Context
from cldvalidator.checks.local_rules import CouncilRule, RuleConditions
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.other_rows import judge_other_rows
from cldvalidator.checks.requirements import Requirements
from cldvalidator.checks.rules import Severity, chosen_rules
from cldvalidator.extract import Column, Extract, Reading
from cldvalidator.extract.table import RowsApart
from cldvalidator.filters.council_rules import read_rule, read_rules
from cldvalidator.fixes.changes import CellChange, apply_changes
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification
from cldvalidator.specification.conditions import (
    AgeBetween,
    All,
    AnyOf,
    Condition,
    Day,
    DaysFromTo,
    FieldCompares,
    FieldIs,
    Not,
    OtherEvents,
)
from cldvalidator.synthetic_data import generate, plant

SPECIFICATION = load_specification("2")
TODAY = date(2026, 7, 1)
PERSON, EVENT, COST = "LA Person Unique Identifier", "Event Type", "Unit Cost"
START, END = "Event Start Date", "Event End Date"
CELLS = {
    PERSON: st.sampled_from(["A1", "a1 ", "B2", "B2", "C3", ""]),
    EVENT: st.sampled_from(["Service", "Review", "Review", "Assessment", ""]),
    START: st.sampled_from(["01/04/2025", "02/04/2025", "20/04/2025", "15/06/2025", "", "soon"]),
    END: st.sampled_from(["01/04/2025", "20/04/2025", "01/06/2025", "31/12/9999", "", "never"]),
    COST: st.sampled_from(["10", "20.5", "", "free"]),
    "Date of Birth": st.sampled_from(["01/01/1950", "01/01/2010", ""]),
    "Reporting Period End Date": st.just("31/03/2026"),
}
single = st.one_of(
    st.builds(
        FieldIs,
        st.just(EVENT),
        st.sampled_from(["in", "not_equal"]),
        st.sampled_from([("Service",), ("review",), ("Review", "Assessment")]),
    ),
    st.builds(FieldIs, st.sampled_from([END, COST]), st.sampled_from(["blank", "not_blank"])),
    st.builds(FieldCompares, st.just(COST), st.sampled_from(["<", ">=", "="]), st.just((20.0,))),
    st.builds(
        FieldCompares, st.just(START), st.sampled_from(["<=", "!="]), st.just((date(2025, 4, 2),))
    ),
    st.just(AgeBetween(18, 64)),
    st.builds(
        DaysFromTo,
        st.just(START),
        st.just(END),
        st.sampled_from(["<", ">", "=", "!="]),
        st.sampled_from([(0,), (19,)]),
    ),
    st.just(DaysFromTo(START, END, "between", (0, 30))),
)
days = st.one_of(
    st.just((None, None)),
    st.just((Day(START), Day(END))),
    st.just((Day(END), Day(START))),
    st.sampled_from([(None, Day(END)), (Day(START), None)]),
    st.builds(
        lambda name, low, high: (Day(name, -low), Day(name, high)),
        st.sampled_from([START, END]),
        st.sampled_from([0, 1, 28]),
        st.sampled_from([0, 1, 28]),
    ),
)
numbers = st.sampled_from([(1, None), (0, 0), (2, None), (1, 1), (0, 1), (1, 2)])


def simple(of: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    pairs = st.lists(of, min_size=2, max_size=3).map(tuple)
    return st.recursive(
        of, lambda c: st.one_of(c.map(Not), pairs.map(All), pairs.map(AnyOf)), max_leaves=4
    )


others = st.builds(
    lambda number, of, dated, span: OtherEvents(*number, of, dated, *span),
    numbers,
    st.one_of(st.none(), simple(single)),
    st.sampled_from([START, END]),
    days,
)
conditions = simple(st.one_of(single, others))


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    size = draw(st.integers(1, 14))
    return pd.DataFrame(
        {name: draw(st.lists(c, min_size=size, max_size=size)) for name, c in CELLS.items()}
    )


def day_of(text: str) -> int | None:
    found = pd.to_datetime(text, format="%d/%m/%Y", errors="coerce", exact=True)
    if text == "31/12/9999":
        return day_number(date(9999, 12, 31))
    return None if pd.isna(found) else (found - pd.Timestamp(0)).days


def both(answers: Iterator[bool | None]) -> bool | None:
    told = list(answers)
    return False if False in told else None if None in told else True


def turned(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def expected(condition: Condition, frame: pd.DataFrame, row: int) -> bool | None:
    """Say by the cells of one row, and of its person's rows, whether a condition holds."""
    cells = frame.iloc[row]
    match condition:
        case All(parts):
            return both(expected(p, frame, row) for p in parts)
        case AnyOf(parts):
            return turned(both(turned(expected(p, frame, row)) for p in parts))
        case Not(part):
            return turned(expected(part, frame, row))
        case FieldIs(name):
            return condition.holds(cells[name])
        case AgeBetween(low, high):
            if not cells["Date of Birth"]:
                return None
            age = 2026 - int(cells["Date of Birth"][-4:])
            return low <= age <= high
        case FieldCompares(name, op, bounds):
            if name == COST:
                value = pd.to_numeric(cells[name], errors="coerce")
                value = None if pd.isna(value) else float(value)
            else:
                value = day_of(cells[name])
            ends = [day_number(b) if isinstance(b, date) else b for b in bounds]
            if value is None:
                return {"=": False, "!=": True}.get(op)
            return compared(value, op, ends)
        case DaysFromTo(start, end, op, bounds):
            one, two = day_of(cells[start]), day_of(cells[end])
            return None if one is None or two is None else compared(two - one, op, list(bounds))
        case OtherEvents():
            return other_events(condition, frame, row)
    raise AssertionError(condition)


def compared(value: float, op: str, ends: list[float]) -> bool:
    series = pd.Series([value])
    by_op = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "=": "eq", "!=": "ne"}
    if op == "between":
        return bool(series.between(*ends).item())
    return bool(getattr(series, by_op[op])(ends[0]).item())


def other_events(events: OtherEvents, frame: pd.DataFrame, row: int) -> bool | None:
    person = frame[PERSON].str.strip().str.casefold()
    if not person[row]:
        return None
    limits = []
    for day, beyond in ((events.first, -(10**9)), (events.last, 10**9)):
        limit = beyond if day is None else day_of(frame[day.field][row])
        is_open = day is events.last and events.goes_on
        if limit is None and is_open and not frame[day.field][row]:
            limit = beyond
        if limit is None:
            return None
        limits.append(limit + (0 if day is None or limit == beyond else day.days))
    count = 0
    for other in frame.index[(person == person[row]) & (frame.index != row)]:
        if events.of is not None and expected(events.of, frame, other) is not True:
            continue
        at = day_of(frame[events.dated][other])
        dated = events.first is not None or events.last is not None
        count += not dated or (at is not None and limits[0] <= at <= limits[1])
    return count >= events.least and (events.most is None or count <= events.most)


def verdicts(extract: Extract, condition: Condition):
    memory = Memory()
    requirements = Requirements(extract, memory, SPECIFICATION)
    context = Context(extract, SPECIFICATION, requirements, np.int32(day_number(TODAY)), memory)
    return RuleConditions(extract, context, memory).verdicts(condition)


@settings(max_examples=70)
@given(frame=frames(), condition=conditions)
def test_a_condition_says_of_each_row_what_pandas_says(frame, condition):
    columns = {name: Column.of(frame[name].tolist()) for name in frame}
    rows = np.arange(2, len(frame) + 2, dtype=np.int32)
    extract = Extract(columns, rows, Reading("made.csv", "CSV", 0, "0" * 64, 1, ()))
    holds, fails = verdicts(extract, condition)
    said = [True if h else False if f else None for h, f in zip(holds, fails, strict=True)]
    assert said == [expected(condition, frame, row) for row in range(len(frame))]


YEARLY = CouncilRule(
    "LOCAL-01",
    "Services are reviewed",
    "exists (Event Type = Review) between Event Start Date and Event End Date",
    "Event Type = Service and days from Event Start Date to Reporting Period End Date > 365",
)
CHEAP = CouncilRule("LOCAL-02", "Costs are low", "Unit Cost < 100", severity="query")
RULES = (YEARLY, CHEAP)


@pytest.fixture(scope="module")
def planted():
    faulty, _ = plant(
        generate(600, seed=8, specification=SPECIFICATION), SPECIFICATION, share=0.1, seed=3
    )
    return faulty


def checked(extract, memory=None, rules=RULES, **options):
    own = read_rules(rules, SPECIFICATION)
    return check_extract(extract, SPECIFICATION, today=TODAY, local=own, memory=memory, **options)


def as_values(result):
    return {(g.rule.id, g.field): g.rows.tolist() for g in result.findings.groups}


def test_what_is_national_is_the_same_with_rules_of_their_own(planted):
    alone, with_own = check_extract(planted, SPECIFICATION, today=TODAY), checked(planted)
    national = with_own.findings.national
    assert {(g.rule.id, g.field): g.rows.tolist() for g in national.groups} == as_values(alone)
    assert list(with_own.findings.local.by_rule()) == ["LOCAL-01", "LOCAL-02"]
    assert with_own.findings.count(Severity.ERROR) == alone.findings.count(Severity.ERROR)
    assert with_own.quality.equals(alone.quality)
    assert with_own.findings.national.count() + len(with_own.findings.local) == len(
        with_own.findings
    )


def test_without_rules_nothing_is_there(planted):
    result = checked(planted, rules=())
    assert as_values(result) == as_values(check_extract(planted, SPECIFICATION, today=TODAY))
    assert (result.local, len(result.findings.local)) == ((), 0)


def test_a_rule_that_is_left_out_or_off_is_not_run(planted):
    result = checked(planted, switched_off=chosen_rules(["local-02"], ["LOCAL-01", "LOCAL-02"]))
    assert list(result.findings.local.by_rule()) == ["LOCAL-01"]
    assert (result.switched_off, result.national_rules_off) == (("LOCAL-02",), ())
    assert chosen_rules(["local"], ["LOCAL-01"]) == ("LOCAL-01",)
    off = CouncilRule("LOCAL-03", "Off", "Unit Cost < 1", on=False)
    assert read_rules([off], SPECIFICATION) == ()
    with pytest.raises(InputProblem, match="--profile"):
        chosen_rules(["LOCAL-09"])


def test_a_rule_that_the_file_or_the_release_cannot_follow_is_skipped_in_words(planted):
    team = CouncilRule("LOCAL-01", "Team", '"Team" is not blank')
    result = checked(planted, rules=[team])
    assert [(r.rule, r.outcome, r.why) for r in result.runs][-1] == (
        "LOCAL-01",
        "skipped",
        "The file has no column for Team.",
    )
    has_team = Extract(
        planted.columns,
        planted.source_rows,
        planted.reading,
        {"Team": Column.of(["North", *[""] * (len(planted) - 1)])},
    )
    assert checked(has_team, rules=[team]).findings.local.by_rule() == {
        "LOCAL-01": len(planted) - 1
    }
    newer = CouncilRule("LOCAL-01", "Newer", "Outcome of the Review is not blank")
    (read,) = read_rules([newer], load_specification("1"))
    assert read.why_not.startswith("Release 1 cannot follow it: must: The condition cannot be read")


def test_after_changes_the_findings_are_those_of_a_whole_check(planted):
    memory = Memory()
    before = checked(planted, memory)
    row = int(before.findings.local.groups[0].rows[0])
    source = int(planted.source_rows[row])
    change = CellChange(COST, row, source, planted.column(COST).text(row), "1")
    after = apply_changes(planted, [change])
    kept = judge_changed_rows(
        planted, after, memory, SPECIFICATION, before.findings.rules, today=TODAY
    )
    again = check_the_same_way(after, before, memory=kept)
    assert as_values(again) == as_values(checked(after))
    fewer = planted.without(RowsApart(np.array([row, row + 3])))
    kept = judge_other_rows(
        planted, fewer, memory, SPECIFICATION, before.findings.rules, today=TODAY
    )
    again = check_the_same_way(fewer, before, memory=kept)
    assert as_values(again) == as_values(checked(fewer))


def test_where_a_finding_is_marked_and_what_is_said():
    cheap, yearly = (read_rule(rule, SPECIFICATION) for rule in (CHEAP, YEARLY))
    assert (cheap.field, cheap.rule.marks, cheap.rule.severity) == (COST, "cell", Severity.QUERY)
    assert (yearly.field, yearly.rule.marks) == (START, "row")
    assert yearly.rule.is_local
    assert yearly.rule.cost.startswith("None.")
