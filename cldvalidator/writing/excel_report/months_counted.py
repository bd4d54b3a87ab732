"""The sheet of the report that says whether DHSC would select the file, with the months by type."""

from __future__ import annotations

from cldvalidator.presentation.selection_text import needed_words, selection_sheet
from cldvalidator.review.opened import Opened
from cldvalidator.review.selection import file_selection
from cldvalidator.writing.excel_report.book import Book

_WIDTHS = (18, 16, 18, 16, 60)
_FIRST = 2


def months_counted(book: Book, opened: Opened) -> None:
    """Add the sheet, unless the file states no period that can be read. It holds no cell value."""
    selection = file_selection(opened.read)
    if selection is None:
        return
    shown, sheet = selection_sheet(selection), book.sheet("Months that DHSC counts")
    book.text(sheet, 0, 0, selection.sentence, book.bold)
    columns = list(zip(shown.headers, _WIDTHS, strict=True))
    rows = [[cell.text for cell in row] for row in shown.rows]
    book.table(sheet, _FIRST, columns, rows)
    after = (*selection.notes, needed_words(selection))
    for place, words in enumerate(after, start=_FIRST + len(rows) + 2):
        book.text(sheet, place, 0, words)
