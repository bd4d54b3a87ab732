"""The day after the year: told by the dates that are possible only so, never changed as safe."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.checks.cells.date_evidence import judge_dates, with_dates
from cldvalidator.checks.cells.date_forms import Ways, recognise
from cldvalidator.extract import read_extract
from cldvalidator.extract.date_order import ColumnDates
from cldvalidator.review.date_notice import date_notices
from cldvalidator.specification import load_specification

SPECIFICATION = load_specification("2")
NAMES = [f.name for f in SPECIFICATION.fields if f.type == "date"]
DAYS = st.dates(date(2000, 1, 1), date(2026, 3, 31))


def extract_of(place, columns: dict[str, list[str]]):
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(
        ["LA Code", "NHS Number", "Client Type", "Event Type", "Event Reference", *columns]
    )
    for texts in zip(*columns.values(), strict=True):
        rows.writerow(["503", "9990000018", "Service user", "Service", "E1", *texts])
    path = place / "x.csv"
    path.write_text(out.getvalue(), "utf-8")
    return read_extract(path, SPECIFICATION)


def judged(place, columns: dict[str, list[str]]):
    return judge_dates(extract_of(place, columns), NAMES)


def test_a_column_tells_and_the_others_follow(tmp_path):
    found = judged(
        tmp_path,
        {
            "Event Start Date": ["2025-13-04", "2025-01-04", "2025-30-06"],
            "Event End Date": ["2025-01-05", "2025-02-07", ""],
            "Date of Birth": ["1950-02-13", "1950-03-04", "1950-03-04"],
            "Date of Death": ["", "", ""],
        },
    )
    orders = {n: c.year_order for n, c in found.columns.items()}
    assert orders == {"Event Start Date": "day first", "Event End Date": "both"}
    alone = judged(
        tmp_path,
        {"Event Start Date": ["2025-13-04", "2025-01-04"], "Event End Date": ["2025-01-05", ""]},
    )
    assert alone.of("Event End Date").year_order == "day first"
    assert "Event Start Date" in alone.of("Event End Date").year_why
    assert not judged(tmp_path, {"Event Start Date": ["2025-04-13", "2025-01-04"]}).columns


def test_it_is_said_of_the_file(tmp_path):
    extract = extract_of(tmp_path, {"Event Start Date": ["2025-13-04", "2025-01-04", "2025-04-04"]})
    (notice,) = date_notices(with_dates(extract, SPECIFICATION))
    assert notice.title == "After the year stands the day, not the month"
    assert notice.what == "Dates are possible only as year, day, month in Event Start Date."


@given(DAYS)
def test_a_day_written_so_is_read_back_and_never_safe_if_it_can_be_another(day):
    ways = Ways(date(2026, 4, 20), date(2026, 3, 31), ColumnDates(year_order="day first"))
    read = recognise(day.strftime("%Y-%d-%m"), ways)
    assert read is not None
    if day.day > 12 or day.day != day.month:
        assert (read.days[0], read.certainty) == (day, "likely")
    else:
        assert (read.days, read.certainty) == ((day,), "safe")


@given(DAYS)
def test_in_a_column_of_both_orders_each_is_offered(day):
    ways = Ways(date(2026, 4, 20), date(2026, 3, 31), ColumnDates(year_order="both"))
    read = recognise(day.strftime("%Y-%m-%d"), ways)
    assert read is not None
    assert day in read.days
    sure = day.day > 12 or day.day == day.month
    assert read.certainty == ("safe" if sure else "ask")
    assert len(read.days) == (1 if sure else 2)


@pytest.mark.parametrize("order", ["month first", "day first", "both"])
def test_other_dates_are_as_ever(order):
    ways = Ways(date(2026, 4, 20), date(2026, 3, 31))
    other = Ways(ways.today, ways.latest, ColumnDates(year_order=order))
    first = date(2025, 1, 1)
    for number in range(0, 400, 7):
        day = first + timedelta(days=number)
        for form in ("%d/%m/%Y", "%d-%b-%Y", "%d %B %Y", "%Y %b %d"):
            assert recognise(day.strftime(form), other) == recognise(day.strftime(form), ways)
