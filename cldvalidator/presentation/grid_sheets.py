"""Tables of rows and columns as they are published, laid out to be looked at and printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cldvalidator.measures.activity.definitions import not_published, not_shown
from cldvalidator.measures.effect import Effect
from cldvalidator.measures.figures import Figure, MeasureResult
from cldvalidator.measures.grids import Grid
from cldvalidator.measures.preview import Previewed
from cldvalidator.measures.registry import measure_texts
from cldvalidator.presentation.sheet import Cell, Sheet

RANGE = "If open findings were resolved"
EVERYONE = "both"


def has_tables(items: Iterable[Previewed]) -> bool:
    """Whether some of the measures are tables of the activity report."""
    return any(item.measure.on_request for item in items)


def missing_tables() -> list[dict[str, str]]:
    """Return the tables that are not shown, each with its reason."""
    return [{"id": t.id, "title": t.title, "reason": t.reason} for t in not_shown()]


def missing_lines() -> Iterator[str]:
    """Yield what is not shown, and why, a line each."""
    yield "Not shown, as no method is public:"
    for entry in not_shown():
        yield f"  {entry.id} ({entry.title}): {entry.reason}"


def method_line(item: Previewed) -> str:
    """Return the method of a measure that is not DHSC's, to stand below its title."""
    method = item.measure.text.method
    return f"{method}. {not_published()}" if method else ""


def range_words(effect: Effect | None, result: MeasureResult, grid: Grid) -> str:
    """Say how far open findings could move the number of people in a table; "" for no word."""
    limits = effect.bounds_of_count(result, grid.whole) if effect is not None else None
    if limits is None:
        return ""
    return f"{RANGE} there could be {limits[0]:,.0f} to {limits[1]:,.0f}."


def grid_sheets(
    result: MeasureResult, value: Callable[[Figure], str], effect: Effect | None
) -> list[Sheet]:
    """Return a sheet for each table of a measure. value: turns a figure into text."""
    return [_sheet(grid, value, range_words(effect, result, grid)) for grid in result.grids]


def _sheet(grid: Grid, value: Callable[[Figure], str], words: str) -> Sheet:
    rows = [
        (
            Cell(label, key=(line[-1], EVERYONE)),
            *(Cell(value(f), number=f.value, key=(f, EVERYONE)) for f in line),
        )
        for label, line in zip(grid.rows, grid.cells, strict=True)
    ]
    headers = (grid.row_heading, *grid.columns)
    return Sheet(grid.title, headers, tuple(rows), note=f"{grid.note} {words}".strip())


def grid_lines(result: MeasureResult, effect: Effect | None) -> Iterator[str]:
    """Yield the tables for a terminal: of each row that is not empty its total and its cells."""
    for grid in result.grids:
        yield f"  {grid.title}"
        totals = grid.columns[-1] == "Total"
        for label, line in zip(grid.rows, grid.cells, strict=True):
            cells = line[:-1] if totals else line
            if not any(_is_something(f) for f in line):
                continue
            parts = [
                f"{column} {number(f)}"
                for column, f in zip(grid.columns, cells, strict=False)
                if _is_something(f)
            ]
            total = f"{number(line[-1])}: " if totals and len(line) > 2 else ""
            yield f"    {label:<64} {total}{'; '.join(parts)}"
        yield f"    {grid.note} {range_words(effect, result, grid)}".rstrip()


def _is_something(figure: Figure) -> bool:
    return figure.value is None or bool(figure.value)


def number(figure: Figure) -> str:
    """Return the number of a cell as text."""
    return "suppressed" if figure.value is None else f"{figure.value:,.0f}"


def grids_json(result: MeasureResult) -> list[dict[str, Any]]:
    """Return the tables for scripts: labels, and numbers by row; null for a suppressed one."""
    return [
        {
            "id": grid.id,
            "title": grid.title,
            "method": measure_texts()[result.measure].method,
            "note": grid.note,
            "rows": list(grid.rows),
            "columns": list(grid.columns),
            "cells": [[f.value for f in line] for line in grid.cells],
        }
        for grid in result.grids
    ]
