from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.filters import FilterFields, FilterProblem, filter_text, read_filter
from cldvalidator.filters.fields import KEYWORDS
from cldvalidator.specification import load_specification
from cldvalidator.specification.conditions import (
    AgeBetween,
    All,
    AnyOf,
    FieldCompares,
    FieldIs,
    HasFinding,
    Not,
)

SPECIFICATION = load_specification("2")
UNUSED = ("Team", "A = B", "and", "In or out (x)", 'Said "so"')
FIELDS = FilterFields(SPECIFICATION, UNUSED)


def read(text):
    return read_filter(text, FIELDS)


SERVICE = FieldIs("Event Type", "equals", ("Service",))
OPEN = FieldIs("Event End Date", "blank")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Event Type = Service", SERVICE),
        ("event type is Service", SERVICE),
        ("Event Type = Service and not Event End Date is blank", All((SERVICE, Not(OPEN)))),
        ("not Event End Date is blank or Event Type = Service", AnyOf((Not(OPEN), SERVICE))),
        ("(Event Type = Service)", SERVICE),
        (
            "Event Type in (Service, Review)",
            FieldIs("Event Type", "in", ("Service", "Review")),
        ),
        ("Event Type != Service", FieldIs("Event Type", "not_equal", ("Service",))),
        (
            "Primary Support Reason = Physical Support: Access and mobility only and "
            "Event End Date is blank",
            All(
                (
                    FieldIs(
                        "Primary Support Reason",
                        "equals",
                        ("Physical Support: Access and mobility only",),
                    ),
                    OPEN,
                )
            ),
        ),
        (
            "Event Start Date between 1/4/2025 and 2026-03-31",
            FieldCompares("Event Start Date", "between", (date(2025, 4, 1), date(2026, 3, 31))),
        ),
        ("Unit Cost >= 250.5", FieldCompares("Unit Cost", ">=", (250.5,))),
        ("Unit Cost = 250", FieldCompares("Unit Cost", "=", (250.0,))),
        ('Unit Cost = "250"', FieldIs("Unit Cost", "equals", ("250",))),
        ("Age >= 65", AgeBetween(65, 150)),
        ("Age > 64", AgeBetween(65, 150)),
        ("Age < 18", AgeBetween(0, 17)),
        ("Age > 999", AgeBetween(999, 150)),
        ("has finding", HasFinding()),
        ("has finding date-03 in Event End Date", HasFinding("DATE-03", "", "Event End Date")),
        ("has errors", HasFinding("", "error")),
        ("Team = North and South", None),
        ('Team = "North and South"', FieldIs("Team", "equals", ("North and South",))),
        ('"A = B" contains "x, y"', FieldIs("A = B", "contains", ("x, y",))),
        (
            "Event Outcome starts with (NFA, No)",
            FieldIs("Event Outcome", "starts_with", ("NFA", "No")),
        ),
    ],
)
def test_what_a_text_means(text, meant):
    if meant is None:
        with pytest.raises(FilterProblem):
            read(text)
    else:
        assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "position", "expected", "said"),
    [
        ("", 0, "field", "name of a field"),
        ("Evnt Type = Service", 0, "field", "Did you mean Event Type?"),
        ("Event Type", 10, "comparison", "is blank"),
        ("Event Type = ", 13, "value", "Write a value"),
        ("Event Type = Service and ", 25, "field", "name of a field"),
        ("Event Type in Service", 14, "value", "in brackets"),
        ("Unit Cost > cheap", 12, "bound", "a number"),
        ("Event Start Date < 31/02/2026", 19, "bound", "a day"),
        ("Event Type > 3", 12, "comparison", "holds text"),
        ("(Event Type = Service", 21, "connective", "bracket is still open"),
        ("has finding DATE-99", 12, "finding", "Did you mean DATE-"),
        ("Event Description = Care and support", 29, "field", "quotation marks"),
        ('Team = "North', 7, "value", "not closed"),
        ("Event Type = Service)", 20, "connective", "the end"),
        ("Event Start Date between 01/04/2025", 35, "connective", "between … and …"),
        ("not " * 100 + "has finding", 240, "field", "60 deep"),
        ("(" * 5000, 60, "field", "60 deep"),
        ("x" * 20_001, 20_000, "connective", "20,000 characters"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text, position, expected, said):
    with pytest.raises(FilterProblem) as caught:
        read(text)
    problem = caught.value
    assert (problem.position, problem.expected) == (position, expected)
    assert problem.what.startswith("The filter cannot be read")
    assert said in str(problem)


def test_a_problem_tells_no_value():
    for text in ("Last Name = Smith and Jones", "Smith", "NHS Number > 9434765919"):
        with pytest.raises(FilterProblem) as caught:
            read(text)
        assert not any(word in str(caught.value) for word in ("Smith", "Jones", "9434765919"))


SIGNS = ("Service", "a", ",", "(", ")", '"', "12/03/2025", "7")
texts = st.one_of(
    st.text(max_size=12),
    st.lists(
        st.sampled_from([*KEYWORDS, "Service", "a", ",", "(", ")", '"', "12/03/2025", "7"])
    ).map(" ".join),
)
values = texts.map(str.strip)
text_names = st.sampled_from([n for n in FIELDS.names if FIELDS.kind(n) == "text"] + [*UNUSED])
day_names = st.sampled_from([n for n in FIELDS.names if FIELDS.kind(n) == "day"])
number_names = st.sampled_from([n for n in FIELDS.names if FIELDS.kind(n) == "number"])
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
amounts = st.decimals(-(10**9), 10**9, places=3).map(float)


def several(of):
    return st.lists(of, min_size=1, max_size=3).map(tuple)


def compared(names, bounds):
    ordered = st.sampled_from(["<", "<=", ">", ">="])
    return st.one_of(
        st.builds(FieldCompares, names, ordered, bounds.map(lambda b: (b,))),
        st.builds(FieldCompares, names, st.just("between"), st.tuples(bounds, bounds)),
        st.builds(FieldCompares, names, st.sampled_from(["=", "!="]), several(bounds)),
    )


every_name = st.sampled_from([*FIELDS.names])
single = st.one_of(
    st.builds(FieldIs, every_name, st.just("equals"), values.map(lambda v: (v,))),
    st.builds(FieldIs, every_name, st.sampled_from(["in", "not_equal"]), several(values)),
    st.builds(
        FieldIs,
        every_name,
        st.sampled_from(["contains", "not_contains", "starts_with"]),
        several(texts),
    ),
    st.builds(FieldIs, every_name, st.sampled_from(["blank", "not_blank"])),
    compared(day_names, days),
    compared(number_names, amounts),
    compared(st.sampled_from(UNUSED), days).filter(lambda c: c.op not in ("=", "!=")),
    st.builds(AgeBetween, st.integers(0, 150), st.integers(0, 150)),
    st.builds(
        HasFinding,
        st.sampled_from(["", *sorted(FIELDS.rules)[:5]]),
        st.sampled_from(["", "error", "warning", "query"]),
        st.one_of(st.just(""), every_name),
    ),
)


def joined(parts):
    more = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(more.map(All), more.map(AnyOf), parts.map(Not))


filters = st.recursive(single, joined, max_leaves=6)


@settings(max_examples=150, deadline=None)
@given(filters)
def test_the_text_of_a_filter_read_back_is_the_same_filter(condition):
    assert read(filter_text(condition, FIELDS)) == condition


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        texts,
        filters.map(lambda c: filter_text(c, FIELDS)).flatmap(
            lambda t: st.integers(0, len(t)).map(lambda n: t[:n])
        ),
    )
)
def test_any_text_is_read_or_refused_in_words(text):
    try:
        found = read(text)
    except FilterProblem as problem:
        assert 0 <= problem.position <= len(text)  # noqa: PT017 - both ends are allowed
    else:
        assert read(filter_text(found, FIELDS)) == found
