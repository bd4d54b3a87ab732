"""Cells of date fields: a new day, written in the form that the cell had."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from cldvalidator.checks.cells.dates import (
    NO_DATE,
    day_number,
    day_numbers,
    days_written,
    strict_day,
    written,
)
from cldvalidator.checks.cells.fields import blank_words
from cldvalidator.extract import Column
from cldvalidator.extract.date_order import ColumnDates
from cldvalidator.extract.plain_text import plain_value
from cldvalidator.twin_data.group_arrays import Mask, Numbers, ranked
from cldvalidator.twin_data.respelling import Respelling, Wanted, column_of_texts, rule_of
from cldvalidator.twin_data.shapes import around, ends_of, shape_of
from cldvalidator.twin_data.source import NO_DAY, Source

_EPOCH = date(1970, 1, 1)
_LEAST, _MOST = ((d - _EPOCH).days for d in (date.min, date.max))
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PART = re.compile(r"[0-9]+|[^\W\d_]+|[\W_]+")
_TIME = re.compile(
    r"[T ]?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?.*$"
    r"|[T ]\d{1,2}\.\d{2}\.\d{2}(?:[.,]\d+|\s?[AP]M).*$",  # as Oracle has it
    re.DOTALL,
)
_KEPT_TIMES = re.compile(
    r"[T ]?(?:0?0|23|22|1|12)(?::00(?::00(?:[.,]0+)?)?|\.00\.00(?:[.,]0+)?)"
    r"\s?(?:Z|AM|am|\+0?[01]:?00)?$"
)
_NO_SUCH_DAY = ("31/02/1950", "00/13/1950", "31/11/2024", "2024-02-31")
_NO_DATE = ("xxxx", "not known", "x")
_ZERO_DAY = ("N/A", "00/01/1900")
_NOBODYS = (date(1950, 1, 1) - _EPOCH).days
"""Stands for days that can be told of no row, so that none is drawn."""
NO_DATES = (*_NO_SUCH_DAY, *_NO_DATE, *_ZERO_DAY)
"""Texts that stand for one that is no date."""


def is_half_swapped(dates: ColumnDates) -> bool:
    """Whether a spreadsheet swapped day and month in those cells of a column where it could.

    Such a column is written with the day first: that is how every cell of it can be read.
    """
    return dates.order == "month first" and dates.day_only > 0 and dates.month_only == 0


class DateCells:
    """Writes the cells of one date field anew."""

    def __init__(self, source: Source, name: str) -> None:
        self._field = source.specification.by_name[name]
        self._column = source.extract.column(name)
        self._judged = source.result.judged[name]
        self._respelling = Respelling(source, name)
        self._read = np.full(len(self._column.values), NO_DAY, np.int64)
        self._read[self._column.codes] = source.days(name)
        dates = source.extract.dates
        of_column = dates.of(name) if dates is not None else None
        self._order = of_column.order if of_column is not None else "day first"
        self._swapped = of_column is not None and is_half_swapped(of_column)

    def unread(self, codes: Numbers, random: np.random.Generator) -> Numbers:
        """By row: a day near the likeliest that a text can mean; NO_DAY where it is none."""
        near = np.full(len(self._column.values), NO_DAY, np.int64)
        for code, fault in self._judged.faults.items():
            if fault.choices:
                near[code] = day_number(strict_day(fault.choices[0]))
        day = near[codes]
        moved = day + random.choice([-9, -7, -5, -3, -2, 2, 3, 5, 7, 9], len(day))
        return np.where(day == NO_DAY, NO_DAY, moved)

    def written(self, codes: Numbers, day: Numbers, unread: Numbers) -> Column:
        """Return a column: in each row a new day, as the text of a code of the original was.

        day: NO_DAY where the cell is to hold no date. unread: the day of a cell that is spelt as a
        date, but does not say surely which.
        """
        asks = np.zeros(len(self._column.values), bool)
        asks[
            [c for c, f in self._judged.faults.items() if f.choices and self._read[c] == NO_DAY]
        ] = True
        day = np.where((day == NO_DAY) & asks[codes], unread, day)
        simple = self._plain()[codes] & (day != NO_DAY)
        days, place = ranked(day[simple])
        found = np.zeros(len(codes), np.int64)
        found[simple] = place
        rest = np.flatnonzero(~simple)
        low = int(day[rest].min(initial=0))
        span = int(day[rest].max(initial=0)) - low + 1
        pairs, place = ranked(codes[rest] * span + (day[rest] - low))
        found[rest] = place + len(days)
        wanted = [self._text(p // span, p % span + low) for p in pairs.tolist()]
        texts = days_written(days) + self._respelling.texts(wanted)
        return column_of_texts(texts, found)

    def _plain(self) -> Mask:
        """By code: is it dd/mm/yyyy, with nothing to be said about it?"""
        if self._swapped:  # a text file does not show which cells the workbook stored as dates
            readable: Mask = self._read != NO_DAY
            return readable
        good: Mask = self._column.by_text(day_numbers) != NO_DATE
        good[list(self._judged.faults)] = False
        return good if self._order != "month first" else np.zeros_like(good)

    def _text(self, code: int, day: int) -> str | Wanted:
        text = self._column.texts[code]
        if self._column.blank_values[code]:
            return text
        if day == NO_DAY:
            if self._read[code] != NO_DAY:
                return ""  # it could be read, and must not be
            fault = self._judged.faults.get(code)
            if fault is not None and fault.choices:
                return self._formed(code, _NOBODYS)
            return self._no_date(text, rule_of(fault))
        return self._formed(code, day)

    def _no_date(self, text: str, rule: str) -> str | Wanted:
        if plain_value(text).casefold() in blank_words(self._field.name, False):
            return text
        more = {"FILE-05": _ZERO_DAY, "DATE-00": _NO_SUCH_DAY, "DATE-18": _NO_DATE}
        return Wanted(rule, (shape_of(text), *more.get(rule, _NO_DATE)), _NO_DATE[0])

    def _formed(self, code: int, day: int) -> str | Wanted:
        """Return a day in the form of a text; in a common one where that breaks another rule."""
        text, fault = self._column.texts[code], self._judged.faults.get(code)
        old = int(self._read[code])
        if old == NO_DAY and fault is not None and fault.choices:
            old = day_number(strict_day(fault.choices[0]))
        if not (_LEAST <= day <= _MOST and _LEAST <= old <= _MOST):
            return ""
        before, new = (_EPOCH + timedelta(days=d) for d in (old, day))
        ways = (self._reformed(text, before, new), *_common_forms(new, text))
        reads = written(new) if self._read[code] != NO_DAY else ""
        # Where the month comes first, whether a rule finds a day depends on the day itself.
        otherwise = ways[0] if self._order == "month first" else written(new)
        return Wanted(rule_of(fault), ways, otherwise, reads)

    def _reformed(self, text: str, old: date, new: date) -> str:
        inner = plain_value(text)
        found = around(text, inner)
        start, end = found if found is not None else ends_of(text)
        return f"{start}{reformed(inner, old, new, self._order == 'month first')}{end}"


def _common_forms(new: date, text: str) -> Iterator[str]:
    iso = new.isoformat()
    yield from (iso, f"{iso} 00:00:00", f"{written(new)} 00:00", f"{written(new)} ")
    yield f'="{written(new)}"'
    yield written(new)[:6] + written(new)[8:]


def reformed(text: str, old: date, new: date, month_first: bool = False) -> str:
    """Return a new day in the form in which a text has an old one.

    >>> reformed("1-Apr-25", date(2025, 4, 1), date(2024, 11, 30))
    '30-Nov-24'
    >>> reformed("13-OCT-41 12.00.00.000000 AM", date(1941, 10, 13), date(1950, 1, 2))
    '02-JAN-50 12.00.00.000000 AM'
    >>> reformed("45748.25", date(2025, 4, 1), date(2025, 4, 2))
    '45749.5'
    """
    if re.fullmatch(r"[0-9]{4,5}(?:\.[0-9]+)?", text):
        base = (
            date(1899, 12, 30)
            if abs(int(text[:5]) - (old - date(1899, 12, 30)).days) < 3
            else date(1904, 1, 1)
        )
        return f"{(new - base).days}{'.5' if '.' in text else ''}"
    clock = _TIME.search(text)
    time = ""
    if clock is not None and clock.start() > 0:
        time = clock[0] if _KEPT_TIMES.match(clock[0]) else re.sub(r"[0-9]", "0", clock[0])
        text = text[: clock.start()]
    if re.fullmatch(r"[0-9]{8}", text):
        first = text.startswith(f"{old.year:04d}")
        return (f"{new:%Y%m%d}" if first else f"{new:%d%m%Y}") + time
    if re.fullmatch(r"[0-9]{6}", text):
        return f"{new:%y%m%d}" + time
    return "".join(_parts(text, old, new, month_first)) + time


def _parts(text: str, old: date, new: date, month_first: bool) -> Iterator[str]:
    parts = _PART.findall(text)
    numbers = [p for p in parts if p.isascii() and p.isdigit()]
    named = any(p[:3].casefold() == m[:3].casefold() for p in parts for m in _MONTHS)
    order = ["month", "day", "year"] if month_first else ["day", "month", "year"]
    if named:
        order = ["day", "year"]
    if numbers and len(numbers[0]) == 4:
        order = ["year", "day"] if named else ["year", "month", "day"]
    elif len(numbers) == 3 and not named and int(numbers[0]) == old.month != old.day:
        order = ["month", "day", "year"]
    elif len(numbers) == 3 and not named and int(numbers[0]) == old.day != old.month:
        order = ["day", "month", "year"]
    padded = all(len(n) > 1 for n in numbers)
    names = iter(order)
    for part in parts:
        if part.isascii() and part.isdigit():
            yield _number(part, next(names, ""), new, padded)
        elif part[:1].isalpha():
            yield _word(part, new)
        else:
            yield part


def _number(part: str, what: str, new: date, padded: bool) -> str:
    if what == "year":
        return f"{new.year:04d}" if len(part) == 4 else f"{new.year % 100:02d}"
    value = new.month if what == "month" else new.day if what == "day" else 0
    return f"{value:0{len(part)}d}" if padded else str(value)


def _word(part: str, new: date) -> str:
    for names, at in ((_MONTHS, new.month - 1), (_DAYS, new.weekday())):
        if any(len(part) > 2 and n.casefold().startswith(part.casefold()[:3]) for n in names):
            name = names[at] if len(part) > 4 else names[at][:3]
            return name.upper() if part.isupper() else name.lower() if part.islower() else name
    return part if part.casefold() in ("st", "nd", "rd", "th", "of", "t", "z") else "x" * len(part)
