"""Random workbooks are read cell for cell as the library gives them, and error cells besides."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.workbooks.book import Book
from cldvalidator.workbooks.cells import cell_text

FORMATS = ("General", "0.00", "dd/mm/yyyy", "hh:mm", "#,##0", "@", "yyyy-mm-dd hh:mm:ss")
cells = st.one_of(
    st.none(),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cn"]), max_size=6),
    st.sampled_from(["=1", "<c r=", 't="e"', "a = b", "x='y'", "#N/A", " ", "0012"]),
    st.integers(-9_999, 99_999),
    st.floats(-9_999, 99_999),
    st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1)),
    st.booleans(),
)
numbers = st.integers(-(10**15), 10**15) | st.floats(-1e20, 1e20)  # no days
formatted = st.tuples(cells, st.sampled_from(FORMATS)) | st.tuples(numbers, st.just("General"))
tables = st.lists(st.lists(formatted, max_size=7), max_size=9)


def expected(data: bytes) -> list[list[str]]:
    """The cells as the library gives them, turned into text one by one."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheet = book.get_sheet_by_index(0)
    start = int(sheet.start[1]) if sheet.start is not None else 0
    return [[""] * start + [cell_text(v) for v in row] for row in sheet.iter_rows()]


def found(data: bytes) -> list[list[str]]:
    book = Book(data, "XLSX", lambda *_: None)
    columns, _ = book.read(book.sheets[0].name, 0)
    texts = [[c.texts[int(code)].as_py() for code in c.codes] for c in columns]
    return [list(row) for row in zip(*texts, strict=True)]


def same(data: bytes, errors: dict[tuple[int, int], str]) -> None:
    wanted = expected(data)
    for (row, column), text in errors.items():
        wanted[row][column] = text
    assert found(data) == wanted


@settings(deadline=None)
@given(tables, st.booleans())
def test_workbooks_of_xlsxwriter(rows: list[list[tuple[Any, str]]], in_memory: bool) -> None:
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": in_memory}
    with xlsxwriter.Workbook(out, options) as made:
        sheet = made.add_worksheet()
        formats = {code: made.add_format({"num_format": code}) for code in FORMATS}
        for number, row in enumerate(rows):
            for position, (value, code) in enumerate(row):
                sheet.write(number, position, value, formats[code])
    same(out.getvalue(), {})


@settings(deadline=None)
@given(tables)
def test_workbooks_of_openpyxl(rows: list[list[tuple[Any, str]]]) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    errors = {}
    for number, row in enumerate(rows, start=1):
        for position, (value, code) in enumerate(row, start=1):
            cell = sheet.cell(number, position, value)
            if code != "General":
                cell.number_format = code
            if isinstance(value, str) and value:
                cell.data_type = "e" if value == "#N/A" else "s"
            if cell.data_type == "e":
                errors[number - 1, position - 1] = "#N/A"
    out = io.BytesIO()
    made.save(out)
    same(out.getvalue(), errors)
