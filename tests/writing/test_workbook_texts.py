"""Every text of a workbook is a text, whatever it looks like, and reads as it was written."""

from __future__ import annotations

import io

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.writing.excel_report.book import Book

PIECES = [
    "<r>",
    "</r>",
    "<t>",
    "&",
    "&amp;",
    "_x0041_",
    "_",
    " ",
    "\n",
    "\t",
    "\u00a0",
    "é",
    "x",
    "=",
]


@settings(max_examples=25)
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join), min_size=1))
def test_texts_read_as_they_were_written(texts):
    book = Book("")
    sheet = book.sheet("Texts")
    for row, text in enumerate([*texts, "<r><f>1</f></r>"]):
        book.text(sheet, row, 0, text)
    read = openpyxl.load_workbook(io.BytesIO(book.close()))["Texts"]
    assert [cell.value for (cell,) in read.rows] == [*texts, "<r><f>1</f></r>"]
