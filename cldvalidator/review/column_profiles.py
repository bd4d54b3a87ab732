"""Each column at a glance: share filled, distinct values, where they lie, share with findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cldvalidator.checks.cells.dates import NO_DATE, day_numbers
from cldvalidator.checks.comparing import numbers
from cldvalidator.checks.findings import WHOLE_FILE, Findings
from cldvalidator.checks.normalised import normalised_extract
from cldvalidator.extract import Column
from cldvalidator.review.opened import Opened
from cldvalidator.specification.conditions import All, Condition, FieldCompares, FieldIs

MOST_BARS = 12
"""Values that have a bar of their own."""
_MOST_UNITS = 40
"""Months, years or decades that have a bar of their own."""
_BINS = 10
_ENDS = (0.005, 0.995)
"""What lies outside these shares of the values has one bar at each end."""


@dataclass(frozen=True)
class Bar:
    """Rows that are alike in a column. condition: the filter that shows them."""

    label: str
    rows: int
    condition: Condition


@dataclass(frozen=True)
class ColumnProfile:
    """One column of a checked file, as it reads for the rules.

    kind: what the bars are: "values" (the most frequent), "months", "years", "decades", "numbers"
    or "" for a column without any. rest: filled rows that no bar counts. failing: rows with a
    finding in the column.
    """

    name: str
    rows: int
    filled: int
    distinct: int
    failing: int
    kind: str
    bars: tuple[Bar, ...]
    rest: int


def column_profiles(opened: Opened) -> tuple[ColumnProfile, ...]:
    """Return the profile of each field that the file has, in the order of the specification."""
    extract, rows = opened.extract, len(opened.extract)
    failing = rows_failing(opened.result.findings, rows)
    counted = {name: column.counted() for name, column in extract.columns.items()}
    read = normalised_extract(
        replace(extract, columns=counted),
        opened.specification,
        lambda field: opened.result.judged[field.name],
    )
    by_name = opened.specification.by_name
    return tuple(
        _profile(name, rows, read.columns[name], by_name[name].type, failing.get(name, 0))
        for name in opened.specification.names
        if name in read.columns
    )


def rows_failing(findings: Findings, rows: int) -> Mapping[str, int]:
    """Return by field how many records have a finding in it."""
    flags: dict[str, list[npt.NDArray[np.int32]]] = {}
    for group in findings.groups:
        flags.setdefault(group.field, []).append(group.rows[group.rows != WHOLE_FILE])
    counts = {}
    for name, parts in flags.items():
        there = np.zeros(rows, bool)
        for part in parts:
            there[part] = True
        counts[name] = int(np.count_nonzero(there))
    return counts


def _profile(name: str, rows: int, column: Column, kind: str, failing: int) -> ColumnProfile:
    counts = column.counts
    there = (counts > 0) & ~column.blank_values
    filled, distinct = int(counts[there].sum()), int(np.count_nonzero(there))
    found: str = ""
    bars: tuple[Bar, ...] = ()
    if filled and kind == "date":
        found, bars = _by_day(name, column, counts * there)
    elif filled and kind in ("integer", "decimal"):
        found, bars = "numbers", tuple(_by_number(name, column, counts * there))
    if filled and not bars and distinct < filled:
        found, bars = "values", tuple(_by_value(name, column, counts * there))
    rest = filled - sum(b.rows for b in bars)
    return ColumnProfile(name, rows, filled, distinct, failing, found, bars, rest)


def _by_value(name: str, column: Column, counts: npt.NDArray[np.int64]) -> Iterator[Bar]:
    """Yield the most frequent values; values that occur once say nothing here."""
    most = min(MOST_BARS, len(counts))
    top = np.argpartition(-counts, most - 1)[:most]
    top = top[np.lexsort((top, -counts[top]))]
    top = top[counts[top] > 1]
    for text, rows in zip(column.values.take(pa.array(top)).to_pylist(), counts[top], strict=True):
        yield Bar(text, int(rows), FieldIs(name, "equals", (text.strip(),)))


def _by_day(
    name: str, column: Column, counts: npt.NDArray[np.int64]
) -> tuple[str, tuple[Bar, ...]]:
    days = column.by_text(day_numbers)
    known = (days != NO_DATE) & (counts > 0)
    if not known.any():
        return "", ()
    months = days[known].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    weights = counts[known]
    low, high = map(int, central(months.astype(np.float64), weights))
    kind, size = next(
        (k, s)
        for k, s in (("months", 1), ("years", 12), ("decades", 120), ("centuries", 1200))
        if high // s - low // s < _MOST_UNITS or s == 1200
    )
    first, last = low // size, high // size
    unit = np.clip(months // size, first - 1, last + 1) - (first - 1)
    sums = np.bincount(unit, weights=weights, minlength=last - first + 3).astype(np.int64)
    bars = []
    for place, rows in enumerate(sums.tolist()):
        number = first - 1 + place
        begins, ends = first_of_month(number * size), first_of_month((number + 1) * size)
        if place == 0 and rows:
            bars.append(Bar(f"before {_unit(ends, kind)}", rows, _compares(name, "<", ends)))
        elif number == last + 1 and rows:
            bars.append(Bar(f"from {_unit(begins, kind)}", rows, _compares(name, ">=", begins)))
        elif first <= number <= last:
            within = All((_compares(name, ">=", begins), _compares(name, "<", ends)))
            bars.append(Bar(_unit(begins, kind), rows, within))
    return kind, tuple(bars)


def _by_number(name: str, column: Column, counts: npt.NDArray[np.int64]) -> Iterator[Bar]:
    value = column.by_text(numbers)
    known = ~np.isnan(value) & (counts > 0)
    if not known.any():
        return
    value, weights = value[known], counts[known]
    low, high = central(value, weights)
    if low == high:
        for single in np.unique(value)[:MOST_BARS].tolist():
            rows = int(weights[value == single].sum())
            yield Bar(_number(single), rows, _compares(name, "=", single))
        return
    step = _round_up((high - low) / _BINS)
    first = int(low // step)
    edges = [float(round((first + n) * step, 6)) for n in range(_BINS + 2)]
    edges = [e for e in edges if e - step < high]
    place = np.searchsorted(edges, value, side="right")
    sums = np.bincount(place, weights=weights, minlength=len(edges) + 1).astype(np.int64)
    if sums[0]:
        yield Bar(f"below {_number(edges[0])}", int(sums[0]), _compares(name, "<", edges[0]))
    for (begins, ends), rows in zip(pairwise(edges), sums[1:-1].tolist(), strict=True):
        within = All((_compares(name, ">=", begins), _compares(name, "<", ends)))
        yield Bar(f"{_number(begins)} to under {_number(ends)}", rows, within)
    if sums[-1]:
        rest = _compares(name, ">=", edges[-1])
        yield Bar(f"{_number(edges[-1])} and over", int(sums[-1]), rest)


def central(value: npt.NDArray[np.float64], weights: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Return the values between which nearly all of the rows lie."""
    order = np.argsort(value)
    reached = np.cumsum(weights[order]) / weights.sum()
    low, high = np.minimum(np.searchsorted(reached, _ENDS), len(order) - 1).tolist()
    return float(value[order[low]]), float(value[order[high]])


def _round_up(step: float) -> float:
    """Return the next step of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(step))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= step * (1 - 1e-9)))


def first_of_month(number: int) -> date:
    """Return the first day of a month. number: months since January 1970."""
    years, month = divmod(number, 12)
    year = min(max(1970 + years, 1), 9999)
    return date(year, month + 1, 1)


def _unit(begins: date, kind: str) -> str:
    if kind == "months":
        return f"{begins:%b} {begins.year}"
    return {"years": f"{begins.year}", "decades": f"{begins.year}s"}.get(kind, f"{begins.year}")


def _number(value: float) -> str:
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def _compares(name: str, op: str, bound: date | float) -> FieldCompares:
    return FieldCompares(name, op, (bound,))  # type: ignore[arg-type]
