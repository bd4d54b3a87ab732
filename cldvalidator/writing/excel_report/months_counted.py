"""The sheet of the report that says whether DHSC would select the file, with the months by type."""

from __future__ import annotations

from math import ceil
from typing import Any

from cldvalidator.presentation.month_grid import month_grid
from cldvalidator.presentation.selection_text import needed_words
from cldvalidator.review.opened import Opened
from cldvalidator.review.selection import file_selection
from cldvalidator.writing.excel_report.book import BAND, Book

_TOP = 2
_NAME_WIDTH, _WIDTH = 16, 12
_LINE_HEIGHT = 15.75
_TONES = {
    "complete": ("#1B6638", "#E1F3E7"),
    "allowed": ("#7A4A00", "#FFF0D1"),
    "incomplete": ("#A8201A", "#FDE7E5"),
}
"""Ink and ground of a state, whose word stands in the cell too."""


def months_counted(book: Book, opened: Opened) -> None:
    """Add the sheet, unless the file states no period that can be read. It holds no cell value."""
    selection = file_selection(opened.read)
    if selection is None:
        return
    grid, sheet = month_grid(selection), book.sheet("Months that DHSC counts")
    book.text(sheet, 0, 0, selection.sentence, book.bold)
    centred = book.book.add_format(
        {"bold": True, "bg_color": BAND, "bottom": 1, "align": "center", "font_name": "Calibri"}
    )
    forms = {state: _form(book, state, numbered=False) for state in _TONES}
    numbered = {state: _form(book, state, numbered=True) for state in _TONES}
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(1, len(grid.months) + 1, _WIDTH)
    book.text(sheet, _TOP, 0, "Ended", book.head)
    book.text(sheet, _TOP, 1, "Needed", centred)
    for place, month in enumerate(grid.months, start=2):
        book.text(sheet, _TOP, place, month, centred)
    for line, row in enumerate(grid.rows, start=_TOP + 1):
        book.text(sheet, line, 0, row.name, book.bold)
        if row.needed is not None:
            book.cell(sheet, line, 1, row.needed)
        for place, cell in enumerate(row.cells, start=2):
            if cell.ends is None:
                book.text(sheet, line, place, cell.state, forms[cell.state])
            else:
                sheet.write_number(line, place, cell.ends, numbered[cell.state])
    sheet.freeze_panes(_TOP + 1, 1)
    after = (*selection.notes, needed_words(selection))
    last = len(grid.months) + 1
    for line, words in enumerate(after, start=_TOP + len(grid.rows) + 2):
        sheet.merge_range(line, 0, line, last, "", book.wrap)
        book.text(sheet, line, 0, words, book.wrap)
        sheet.set_row(line, _LINE_HEIGHT * ceil(len(words) / (_WIDTH * last)))


def _form(book: Book, state: str, *, numbered: bool) -> Any:
    """Return a format: the number stays one, and its state stands behind it."""
    ink, ground = _TONES[state]
    looks = {"font_name": "Calibri", "font_color": ink, "bg_color": ground, "align": "center"}
    return book.book.add_format(
        looks | {"border": 1, "border_color": "#FFFFFF"}
        | ({"num_format": f'#,##0" {state}"'} if numbered else {})
    )  # fmt: skip
