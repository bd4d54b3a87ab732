"""A workbook in memory whose texts can only ever be texts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from math import ceil, isfinite
from typing import Any

import xlsxwriter

from cldvalidator.wording import counted
from cldvalidator.writing.excel_report.sheet_names import sheet_name

MOST_LINES = 100_000
"""A workbook is made in memory: a million lines take gigabytes; Excel itself ends at 1,048,576."""
MOST_WRAPPED = 20_000
MARKING = "OFFICIAL-SENSITIVE"
NO_NUMBER = "no value"
"""What stands in a cell for a number that is none: a share of nothing."""
INK, QUIET, BAND = "#1D2327", "#505A5F", "#F3F5F6"
SEVERITY_COLOURS = {"error": "#A3221B", "warning": "#7A4F00", "query": "#1D5FA8"}
# XML 1.0 knows no other control characters than tab, line feed and carriage return.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST = 32_767
_LINE_HEIGHT = 15.75


class Book:
    """An XLSX workbook: no formula, no link, no temporary file."""

    def __init__(self, marking: str) -> None:
        self._data = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self._data,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._marking = marking
        font = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
        made = self.book.add_format
        self.plain = made(font)
        self.wrap = made(font | {"text_wrap": True})
        self.whole = made(font | {"num_format": "#,##0", "align": "right", "indent": 1})
        self.share = made(font | {"num_format": "0.0", "align": "right", "indent": 1})
        self.quiet = made(font | {"font_color": QUIET})
        self.bold = made(font | {"bold": True})
        self.title = made(font | {"bold": True, "font_size": 18})
        self.section = made(font | {"bold": True, "font_size": 13, "bottom": 1})
        self.head = made(
            font
            | {"bold": True, "bg_color": BAND, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.severity = {
            word: made(font | {"bold": True, "font_color": colour})
            for word, colour in SEVERITY_COLOURS.items()
        }

    def sheet(self, name: str) -> Any:
        """Add a sheet, set up for printing: landscape A4, one page wide, marked."""
        sheet = self.book.add_worksheet(sheet_name(name, self.book.sheetnames))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.set_footer(f"&L{self._marking}&CPage &P of &N&RCLD Validator")
        if self._marking:
            sheet.set_header(f"&C{self._marking}")
        return sheet

    def text(self, sheet: Any, row: int, column: int, text: str, form: Any = None) -> None:
        """Write a text as a text, whatever it looks like."""
        clean = _FORBIDDEN.sub("\ufffd", text)[:_LONGEST]
        sheet.write_string(row, column, clean, form or self.plain)

    def wrapped(self, sheet: Any, row: int, column: int, text: str, width: float) -> None:
        """Write a text that wraps, in a row as high as it needs; width: of the column."""
        self.text(sheet, row, column, text, self.wrap)
        sheet.set_row(row, _LINE_HEIGHT * _lines_needed([text], [("", width)]))

    def table(
        self,
        sheet: Any,
        top: int,
        columns: Sequence[tuple[str, float]],
        rows: Iterable[Sequence[object]],
        *,
        tall: bool = False,
        rest: str = "",
    ) -> None:
        """Write a table with frozen, filtered headers; columns are name and width each.

        tall: texts wrap, and each row is as high as its longest text needs. Of very many rows the
        first are written, and below them how many are left out; rest: says where all are.
        """
        sheet.set_row(top, 2 * _LINE_HEIGHT)
        for place, (name, width) in enumerate(columns):
            self.text(sheet, top, place, name, self.head)
            sheet.set_column(place, place, width)
        last = top
        left = iter(rows)
        most = MOST_WRAPPED if tall else MOST_LINES
        for last, cells in enumerate(islice(left, most), start=top + 1):
            for place, cell in enumerate(cells):
                self.cell(sheet, last, place, cell, self.wrap if tall else self.plain)
            if tall and (lines := _lines_needed(cells, columns)) > 1:
                sheet.set_row(last, _LINE_HEIGHT * lines)
        more = sum(1 for _ in left)
        if more:
            said = f"{counted(more, 'more is', 'more are')} not listed here. {rest}"
            self.text(sheet, last + 2, 0, said, self.bold)
        sheet.freeze_panes(top + 1, 0)
        sheet.autofilter(top, 0, max(last, top + 1), len(columns) - 1)
        sheet.repeat_rows(top)
        sheet.print_area(0, 0, max(last, top + 1), len(columns) - 1)

    def cell(self, sheet: Any, row: int, column: int, cell: object, form: Any = None) -> None:
        """Write one cell: numbers as numbers, severities in colour and word, the rest as text."""
        if isinstance(cell, bool) or cell is None:
            self.text(sheet, row, column, "" if cell is None else "yes" if cell else "no")
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self.whole)
        elif isinstance(cell, float) and not isfinite(cell):
            self.text(sheet, row, column, NO_NUMBER, form)  # Excel has no such number
        elif isinstance(cell, float):
            sheet.write_number(row, column, cell, self.share)
        else:
            word = str(cell)
            self.text(sheet, row, column, word, self.severity.get(word, form))

    def close(self) -> bytes:
        """Return the finished workbook."""
        self.book.close()
        return self._data.getvalue()


def _lines_needed(cells: Sequence[object], columns: Sequence[tuple[str, float]]) -> int:
    """Estimate how many lines the longest text of a row takes; programs differ in doing so."""
    widths = (width for _, width in columns)
    return max(
        ceil(len(str(cell)) * 1.15 / width) for cell, width in zip(cells, widths, strict=True)
    )
