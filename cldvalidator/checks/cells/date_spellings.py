"""How systems spell a day: a grammar that accounts for every character, and never invents one.

A text is a date only if one of the patterns here fits all of it. Known are ISO 8601 with its weeks,
the styles of SQL Server, Oracle, R, SAS, Java and JavaScript, Excel in other settings, ordinals,
weekdays, any dash or stroke, digits of other widths, times with fractions, and time zones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

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
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("mon", "monday"),
            ("tue", "tues", "tuesday"),
            ("wed", "weds", "wednesday"),
            ("thu", "thur", "thurs", "thursday"),
            ("fri", "friday"),
            ("sat", "saturday"),
            ("sun", "sunday"),
        ),
        start=1,
    )
    for name in names
}
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2044\u2215\u29f8\u2571\uff0f\\\uff3c", "/"),
        **dict.fromkeys("\uff0e\u2024", "."),
        **dict.fromkeys("\uff1a\u2236\ufe55", ":"),
        "\uff0c": ",",
    }
)
"""Dashes, strokes, points and colons of every shape."""


def _one_of(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_WORD = rf"(?P<word>{_one_of(_MONTHS)})\.?"
_A, _B = r"(?P<a>\d{1,2})", r"(?P<b>\d{1,2})"
_ORDINAL = r"(?P<ordinal>st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_SIGN = r" ?[/.\-] ?"
_BETWEEN = r"(?: of |[ /.,\-]*)"
_APART = r"[ /.,\-]+"
_TIME = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,:]\d{1,9})?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?"
)
_PLACE = r"europe/london|etc/utc|etc/gmt|utc|gmt|bst"
_NAMED = (
    rf" ?(?:\[(?:{_PLACE})\]"
    r"|\((?:british summer time|greenwich mean time|coordinated universal time|bst|gmt|utc)\))"
)
_ZONE = rf"(?: ?(?P<zone>z|(?:utc|gmt)? ?[+\-]\d{{1,2}}(?::?\d{{2}})?|{_PLACE})(?:{_NAMED})?)?"
_JOINED = r"(?:t|, ?| at |, at | |:)"
_AFTER = rf"(?:{_JOINED}{_TIME}{_ZONE}| ?(?:z|[+\-]\d{{2}}:\d{{2}}|{_PLACE}))?"
_WEEKDAY = re.compile(
    rf"^(?P<first>{_one_of(_WEEKDAYS)})(?:\.?, ?|\. ?| )"
    rf"|,? \(?(?P<last>{_one_of(_WEEKDAYS)})\.?\)?$"
)

Form = Literal["numbers", "month word", "year first", "in a row", "week"]
Patterns = tuple[tuple[Form, re.Pattern[str]], ...]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


_IN_A_ROW = r"(?P<a>\d{2})(?P<b>\d{2})(?P<year>(?:19|20)\d{2})"
_COMPACT = r"(?P<year>(?:19|20)\d{2})(?P<b>0[1-9]|1[0-2])(?P<a>\d{2})"
_COMPACT_TIME = r"(?P<hour>\d{2})(?P<minute>\d{2})(?:(?P<second>\d{2})(?:\.\d{1,9})?)?"
_YEAR_BEGINS: Patterns = (
    ("year first", _pattern(rf"(?P<year>\d{{4}}){_SIGN}{_B}{_SIGN}{_A}{_AFTER}")),
    ("year first", _pattern(rf"{_COMPACT}(?:\.0+|{_AFTER})")),
    ("year first", _pattern(rf"{_COMPACT}t?{_COMPACT_TIME}{_ZONE}")),
    (
        "in a row",
        _pattern(rf"(?P<a>\d{{2}})(?P<b>\d{{2}})(?P<year>(?:19|20)\d{{2}})(?:\.0+|{_AFTER})"),
    ),
    ("month word", _pattern(rf"(?P<year>\d{{4}})[ /.\-]*{_WORD}[ /.\-]*{_A}{_ORDINAL}{_AFTER}")),
    ("week", _pattern(r"(?P<year>\d{4})-?w(?P<week>\d{2})-?(?P<weekday>[1-7])" + _AFTER)),
)
_DAY_OR_MONTH_BEGINS: Patterns = (
    ("numbers", _pattern(rf"{_A}{_SIGN}{_B}{_SIGN}{_YEAR}{_AFTER}")),
    ("month word", _pattern(rf"{_A}{_ORDINAL}{_BETWEEN}{_WORD}{_BETWEEN}{_YEAR}{_AFTER}")),
    ("numbers", _pattern(rf"{_A} {_B} (?P<year>\d{{4}}){_AFTER}")),
)
_WORD_BEGINS: Patterns = (
    ("month word", _pattern(rf"{_WORD}[ /.\-]*{_A}{_ORDINAL}{_APART}{_YEAR}{_AFTER}")),
    (
        "month word",
        _pattern(rf"{_WORD} {_A}{_ORDINAL} {_TIME}(?: (?P<zone>{_PLACE}))? (?P<year>\d{{4}})"),
    ),
)
_ZEROS = re.compile(
    r"(?:0?0[/.\-](?:0?1|jan)[/.\-](?:19)?00|1900-01-00|0?0[/.\-]0?0[/.\-](?:00)?00|0000-00-00"
    r"|30/12/1899|31/12/1899|1899-12-3[01]|30-dec-1899|0{1,8}|0\.0+|00:00:00)"
    r"(?:[ t]0?0:00(?::00(?:\.0+)?)?)?"
)


@dataclass(frozen=True)
class Spelling:
    """A text that is spelt as a date, and what its parts say; the day need not exist.

    year: four digits or two. by_order: month and day if the day comes first, and if the month does;
    both the same where the text leaves no doubt. weekday: 1 for Monday, 0 where none is stated.
    at: the time of day, zone: "" or as stated, in small letters.
    """

    form: Form
    year: str
    by_order: tuple[tuple[int, int], tuple[int, int]]
    weekday: int = 0
    at: time | None = None
    zone: str = ""

    @property
    def orders(self) -> tuple[tuple[int, int], ...]:
        """Each month and day that may be meant, the day first in the order of the parts."""
        return tuple(dict.fromkeys(self.by_order))


def in_plain_characters(text: str) -> str:
    """Return a text with plain digits, dashes and strokes, in small letters, single spaces."""
    if not text.isascii() or "\\" in text:
        text = "".join(
            str(unicodedata.decimal(c)) if c.isdecimal() else " " if c.isspace() else c
            for c in text.translate(_ALIKE)
        )
    text = text.lower()
    return " ".join(filter(None, text.split(" "))) if "  " in text else text


def is_zero(text: str) -> bool:
    """Say whether a text is the zero of a system, shown as a date: 00/01/1900, 0000-00-00."""
    return _ZEROS.fullmatch(in_plain_characters(text)) is not None


def spelling(text: str) -> Spelling | None:
    """Return how a text spells a date; None for one that no pattern fits from end to end.

    Costs some microseconds; nothing is remembered, as texts may be about a person.
    """
    plain = in_plain_characters(text)
    found = _spelt(plain, 0)
    if found is None and (day := _WEEKDAY.search(plain)):
        rest = plain[day.end() :] if day["first"] else plain[: day.start()]
        found = _spelt(rest, _WEEKDAYS[day["first"] or day["last"]])
    return found


def _spelt(plain: str, weekday: int) -> Spelling | None:
    begins = plain[:4]
    if begins.isdigit() and len(begins) == 4:
        patterns = _YEAR_BEGINS
    else:
        patterns = _DAY_OR_MONTH_BEGINS if begins[:1].isdigit() else _WORD_BEGINS
    for form, pattern in patterns:
        found = pattern.fullmatch(plain)
        if found is not None:
            return _of_match(form, found.groupdict(), weekday)
    return None


def _of_match(form: Form, part: dict[str, str], weekday: int) -> Spelling | None:
    """Make a spelling of the parts of a text; None for an ordinal or a time that there is not."""
    year = part["year"].lstrip("'")
    at = None
    if part.get("hour") is not None:
        at = _time(part)
        if at is None:
            return None
    zone = part.get("zone") or ""
    if form == "week":
        return _of_week(int(year), part, at, zone)
    a = int(part["a"])
    if "word" in part:
        if part["ordinal"] is not None and part["ordinal"] != _ordinal(a):
            return None
        day_first = month_first = _MONTHS[part["word"]], a
    else:
        b = int(part["b"])
        day_first, month_first = (b, a), ((b, a) if form == "year first" else (a, b))
    return Spelling(form, year, (day_first, month_first), weekday, at, zone)


def _of_week(year: int, part: dict[str, str], at: time | None, zone: str) -> Spelling:
    """Return the day of an ISO week: it can belong to another year than the week."""
    try:
        day = date.fromisocalendar(year, int(part["week"]), int(part["weekday"]))
    except ValueError:
        return Spelling("week", f"{year:04}", ((0, 0), (0, 0)))
    return Spelling("week", f"{day.year:04}", ((day.month, day.day),) * 2, 0, at, zone)


def _ordinal(number: int) -> str:
    if 11 <= number <= 13:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _time(part: dict[str, str]) -> time | None:
    hour = int(part["hour"])
    half = part.get("half")
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(part["minute"]), int(part["second"] or 0))
    except ValueError:
        return None
