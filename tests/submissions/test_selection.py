"""Which submission serves which quarter, by cases made by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from cldvalidator.events.method_versions import SEPTEMBER_2026
from cldvalidator.selection.period import Period, year_to
from cldvalidator.submissions.reference_periods import reference_period
from cldvalidator.submissions.selection import quarters, select

YEAR = year_to(date(2026, 3, 31))


@dataclass(frozen=True, eq=False)
class Stub:
    """A submission of which only the derived period and the import are known."""

    name: str
    period: Period | None
    imported: datetime

    @property
    def import_day(self):
        return self.imported.date()

    def derived(self, method):
        return self.period


def file(name, first, last, imported):
    return Stub(name, Period(date.fromisoformat(first), date.fromisoformat(last)), imported)


def chosen(files, as_of=date(2026, 12, 31), year=YEAR):
    found = select(files, year, as_of=as_of, start=date(2025, 4, 1), method=SEPTEMBER_2026)
    names = [q.by.name if q.by else None for q in found.quarters]
    return found, names, found.year.by.name if found.year.by else None


LONG = file("long", "2025-04-01", "2026-03-31", datetime(2026, 4, 28))
SHORT = file("short", "2025-10-01", "2025-12-31", datetime(2026, 5, 2, 9))


def test_the_latest_import_that_covers_a_quarter_serves_it():
    found, names, year = chosen([SHORT, LONG])
    assert names == ["long", "long", "short", "long"]
    assert year == "long"
    assert reference_period(found, LONG) == YEAR  # its quarters lie on both sides of the other's
    assert reference_period(found, SHORT) == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert found.used == (LONG, SHORT)
    assert found.unserved == ()


def test_two_months_of_three_serve_nothing():
    part = file("part", "2025-04-01", "2026-02-28", datetime(2026, 5, 2))
    found, names, year = chosen([part])
    assert names == ["part", "part", "part", None]
    assert year is None
    assert found.unserved == (Period(date(2026, 1, 1), date(2026, 3, 31)),)


@pytest.mark.parametrize(("as_of", "expected"), [(2, "short"), (1, "long")])
def test_an_import_on_the_day_counts(as_of, expected):
    assert chosen([LONG, SHORT], date(2026, 5, as_of))[1][2] == expected


def test_a_file_without_a_period_serves_nothing():
    empty = Stub("empty", None, datetime(2026, 6, 1))
    found, names, _ = chosen([empty])
    assert names == [None] * 4
    assert reference_period(found, empty) is None
    assert found.unserved == ()  # no file has begun


def test_steps_follow_the_joined_start_and_the_last_one_is_whole():
    steps = list(quarters(date(2025, 2, 1), date(2025, 9, 30)))
    assert [(s.first.month, s.last.month) for s in steps] == [(2, 4), (5, 7)]
