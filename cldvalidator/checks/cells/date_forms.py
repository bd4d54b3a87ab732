"""The other forms in which real dates arrive, and in how many ways each can be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.cells.dates import is_written, strict_day
from cldvalidator.extract import Column, Extract

PERIOD_END = "Reporting Period End Date"
EVENT_DATES = frozenset({"Event Start Date", "Event End Date"})
DATES_OF_A_LIFE = frozenset({"Date of Birth", "Date of Death"})

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_TIME = (
    r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_SIGN = r" ?[/.\-] ?"
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}}){_SIGN}(?P<b>\d{{1,2}}){_SIGN}(?P<a>\d{{1,2}}){_TIME}")
_COMPACT = re.compile(rf"(?P<year>(?:19|20)\d{{2}})(?P<b>\d{{2}})(?P<a>\d{{2}}){_TIME}")
_DAY_FIRST = re.compile(
    rf"(?P<a>\d{{1,2}}){_SIGN}(?P<b>\d{{1,2}}){_SIGN}(?P<year>\d{{4}}|\d{{2}}){_TIME}"
)
_WITH_WORD = re.compile(
    rf"(?P<a>\d{{1,2}})[ /.\-]*(?P<b>[A-Za-z]{{3,9}})[ /.,\-]*(?P<year>\d{{4}}|\d{{2}}){_TIME}"
)
_SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
_EPOCHS = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}
_FIRST_OF_SERIALS, _LAST_OF_SERIALS = date(1910, 1, 1), date(2099, 12, 31)
"""Excel's day numbers are meant as dates between these."""
_MONTH_FIRST = (
    r"^\s*(?:0?[1-9]|1[0-2])[/.\-](?:1[3-9]|2[0-9]|3[01])[/.\-](?:[0-9]{4}|[0-9]{2})(?:[T ,]|\s*$)"
)
_EITHER_ORDER = (
    r"^\s*(?:0?[1-9]|1[0-2])[/.\-](?:0?[1-9]|1[0-2])[/.\-](?:[0-9]{4}|[0-9]{2})(?:[T ,]|\s*$)"
)
_SENSIBLE_YEARS = 20
_POSSIBLE_YEARS = 60
"""An event may have begun so many years before the period ends: as a rule, and at most."""


@dataclass(frozen=True)
class Ways:
    """What is known of a column when its dates are read.

    today: the present day. latest: the last day on which a date of the field makes sense, None for
    dates of a life, in which two digits can stand for either century. month_first: how many cells
    are possible only as month/day. day_numbers: the date system of the workbook, "" where the file
    does not say in which one its day numbers count.
    """

    today: date
    latest: date | None
    month_first: int = 0
    day_numbers: Literal["1900", "1904", ""] = ""


@dataclass(frozen=True)
class Recognised:
    """A real date in another form.

    days: what it can mean, the likeliest first. certainty: "safe" where there is one way to read
    it, "likely" for a good guess, "ask" where nothing in the file tells. reason: why it is not
    safe, as a sentence without its full stop.
    """

    days: tuple[date, ...]
    certainty: Literal["safe", "likely", "ask"] = "safe"
    reason: str = ""


def ways_of(extract: Extract, name: str, today: date) -> Ways:
    """Return how the dates of a field of an extract may be read."""
    column = extract.column(name)
    return Ways(
        today,
        _latest(extract, name, today),
        int(column.counts[month_first_codes(column)].sum()),
        extract.reading.day_numbers,
    )


def _latest(extract: Extract, name: str, today: date) -> date | None:
    if name in DATES_OF_A_LIFE:
        return None
    next_year = today + timedelta(days=366)
    if name not in EVENT_DATES:
        return next_year
    column = extract.column(PERIOD_END)
    if not len(column):
        return today
    stated = str(column.values[int(column.counts.argmax())]).strip()
    if is_written(stated):
        return strict_day(stated)
    found = recognise(stated, Ways(today, next_year, day_numbers=extract.reading.day_numbers))
    return found.days[0] if found is not None and found.certainty != "ask" else today


def month_first_codes(column: Column) -> npt.NDArray[np.intp]:
    """Return the codes of a column's texts that are dates only if the month comes first."""

    def is_day(text: str) -> bool:
        found = _DAY_FIRST.match(text)
        return found is not None and _of_parts(found["year"], found["a"], found["b"]) is not None

    return _codes(column, _MONTH_FIRST, is_day)


def either_order_codes(column: Column) -> npt.NDArray[np.intp]:
    """Return the codes of a column's texts that are two days, according to which part is first."""

    def is_two(text: str) -> bool:
        found = _DAY_FIRST.match(text)
        return found is not None and int(found["a"]) != int(found["b"])

    return _codes(column, _EITHER_ORDER, is_two)


def _codes(column: Column, pattern: str, test: Callable[[str], bool]) -> npt.NDArray[np.intp]:
    """Return the codes in use whose text matches a pattern (RE2), then passes a test."""
    alike = np.flatnonzero(column.by_text(_matching, pattern))
    codes = alike[column.counts[alike] > 0].tolist() if len(alike) else []
    return np.array([c for c in codes if test(column.texts[c].strip())], np.intp)


def _matching(values: pa.StringArray, pattern: str) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = pc.match_substring_regex(values, pattern).to_numpy(
        zero_copy_only=False
    )
    return found


def _of_parts(year: str, month: str, day: str) -> date | None:
    return _day(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))


def recognise(text: str, ways: Ways) -> Recognised | None:
    """Recognise a real date written in another way than dd/mm/yyyy; None where it is none.

    Known forms: ISO and other year-first, one-digit days and months, dashes and dots, a time
    stamp, a month's name, yyyymmdd, a two-digit year, an Excel day number. Day comes before month,
    as in every British system, unless the column shows otherwise: then a text that could be either
    is asked about. A time stamp with a time zone is read in UK time.
    """
    if _SERIAL.fullmatch(text):
        return _of_serial(int(float(text)), ways)
    read: Recognised | None = None
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        read = _of_years(found["year"], int(found["b"]), int(found["a"]), ways)
    elif found := _DAY_FIRST.fullmatch(text):
        a, b = int(found["a"]), int(found["b"])
        read = _of_years(found["year"], b, a, ways)
        if ways.month_first and a != b and max(a, b) <= 12:
            read = _either_order(read, _of_years(found["year"], a, b, ways), ways)
    elif (found := _WITH_WORD.fullmatch(text)) and found["b"].lower() in _MONTHS:
        read = _of_years(found["year"], _MONTHS[found["b"].lower()], int(found["a"]), ways)
    if not found or read is None:
        return None
    return _at_its_time(read, found)


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


def _either_order(one: Recognised | None, other: Recognised | None, ways: Ways) -> Recognised:
    days = dict.fromkeys(d for r in (one, other) if r is not None for d in r.days)
    cells = "1 cell" if ways.month_first == 1 else f"{ways.month_first:,} cells"
    is_are = "is" if ways.month_first == 1 else "are"
    why = f"{cells} of this column {is_are} possible only as month/day, so this can be either order"
    return Recognised(tuple(days), "ask", why)


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


def _at_its_time(read: Recognised, found: re.Match[str]) -> Recognised | None:
    """Return the days in UK time, if the text states a time zone; None for an impossible time."""
    if found["hour"] is None:
        return read
    hour = int(found["hour"])
    if found["half"] is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    try:
        at = time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        return None
    if found["zone"] is None:
        return read
    days = tuple(_uk_days(read.days, at, found["zone"]))
    if days == read.days:
        return read
    why = "The time has a time zone, and in UK time it is another day"
    sure: Literal["likely", "ask"] = "ask" if read.certainty == "ask" else "likely"
    return replace(read, days=days, certainty=sure, reason=read.reason or why)


def _uk_days(days: tuple[date, ...], at: time, zone: str) -> Iterator[date]:
    minutes = 0 if zone == "Z" else int(zone[1:3]) * 60 + int(zone[-2:])
    offset = timezone(timedelta(minutes=min(minutes, 1439) * (-1 if zone[0] == "-" else 1)))
    for day in days:
        moment = datetime.combine(day, at, offset)
        yield moment.astimezone(UTC).astimezone(_uk()).date() if 1 < day.year < 9999 else day


@cache
def _uk() -> ZoneInfo:
    return ZoneInfo("Europe/London")
