"""The content of an OpenDocument spreadsheet, searched for what its values do not tell."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from cldvalidator.problems import InputProblem
from cldvalidator.workbooks.sheet_facts import Area, SheetFacts
from cldvalidator.workbooks.xml_stream import Attributes, XmlStream, unpacked

CONTENT = "content.xml"
MOST_REPEATED = 50_000
"""How often a row with content may be repeated; each of them takes memory like any other."""
BEYOND_ALL = 10**9
_HIDDEN = frozenset({"collapse", "filter"})


@dataclass
class _Row:
    """The row that is read: where it stands, how often it is repeated, what it holds."""

    first: int
    times: int
    column: int = 0
    width: int = 0


class _Search:
    def __init__(self) -> None:
        self.sheets: dict[str, SheetFacts] = {}
        self._sheet = SheetFacts()
        self._next_row = 0
        self._row = _Row(0, 1)
        self.stream = XmlStream(self._start, self._close)

    def _start(self, name: str, attributes: Attributes) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._cell(attributes)
        elif name == "table:table-row":
            times = repeats(attributes, "table:number-rows-repeated")
            self._row = _Row(self._next_row, times)
            self._next_row += times
            if attributes.get("table:visibility") in _HIDDEN and times < 1 << 16:
                self._sheet.hidden_rows += range(self._row.first, self._next_row)
        elif name == "table:table":
            self._sheet = self.sheets.setdefault(attributes.get("table:name", ""), SheetFacts())
            self._next_row = 0

    def _cell(self, attributes: Attributes) -> None:
        sheet, row = self._sheet, self._row
        times = repeats(attributes, "table:number-columns-repeated")
        column = row.column
        row.column += times
        is_formula = "table:formula" in attributes
        kind = attributes.get("office:value-type")
        sheet.has_booleans = sheet.has_booleans or kind == "boolean"
        if kind is not None:
            sheet.cells += 1
            row.width = row.column
        elif is_formula:
            sheet.empty_formulas += 1
        if attributes.get("calcext:value-type") == "error":
            sheet.unread_errors += 1
        if "table:number-rows-spanned" in attributes:
            rows = repeats(attributes, "table:number-rows-spanned")
            columns = repeats(attributes, "table:number-columns-spanned")
            if rows > 1:
                last = row.first + rows - 1, column + columns - 1
                sheet.merged.append(Area(row.first, column, *last))

    def _close(self, name: str) -> None:
        if name == "table:table-row" and self._row.width:
            if self._row.times > MOST_REPEATED:
                raise InputProblem(
                    f"A sheet of the workbook says that it repeats one row {self._row.times:,} "
                    "times: no extract does.",
                    "Delete the rows below the last record, or save the sheet as CSV.",
                )
            self._sheet.rows = max(self._sheet.rows, self._next_row)
            self._sheet.columns = max(self._sheet.columns, self._row.width)


def repeats(attributes: Attributes, name: str) -> int:
    """Return how often something is repeated."""
    times = attributes.get(name, "1")
    if not times.isdecimal():
        return 1
    return max(1, int(times)) if len(times) < 10 else BEYOND_ALL


def search_ods(archive: zipfile.ZipFile, step: Callable[[], None]) -> dict[str, SheetFacts]:
    """Search all sheets, by name. Raises Unsound, InputProblem."""
    search = _Search()
    for piece in unpacked(archive, CONTENT):
        step()
        search.stream.feed(piece)
    search.stream.feed(b"", last=True)
    return search.sheets
