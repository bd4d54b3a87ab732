"""A sheet whose different cells are each read once is read as one that is laid out whole."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from contextlib import nullcontext
from typing import Any
from unittest.mock import patch

import numpy as np
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell import Cell, WriteOnlyCell

from cldvalidator.problems import InputProblem
from cldvalidator.workbooks import xml_stream
from cldvalidator.workbooks.book import Book

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{RELATED}/styles" Target="styles.xml"/>'
    f'<Relationship Id="r3" Type="{RELATED}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><workbookPr date1904="0"/>'
    '<sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="170" formatCode="0000000000"/></numFmts><cellXfs count="5">'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="170"/>'
    '<xf numFmtId="46"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>Service</t></si><si><t></t></si>'
    '<si><t xml:space="preserve"> a &amp; b </t></si>'
    "<si><r><t>in </t></r><r><t>runs</t></r></si></sst>",
}

styles = st.sampled_from(["", ' s="0"', ' s="1"', ' s="2"', ' s="3"', ' s="4"', ' s="9"', " s='1'"])
values = st.sampled_from(
    (
        "45000",
        "45000.5",
        "0",
        "1",
        "1.0",
        "-2",
        "1e3",
        "503",
        "x",
        "&lt;b&gt;",
        "12345",
        "2",
        "#N/A",
        "TRUE",
        "<",
        "&bad;",
        "1e999",
        "_x000D_",
        " 7 ",
        "a = b",
        "\u00e9\u4e2d",
        "a\nb",
    )
)
formulas = st.sampled_from(
    ["", "", "", "<f>A1+1</f>", "<f/>", '<f t="shared" si="0"/>', "<f>1<2</f>"]
)
bodies = st.one_of(
    st.builds("{}<v>{}</v>".format, formulas, values),
    st.builds("{}<v>{}</v>".format, formulas, st.integers(0, 99_999).map(str)),
    st.builds("<is><t>{}</t></is>".format, values),
    st.sampled_from(
        ["", "<v/>", "<v></v>", "<is><t/></is>", "<f>1</f>", "<is><r><t>q</t></r></is>"]
    ),
    st.sampled_from(["<v>1</v><v>2</v>", " <v>1</v>", "<v>1</v>\n", "<!-- a --><v>1</v>", "<v>1"]),
)
kinds = st.sampled_from(
    [
        "",
        "",
        ' t="s"',
        ' t="s"',
        ' t="n"',
        ' t="str"',
        ' t="b"',
        ' t="e"',
        ' t="inlineStr"',
        ' t="d"',
    ]
)
cells = st.one_of(
    st.builds("{}{}>{}</c>".format, styles, kinds, bodies),
    st.builds("{}{}{}/>".format, styles, kinds, st.sampled_from(["", " ", "  "])),
    st.sampled_from([' t="s"><v>0</v></c>', ' t="s"><v>2</v></c>', "><v>7</v></c>"]),
)
usual = st.sampled_from(
    (
        "><v>45000</v></c>",
        ' s="1"><v>45000</v></c>',
        ' s="3"><v>12345</v></c>',
        ' s="1"/>',
        ' s="1" t="n" />',
        ' t="s" />',
        ' t="s"><v>0</v></c>',
        ' t="s"><v>1</v></c>',
        ' s="1" t="s"><v>0</v></c>',
        ' s="4" t="s"><v>2</v></c>',
        ' t="s"><v>2</v></c>',
        ' t="b"><v>1</v></c>',
        "><v>1</v></c>",
        "><v>1.0</v></c>",
        ' t="e"><v>#N/A</v></c>',
        ' t="str"><v>x = y</v></c>',
        ' t="inlineStr"><is><t>a</t></is></c>',
        "><f>A1</f><v>3</v></c>",
        "/>",
        "></c>",
    )
)


def letters(column: int) -> str:
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


@st.composite
def sheets(draw: st.DrawFn, of_cells: st.SearchStrategy[str]) -> str:
    rows = []
    numbers = draw(st.lists(st.integers(1, 12), max_size=5).map(lambda n: sorted(set(n))))
    if draw(st.integers(0, 9)) == 9:
        numbers = draw(st.permutations(numbers + numbers[:1]))
    for number in numbers:
        columns = draw(st.lists(st.sampled_from([1, 2, 3, 26, 27, 28, 52, 53, 703]), max_size=5))
        if draw(st.integers(0, 9)) < 9:
            columns = sorted(set(columns))
        wrong = draw(st.integers(0, 30)) == 30
        inside = "".join(
            f'<c r="{letters(column)}{number + wrong}"' + draw(of_cells) for column in columns
        )
        attributes = draw(st.sampled_from(["", "", ' spans="1:3"', ' hidden="1"', ' ht="15"']))
        after = draw(st.sampled_from(["", "", "", "", "\n", "x", "<x/>"]))
        rows.append(f'<row r="{number}"{attributes}>{inside}</row>{after}')
    return "".join(rows)


def workbook(rows: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in PARTS.items():
            made.writestr(name, HEAD + content)
        sheet = f'{HEAD}<worksheet xmlns="{MAIN}"><dimension ref="A1:C3"/><sheetData>{rows}'
        made.writestr("xl/worksheets/sheet1.xml", sheet + "</sheetData></worksheet>")
    return out.getvalue()


def reading(data: bytes, *, laid_out: bool) -> Any:
    """All that can be known of a workbook's first sheet, or what is said instead."""
    with patch.object(Book, "_plain", lambda *_: None) if laid_out else nullcontext():
        try:
            book = Book(data, "XLSX", lambda *_: None)
            name = book.sheets[0].name
            start = book.look(name, "")
            columns, told = book.read(name, 1)
        except InputProblem as problem:
            return problem.what
    return (
        start,
        told,
        [
            (
                c.codes.tolist(),
                c.texts.to_pylist(),
                c.kinds.tolist(),
                np.nan_to_num(c.numbers, nan=-1).tolist(),
            )
            for c in columns
        ],
    )


pieces = st.sampled_from([100, 400, xml_stream.PIECE])
"""Bytes of a sheet that are searched at once: several pieces, or all of it."""


@settings(deadline=None, max_examples=60)
@given(sheets(usual), pieces)
def test_sheets_of_usual_cells(rows: str, piece: int) -> None:
    data = workbook(rows)
    sure = reading(data, laid_out=True)
    with patch.object(xml_stream, "PIECE", piece):
        assert reading(data, laid_out=False) == sure


@settings(deadline=None, max_examples=60)
@given(sheets(usual | cells), pieces)
def test_sheets_with_odd_cells(rows: str, piece: int) -> None:
    data = workbook(rows)
    sure = reading(data, laid_out=True)
    with patch.object(xml_stream, "PIECE", piece):
        assert reading(data, laid_out=False) == sure


def usual_workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Extract")
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Event Type", "Event Start Date", "Unit Cost"])
        for row in range(1, 400):
            sheet.write_string(row, 0, "Service" if row % 3 else "Review")
            sheet.write_number(row, 1, 45_000 + row % 30, day)
            if row % 5:
                sheet.write_number(row, 2, row / 4)
            else:
                sheet.write_blank(row, 2, None, day)
    return out.getvalue()


def openpyxl_workbook(*, write_only: bool) -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook(write_only=write_only)
    sheet = book.create_sheet("Extract", 0)
    sheet.append(["Event Type", "Event Start Date", "Unit Cost"])
    for row in range(1, 400):
        cells = ["Service" if row % 3 else "Review", dt.date(2025, 4, 1 + row % 30), None]
        written = [WriteOnlyCell(sheet, c) for c in cells] if write_only else cells
        if isinstance(written[2], Cell):
            written[2].number_format = "0.00"
        sheet.append(written)
        if not write_only:
            sheet.cell(row + 1, 3).number_format = "0.00"
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [usual_workbook(), openpyxl_workbook(write_only=False), openpyxl_workbook(write_only=True)],
    ids=["xlsxwriter", "openpyxl", "openpyxl, write only"],
)
def test_a_usual_workbook_is_never_laid_out(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    sure = reading(data, laid_out=True)

    def no(*_: object) -> None:
        raise AssertionError("laid out")

    monkeypatch.setattr(Book, "_laid_out", no)
    assert reading(data, laid_out=False) == sure


def test_damaged_texts_are_told_by_the_sheet_that_needs_them() -> None:
    whole = usual_workbook()
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as read, zipfile.ZipFile(data, "w") as made:
        for name in read.namelist():
            content = read.read(name)
            made.writestr(
                name, content[: len(content) // 2] if "sharedStrings" in name else content
            )
    book = Book(data.getvalue(), "XLSX", lambda *_: None)
    with pytest.raises(InputProblem, match="damaged"):
        book.look(book.sheets[0].name, "")


def test_cells_that_are_too_far_apart_are_left_to_the_other_reader() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c r="XFD900000"><v>2</v></c></row>'
    )
    data = workbook(rows)
    assert reading(data, laid_out=False) == reading(data, laid_out=True)
    near = '<row r="1"><c r="A1"><v>1</v></c></row><row r="70000"><c r="A70000"><v>2</v></c></row>'
    data = workbook(near)
    assert reading(data, laid_out=False) == reading(data, laid_out=True)


@pytest.mark.parametrize("number", ["01", "1", "0", "10000000"])
def test_rows_with_odd_numbers(number: str) -> None:
    data = workbook(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>')
    assert reading(data, laid_out=False) == reading(data, laid_out=True)


def test_a_time_beyond_all_bounds_is_told_by_its_row() -> None:
    """The library gives it, and Python has no value for it: the workbook is not damaged."""
    sound = '<row r="1"><c r="A1"><v>1</v></c></row>'
    data = workbook(f'{sound}<row r="3"><c r="A3" s="4"><v>1e15</v></c></row>')
    book = Book(data, "XLSX", lambda *_: None)
    with pytest.raises(InputProblem, match="cannot be read in row 3 of the sheet “One”"):
        book.look(book.sheets[0].name, "")
