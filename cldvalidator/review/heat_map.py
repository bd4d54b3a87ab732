"""Fields by event type: the share of blank cells, or of rows with a finding, as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.filters import FilteredRows
from cldvalidator.review.opened import Opened
from cldvalidator.specification.conditions import All, Condition, FieldIs, HasFinding

TYPE = "Event Type"
Counted = Literal["blank", "with findings"]


@dataclass(frozen=True, eq=False)
class HeatMap:
    """What is counted, by field (down) and event type (across).

    rows: int64, rows of each event type. counts: int64, fields by event types.
    """

    counted: Counted
    fields: tuple[str, ...]
    types: tuple[str, ...]
    rows: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]

    def share(self, field: int, of_type: int) -> float:
        """Return the share of the rows of a type, from 0 to 1."""
        rows = int(self.rows[of_type])
        return float(self.counts[field, of_type]) / rows if rows else 0.0

    def condition(self, field: int, of_type: int) -> Condition:
        """Return the filter that shows the rows counted in a cell."""
        name = self.fields[field]
        what: Condition = FieldIs(name, "blank")
        if self.counted == "with findings":
            what = HasFinding(field=name)
        return All((FieldIs(TYPE, "equals", (self.types[of_type],)), what))


def heat_map(opened: Opened, counted: Counted) -> HeatMap:
    """Count by field and event type; rows whose event type is not listed are left out."""
    read, size = opened.read, len(opened.extract)
    listed = opened.specification.values(TYPE)
    judged = FilteredRows(opened.extract, read, opened.result)
    type_of = np.full(size, len(listed), np.int64)
    for place, value in enumerate(listed):
        type_of[judged.rows(FieldIs(TYPE, "equals", (value,)))] = place
    rows = np.bincount(type_of, minlength=len(listed) + 1)[: len(listed)]
    names = tuple(n for n in opened.specification.names if n in read.columns)
    counts = np.zeros((len(names), len(listed)), np.int64)
    failing = _failing(opened, size) if counted == "with findings" else {}
    for place, name in enumerate(names):
        marked = read.columns[name].blank_rows if counted == "blank" else failing.get(name)
        if marked is not None:
            found = np.bincount(type_of[marked], minlength=len(listed) + 1)
            counts[place] = found[: len(listed)]
    return HeatMap(counted, names, listed, rows, counts)


def _failing(opened: Opened, size: int) -> dict[str, npt.NDArray[np.bool_]]:
    """Return by field the rows that have a finding in it."""
    flags: dict[str, npt.NDArray[np.bool_]] = {}
    for group in opened.result.findings.groups:
        there = flags.setdefault(group.field, np.zeros(size, bool))
        there[group.rows[group.rows != WHOLE_FILE]] = True
    return flags
