"""One judgement a file of how its dates are to be read, from its own evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.checks.cells.date_evidence import judge_dates, orders_of, with_dates
from cldvalidator.checks.cells.dates import written
from cldvalidator.extract import Column
from cldvalidator.extract.date_order import StoredDates
from cldvalidator.fixes import propose, safe_changes

START, END, BIRTH = "Event Start Date", "Event End Date", "Date of Birth"
FIRST, LAST, DEATH = "Reporting Period Start Date", "Reporting Period End Date", "Date of Death"
NAMES = (FIRST, LAST, BIRTH, DEATH, START, END)


def month_first(day):
    return f"{day.month}/{day.day}/{day.year}"


def unpadded(day):
    return f"{day.day}/{day.month}/{day.year}"


def padded(day):
    return f"{day.month:02}/{day.day:02}/{day.year}"


def utc(day):
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/London"))
    return local.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M:%S")


@pytest.fixture
def file_of(extract_of, records):
    """Return a file of 200 services with dates all over the year, each column written in a way."""

    def make(**spell):
        ways = {n.replace(" ", ""): spell.get(n.replace(" ", ""), written) for n in NAMES}
        rows = []
        for number in range(200):
            start = date(2025, 4, 1) + timedelta(days=number * 7 % 350)
            end = min(start + timedelta(days=number % 40), date(2026, 3, 31))
            born = date(1930, 1, 5) + timedelta(days=number * 97)
            days = dict(
                zip(
                    NAMES,
                    (date(2025, 4, 1), date(2026, 3, 31), born, None, start, end),
                    strict=True,
                )
            )
            rows.append(
                records["service"]
                | {n: ways[n.replace(" ", "")](d) if d else "" for n, d in days.items()}
            )
        return extract_of(rows)

    return make


ALL = [n.replace(" ", "") for n in NAMES]


def judged(extract, told=None):
    found = judge_dates(extract, NAMES, told)
    return {n: c.order for n, c in found.columns.items()}


def test_a_file_that_is_day_first_is_nothing_to_be_said_of(file_of):
    found = judge_dates(file_of(), NAMES)
    assert (dict(found.columns), found.contested) == ({}, False)


@pytest.mark.parametrize("spell", [month_first, padded])
def test_a_month_first_file_is_told_by_days_over_12(file_of, spell):
    extract = file_of(**dict.fromkeys(ALL, spell))
    assert judged(extract) == dict.fromkeys((FIRST, LAST, BIRTH, START, END), "month first")


@pytest.mark.parametrize("spell", [month_first, padded])
def test_one_column_can_be_month_first_alone(file_of, spell):
    extract = file_of(EventEndDate=spell)
    assert judged(extract) == {END: "month first"}


@pytest.mark.parametrize(("spell", "expected"), [(month_first, "month first"), (written, None)])
def test_a_column_that_tells_nothing_follows_the_others(file_of, spell, expected):
    extract = file_of(**dict.fromkeys(ALL, spell))
    second_of_may = Column.of(["2/5/2026"] * len(extract))
    found = judged(replace(extract, columns={**extract.columns, DEATH: second_of_may}))
    assert found.get(DEATH) == expected


def test_nothing_of_a_contested_file_that_has_two_readings_is_safe(
    file_of, extract_of, records, release_2
):
    extract = file_of(
        EventEndDate=month_first, EventStartDate=lambda d: f"{d.day}/{d.month}/{d.year}"
    )
    result = check_extract(extract, release_2)
    for change in safe_changes(extract, result):
        a, b, _ = map(int, change.found.split("/"))
        assert (change.field, max(a, b) > 12 or a == b) == (START, True)
    likely = [p for p in propose(extract, result) if p.certainty == "likely"]
    assert {p.field for p in likely} == {START}
    assert not [p for p in propose(extract, result) if p.field == END]


def test_a_column_with_both_orders_is_asked_about(file_of):
    extract = file_of(EventEndDate=lambda d: (month_first if d.month % 2 else written)(d))
    assert judged(extract) == {END: "both"}


def test_a_stray_slip_does_not_make_a_month_first_column_doubtful(file_of):
    extract = file_of(
        EventEndDate=lambda d: written(d) if d == date(2026, 3, 31) else month_first(d)
    )
    assert judged(extract)[END] in ("month first", "both")


def swapped(day):
    return padded(day) if day.day <= 12 else written(day)


def test_a_workbook_half_swapped_is_told_by_what_is_stored_as_a_date(file_of):
    extract = file_of(**dict.fromkeys(ALL, swapped))
    stored = {n: StoredDates(0, 0, 0, 9) for n in NAMES}
    stored |= {n: StoredDates(70, 0, 0, 130) for n in (BIRTH, START, END)}
    stored[FIRST] = StoredDates(200, 0, 0, 0)
    extract = replace(extract, reading=replace(extract.reading, stored_dates=stored))
    assert judged(extract) == dict.fromkeys((FIRST, BIRTH, START, END), "month first")


def test_a_half_swapped_file_saved_as_text_is_told_by_events_that_end_before_they_start(file_of):
    extract = file_of(**dict.fromkeys(ALL, swapped))
    found = judge_dates(extract, NAMES)
    assert {n: c.order for n, c in found.columns.items()} == dict.fromkeys(
        (FIRST, BIRTH, START, END), "month first"
    )
    assert "events end before they start" in found.of(START).why


def test_events_in_a_wrong_order_by_mistake_are_no_evidence(file_of):
    ends = file_of(EventEndDate=lambda d: written(d - timedelta(days=100)))
    assert judged(ends) == {}


def test_time_stamps_in_utc_are_told_by_their_hours(file_of, release_2):
    extract = file_of(**dict.fromkeys(ALL, utc))
    found = judge_dates(extract, NAMES)
    assert all(found.of(n).utc for n in (FIRST, LAST, BIRTH, START, END))
    extract = with_dates(extract, release_2)
    result = check_extract(extract, release_2)
    assert safe_changes(extract, result) == ()
    right = file_of()
    for proposal in propose(extract, result):
        assert proposal.certainty == "likely"
        row = extract.column(proposal.field).strings().to_pylist().index(proposal.found)
        assert proposal.written == right.column(proposal.field).text(row)


@pytest.mark.parametrize(
    "spell",
    [
        lambda d: f"{d} 00:00:00",
        lambda d: f"{d} 23:00:00",
        lambda d: f"{d}T{d.day % 24:02}:00:00",
    ],
)
def test_times_of_the_day_are_not_taken_for_utc(file_of, spell):
    found = judge_dates(file_of(**dict.fromkeys(ALL, spell)), NAMES)
    assert not any(c.utc for c in found.columns.values())


def test_what_the_user_says_counts(file_of):
    extract = file_of(EventEndDate=padded, EventStartDate=padded)
    of_all = judged(extract, {"": "month first"})
    assert of_all == dict.fromkeys((START, END), "month first")
    assert judged(extract, {END: "day first"})[END] == "day first"
    assert judged(extract, {BIRTH: "month first"})[BIRTH] == "month first"
    assert not judge_dates(extract, NAMES, {END: "day first", START: "day first"}).contested


@given(st.lists(st.dates(date(1900, 1, 1), date(2100, 12, 31)), min_size=1, max_size=30))
def test_cells_are_counted_by_the_orders_in_which_they_are_dates(found):
    def is_day(a, b):
        try:
            return date(2024, b, a) is not None
        except ValueError:
            return False

    for spell in (written, month_first, padded, lambda d: f"{d.day}.{d.month}.{d.year} 10:00"):
        texts = [spell(d) for d in found]
        parts = [tuple(map(int, t.replace(".", "/").split("/")[:2])) for t in texts]
        as_day, as_month = (np.array([is_day(*p[::step]) for p in parts]) for step in (1, -1))
        same = np.array([a == b for a, b in parts])
        of = orders_of(Column.of(texts))
        assert of.day_only == (as_day & ~as_month).sum()
        assert of.month_only == (as_month & ~as_day).sum()
        assert of.either == (as_day & as_month & ~same).sum()
