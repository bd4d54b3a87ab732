"""Every spelling of a day is read as that day, and nothing else is ever a day."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cldvalidator.checks.cells.date_forms import Ways, is_spelt_as_date, recognise
from cldvalidator.checks.cells.date_spellings import is_zero, spelling
from cldvalidator.checks.cells.dates import written
from cldvalidator.extract.date_order import ColumnDates

TODAY = date(2026, 5, 1)
WAYS = Ways(TODAY, date(2026, 12, 31), day_numbers="1900")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def month(d):
    return MONTHS[d.month - 1]


def weekday(d):
    return WEEKDAYS[d.weekday()]


def nth(d):
    ends = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
    return f"{d.day}{ends.get(d.day, 'th')}"


ONE_READING = {
    "SQL Server 0": lambda d: f"{month(d)[:3]} {d.day:>2} {d.year} 12:00AM",
    "SQL Server 106": lambda d: f"{d.day:02} {month(d)[:3]} {d.year}",
    "SQL Server 107": lambda d: f"{month(d)[:3]} {d.day:02}, {d.year}",
    "SQL Server 109": lambda d: f"{month(d)[:3]} {d.day:>2} {d.year} 12:00:00:000AM",
    "SQL Server 111": lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    "SQL Server 112": lambda d: f"{d.year}{d.month:02}{d.day:02}",
    "SQL Server 113": lambda d: f"{d.day:02} {month(d)[:3]} {d.year} 00:00:00:000",
    "SQL Server 120": lambda d: f"{d} 00:00:00",
    "SQL Server 121": lambda d: f"{d} 00:00:00.0000000",
    "SQL Server 126": lambda d: f"{d}T00:00:00.000",
    "datetimeoffset": lambda d: f"{d} 12:00:00.0000000 +00:00",
    "Oracle date": lambda d: f"{d.day:02}-{month(d)[:3].upper()}-{d.year}",
    "Oracle timestamp": lambda d: f"{d.day:02}-{month(d)[:3].upper()}-{d.year} 12.00.00.000000 AM",
    "Oracle with a zone": lambda d: (
        f"{d.day:02}-{month(d)[:3].upper()}-{d.year} 12.00.00.000000000 PM EUROPE/LONDON"
    ),
    "R date": str,
    "R printed": lambda d: f"{d} GMT",
    "SAS date9": lambda d: f"{d.day:02}{month(d)[:3].upper()}{d.year}",
    "SAS datetime": lambda d: f"{d.day:02}{month(d)[:3].upper()}{d.year}:00:00:00",
    "SAS worddate": lambda d: f"{month(d)} {d.day}, {d.year}",
    "SAS weekdate": lambda d: f"{weekday(d)}, {month(d)} {d.day}, {d.year}",
    "Java": lambda d: f"{weekday(d)[:3]} {month(d)[:3]} {d.day:02} 12:00:00 GMT {d.year}",
    "Java with a zone": lambda d: f"{d}T12:00:00.000Z[Europe/London]",
    "JavaScript": lambda d: (
        f"{weekday(d)[:3]} {month(d)[:3]} {d.day:02} {d.year} 12:00:00 GMT+0000 "
        "(Greenwich Mean Time)"
    ),
    "mail": lambda d: f"{weekday(d)[:3]}, {d.day:02} {month(d)[:3]} {d.year} 12:00:00 +0000",
    "web server": lambda d: f"{d.day:02}/{month(d)[:3]}/{d.year}:12:00:00 +0000",
    "Excel long": lambda d: f"{weekday(d)}, {d.day} {month(d)} {d.year}",
    "Excel medium": lambda d: f"{d.day:02}-{month(d)[:3]}-{d.year}",
    "Access": lambda d: f"{d.day} {month(d)} {d.year}",
    "HL7": lambda d: f"{d.year}{d.month:02}{d.day:02}000000",
    "ISO week": lambda d: "{}-W{:02}-{}".format(*d.isocalendar()),
    "ISO, no T": lambda d: f"{d.year}{d.month:02}{d.day:02}T120000Z",
    "ordinal": lambda d: f"{nth(d)} {month(d)} {d.year}",
    "ordinal of": lambda d: f"{nth(d)} of {month(d)}, {d.year}",
    "month before ordinal": lambda d: f"{month(d)} {nth(d)}, {d.year}",
    "weekday ordinal": lambda d: f"{weekday(d)} {nth(d)} {month(d)} {d.year}",
    "no-break spaces": lambda d: f"{d.day}\u00a0{month(d)}\u202f{d.year}",
    "figure dash": lambda d: f"{d.year}\u2012{d.month:02}\u2012{d.day:02}",
    "minus sign": lambda d: f"{d.day:02}\u2212{month(d)[:3]}\u2212{d.year}",
    "full width": lambda d: str(d).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "year and word": lambda d: f"{d.year}-{month(d)[:3]}-{d.day:02}",
}
"""Spellings with one reading, whatever the file: each with the way in which it is written."""
DAY_FIRST = {
    "one digit": lambda d: f"{d.day}/{d.month}/{d.year}",
    "German": lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    "dashes": lambda d: f"{d.day:02}-{d.month:02}-{d.year}",
    "en dash": lambda d: f"{d.day:02}\u2013{d.month:02}\u2013{d.year}",
    "fraction slash": lambda d: f"{d.day:02}\u2044{d.month:02}\u2044{d.year}",
    "full width": lambda d: f"{d.day:02}\uff0f{d.month:02}\uff0f{d.year}",
    "backslash": lambda d: f"{d.day:02}\\{d.month:02}\\{d.year}",
    "spaces": lambda d: f"{d.day:02} {d.month:02} {d.year}",
    "a time": lambda d: f"{d.day:02}/{d.month:02}/{d.year} 00:00",
    "a time and a half": lambda d: f"{d.day:02}/{d.month:02}/{d.year} 12:00:00 AM",
    "a comma": lambda d: f"{d.day:02}/{d.month:02}/{d.year}, 00:00:00",
}
"""Spellings in which the day could be the month, read day first as nothing speaks against it."""


def days():
    return st.dates(date(2006, 4, 1), date(2026, 3, 31))


@pytest.mark.parametrize("spell", ONE_READING.values(), ids=ONE_READING.keys())
@given(day=days())
@example(date(2025, 4, 1))
@example(date(2024, 2, 29))
@example(date(2024, 12, 30))
def test_a_spelling_with_one_reading_is_that_day_in_every_file(spell, day):
    for dates in (ColumnDates(), ColumnDates("both"), ColumnDates("month first")):
        ways = Ways(TODAY, date(2026, 12, 31), dates, contested=True)
        found = recognise(spell(day), ways)
        assert found is not None
        assert (found.days, found.certainty) == ((day,), "safe")


@pytest.mark.parametrize("spell", DAY_FIRST.values(), ids=DAY_FIRST.keys())
@given(day=days())
@example(date(2025, 4, 1))
def test_two_readings_are_safe_only_where_nothing_speaks_against_the_first(spell, day):
    text = spell(day)
    found = recognise(text, WAYS)
    assert (found.days, found.certainty) == ((day,), "safe")
    if day.day > 12 or day.day == day.month or text == written(day):
        return
    for dates in (ColumnDates("both", "some are"), ColumnDates("month first", "some are")):
        assert recognise(text, Ways(TODAY, None, dates, contested=True)).certainty != "safe"
    assert recognise(text, Ways(TODAY, None, contested=True)).certainty == "likely"


@given(days(), st.integers(0, 6))
def test_the_day_of_the_week_decides_between_two_orders(day, other):
    text = f"{weekday(day)} {day.day}/{day.month}/{day.year}"
    found = recognise(text, WAYS)
    assert found.days[0] == day
    mixed = recognise(text, Ways(TODAY, None, ColumnDates("both", "some are")))
    assert mixed.days[0] == day or mixed.days[0].weekday() == day.weekday()
    wrong = f"{WEEKDAYS[other]} {day.day} {month(day)} {day.year}"
    assert recognise(wrong, WAYS).certainty == ("safe" if other == day.weekday() else "ask")


PARTS = [
    *("01", "1", "12", "13", "31", "32", "2025", "25", "00", "0", "1999", "20250401", "99", "007"),
    *("/", "-", ".", " ", ":", ",", "T", "Z", "+", "\u2013", "'"),
    *("Apr", "april", "May", "Feb", "Foo", "st", "nd", "th", "of", "at", "AM", "pm", "BST", "GMT"),
    *("Tue", "Monday", "W14", "(", ")", "[", "Europe/London", "/01/", "/2025", " 12:00", "x", "_"),
]
WORDS = {m.lower() for m in MONTHS} | {m[:3].lower() for m in MONTHS} | {"sept"}
OTHERS = {
    *(w.lower() for w in WEEKDAYS),
    *(w[:3].lower() for w in WEEKDAYS),
    *("tues", "weds", "thur", "thurs", "st", "nd", "rd", "th", "of", "at", "am", "pm", "a", "p"),
    *("m", "t", "z", "w", "utc", "gmt", "bst", "etc", "europe", "london"),
}


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=9).map("".join))
@example("01/04/2025 01:00:00:00:00")
@example("1st st April 2025")
@example("April May 2025")
@example("2025-04-01-05")
def test_every_digit_and_word_of_what_is_read_is_accounted_for(text):
    """Hold what is read against the parts of the text, taken apart in another way."""
    spelt = spelling(text)
    if spelt is None or spelt.form == "week":
        return
    plain = text.lower().replace("\u2013", "-")
    words = re.findall(r"[a-z]+", plain)
    assert sum(w in WORDS for w in words) <= 1
    assert set(words) <= WORDS | OTHERS
    assert set(plain) <= set("0123456789abcdefghijklmnopqrstuvwxyz/-. :,+'()[]")
    numbers = re.findall(r"\d+", plain)
    by_word = [w for w in words if w in WORDS]
    for number, day in spelt.orders:
        needed = [int(spelt.year), day]
        if by_word:
            assert MONTHS[number - 1].lower().startswith(by_word[0][:3])
        else:
            needed.append(number)
        whole = [n for n in numbers if len(n) in (8, 12, 14)]
        if whole:
            assert f"{day:02}" in whole[0]
            assert spelt.year in whole[0]
            continue
        left = list(map(int, numbers))
        for part in needed:
            assert part in left
            left.remove(part)
        assert len(left) <= 6  # hour, minute, second, fraction, offset
        assert not left or spelt.at is not None or spelt.zone == "" or len(left) <= 2


@given(st.text(max_size=14))
@example("\u0661/\u0662/2025")
def test_no_text_breaks_the_grammar(text):
    spelling(text)
    recognise(text, WAYS)


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "unknown",
        "Apr 2025",
        "2025",
        "04/2025",
        "1 Foo 2025",
        "1rd April 2025",
        "11st April 2025",
        "2025-04-01T25:00:00",
        "01/04/2025 13:00 PM",
        "01/04/2025 and 02/04/2025",
        "circa 01/04/2025",
        "01/04/2025?",
        "01/04/20255",
        "1/4/202",
        "Q1 2025",
        "2025-Apr",
        "0104",
        "99999",
        "12:30",
    ],
)
def test_what_is_no_date_at_all_is_not_even_spelt_as_one(text):
    assert recognise(text, WAYS) is None
    assert not is_spelt_as_date(text)


@pytest.mark.parametrize(
    "text", ["31/04/2025", "29/02/2025", "30 Feb 2024", "2025-13-01", "0/1/2025", "2025-W60-1"]
)
def test_a_day_that_does_not_exist_is_spelt_as_a_date(text):
    assert recognise(text, WAYS) is None
    assert is_spelt_as_date(text)


@pytest.mark.parametrize(
    ("text", "day", "certainty"),
    [
        ("Mon Mar 31 23:00:00 GMT 2025", "01/04/2025", "likely"),
        ("Tue Apr 01 00:00:00 BST 2025", "01/04/2025", "safe"),
        ("2025-03-31T23:00:00.000Z", "01/04/2025", "likely"),
        ("2025-04-01 00:00:00 +01:00", "01/04/2025", "safe"),
        ("2025-04-01 00:00:00 +0100", "01/04/2025", "safe"),
        ("2025-04-01T00:00:00+01", "01/04/2025", "safe"),
        ("01042025", "01/04/2025", "likely"),
        ("20042025", "20/04/2025", "safe"),
        ("01-APR-25 12.00.00.000000 AM", "01/04/2025", "safe"),
        ("01/04/2025Z", "01/04/2025", "safe"),
        ("4/13/2025", "13/04/2025", "likely"),
    ],
)
def test_zones_and_other_signs(text, day, certainty):
    found = recognise(text, WAYS)
    assert (written(found.days[0]), found.certainty) == (day, certainty)


@pytest.mark.parametrize(
    "text", ["00/01/1900", "0/1/1900", "00-Jan-00", "0000-00-00", "00:00:00", "1900-01-00 00:00:00"]
)
def test_a_systems_zero_is_no_date(text):
    assert is_zero(text)
    assert not is_zero("01/01/1900")
