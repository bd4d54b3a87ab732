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


def spellings(_: Path) -> dict[str, float]:
    """Bring 40,000 names together that are spelt in several ways."""
    import random

    import numpy as np

    from cldvalidator.extract import Column, Extract, Reading
    from cldvalidator.fixes.near_spellings import near_spellings

    drawn, field = random.Random(1), "Provider CQC Location Name"
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(drawn.choices(letters, k=drawn.randint(4, 9))) for _ in range(3_000)]
    names = [" ".join(drawn.sample(words, drawn.randint(2, 4))) for _ in range(38_000)]
    names = [n if i % 4 else n[:3] + n[4:] for i, n in enumerate(names)]
    names += [n.upper() for n in names[:2_000]]
    rows = np.arange(2, len(names) + 2, dtype=np.int32)
    reading = Reading("names.csv", "CSV", 0, "0" * 64, 1, ())
    extract = Extract({field: Column.of(names)}, rows, reading)
    start = time.perf_counter()
    found = near_spellings(extract, field)
    taken = time.perf_counter() - start
    return {"check": taken, "total": taken, "findings": len(found), "rows": len(names)}


def _opened(path: Path) -> tuple[float, Opened]:
    from cldvalidator.jobs.check import open_file

    start = time.perf_counter()
    opened = open_file(path, release="2")
    return time.perf_counter() - start, opened
