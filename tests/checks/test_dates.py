"""Dates: strict on one side, forgiving in recognising on the other, never lenient by accident."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cldvalidator.checks.cells.date_forms import Ways, recognise
from cldvalidator.checks.cells.dates import (
    NO_DATE,
    day_number,
    day_numbers,
    days_written,
    is_written,
    written,
)
from cldvalidator.extract.date_order import ColumnDates


@given(st.lists(st.dates(date(1, 1, 1), date(9999, 12, 31)), max_size=20))
def test_every_calendar_day_is_read(days):
    texts = pa.array([written(d) for d in days], pa.string())
    numbers = [day_number(d) for d in days]
    assert day_numbers(texts).tolist() == numbers
    assert days_written(np.array(numbers, np.int64)) == texts.to_pylist()


@example(31, 12, 1)
@example(1, 1, 0)
@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 9999))
def test_only_calendar_days_are_read(day, month, year):
    try:
        expected = day_number(date(year, month, day))
    except ValueError:
        expected = int(NO_DATE)
    text = f"{day:02}/{month:02}/{year:04}"
    assert day_numbers(pa.array([text])).tolist() == [expected]
    assert is_written(text) == (expected != NO_DATE)


@given(st.text(max_size=12))
def test_no_text_breaks_the_reader(text):
    number = day_numbers(pa.array([text], pa.string()))[0]
    assert (number != NO_DATE) == is_written(text)
    recognise(text, LIFE)
    recognise(text, EVENT)


@pytest.mark.parametrize(
    "text", ["1/2/2025", "01/02/25", "01/02/2025 ", "2025-02-01", "", "é1/02/2025"]
)
def test_other_forms_are_not_strict(text):
    assert day_numbers(pa.array([text])).tolist() == [NO_DATE]


TODAY = date(2026, 5, 1)
EVENT = Ways(TODAY, date(2026, 3, 31), day_numbers="1900")
LIFE = Ways(TODAY, None, day_numbers="1900")


def read(text, ways):
    """Return the days a text can be, and how sure that is."""
    found = recognise(text, ways)
    return None if found is None else ([written(d) for d in found.days], found.certainty)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-02-01", "01/02/2025"),
        ("2025-02-01T09:30:00Z", "01/02/2025"),
        ("2025-06-01T00:00:00+01:00", "01/06/2025"),
        ("2025-02-01 00:00:00.000", "01/02/2025"),
        ("01/02/2025 00:00", "01/02/2025"),
        ("1.2.2025", "01/02/2025"),
        ("01-Feb-2025", "01/02/2025"),
        ("1 February 2025", "01/02/2025"),
        ("20250201", "01/02/2025"),
        ("45689", "01/02/2025"),
        ("01/02/25", "01/02/2025"),
        ("01/02/07", "01/02/2007"),
        ("01-Feb-25", "01/02/2025"),
    ],
)
def test_other_forms_with_one_reading_are_safe(text, expected):
    assert read(text, EVENT) == ([expected], "safe")


@pytest.mark.parametrize(
    ("text", "days", "certainty"),
    [
        ("01/02/98", ["01/02/1998"], "likely"),  # 2098 is after the period
        ("01-Feb-98", ["01/02/1998"], "likely"),
        ("1/2/99", ["01/02/1999"], "likely"),
        ("01/02/05", ["01/02/2005"], "likely"),  # the only one, but long ago
        ("01/04/26", ["01/04/2026", "01/04/1926"], "ask"),  # the day after the period
        ("29/02/96", ["29/02/1996"], "likely"),
        ("01/02/60", ["01/02/2060", "01/02/1960"], "ask"),
    ],
)
def test_a_two_digit_year_of_an_event_is_safe_only_within_a_sensible_span(text, days, certainty):
    assert read(text, EVENT) == (days, certainty)
    assert recognise(text, EVENT).reason


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("01/02/25", ["01/02/2025", "01/02/1925"]),
        ("03/02/50", ["03/02/1950"]),
        ("02/05/26", ["02/05/1926"]),  # tomorrow nobody is born
    ],
)
def test_a_two_digit_year_of_a_life_is_never_safe(text, days):
    assert read(text, LIFE) == (days, "likely")


@pytest.mark.parametrize(
    ("text", "days", "certainty"),
    [
        ("2025-03-31T23:00:00Z", ["01/04/2025"], "likely"),
        ("2025-03-29T23:00:00Z", ["29/03/2025"], "safe"),  # still winter time
        ("2025-06-30 23:30:00+00:00", ["01/07/2025"], "likely"),
        ("2025-01-01T00:30:00+01:00", ["31/12/2024"], "likely"),
        ("2025-06-30T23:30:00", ["30/06/2025"], "safe"),  # no zone: the time of the place
    ],
)
def test_a_time_with_a_zone_is_read_in_uk_time(text, days, certainty):
    assert read(text, EVENT) == (days, certainty)


def test_where_the_orders_are_mixed_either_is_asked_about():
    mixed = replace(EVENT, dates=ColumnDates("both", why="2 cells are month first"))
    assert read("3/4/2025", mixed) == (["03/04/2025", "04/03/2025"], "ask")
    assert read("4/4/2025", mixed) == (["04/04/2025"], "safe")
    assert read("13/4/2025", mixed) == (["13/04/2025"], "safe")
    assert read("4/13/2025", mixed) == (["13/04/2025"], "likely")
    assert read("2025-04-03", mixed) == (["03/04/2025"], "safe")
    assert "2 cells" in recognise("3/4/2025", mixed).reason
    assert read("3/4/2025", EVENT) == (["03/04/2025"], "safe")
    assert read("3/4/2025", replace(EVENT, contested=True)) == (["03/04/2025"], "likely")


def test_a_month_first_column_is_decided_as_a_whole():
    month_first = replace(EVENT, dates=ColumnDates("month first", why="2 cells are"))
    for text, days in (
        ("3/4/2025", ["04/03/2025", "03/04/2025"]),
        ("03/04/2025", ["04/03/2025", "03/04/2025"]),
        ("3/31/2025", ["31/03/2025"]),
        ("31/03/2025", ["31/03/2025"]),
    ):
        assert read(text, month_first) == (days, "likely")
        assert recognise(text, month_first).by_column
        told = replace(month_first, dates=replace(month_first.dates, chosen=True))
        assert read(text, told) == (days, "safe")
    assert read("2025-04-03", month_first) == (["03/04/2025"], "safe")


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2025",
        "2025-13-01",
        "1 Foo 2025",
        "123",
        "tomorrow",
        "2025-02-01T24:00:00",
    ],
)
def test_what_is_no_date_is_not_recognised(text):
    assert recognise(text, EVENT) is None


@given(st.dates(date(2006, 4, 1), date(2026, 3, 31)))
def test_day_numbers_count_from_where_the_workbook_says(day):
    for epoch, system in ((date(1899, 12, 30), "1900"), (date(1904, 1, 1), "1904")):
        serial = str((day - epoch).days)
        assert read(serial, replace(EVENT, day_numbers=system)) == ([written(day)], "safe")


def test_day_numbers_are_not_safe_where_the_file_does_not_say():
    assert read("45689", replace(EVENT, day_numbers="")) == (["01/02/2025"], "likely")
    assert read("9999", EVENT) == (["17/05/1927"], "likely")  # a day, but not of an event
