"""The other forms in which real dates arrive, and in how many ways each can be read in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from cldvalidator.checks.cells.date_spellings import Spelling, spelling
from cldvalidator.checks.cells.dates import is_written, strict_day
from cldvalidator.extract import Extract
from cldvalidator.extract.date_order import AS_EVER, ColumnDates, DateJudgement
from cldvalidator.extract.plain_text import plain_value

PERIOD_END = "Reporting Period End Date"
EVENT_DATES = frozenset({"Event Start Date", "Event End Date"})
DATES_OF_A_LIFE = frozenset({"Date of Birth", "Date of Death"})

_SERIAL = re.compile(r"(?:[0-9]{4,5}|[0-9]{1,2},[0-9]{3})(?:\.[0-9]+)?")
_EPOCHS = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}
_FIRST_OF_SERIALS, _LAST_OF_SERIALS = date(1910, 1, 1), date(2099, 12, 31)
"""Excel's day numbers are meant as dates between these."""
_SENSIBLE_YEARS = 20
_POSSIBLE_YEARS = 60
"""An event may have begun so many years before the period ends: as a rule, and at most."""
Certainty = Literal["safe", "likely", "ask"]


@dataclass(frozen=True)
class Ways:
    """What is known of a column when its dates are read.

    today: the present day. latest: the last day on which a date of the field makes sense, None for
    dates of a life, in which two digits can stand for either century. dates: the file's judgement
    of the column. contested: some column of the file is written month first. day_numbers: the date
    system of the workbook, "" where the file does not say in which one its day numbers count.
    """

    today: date
    latest: date | None
    dates: ColumnDates = AS_EVER
    contested: bool = False
    day_numbers: Literal["1900", "1904", ""] = ""


@dataclass(frozen=True)
class Recognised:
    """A real date in another form.

    days: what it can mean, the likeliest first. certainty: "safe" where there is one way to read
    it, "likely" for a good guess, "ask" where nothing in the file tells. reason: why it is not
    safe, as a sentence without its full stop. by_column: it is not to be decided by itself, but
    with all dates of its column.
    """

    days: tuple[date, ...]
    certainty: Certainty = "safe"
    reason: str = ""
    by_column: bool = False


def ways_of(extract: Extract, name: str, today: date, judgement: DateJudgement) -> Ways:
    """Return how the dates of a field of an extract may be read. judgement: of the file's dates."""
    found = Ways(today, None, judgement.of(name), judgement.contested, extract.reading.day_numbers)
    if name in DATES_OF_A_LIFE:
        return found
    next_year = replace(found, latest=today + timedelta(days=366))
    if name not in EVENT_DATES:
        return next_year
    return replace(found, latest=_period_end(extract, next_year, judgement))


def _period_end(extract: Extract, ways: Ways, judgement: DateJudgement) -> date:
    """Return the day that most rows state as the end of the period; else the present day."""
    column = extract.column(PERIOD_END)
    if not len(column):
        return ways.today
    stated = plain_value(str(column.values[int(column.counts.argmax())]))
    read = recognise(stated, replace(ways, dates=judgement.of(PERIOD_END)))
    return read.days[0] if read is not None and read.certainty != "ask" else ways.today


def recognise(text: str, ways: Ways) -> Recognised | None:
    """Recognise a real date however it is spelt (`date_spellings`); None where it is none.

    Day comes before month, as in every British system, unless the file's judgement of the column is
    another. A time that states its zone is read in UK time. What is `is_written` is read, too.
    """
    if ways.dates.order != "month first" and is_written(text):
        return Recognised((strict_day(text),))
    if _SERIAL.fullmatch(text):
        read = _of_serial(int(float(text.replace(",", ""))), ways)
        return read if read is None or "," not in text else _less_sure(read, _WITH_COMMA)
    spelt = spelling(text)
    if spelt is None:
        return None
    read = _in_order(spelt, ways)
    if read is None:
        return None
    return _at_its_time(_on_its_weekday(read, spelt), spelt, ways)


def is_spelt_as_date(text: str) -> bool:
    """Say whether a text has the form of a date, though there may be no such day."""
    return spelling(text) is not None


def _in_order(spelt: Spelling, ways: Ways) -> Recognised | None:
    """Read a spelling in the order of the column, where it can be read in two."""
    if spelt.form == "year first" and ways.dates.year_order != "month first":
        return _after_the_year(spelt, ways)
    by_day, by_month = (_of_years(spelt.year, *order, ways) for order in spelt.by_order)
    if spelt.by_order[0] == spelt.by_order[1] or by_month is None or by_day is None:
        read = by_day or by_month
        numbers = spelt.form in ("numbers", "in a row")
        if read is None or not numbers or read.certainty == "ask":
            return read
        if ways.dates.order == "month first" and not ways.dates.settled:
            return _with_its_column(read, ways)
        return read if by_day is not None else _less_sure(read, _only_so(ways))
    if spelt.weekday:
        fits = [r for r in (by_day, by_month) if _has_weekday(r, spelt.weekday)]
        if len(fits) == 1:
            return fits[0]
    if ways.dates.order == "month first":
        both = tuple(dict.fromkeys(by_month.days + by_day.days))
        return _with_its_column(replace(by_month, days=both), ways)
    if ways.dates.order == "both" and not ways.dates.chosen:
        both = tuple(dict.fromkeys(by_day.days + by_month.days))
        return Recognised(both, "ask", ways.dates.why)
    if ways.contested and not ways.dates.chosen:
        why = "Another column of the file is written month first, so this can be either order"
        return _less_sure(by_day, why)
    return by_day if spelt.form == "numbers" else _less_sure(by_day, _IN_A_ROW)


def _after_the_year(spelt: Spelling, ways: Ways) -> Recognised | None:
    """Read a date that begins with the year, in a column in which the day may be next."""
    month, day = spelt.by_order[0]
    usual = _of_years(spelt.year, month, day, ways)
    other = _of_years(spelt.year, day, month, ways)
    if usual is None or other is None or month == day:
        return usual or (other and _less_sure(other, ways.dates.year_why))
    if ways.dates.year_order == "both":
        return Recognised(usual.days + other.days, "ask", ways.dates.year_why)
    return _less_sure(replace(other, days=other.days + usual.days), ways.dates.year_why)


_IN_A_ROW = "Day and month stand in a row, without a sign that tells which is first"


def _only_so(ways: Ways) -> str:
    return ways.dates.why or "It is a date only if the month comes first"


def _with_its_column(read: Recognised, ways: Ways) -> Recognised:
    sure = read if ways.dates.chosen else _less_sure(read, ways.dates.why)
    return replace(sure, by_column=True)


def _less_sure(read: Recognised, why: str) -> Recognised:
    if read.certainty != "safe":
        return read
    return replace(read, certainty="likely", reason=why)


def _has_weekday(read: Recognised, weekday: int) -> bool:
    return read.days[0].isoweekday() == weekday


def _on_its_weekday(read: Recognised, spelt: Spelling) -> Recognised:
    """Ask about a day that falls on another day of the week than is stated."""
    if not spelt.weekday:
        return read
    fits = tuple(d for d in read.days if d.isoweekday() == spelt.weekday)
    if fits == read.days:
        return read
    if fits:
        return replace(read, days=(*fits, *(d for d in read.days if d not in fits)))
    why = "The day of the week that is stated is another one"
    return replace(read, certainty="ask", reason=why)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of_years(year: str, month: int, day: int, ways: Ways) -> Recognised | None:
    """Read a day whose year has four digits, or two."""
    if len(year) == 4:
        only = _day(int(year), month, day)
        return Recognised((only,)) if only else None
    late, early = _day(2000 + int(year), month, day), _day(1900 + int(year), month, day)
    if ways.latest is None:
        days = [d for d in (late, early) if d and d <= ways.today]
        why = "The year has two digits, which can be of either century"
        return Recognised(tuple(days), "likely", why) if days else None
    if late and _years_before(ways.latest, _SENSIBLE_YEARS) <= late <= ways.latest:
        return Recognised((late,))
    days = [d for d in (late, early) if d]
    possible = [d for d in days if _years_before(ways.latest, _POSSIBLE_YEARS) <= d <= ways.latest]
    if len(possible) == 1:
        why = f"The year has two digits, and {possible[0].year} is the only one possible"
        return Recognised((possible[0],), "likely", why)
    why = "The year has two digits, and no century gives a likely day"
    return Recognised(tuple(days), "ask", why) if days else None


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28))


_WITH_COMMA = "It is read as a spreadsheet's day number, shown with a comma for thousands"


def _of_serial(number: int, ways: Ways) -> Recognised | None:
    """Read a day number of a spreadsheet, in the date system of the workbook."""
    day = _EPOCHS[ways.day_numbers or "1900"] + timedelta(days=number)
    if not _FIRST_OF_SERIALS <= day <= _LAST_OF_SERIALS:
        return None
    if not ways.day_numbers:
        why = (
            "It is read as a spreadsheet's day number; the file does not say where they count from"
        )
        return Recognised((day,), "likely", why)
    latest = ways.latest or ways.today
    if day > latest or (ways.latest and day < _years_before(latest, _SENSIBLE_YEARS)):
        why = "It is read as a spreadsheet's day number, which gives an unlikely day"
        return Recognised((day,), "likely", why)
    return Recognised((day,))


def _at_its_time(read: Recognised, spelt: Spelling, ways: Ways) -> Recognised:
    """Return the days in UK time, if the text states a time zone or the column is in UTC."""
    if spelt.at is None:
        return read
    if not spelt.zone:
        return _from_utc(read, spelt.at, ways) if ways.dates.utc else read
    days = tuple(_uk_days(read.days, spelt.at, spelt.zone))
    if days == read.days:
        return read
    why = "The time has a time zone, and in UK time it is another day"
    sure: Certainty = "ask" if read.certainty == "ask" else "likely"
    return replace(read, days=days, certainty=sure, reason=read.reason or why)


def _from_utc(read: Recognised, at: time, ways: Ways) -> Recognised:
    """Read a time of a column in UTC: 23:00 is the midnight with which a summer's day begins."""
    days = read.days
    if at >= time(22) and not (at.minute or at.second):
        days = tuple(d + timedelta(days=1) for d in days if d < date.max)
    sure: Certainty = "ask" if read.certainty == "ask" else "likely"
    return replace(read, days=days, certainty=sure, reason=read.reason or ways.dates.why)


def _uk_days(days: tuple[date, ...], at: time, zone: str) -> Iterator[date]:
    if zone == "europe/london":
        yield from days
        return
    found = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", zone)
    minutes = 60 if zone == "bst" else 0
    if found is not None:
        minutes = int(found[2]) * 60 + int(found[3] or 0)
    sign = -1 if found is not None and found[1] == "-" else 1
    offset = timezone(timedelta(minutes=min(minutes, 1439) * sign))
    for day in days:
        moment = datetime.combine(day, at, offset)
        yield moment.astimezone(UTC).astimezone(_uk()).date() if 1 < day.year < 9999 else day


@cache
def _uk() -> ZoneInfo:
    return ZoneInfo("Europe/London")
