"""Which year is measured: the one given, the one stated, or the last that the events cover."""

from __future__ import annotations

from datetime import date

import pytest

from cldvalidator.events import Parameters
from cldvalidator.events.method_versions import DEFAULT_METHOD, method_named
from cldvalidator.events.served_time import reporting_year
from cldvalidator.problems import InputProblem
from cldvalidator.selection.period import Period

STATED = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("covered", "end"),
    [
        (None, STATED),
        (Period(date(2025, 4, 1), date(2026, 3, 31)), STATED),
        (Period(date(2025, 1, 1), date(2025, 12, 31)), date(2025, 12, 31)),
        (Period(date(2024, 12, 10), date(2026, 1, 20)), date(2025, 12, 31)),
        (Period(date(2025, 4, 1), date(2025, 6, 30)), STATED),  # no whole year is covered
        (Period(date(2025, 5, 2), date(2025, 5, 20)), STATED),  # no quarter ends in it
    ],
)
def test_the_year(covered, end):
    year, notes = reporting_year(Parameters(), STATED, covered)
    assert year == Period(date(end.year - (end.month == 3), end.month % 12 + 1, 1), end)
    assert [note for note in notes if f"{end:%d/%m/%Y}" in note] == list(notes)
    assert bool(notes) == (end != STATED)


def test_the_year_that_is_given_counts_whatever_is_covered():
    covered = Period(date(2025, 1, 1), date(2025, 12, 31))
    given = Parameters(period_end=STATED)
    assert reporting_year(given, STATED, covered) == (Period(date(2025, 4, 1), STATED), [])


def test_a_method_is_found_by_its_name():
    assert method_named(None) is DEFAULT_METHOD
    assert method_named("june-2026") is method_named("June 2026") is not DEFAULT_METHOD
    with pytest.raises(InputProblem, match="no method version May 2020"):
        method_named("May 2020")
