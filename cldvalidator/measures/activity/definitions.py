"""The words of the activity report's tables: method, titles, rows, columns, groups of outcomes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.bundled import bundled
from cldvalidator.events.person_details import SETTLED
from cldvalidator.measures.figures import MeasureResult
from cldvalidator.measures.grids import TOTAL, Entries, Grid, grid_of
from cldvalidator.measures.registry import measure_texts
from cldvalidator.selection.period import Period
from cldvalidator.specification import load_specification

BLANK = "(blank)"


@dataclass(frozen=True)
class Table:
    """A table as `resources/activity/tables.json` has it, with its labels in their order."""

    measure: str
    id: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    headings: tuple[str, str]
    note: str
    totals: bool

    def filled(self, entries: Entries) -> Grid:
        """Return the table with what is counted in it."""
        return grid_of(
            entries,
            id=self.id,
            title=self.title,
            note=self.note,
            headings=self.headings,
            rows=self.rows,
            columns=self.columns,
            totals=self.totals,
        )


@dataclass(frozen=True)
class NotShown:
    """A table that has no public method, and the reason in a sentence."""

    id: str
    title: str
    reason: str


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(bundled("activity", "tables.json").read_text("utf-8"))
    return content


def method_words() -> str:
    """Return the name of the method that stands beside every figure."""
    return str(_content()["method"])


def not_published() -> str:
    """Say what the figures are not."""
    return str(_content()["not_published"])


def not_shown() -> tuple[NotShown, ...]:
    """Return the tables that are not shown because their method is not public."""
    return tuple(NotShown(**item) for item in _content()["not_shown"])


@cache
def labels(name: str) -> tuple[str, ...]:
    """Return the labels of rows or columns, in their order."""
    entry = _content()["labels"][name]
    listed = load_specification("2").values(entry["field"]) if "field" in entry else ()
    if "settled" in entry:
        listed = tuple(v for v in listed if (v in SETTLED) == entry["settled"])
    return (*listed, *entry.get("more", ()))


@cache
def table(measure: str, table_id: str) -> Table:
    """Return a table by its measure and id; raises KeyError if there is none."""
    for item in _content()["tables"]:
        if (item["measure"], item["id"]) == (measure, table_id):
            return Table(
                measure,
                table_id,
                item["title"],
                labels(item["rows"]),
                labels(item["columns"]),
                (item["row_heading"], item["column_heading"]),
                item["note"],
                item.get("totals", True),
            )
    raise KeyError((measure, table_id))


@cache
def outcome_ranks() -> Mapping[str, int]:
    """Return the rank of each outcome, the smallest the strongest."""
    return {label: entry["rank"] for label, entry in _content()["outcomes"].items()}


@cache
def outcome_groups(measure: str) -> Mapping[str, str]:
    """Return the group of each outcome among the sequels of STS001 or STS002a."""
    found = _content()["outcomes"].items()
    return {label: entry[measure] for label, entry in found if measure in entry}


@cache
def service_groups() -> Mapping[str, str]:
    """Return the group of STS002a by service type."""
    return dict(_content()["services"])


@cache
def groups_of_2a() -> Mapping[str, str]:
    """Return the group of STS002a by the outcome that ASCOF 2A gives."""
    return dict(_content()["outcomes_of_2a"])


def places(
    labels: tuple[str, ...], values: pd.Series[Any], otherwise: str | None = None
) -> npt.NDArray[np.int64]:
    """Return the place of each value among labels.

    otherwise: the label of values that are none of them: lists of an official workbook can have
    more. Raises KeyError for such a value without it.
    """
    found = pd.Index(labels, dtype=object).get_indexer(pd.Index(values.astype(object)))
    strange = found < 0
    if strange.any() and otherwise is None:
        raise KeyError(values[strange].unique().tolist())
    if otherwise is not None:
        found[strange] = labels.index(otherwise)
    return found.astype(np.int64)


def result_of(
    measure: str,
    period: Period,
    grids: Iterable[Grid],
    *,
    stages: Mapping[str, int],
    tables: Mapping[str, Any],
    missing: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> MeasureResult:
    """Return the tables of a measure as a result: every cell is a figure, the method a note."""
    made = tuple(grids)
    figures = tuple(f for grid in made for f in grid.figures())
    figures += tuple(grid.whole for grid in made if TOTAL not in grid.rows)
    sentences = (f"{measure_texts()[measure].method}. {not_published()}", *notes)
    return MeasureResult(
        measure, period, figures, tables, stages, missing, notes=sentences, grids=made
    )
