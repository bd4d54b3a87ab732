"""The preview as an Excel workbook: figures, the words beside them, breakdowns."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.preview import Previewed
from cldvalidator.presentation.grid_sheets import has_tables, method_line
from cldvalidator.presentation.preview_text import Effects
from cldvalidator.published.comparison import Comparison
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.writing.grid_pages import grid_page, missing_page
from cldvalidator.writing.published_sheet import add_published_sheet

_TEXT_ONLY = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_preview_workbook(
    processed: ProcessedEvents,
    previewed: Sequence[Previewed],
    effects: Effects,
    target: Path,
    *,
    overwrite: bool = False,
    never: tuple[Path, ...] = (),
    about: Sequence[str] = (),
    compared: Sequence[Comparison] = (),
    transaction: OutputTransaction | None = None,
) -> None:
    """Write a workbook with a sheet of figures and a sheet of breakdowns for each measure.

    Tables of the activity report have a worksheet a measure, laid out as they are published.

    never: files that it may not replace, the extract above all. about: lines on what the figures
    are made from, which get a sheet. compared: published figures, which get one too.
    transaction: the files that it gets its name with. It holds no person and no record.
    Nothing is written to temp, no text can run as a formula. Raises InputProblem and
    EnvironmentProblem.
    """
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, _TEXT_ONLY)
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "strong": book.add_format({"bold": True}),
        "across": book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "align": "right"}
        ),
        "stands": book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "rotation": 90, "align": "center"}
        ),
        "note": book.add_format({"italic": True}),
        "total text": book.add_format({"bold": True, "top": 1}),
        "total": book.add_format({"bold": True, "top": 1, "num_format": "#,##0", "align": "right"}),
        "one": book.add_format({"num_format": "#,##0.0", "valign": "top"}),
        "whole": book.add_format({"num_format": "#,##0", "valign": "top", "align": "right"}),
    }
    _figures(book, formats, processed, previewed, effects)
    if compared:
        add_published_sheet(book, formats, compared)
    _words(book, formats, previewed)
    if about:
        sheet = book.add_worksheet("Submissions")
        for row, line in enumerate(about):
            sheet.write_string(row, 0, line)
    for item in previewed:
        if item.results[0].grids:
            grid_page(book, formats, item, effects.get(item.measure.text.id))
        else:
            _breakdowns(book, formats, item)
    if has_tables(previewed):
        missing_page(book, formats)
    book.close()
    write_file(data.getvalue(), target, overwrite=overwrite, never=never, transaction=transaction)


def _figures(
    book: Any,
    formats: dict[str, Any],
    processed: ProcessedEvents,
    previewed: Sequence[Previewed],
    effects: Effects,
) -> None:
    sheet = book.add_worksheet("Figures")
    period = processed.period
    sheet.write_string(0, 0, "Preview of the national figures", formats["title"])
    year = f"Year {period.first:%d/%m/%Y} to {period.last:%d/%m/%Y}, method "
    sheet.write_string(1, 0, year + processed.parameters.method.name)
    for line, note in enumerate(processed.notes, start=2):
        sheet.write_string(line, 0, note)
    head = ("Measure", "Figure", "Group", "Period to", "Value", "Numerator", "Denominator",
            "Unit", "Lowest if findings are resolved", "Highest", "What to know")  # fmt: skip
    row = 3 + len(processed.notes)
    for column, text in enumerate(head):
        sheet.write_string(row, column, text, formats["head"])
    first = row
    for item in previewed:
        effect = effects.get(item.measure.text.id)
        for number, result in enumerate(item.results):
            wholes = tuple(grid.whole for grid in result.grids)
            for f in wholes or result.figures:  # the cells of tables have worksheets of their own
                row += 1
                bounds = effect.bounds(f) if effect is not None and number == 0 else None
                if wholes and effect is not None:
                    bounds = effect.bounds_of_count(result, f)
                texts = (item.measure.text.id, f.description, f.group)
                for column, text in enumerate((*texts, f"{result.period.last:%d/%m/%Y}")):
                    sheet.write_string(row, column, text, formats["wrap"])
                numbers = (f.value, f.numerator, f.denominator)
                if f.unavailable:
                    sheet.write_string(row, 4, f.unavailable, formats["wrap"])
                    numbers = (None, *numbers[1:])
                for column, value in enumerate(numbers, start=4):
                    if value is not None:
                        form = formats["one" if column == 4 else "whole"]
                        sheet.write_number(row, column, value, form)
                sheet.write_string(row, 7, item.measure.text.unit, formats["wrap"])
                for column, value in enumerate(bounds or (), start=8):
                    sheet.write_number(row, column, value, formats["one"])
                words = " ".join((*result.missing, *result.notes))
                sheet.write_string(row, 10, words, formats["wrap"])
    sheet.autofilter(first, 0, row, len(head) - 1)
    sheet.freeze_panes(first + 1, 0)
    for column, width in enumerate((18, 52, 34, 12, 11, 12, 13, 18, 14, 11, 50)):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first)


def _words(book: Any, formats: dict[str, Any], previewed: Sequence[Previewed]) -> None:
    sheet = book.add_worksheet("What the measures mean")
    head = (
        "Measure",
        "Title",
        "Definition",
        "Numerator",
        "Denominator",
        "Quirks of the national method",
        "Source",
    )
    for column, text in enumerate(head):
        sheet.write_string(0, column, text, formats["head"])
    for row, item in enumerate(previewed, start=1):
        t = item.measure.text
        cells = (
            t.id,
            t.title,
            t.definition,
            t.numerator,
            t.denominator,
            "\n".join(t.oddities),
            f"{method_line(item)} {t.source}".strip(),
        )
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, formats["wrap"])
    for column, width in enumerate((18, 30, 55, 40, 40, 60, 40)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _breakdowns(book: Any, formats: dict[str, Any], item: Previewed) -> None:
    result = item.results[0]
    tables = {
        name: table
        for name, table in result.tables.items()
        if not {"person", "record"} & set(table.columns)
    }
    if not tables:
        return
    sheet = book.add_worksheet(item.measure.text.id.replace(":", "")[:31])
    row = 0
    for name, table in tables.items():
        sheet.write_string(row, 0, name.replace("_", " ").capitalize(), formats["title"])
        for column, text in enumerate(table.columns):
            sheet.write_string(row + 1, column, str(text).replace("_", " "), formats["head"])
        for line, cells in enumerate(table.itertuples(index=False, name=None), start=row + 2):
            for column, cell in enumerate(cells):
                _write(sheet, line, column, cell, formats)
        row += len(table) + 4
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 20, 16)


def _write(sheet: Any, row: int, column: int, cell: Any, formats: dict[str, Any]) -> None:
    if cell is None or (not isinstance(cell, str) and pd.isna(cell)):
        sheet.write_string(row, column, "(blank)", formats["wrap"])
    elif isinstance(cell, pd.Timestamp):
        sheet.write_string(row, column, f"{cell:%d/%m/%Y}", formats["wrap"])
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, formats["wrap"])
    else:
        sheet.write_number(
            row, column, float(cell), formats["whole" if cell == int(cell) else "one"]
        )
