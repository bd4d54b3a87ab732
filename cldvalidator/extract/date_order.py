"""How the dates of a file are to be read: one judgement, kept with the file through all changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

Order = Literal["day first", "month first", "both"]
"""both: some dates of the column are possible only as one, some only as the other."""
OneOrder = Literal["day first", "month first"]
DateOrders = Mapping[str, OneOrder]
"""What the user says of the order of day and month, by field; `EVERY_COLUMN` for all of them."""
EVERY_COLUMN = ""


_LEAST = 3


@dataclass(frozen=True)
class StoredDates:
    """How many cells of a workbook's column are stored as dates, and how many as text with a day.

    early: with a day up to 12, which could be a month; late: with a later one.
    """

    date_early: int
    date_late: int
    text_early: int
    text_late: int

    @property
    def is_swapped(self) -> bool:
        """Whether a spreadsheet took for dates, month first, all texts that it could."""
        neither = not self.date_late and not self.text_early
        return neither and min(self.date_early, self.text_late) >= _LEAST


@dataclass(frozen=True)
class ColumnDates:
    """How the dates of a field are to be read.

    why: the evidence, in words without a full stop, "" for nothing to be said. chosen: the user
    has said so. utc: its times are in UTC, so that midnight of a summer's day is 23:00 of the day
    before. settled: its dates have been written dd/mm/yyyy by the user's choice. day_only,
    month_only, either: how many cells are dates only as day/month, only as month/day, and as both.
    year_order: what follows a year that comes first, the month as in ISO 8601 unless the column
    tells otherwise; year_why is the evidence.
    """

    order: Order = "day first"
    why: str = ""
    chosen: bool = False
    utc: bool = False
    settled: bool = False
    day_only: int = 0
    month_only: int = 0
    either: int = 0
    year_order: Order = "month first"
    year_why: str = ""

    @property
    def is_contested(self) -> bool:
        """Whether the file holds dates that are not day/month, as the specification wants them."""
        return self.order != "day first" and not self.settled


AS_EVER = ColumnDates()
"""Day first, as in every British system, with nothing to be said."""


@dataclass(frozen=True)
class DateJudgement:
    """The judgement of a file.

    columns: by date field, only those of which something is to be said. contested: dates of the
    file are possible only as month/day, so that no date that can be read in two ways is certain.
    day_only: how many cells of the file are dates only as day/month.
    """

    columns: Mapping[str, ColumnDates] = field(default_factory=lambda: MappingProxyType({}))
    contested: bool = False
    day_only: int = 0

    def of(self, name: str) -> ColumnDates:
        """Return how the dates of a field are to be read."""
        return self.columns.get(name, AS_EVER)

    def with_orders(self, orders: DateOrders) -> DateJudgement:
        """Return the judgement after the user has said in which order fields are written."""
        if not orders:
            return self
        chosen = {
            n: replace(self.of(n), order=order, chosen=True, settled=False, why="You have said so")
            for n, order in orders.items()
        }
        columns = {**self.columns, **chosen}
        contested = any(c.is_contested and not c.chosen for c in columns.values())
        return replace(self, columns=MappingProxyType(columns), contested=contested)

    def settled(self, fields: Collection[str]) -> DateJudgement:
        """Return the judgement after the dates of some fields were written dd/mm/yyyy."""
        if not fields:
            return self
        now = {
            n: replace(c, order="day first", settled=True) if n in fields else c
            for n, c in self.columns.items()
        }
        return replace(self, columns=MappingProxyType(now))

    def contested_columns(self, order: Order | None = None) -> dict[str, ColumnDates]:
        """Return the columns that are not day first, all or those of an order."""
        found = {n: c for n, c in self.columns.items() if c.is_contested}
        return {n: c for n, c in found.items() if order in (None, c.order)}


def order_sentences(judgement: DateJudgement) -> list[str]:
    """Say which columns are not written day first, with the evidence. No cell value is told."""
    sentences = []
    for order, words in _ORDERS.items():
        columns = judgement.contested_columns(order)
        own = {n: c for n, c in columns.items() if c.month_only}
        by_why: dict[str, list[str]] = {}
        for name, column in columns.items():
            if name not in own:
                by_why.setdefault(column.why, []).append(name)
        if own:
            only_month, only_day = (
                sum(getattr(c, part) for c in own.values()) for part in ("month_only", "day_only")
            )
            cells = "1 cell is" if only_month == 1 else f"{only_month:,} cells are"
            others = f"{only_day:,}" if only_day else "none"
            why = f"{cells} possible only as month/day, {others}"
            sentences.append(f"{_are(list(own))} {words}: {why} only as day/month.")
        sentences += [f"{_are(names)} {words}: {_small(why)}." for why, names in by_why.items()]
    return sentences


_ORDERS: Mapping[Order, str] = {
    "month first": "written with the month before the day",
    "both": "written in more than one order of day and month",
}


def _are(names: list[str]) -> str:
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def zone_sentences(judgement: DateJudgement) -> list[str]:
    """Say which columns have times in UTC without saying so, with the evidence."""
    names = [n for n, c in judgement.columns.items() if c.utc]
    if not names:
        return []
    why = judgement.columns[names[0]].why
    return [f"{', '.join(names)}: {_small(why)}. The checks read them in UK time."]


def year_sentences(judgement: DateJudgement) -> list[str]:
    """Say in which columns the day follows a year that comes first. No cell value is told."""
    sentences = []
    for order, words in _AFTER_THE_YEAR.items():
        if names := [n for n, c in judgement.columns.items() if c.year_order == order]:
            sentences.append(f"{words} in {', '.join(names)}.")
    return sentences


_AFTER_THE_YEAR: Mapping[Order, str] = {
    "day first": "Dates are possible only as year, day, month",
    "both": "Some dates are possible only as year, day, month, and others only as year, month, day",
}
