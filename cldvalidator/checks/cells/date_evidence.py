"""Whether day or month comes first: one judgement, from all the date columns of a file together.

Looked at are the texts that are dates only in one order, what a workbook stores as dates and what
as text, what must hold (a period starts with a month, people are born before their events, events
start before they end), and the hours of time stamps. Distinct texts are sorted by patterns, not one
by one, so that the judgement takes a small part of the time of a check.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.cells.date_hours import utc_columns
from cldvalidator.checks.cells.date_spellings import in_plain_characters
from cldvalidator.checks.cells.dates import NO_DATE, day_numbers
from cldvalidator.extract import Column, Extract
from cldvalidator.extract.date_order import (
    EVERY_COLUMN,
    ColumnDates,
    DateJudgement,
    DateOrders,
    Order,
    StoredDates,
)
from cldvalidator.extract.plain_text import plain_value
from cldvalidator.specification import Specification

PERIOD_START = "Reporting Period Start Date"
BIRTH, START, END = "Date of Birth", "Event Start Date", "Event End Date"
_OF_NUMBERS = (
    r"^ *(?P<a>[0-9]{1,2}) ?[/.\-] ?(?P<b>[0-9]{1,2}) ?[/.\-] ?(?P<year>[0-9]{4}|[0-9]{2})"
    r"(?:[^0-9].*)?$"
)
_IN_A_ROW = r"^ *(?P<a>[0-3][0-9])(?P<b>[0-3][0-9])(?P<year>(?:19|20)[0-9]{2})(?:[^0-9].*)?$"
_YEAR_FIRST = (
    r"^ *(?P<year>[0-9]{4}) ?[/.\-] ?(?P<a>[0-9]{1,2}) ?[/.\-] ?(?P<b>[0-9]{1,2})(?:[^0-9].*)?$"
)
_LENGTHS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_QUARTERS = (1, 4, 7, 10)
"""Months with which a quarter begins."""
_CLEARLY = 20
"""So many times more cells in one order than in the other settle it: the others are slips."""
_FEW = 5
"""So few events in a wrong order are mistakes, and no evidence."""

Days = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Orders:
    """How many cells of a column are dates only as day/month, only as month/day, and as both.

    swapped: by code, the day number (`NO_DATE` for none) with the month first.
    """

    day_only: int
    month_only: int
    either: int
    swapped: Days


def judge_dates(
    extract: Extract, names: Iterable[str], chosen: DateOrders | None = None
) -> DateJudgement:
    """Judge how the dates of a file are to be read.

    names: its date fields. chosen: what the user says of some; it counts, whatever the evidence.
    """
    columns = {n: extract.columns[n] for n in names if n in extract.columns}
    orders = {n: orders_of(column) for n, column in columns.items()}
    judged = {n: found for n, of in orders.items() if (found := _by_itself(of)) is not None}
    judged |= _swapped({n: s for n, s in extract.reading.stored_dates.items() if n in orders})
    _undecided(extract, orders, judged)
    for name, utc in utc_columns(columns).items():
        judged[name] = replace(judged.get(name, ColumnDates()), why=utc, utc=True)
    _after_the_year(columns, judged)
    chosen = _orders_of(chosen or {}, orders, judged)
    contested = any(c.order != "day first" and n not in chosen for n, c in judged.items())
    for name, order in chosen.items():
        former = judged.get(name, ColumnDates())
        judged[name] = replace(former, order=order, chosen=True, why="You have said so")
    noteworthy = {
        n: replace(c, day_only=of.day_only, month_only=of.month_only, either=of.either)
        for n, c in judged.items()
        if c != ColumnDates() and (of := orders[n])
    }
    day_only = sum(of.day_only for of in orders.values())
    return DateJudgement(MappingProxyType(noteworthy), contested, day_only)


def _orders_of(
    chosen: DateOrders, orders: Mapping[str, Orders], judged: Mapping[str, ColumnDates]
) -> DateOrders:
    """Return what the user says of each column.

    That all are month first does not count for a column that is plainly day first, nor, beside
    such a one, for a column of which nothing is known.
    """
    found = {n: order for n, order in chosen.items() if n in orders}
    of_all = chosen.get(EVERY_COLUMN)
    if of_all is None:
        return found
    day_first = [n for n, c in judged.items() if c.order == "day first"]
    for name in orders:
        left_alone = name in day_first or (day_first and name not in judged)
        if name not in found and not (of_all == "month first" and left_alone):
            found[name] = of_all
    return found


def with_dates(
    extract: Extract, specification: Specification, chosen: DateOrders | None = None
) -> Extract:
    """Return an extract whose dates have been judged; the same one if they have been before."""
    if extract.dates is not None and chosen is None:
        return extract
    names = [f.name for f in specification.fields if f.type == "date"]
    return replace(extract, dates=judge_dates(extract.records, names, chosen))


def _parts(values: pa.StringArray) -> tuple[npt.NDArray[np.int64], ...]:
    """Return the first number, the second and the year of each text; zeros for one of no date."""
    values = _plain(values)
    parts = pc.extract_regex(values, _OF_NUMBERS)
    row = pc.extract_regex(values, _IN_A_ROW)
    found = []
    for place in range(3):
        one, other = (pc.struct_field(p, [place]) for p in (parts, row))
        text = pc.coalesce(one, other, pa.scalar("0"))
        found.append(pc.cast(text, pa.int64()).to_numpy(zero_copy_only=False))
    a, b, year = found
    return a, b, np.where(year < 100, 2000 + year, year)


def _plain(values: pa.StringArray) -> pa.StringArray:
    """Return texts without wrappers and with plain signs, where they have any."""
    wrapped = pc.match_substring_regex(values, "^ *[^0-9A-Za-z ]")
    other = pc.or_(pc.invert(pc.string_is_ascii(values)), wrapped).to_numpy(zero_copy_only=False)
    if not other.any():
        return values
    texts = values.to_pylist()
    for place in np.flatnonzero(other).tolist():
        texts[place] = in_plain_characters(plain_value(texts[place]))
    return pa.array(texts, pa.string())


def _exists(day: npt.NDArray[np.int64], month: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Tell which days are in the calendar; the 29th of February counts, whatever the year."""
    possible = (month >= 1) & (month <= 12) & (day >= 1)
    found: npt.NDArray[np.bool_] = possible & (day <= _LENGTHS[np.where(possible, month, 0)])
    return found


def orders_of(column: Column) -> Orders:
    """Count the cells of a date column by the orders in which they are dates."""
    strict = column.by_text(day_numbers)
    written, used = strict != NO_DATE, column.counts > 0
    number, month, day = _calendar(np.where(written, strict, 0))
    as_day, as_month = written & (day > 0), written & (day <= 12)
    swapped = np.where(as_month, _number(number, day, month), NO_DATE).astype(np.int32)
    others = np.flatnonzero(~written & ~column.blank_values & used)
    if len(others):
        a, b, year = _parts(column.values.take(pa.array(others)))
        as_day[others], as_month[others] = _exists(a, b), _exists(b, a)
        day[others], month[others] = a, b
        swapped[others] = np.where(as_month[others], _number(year, a, b), NO_DATE)
    same = as_day & as_month & (day == month)
    cells = column.counts
    return Orders(
        day_only=int(cells[as_day & ~as_month].sum()),
        month_only=int(cells[as_month & ~as_day].sum()),
        either=int(cells[as_day & as_month & ~same].sum()),
        swapped=swapped,
    )


def _calendar(days: Days) -> tuple[npt.NDArray[np.int64], ...]:
    """Return year, month and day of day numbers."""
    stamps = days.astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    number = months.astype(np.int64)
    day = (stamps - months.astype("datetime64[D]")).astype(np.int64) + 1
    return number // 12 + 1970, number % 12 + 1, day


def _number(
    year: npt.NDArray[np.int64], month: npt.NDArray[np.int64], day: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the day number of a day, for months from 1 to 12; nonsense for others."""
    months = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    found: npt.NDArray[np.int64] = months.astype("datetime64[D]").astype(np.int64) + day - 1
    return found


def _swapped(stored: Mapping[str, StoredDates]) -> dict[str, ColumnDates]:
    """Return the columns in which a spreadsheet has swapped the days that it took for months."""
    found = {n: s for n, s in stored.items() if s.is_swapped}
    early, late = (
        sum(getattr(s, part) for s in found.values()) for part in ("date_early", "text_late")
    )
    why = (
        f"All {late:,} dates that are text have a day over 12, and none of the {early:,} that the "
        "workbook stores as dates: a spreadsheet set to month first has swapped day and month "
        "wherever it could"
    )
    return dict.fromkeys(found, ColumnDates("month first", why))


def _after_the_year(columns: Mapping[str, Column], judged: dict[str, ColumnDates]) -> None:
    """Judge what follows a year that comes first, where it is not always the month.

    Columns that do not tell themselves are judged by those that do.
    """
    found = {n: counts for n, column in columns.items() if any(counts := _year_first(column))}
    telling = [n for n, (_, other, _) in found.items() if other]
    if not telling:
        return
    agree = all(other >= _CLEARLY * usual for usual, other, _ in found.values() if usual or other)
    for name, (usual, other, either) in found.items():
        order: Order = "day first" if other >= _CLEARLY * usual else "both"
        cells = "1 cell is" if other == 1 else f"{other:,} cells are"
        why = (
            f"{cells} possible only as year, day, month, {f'{usual:,}' if usual else 'none'} only "
            "as year, month, day"
        )
        if not other:
            if usual or not either:
                continue
            order = "day first" if agree else "both"
            others = ", ".join(telling)
            why = f"Nothing in the column itself tells, and the day is after the year in {others}"
        former = judged.get(name, ColumnDates())
        judged[name] = replace(former, year_order=order, year_why=why)


def _year_first(column: Column) -> tuple[int, int, int]:
    """Count the cells that are dates only as year, month, day, with the day second, and as both."""
    begins = pc.match_substring_regex(column.values, r"^\W*[0-9]{4}")
    codes = np.flatnonzero(begins.to_numpy(zero_copy_only=False))
    if not len(codes):
        return 0, 0, 0
    parts = pc.extract_regex(_plain(column.values.take(pa.array(codes))), _YEAR_FIRST)
    a, b = (
        pc.cast(pc.coalesce(pc.struct_field(parts, [p]), "0"), pa.int64()).to_numpy()
        for p in (1, 2)
    )
    as_month, as_day, cells = _exists(b, a), _exists(a, b), column.counts[codes]
    usual, other, either = as_month & ~as_day, as_day & ~as_month, as_month & as_day & (a != b)
    return int(cells[usual].sum()), int(cells[other].sum()), int(cells[either].sum())


def _by_itself(of: Orders) -> ColumnDates | None:
    """Judge a column by its own cells; None where they do not tell."""
    if not of.month_only:
        return ColumnDates() if of.day_only else None
    others = f"{of.day_only:,}" if of.day_only else "none"
    cells = "1 cell is" if of.month_only == 1 else f"{of.month_only:,} cells are"
    why = f"{cells} possible only as month/day in this column, {others} only as day/month"
    settled = of.month_only >= _CLEARLY * of.day_only
    return ColumnDates("month first" if settled else "both", why)


def _undecided(
    extract: Extract, orders: Mapping[str, Orders], judged: dict[str, ColumnDates]
) -> None:
    """Judge the columns that do not tell themselves, by what must hold and by the others."""
    start = orders.get(PERIOD_START)
    if start is not None and start.either and PERIOD_START not in judged:
        found = _starts_a_month(extract.columns[PERIOD_START], start)
        if found is not None:
            judged[PERIOD_START] = found
    events = [n for n in (BIRTH, START, END) if n in orders and orders[n].either]
    open_or_day = [n for n in events if judged.get(n, ColumnDates()).order == "day first"]
    if open_or_day and (why := _against_day_first(extract, orders, judged, open_or_day)):
        judged |= {n: ColumnDates("month first", why) for n in open_or_day}
    month_first = [n for n, c in judged.items() if c.order == "month first"]
    if not month_first or len(month_first) < len(judged):
        return  # where the others do not agree, nothing tells
    why = f"Nothing in the column itself tells, and month first are {', '.join(month_first)}"
    for name, of in orders.items():
        if of.either and name not in judged:
            judged[name] = ColumnDates("month first", why)


def _starts_a_month(column: Column, of: Orders) -> ColumnDates | None:
    """Judge the start of the period, as most rows state it: it is the first of a month."""
    most = int(column.counts.argmax())
    a, b, _ = (int(part[0]) for part in _parts(column.values.slice(most, 1)))
    if a == 1:
        return None if b == 1 else ColumnDates()
    if b != 1 or a not in _QUARTERS:
        return None
    why = "Only with the month first does the period start with the first of a month"
    return ColumnDates("month first", why)


def _against_day_first(
    extract: Extract,
    orders: Mapping[str, Orders],
    judged: Mapping[str, ColumnDates],
    names: Sequence[str],
) -> str:
    """Return why some columns are month first, if that is what the order of events says.

    Rows in which an event ends before it starts, or starts before the person is born, are counted
    as they stand, and with the dates of these columns read month first where they can be.
    """
    there = [n for n in (BIRTH, START, END) if n in extract.columns]
    as_read, swapped = {}, {}
    for name in there:
        column = extract.columns[name]
        strict, month = column.by_text(day_numbers), orders[name].swapped
        day = np.where(strict == NO_DATE, _day_first(column, strict, month), strict)
        first = judged.get(name, ColumnDates()).order == "month first"
        read = np.where(month != NO_DATE, month, day) if first else day
        as_read[name] = column.take(read)
        other = np.where(month != NO_DATE, month, day) if name in names else read
        swapped[name] = column.take(other)
    before, after = _in_wrong_order(as_read), _in_wrong_order(swapped)
    if before <= _FEW or before * 50 < len(extract) or after * _CLEARLY > before:
        return ""
    return (
        f"{before:,} events end before they start, or start before a birth, if the day comes first;"
        f" {after:,} if the month does"
    )


def _day_first(column: Column, strict: Days, swapped: Days) -> Days:
    """Return by code the day number of texts that are not strict, with the day first."""
    found = np.full(len(strict), NO_DATE, np.int32)
    others = np.flatnonzero((strict == NO_DATE) & ~column.blank_values)
    if len(others):
        a, b, year = _parts(column.values.take(pa.array(others)))
        found[others] = np.where(_exists(a, b), _number(year, b, a), NO_DATE)
    return found


def _in_wrong_order(days: Mapping[str, Days]) -> int:
    """Count the rows whose dates cannot be in this order."""
    wrong = np.zeros(0, bool)
    for first, second in ((BIRTH, START), (START, END)):
        if first in days and second in days:
            a, b = days[first], days[second]
            pair = (a != NO_DATE) & (b != NO_DATE) & (a > b)
            wrong = pair if not len(wrong) else wrong | pair
    return int(np.count_nonzero(wrong))
