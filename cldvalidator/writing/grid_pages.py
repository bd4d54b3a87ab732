"""The tables of the activity report as worksheets, laid out as they are published."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from cldvalidator.measures.effect import Effect
from cldvalidator.measures.figures import Figure
from cldvalidator.measures.grids import Grid
from cldvalidator.measures.preview import Previewed
from cldvalidator.presentation.grid_sheets import method_line, missing_tables, range_words

WIDTH = 15
"""Characters in a column of numbers."""


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
    for grid in result.grids:
        row = _table(sheet, formats, grid, row)
        if words := range_words(effect, result, grid):
            sheet.write_string(row, 0, words, formats["note"])
        row += 2
    sheet.set_column(0, 0, 74)
    sheet.set_column(1, max((len(g.columns) for g in result.grids), default=1), WIDTH)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _table(sheet: Any, formats: dict[str, Any], grid: Grid, row: int) -> int:
    """Write a table from a row on; return the row after it."""
    sheet.write_string(row, 0, grid.title, formats["strong"])
    sheet.write_string(row + 1, 0, grid.row_heading, formats["head"])
    for column, label in enumerate(grid.columns, start=1):
        sheet.write_string(row + 1, column, label, formats["across"])
    # Not every program makes a row as high as its text.
    lines = max((len(wrap(label, WIDTH - 2)) for label in grid.columns), default=1)
    sheet.set_row(row + 1, 15 * lines)
    row += 2
    for label, line in zip(grid.rows, grid.cells, strict=True):
        total = label == "Total"
        sheet.write_string(row, 0, label, formats["total text" if total else "wrap"])
        for column, figure in enumerate(line, start=1):
            _cell(sheet, row, column, figure, formats["total" if total else "whole"])
        row += 1
    sheet.write_string(row, 0, grid.note, formats["note"])
    return row + 1


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
    sheet.fit_to_pages(1, 0)
