"""A workbook in memory whose texts can only ever be texts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from math import ceil, isfinite
from types import MappingProxyType
from typing import Any

from cldvalidator.wording import counted
from cldvalidator.writing.excel_report.shared_texts import TextWorkbook
from cldvalidator.writing.excel_report.sheet_names import sheet_name
from cldvalidator.writing.excel_report.table_rows import TableSheet, Unfilled

MOST_LINES = 50_000
"""A workbook is made in memory, and nobody reads more; Excel itself ends at 1,048,576."""
MOST_WRAPPED = 20_000
MOST_VALUES = 5_000
"""Lines of a sheet that lists distinct values, the most frequent first."""
MARKING = "OFFICIAL-SENSITIVE"
NO_NUMBER = "no value"
"""What stands in a cell for a number that is none: a share of nothing."""
INK, QUIET, BAND = "#1D2327", "#505A5F", "#F3F5F6"
SEVERITY_COLOURS = {"error": "#A3221B", "warning": "#7A4F00", "query": "#1D5FA8"}
# XML 1.0 knows no other control characters than tab, line feed and carriage return.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST = 32_767
_LINE_HEIGHT = 15.75
_NO_FORMS: Mapping[int, Any] = MappingProxyType({})


class Book:
    """An XLSX workbook: no formula, no link, no temporary file."""

    def __init__(self, marking: str) -> None:
        self._data = io.BytesIO()
        self.book = TextWorkbook(
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
        sheet = self.book.add_worksheet(sheet_name(name, self.book.sheetnames), TableSheet)
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
        sheet.write_string(row, column, _clean(text), form or self.plain)

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
        of: int = 0,
        forms: Mapping[int, Any] = _NO_FORMS,
    ) -> None:
        """Write a table with frozen, filtered headers; columns are name and width each.

        tall: texts wrap, and each row is as high as its longest text needs. Of very many rows the
        first are written, and below them how many are left out; rest: says where all are. of: how
        many rows there are, if only the first are given. forms: of the last columns, where they
        have one of their own and do not wrap. Nothing else may be written to the rows of a table.
        """
        sheet.set_row(top, 2 * _LINE_HEIGHT)
        for place, (name, width) in enumerate(columns):
            self.text(sheet, top, place, name, self.head)
            sheet.set_column(place, place, width)
        left = iter(rows)
        most = MOST_WRAPPED if tall else MOST_LINES
        usual = self.wrap if tall else self.plain

        wrapped = min(forms, default=len(columns))

        def height(cells: Sequence[object]) -> float | None:
            lines = _lines_needed(cells[:wrapped], columns[:wrapped]) if tall else 1
            return _LINE_HEIGHT * lines if lines > 1 else None

        last = sheet.write_table(
            top + 1,
            islice(left, most),
            [forms.get(place, usual) for place in range(len(columns))],
            self._shown,
            height,
        )
        more = max(of - (last - top), sum(1 for _ in left))
        if more:
            sentence = f"{counted(more, 'more is', 'more are')} not listed here. {rest}"
            self.text(sheet, last + 2, 0, sentence, self.bold)
        sheet.freeze_panes(top + 1, 0)
        sheet.autofilter(top, 0, max(last, top + 1), len(columns) - 1)
        sheet.repeat_rows(top)
        sheet.print_area(0, 0, max(last, top + 1), len(columns) - 1)

    def cell(self, sheet: Any, row: int, column: int, cell: object, form: Any = None) -> None:
        """Write one cell: numbers as numbers, severities in colour and word, the rest as text."""
        value, style = self._shown(cell, form or self.plain)
        if isinstance(value, str):
            sheet.write_string(row, column, value, style)
        elif value is None:
            sheet.write_blank(row, column, None, style)
        else:
            sheet.write_number(row, column, value, style)

    def _shown(self, cell: object, form: Any) -> tuple[str | float | None, Any]:
        """Return what a cell holds, None for nothing, and its format."""
        match cell:
            case Unfilled():
                return None, cell.form
            case None | bool():
                return "" if cell is None else "yes" if cell else "no", self.plain
            case int():
                return cell, self.whole
            case float():  # Excel has no such number as infinity
                return (cell, self.share) if isfinite(cell) else (NO_NUMBER, form)
            case _:
                word = str(cell)
                return _clean(word), self.severity.get(word, form)

    def close(self) -> bytes:
        """Return the finished workbook."""
        self.book.close()
        return self._data.getvalue()


def _clean(text: str) -> str:
    """Return a text as a cell may hold it."""
    return _FORBIDDEN.sub("\ufffd", text)[:_LONGEST]


def _lines_needed(cells: Sequence[object], columns: Sequence[tuple[str, float]]) -> int:
    """Estimate how many lines the longest text of a row takes; programs differ in doing so."""
    widths = (width for _, width in columns)
    return max(
        ceil(len(str(cell)) * 1.15 / width) for cell, width in zip(cells, widths, strict=True)
    )
