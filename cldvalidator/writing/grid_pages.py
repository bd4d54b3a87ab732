"""The tables of the activity report as worksheets, laid out as they are published."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from cldvalidator.measures.effect import Effect
from cldvalidator.measures.figures import Figure
from cldvalidator.measures.grids import Grid
from cldvalidator.measures.preview import Previewed
from cldvalidator.presentation.grid_sheets import method_line, missing_tables, range_words

WIDTH, NARROW = 15, 6
"""Characters in a column of numbers; NARROW where there are many, under headers that stand."""
MANY = 12
"""With more columns than these a page of A4 gets too small to read."""
LABELS = 74
POINTS = 6.5
"""The most characters of a label on one line, and how high a letter of a standing header is."""


def grid_page(book: Any, formats: dict[str, Any], item: Previewed, effect: Effect | None) -> None:
    """Add a worksheet with every table of a measure below each other, with titles and notes."""
    text, result = item.measure.text, item.results[0]
    sheet = book.add_worksheet(text.id[:31])
    period = result.period
    sheet.write_string(0, 0, f"{text.id}: {text.title}", formats["title"])
    sheet.write_string(1, 0, method_line(item), formats["strong"])
    sheet.write_string(2, 0, f"Year {period.first:%d/%m/%Y} to {period.last:%d/%m/%Y}")
    row = 3
    for words in (*((result.unavailable,) if result.unavailable else ()), *result.missing):
        sheet.write_string(row, 0, words)
        row += 1
    row += 1
    across = max((len(g.columns) for g in result.grids), default=1)
    for grid in result.grids:
        row = _table(sheet, formats, grid, row, stands=across > MANY)
        if words := range_words(effect, result, grid):
            sheet.write_string(row, 0, words, formats["note"])
        row += 2
    longest = max((len(label) for g in result.grids for label in g.rows), default=LABELS)
    sheet.set_column(0, 0, min(longest + 2, LABELS))
    sheet.set_column(1, across, NARROW if across > MANY else WIDTH)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _table(sheet: Any, formats: dict[str, Any], grid: Grid, row: int, *, stands: bool) -> int:
    """Write a table from a row on; return the row after it. stands: whether its headers do."""
    sheet.write_string(row, 0, grid.title, formats["strong"])
    sheet.write_string(row + 1, 0, grid.row_heading, formats["head"])
    for column, label in enumerate(grid.columns, start=1):
        sheet.write_string(row + 1, column, label, formats["stands" if stands else "across"])
    # Not every program makes a row as high as its text.
    sheet.set_row(row + 1, _standing(grid.columns) if stands else _lying(grid.columns))
    row += 2
    for label, line in zip(grid.rows, grid.cells, strict=True):
        total = label == "Total"
        sheet.write_string(row, 0, label, formats["total text" if total else "wrap"])
        for column, figure in enumerate(line, start=1):
            _cell(sheet, row, column, figure, formats["total" if total else "whole"])
        row += 1
    sheet.write_string(row, 0, grid.note, formats["note"])
    return row + 1


def _lying(labels: Sequence[str]) -> float:
    """Return how high a row of headers is, in points."""
    return 15 * max((len(wrap(label, WIDTH - 2)) for label in labels), default=1)


def _standing(labels: Sequence[str]) -> float:
    """Return how high a row of standing headers is, in two lines each or by the longest word."""
    words = (len(word) for label in labels for word in label.split())
    halves = (len(label) / 2 + 2 for label in labels if " " in label)
    return min(POINTS * max((*words, *halves), default=1), 400)


def _cell(sheet: Any, row: int, column: int, figure: Figure, form: Any) -> None:
    if figure.value is None:
        sheet.write_string(row, column, "[c]", form)
    else:
        sheet.write_number(row, column, figure.value, form)


def missing_page(book: Any, formats: dict[str, Any]) -> None:
    """Add a worksheet with the tables that are not shown, and why."""
    sheet = book.add_worksheet("Not shown")
    sheet.write_string(0, 0, "Tables that have no public method", formats["title"])
    for column, text in enumerate(("Table", "Title", "Why it is not shown")):
        sheet.write_string(2, column, text, formats["head"])
    for row, entry in enumerate(missing_tables(), start=3):
        for column, text in enumerate(entry.values()):
            sheet.write_string(row, column, text, formats["wrap"])
    for column, width in enumerate((24, 50, 90)):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
