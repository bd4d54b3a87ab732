"""Periods: the one that a file covers, as in June 2026, and those it may serve (sections 4, 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

EPOCH = date(1970, 1, 1)
_DAYS_A_MONTH = 30.436875


@dataclass(frozen=True)
class Period:
    """A first and a last day, both included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[float, float]:
        """The two days as day numbers."""
        return float((self.first - EPOCH).days), float((self.last - EPOCH).days)

    @property
    def months(self) -> int:
        """The length in months, rounded as DHSC does."""
        return round((self.last - self.first).days / _DAYS_A_MONTH)

    def covers(self, other: Period) -> bool:
        """Whether the other period lies inside."""
        return self.first <= other.first and self.last >= other.last

    def earlier(self, months: int) -> Period:
        """Return the period so many months before."""
        return Period(shifted(self.first, -months), month_end(shifted(self.last, -months)))


def shifted(day: date, months: int) -> date:
    """Return the first day of the month so many months after that of a day."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def month_end(first: date) -> date:
    """Return the last day of the month that begins on a day."""
    return shifted(first, 1) - timedelta(days=1)


def year_to(last: date) -> Period:
    """Return the twelve months that end on a day."""
    return Period(shifted(last, -11), last)


def month_table(
    ends: npt.NDArray[np.float64], types: pd.Categorical, import_date: date
) -> pd.DataFrame:
    """Count, by calendar month of the raw end, events (n) and event types (types).

    Only months before that of the import. Columns: month (first day as datetime64), types, n,
    share (per cent, rounded to three decimals).
    """
    first_of_import = float((import_date.replace(day=1) - EPOCH).days)
    counted = ends < first_of_import
    month = ends[counted].astype("datetime64[D]").astype("datetime64[M]")
    table = pd.DataFrame({"month": month.astype("datetime64[s]"), "type": types.codes[counted]})
    table["type"] = table["type"].where(table["type"] >= 0)
    counts = table.groupby("month").agg(types=("type", "nunique"), n=("type", "size"))
    counts["share"] = (100 * counts["n"] / counts["n"].sum()).round(3)
    return counts.reset_index()


def derived_period(months: pd.DataFrame) -> Period | None:
    """Return the period from the first to the last month that qualifies (June 2026).

    A month qualifies with at least 2% of all events and all event types of the fullest month but
    one; in a file of fewer than 100 events every month does.
    """
    total = int(months["n"].sum())
    if not total:
        return None
    enough = (100 * months["n"] / total >= 2) & (months["types"] >= months["types"].max() - 1)
    chosen = months["month"] if total < 100 else months.loc[enough, "month"]
    if chosen.empty:
        return None
    return _from_months(chosen.min(), chosen.max())


def _from_months(first: pd.Timestamp, last: pd.Timestamp) -> Period:
    return Period(first.date(), month_end(last.date()))


def may_serve(derived: Period | None, import_date: date, wanted: Period) -> bool:
    """Whether a file may serve a period: it covers it, and was imported after its end."""
    return derived is not None and derived.covers(wanted) and import_date > wanted.last


def joined_period(
    derived: Period | None, import_date: date, start: date, last: date
) -> tuple[Period | None, int]:
    """Return the reference period of the joined table, and how many quarters the file serves.

    The time from `start` to `last` is cut into steps of three months; a last incomplete step is not
    used. The file's reference period runs from the first quarter it serves to the last.
    """
    served: list[Period] = []
    first = start
    while (end := shifted(first, 3) - timedelta(days=1)) <= last:
        quarter = Period(first, end)
        if may_serve(derived, import_date, quarter):
            served.append(quarter)
        first = shifted(first, 3)
    if not served:
        return None, 0
    return Period(served[0].first, served[-1].last), len(served)
