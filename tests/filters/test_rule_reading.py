"""Conditions of a council's own rules: what they say, and what is told of those that cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.filters import FilterProblem, filter_text, read_filter
from cldvalidator.filters.fields import FilterFields
from cldvalidator.filters.rule_reading import fields_of_rules, read_rule_condition
from cldvalidator.specification import load_specification
from cldvalidator.specification.conditions import (
    All,
    AnyOf,
    Day,
    DaysFromTo,
    FieldIs,
    Not,
    OtherEvents,
)
from tests.filters.test_reading import filters, single

SPECIFICATION = load_specification("2")
FIELDS = fields_of_rules(SPECIFICATION)
START, END = "Event Start Date", "Event End Date"
REVIEW = FieldIs("Event Type", "equals", ("Review",))


def read(text):
    return read_rule_condition(text, FIELDS)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("exists (Event Type = Review)", OtherEvents(1, None, REVIEW)),
        (
            "none (Event Type = Review) between Event Start Date and Event End Date",
            OtherEvents(0, 0, REVIEW, START, Day(START), Day(END)),
        ),
        (
            "count >= 2 within 28 days after Event Start Date",
            OtherEvents(2, None, None, START, Day(START), Day(START, 28)),
        ),
        (
            "Count between 1 and 3 (Event Type = Review) with event end date within 1 day before "
            "Reporting Period End Date",
            OtherEvents(
                1,
                3,
                REVIEW,
                END,
                Day("Reporting Period End Date", -1),
                Day("Reporting Period End Date"),
            ),
        ),
        ("count < 2 on or before Event End Date", OtherEvents(0, 1, last=Day(END))),
        ("count > 0 on or after Event End Date", OtherEvents(1, None, first=Day(END))),
        (
            "exists within 7 days of Event Start Date or Event Type = Review",
            AnyOf((OtherEvents(1, None, first=Day(START, -7), last=Day(START, 7)), REVIEW)),
        ),
        (
            "days from Event Start Date to Event End Date > 365",
            DaysFromTo(START, END, ">", (365,)),
        ),
        (
            "not days from Event Start Date to Event End Date between -3 and 28 and "
            '"Our team" is blank',
            All(
                (
                    Not(DaysFromTo(START, END, "between", (-3, 28))),
                    FieldIs("Our team", "blank"),
                )
            ),
        ),
    ],
)
def test_what_a_condition_says(text, meant):
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("exists Review", 7, "in brackets"),
        ("exists", 6, "exists (Event Type = Review)"),
        ("count (Event Type = Review)", 6, "count >= 2"),
        ("count >= 10000 (Event Type = Review)", 9, "0 to 9,999"),
        ("count < 0 (Event Type = Review)", 6, "fewer events than none"),
        ("exists (exists (Event Type = Review))", 8, "within other events"),
        ("exists (Event Type = Review) with Event Type", 34, "Choose a field with dates"),
        ("exists (Event Type = Review) with Event End Date", 48, "between"),
        ("exists within 40000 days of Event Start Date", 14, "36,525"),
        ("exists within 28 days Event Start Date", 22, "days after"),
        ("exists between Event Start Date", 31, "between Event Start Date and"),
        ("days from Event Start Date", 26, "to Event End Date"),
        ("days from Event Start Date to Event End Date is blank", 45, "> 365"),
        ("days from Event Start Date to Event End Date > 1.5", 47, "whole number"),
        ("Event Type = Review and has finding DATE-03", 24, "cannot ask for findings"),
        ("exists (has error)", 8, "cannot ask for findings"),
        ("Team is blank", 0, "quotation marks"),
        ("x" * 2001, 2000, "2,000 characters"),
        ("not " * 100 + "exists (Event Type = Review)", 240, "60 deep"),
        ("__import__('os').system('x')", 0, "name of a field"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text, position, said):
    with pytest.raises(FilterProblem) as caught:
        read(text)
    assert caught.value.position == position
    assert caught.value.what.startswith("The condition cannot be read")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", " from its beginning"),
        ("Evnt Type = Review", " from its beginning"),
        ("Event Type = Review and", " after “Event Type = … and”"),
        ("event type is not  blank And Age <", " after “Event Type is not blank And Age <”"),
        ("Unit Cost << 3", " after “Unit Cost <”"),
        ("days from Event Start Date to Ethnicity > 3", " after “days from Event Start Date to”"),
        ("exists (Event Type = Review) within", " after “( Event Type = … ) within”"),
        ("Event Type in (Review, Request", " after “Event Type in ( … , …”"),
        ('"Team" = North or (Age > 3', " after “… or ( Age > …”"),
        ("x" * 2001, ""),
    ],
)
def test_where_a_mistake_stands_is_told_by_the_words_before_it(text, where):
    with pytest.raises(FilterProblem) as caught:
        read(text)
    assert caught.value.what.startswith(f"The condition cannot be read{where}:")


@pytest.mark.parametrize(
    "text",
    [
        "Last Name = Smith and",
        'Last Name = "Smith" or (',
        "Last Name in (Smith, Smith",
        '"Smith" = Smith and',
        "Date of Birth > 03/04/1951 and Last Name =",
        "exists (Last Name = Smith) within 3 days Smith",
        "Last Name contains (Smith) Smith",
    ],
)
def test_no_value_is_told_with_a_mistake(text):
    with pytest.raises(FilterProblem) as caught:
        read(text)
    assert not any(v in str(caught.value) for v in ("Smith", "03/04/1951"))


def test_a_filter_asks_for_days_between_dates_but_not_for_other_events():
    fields = FilterFields(SPECIFICATION, ("Days from referral",))
    assert read_filter("days from Event Start Date to Event End Date >= 0", fields) == DaysFromTo(
        START, END, ">=", (0,)
    )
    referral = read_filter('"Days from referral" = 3', fields)
    assert filter_text(referral, fields) == '"Days from referral" = "3"'
    with pytest.raises(FilterProblem):
        read_filter("exists (Event Type = Review)", fields)


dates = st.sampled_from([n for n in FIELDS.names if FIELDS.kind(n) == "day"])
of_fields = single.filter(lambda c: type(c).__name__ != "HasFinding")


def joined(parts):
    more = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(more.map(All), more.map(AnyOf), parts.map(Not))


numbers = st.one_of(
    st.integers(0, 9999).map(lambda n: (n, None)),
    st.tuples(st.integers(0, 9999), st.integers(0, 9999)),
)
spans = st.one_of(
    st.tuples(dates, dates).map(lambda d: (Day(d[0]), Day(d[1]))),
    dates.map(lambda d: (None, Day(d))),
    dates.map(lambda d: (Day(d), None)),
    st.tuples(dates, st.integers(0, 36_525), st.sampled_from([(0, 1), (1, 0), (1, 1)])).map(
        lambda d: (Day(d[0], -d[1] * d[2][0]), Day(d[0], d[1] * d[2][1]))
    ),
)
differences = st.one_of(
    st.builds(
        DaysFromTo,
        dates,
        dates,
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.integers(-99_999, 99_999).map(lambda n: (n,)),
    ),
    st.builds(
        DaysFromTo,
        dates,
        dates,
        st.just("between"),
        st.tuples(st.integers(-99_999, 99_999), st.integers(-99_999, 99_999)),
    ),
)
cells = st.recursive(st.one_of(of_fields, differences), joined, max_leaves=4)
events = st.one_of(
    st.builds(lambda n, of: OtherEvents(*n, of), numbers, cells),
    st.builds(
        lambda n, of, dated, span: OtherEvents(*n, of, dated, *span),
        numbers,
        st.one_of(st.none(), cells),
        dates,
        spans,
    ),
)
conditions = st.recursive(st.one_of(cells, events), joined, max_leaves=5)


@settings(max_examples=80)
@given(conditions)
def test_the_text_of_a_condition_read_back_is_the_same_condition(condition):
    assert read(filter_text(condition, FIELDS)) == condition


@settings(max_examples=50)
@given(
    conditions.map(lambda c: filter_text(c, FIELDS)).flatmap(
        lambda text: st.integers(0, len(text)).map(lambda n: text[:n])
    )
)
def test_any_beginning_of_a_text_is_read_or_refused_in_words(text):
    try:
        found = read(text)
    except FilterProblem as problem:
        assert 0 <= problem.position <= len(text)  # noqa: PT017 - both ends are allowed
    else:
        assert read(filter_text(found, FIELDS)) == found


@settings(max_examples=30)
@given(filters.filter(lambda c: "HasFinding" not in repr(c)))
def test_a_filter_without_findings_is_a_condition_of_a_rule_as_well(condition):
    text = filter_text(condition, FIELDS)
    assert read(text) == condition


@pytest.mark.parametrize(
    "text",
    [
        "Event End Date - Event Start Date < 180",
        "Event End Date <= Event Start Date + 42 days",
        "Event End Date >= Event Start Date",
        "age at Event Start Date >= 18",
    ],
)
def test_sums_of_dates_are_answered_with_how_days_between_dates_are_written(text):
    with pytest.raises(FilterProblem) as caught:
        read(text)
    example = caught.value.advice[caught.value.advice.index("days from") :].rstrip(".")
    assert isinstance(read(example), DaysFromTo)


def test_an_underscore_in_a_field_name_may_be_typed_as_a_space():
    assert read("Adult 1 Linked Person ID is blank") == read("Adult 1 Linked Person_ID is blank")
