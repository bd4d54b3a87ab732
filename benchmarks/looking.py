"""What looking at a checked file takes: filters of several conditions, columns at a glance."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cldvalidator.review.opened import Opened

FILTERS = (
    "Event Type = Service and not Event End Date is blank",
    "Event Start Date >= 01/06/2025 and Unit Cost between 100 and 250",
    "has error or has finding DATE-03 in Event End Date",
    "Event Reference contains 77",
    "Client Type in (Service user, Unpaid carer) and Age >= 65",
)


def filters(path: Path) -> dict[str, float]:
    """Judge several filters after one another, nothing of them known; check: the slowest."""
    from cldvalidator.filters import FilteredRows, FilterFields, read_filter

    read, opened = _opened(path)
    fields = FilterFields.of(opened.extract, opened.specification)
    taken, found = [], 0
    for text in FILTERS:
        start = time.perf_counter()
        judged = FilteredRows(opened.extract, opened.read, opened.result)
        found += len(judged.records(read_filter(text, fields)))
        taken.append(time.perf_counter() - start)
    return {
        "read": read,
        "check": max(taken),
        "total": sum(taken),
        "findings": found,
        "rows": len(opened.extract),
    }


def columns(path: Path) -> dict[str, float]:
    """Work out every column at a glance."""
    from cldvalidator.review.column_profiles import column_profiles

    read, opened = _opened(path)
    start = time.perf_counter()
    found = column_profiles(opened)
    taken = time.perf_counter() - start
    return {
        "read": read,
        "check": taken,
        "total": taken,
        "findings": sum(len(p.bars) for p in found),
        "rows": len(opened.extract),
    }


def _opened(path: Path) -> tuple[float, Opened]:
    from cldvalidator.jobs.check import open_file

    start = time.perf_counter()
    opened = open_file(path, release="2")
    return time.perf_counter() - start, opened
