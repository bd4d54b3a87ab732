"""The sheet of a preview's workbook that lays published figures beside ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cldvalidator.presentation.published_text import HEADERS, comparison_sheets, sources_of
from cldvalidator.published.comparison import Comparison

TITLE = "Published figures"


def add_published_sheet(book: Any, formats: dict[str, Any], compared: Sequence[Comparison]) -> None:
    """Add the sheet: one row for each area of each measure, then what is to be known of them.

    book: an xlsxwriter workbook; formats: head, title, wrap, one and whole.
    """
    sheet = book.add_worksheet(TITLE)
    sheet.write_string(0, 0, "Your figures beside published ones", formats["title"])
    head = ("Measure", "Title", *HEADERS)
    for column, text in enumerate(head):
        sheet.write_string(2, column, text, formats["head"])
    row = 2
    laid_out = comparison_sheets(compared)
    for made in laid_out:
        for cells in made.sheet.rows:
            row += 1
            sheet.write_string(row, 0, made.name, formats["wrap"])
            sheet.write_string(row, 1, made.title, formats["wrap"])
            for column, cell in enumerate(cells, start=2):
                if cell.number is None:
                    sheet.write_string(row, column, cell.text, formats["wrap"])
                else:
                    form = formats["one" if column == 4 else "whole"]
                    sheet.write_number(row, column, cell.number, form)
    sheet.autofilter(2, 0, row, len(head) - 1)
    sheet.freeze_panes(3, 0)
    row += 1
    for made in laid_out:
        for sentence in made.sentences:
            row += 1
            sheet.write_string(row, 0, made.name)
            sheet.write_string(row, 1, sentence)
    for line in sources_of(compared):
        row += 1
        sheet.write_string(row, 1, line)
    for column, width in enumerate((14, 44, 32, 34, 12, 12, 13, 14)):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
