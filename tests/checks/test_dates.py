"""Dates: strict on one side, forgiving in recognising on the other, never lenient by accident."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.checks.cells.dates import (
    NO_DATE,
    day_number,
    day_numbers,
    is_written,
    recognise,
    written,
)


@given(st.lists(st.dates(date(1, 1, 1), date(9999, 12, 31)), max_size=20))
def test_every_calendar_day_is_read(days):
    texts = pa.array([written(d) for d in days], pa.string())
    assert day_numbers(texts).tolist() == [day_number(d) for d in days]


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
    recognise(text, may_be_last_century=True)


@pytest.mark.parametrize(
    "text", ["1/2/2025", "01/02/25", "01/02/2025 ", "2025-02-01", "", "é1/02/2025"]
)
def test_other_forms_are_not_strict(text):
    assert day_numbers(pa.array([text])).tolist() == [NO_DATE]


@pytest.mark.parametrize(
    ("text", "expected", "certain"),
    [
        ("2025-02-01", date(2025, 2, 1), True),
        ("2025-02-01T09:30:00Z", date(2025, 2, 1), True),
        ("2025-02-01 00:00:00.000", date(2025, 2, 1), True),
        ("01/02/2025 00:00", date(2025, 2, 1), True),
        ("1.2.2025", date(2025, 2, 1), True),
        ("01-Feb-2025", date(2025, 2, 1), True),
        ("1 February 2025", date(2025, 2, 1), True),
        ("20250201", date(2025, 2, 1), True),
        ("45689", date(2025, 2, 1), True),
        ("01/02/25", date(2025, 2, 1), False),
    ],
)
def test_other_forms_are_recognised(text, expected, certain):
    assert recognise(text, may_be_last_century=True) == (expected, certain)


def test_two_digit_years_are_certain_where_only_this_century_is_possible():
    assert recognise("01/02/25", may_be_last_century=False) == (date(2025, 2, 1), True)


@pytest.mark.parametrize(
    "text", ["02/28/2025", "31/02/2025", "2025-13-01", "1 Foo 2025", "123", "tomorrow"]
)
def test_what_is_no_date_is_not_recognised(text):
    assert recognise(text, may_be_last_century=False) is None


@given(st.dates(date(1910, 1, 2), date(2099, 12, 31)))
def test_excel_day_numbers(day):
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    assert recognise(str(serial), may_be_last_century=True) == (day, True)
