"""What a manifest counts so that submissions can be compared over time: no cell value."""

from __future__ import annotations

from typing import Any

import numpy as np

from cldvalidator.checks.cells.dates import is_written, strict_day
from cldvalidator.extract import Column, Extract
from cldvalidator.specification import Specification

_UNKNOWN = ("unknown", "no data")


def stated_period(extract: Extract) -> list[str] | None:
    """Return both days of the period that most rows state, None where they cannot be read."""
    found = []
    for name in ("Reporting Period Start Date", "Reporting Period End Date"):
        column = extract.column(name)
        text = column.texts[int(column.counts.argmax())] if len(column) else ""
        if not is_written(text):
            return None
        found.append(strict_day(text).isoformat())
    return found


def records_by_event_type(extract: Extract, specification: Specification) -> dict[str, int]:
    """Count the records of each listed event type, and all others together."""
    column, counts = extract.column("Event Type"), {}
    left = np.ones(len(column.values), bool)
    for label in specification.values("Event Type"):
        mine = np.array([t.strip().casefold() == label.casefold() for t in column.texts], bool)
        counts[label] = int(column.counts[mine].sum())
        left &= ~mine
    counts["Other"] = int(column.counts[left].sum())
    return {label: count for label, count in counts.items() if count}


def unknown_values(extract: Extract, specification: Specification) -> dict[str, dict[str, int]]:
    """By list field that has a value for it: the cells that say unknown, and those filled."""
    found = {}
    for field in specification.fields:
        words = [v for v in specification.values(field.name) if v.casefold().startswith(_UNKNOWN)]
        if not words or field.name not in extract.columns:
            continue
        column = extract.column(field.name)
        found[field.name] = {
            "unknown": int(column.counts[_says_unknown(column)].sum()),
            "filled": int(column.counts[~column.blank_values].sum()),
        }
    return found


def _says_unknown(column: Column) -> Any:
    return np.array([t.strip().casefold().startswith(_UNKNOWN) for t in column.texts], bool)
