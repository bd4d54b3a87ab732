"""However a workbook's XML is spelled, it is read as from Excel's own spelling."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cldvalidator.extract import Extract, read_extract
from cldvalidator.specification import load_specification
from cldvalidator.workbooks import plain_rows
from reliability.attacks.raw_books import (
    MAIN,
    PACKAGE,
    ROWS,
    STRICT,
    STRICT_OFFICE,
    STYLES,
    book,
    head_row,
    prefixed,
    record,
    relations,
    sheet,
)

STYLES_PART = ("rId2", "styles", "styles.xml")
MERGED = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'


def read(data: bytes, folder: Path, name: str = "made.xlsx") -> Extract:
    path = folder / name
    path.write_bytes(data)
    return read_extract(path, load_specification("2"))


def cells(extract: Extract) -> dict[str, list[str]]:
    columns = {**extract.columns, **extract.unused}
    return {name: column.strings().to_pylist() for name, column in columns.items()}


def bare(rows: str) -> str:
    """Without references: the place of a cell is told by its order alone."""
    return re.sub(r'<(row|c) r="[A-Z0-9]+"', r"<\1", rows)


def single(xml: str) -> str:
    return xml.replace('"', "'")


def with_tables() -> bytes:
    table = f'<table xmlns="{MAIN}" id="1" name="T" ref="A1:F5" totalsRowCount="1"/>'
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations([("rId1", "table", "../tables/t.xml")]),
        "xl/tables/t.xml": table,
    }
    return book(sheet(), parts=parts)


_X = head_row("x:") + "".join(record(n, "x:") for n in range(2, 6))
_OTHER_ORDER = re.sub(r'<c r="(\w+)" (\w+="\w+")', r'<c \2 r="\1"', ROWS)
SPELLINGS: dict[str, Callable[[], bytes]] = {
    "prefix": lambda: book(prefixed(_X, "x:")),
    "long prefix": lambda: book(prefixed(_X.replace("x:", "main2006:"), "main2006:")),
    "prefixes in every part": lambda: book(
        prefixed(_X, "x:"),
        parts={
            "xl/styles.xml": re.sub(r"<(/?)(\w)", r"<\1x:\2", STYLES).replace("xmlns=", "xmlns:x="),
            "xl/_rels/workbook.xml.rels": re.sub(
                r"<(/?)R",
                r"<\1p:R",
                relations([("rId1", "worksheet", "worksheets/sheet1.xml"), STYLES_PART]),
            ).replace("xmlns=", "xmlns:p="),
        },
    ),
    "single quotes": lambda: book(single(sheet())),
    "single quotes in cells only": lambda: book(sheet(single(ROWS))),
    "attributes in another order": lambda: book(sheet(_OTHER_ORDER)),
    "spaces around the equals sign": lambda: book(sheet(re.sub(r'(\s\w)="', r'\1 = "', ROWS))),
    "a line break before each attribute": lambda: book(sheet(re.sub(r" (\w)=", r"\n\1=", ROWS))),
    "line breaks between elements": lambda: book(sheet(ROWS.replace("><", ">\n  <"))),
    "no references": lambda: book(sheet(bare(ROWS))),
    "no references of cells": lambda: book(sheet(re.sub(r'<c r="\w+"', "<c", ROWS))),
    "a wrong dimension": lambda: book(sheet(before='<dimension ref="A1:B2"/>')),
    "no result told as an empty one": lambda: book(sheet(ROWS.replace("</f>", "</f><v></v>"))),
    "a comment": lambda: book(sheet(ROWS.replace("<row", "<!-- <c t='e'> --><row", 2))),
    "an instruction": lambda: book(sheet(ROWS.replace("<row", "<?x y?><row", 2))),
    "CDATA": lambda: book(sheet(ROWS.replace(">Request<", "><![CDATA[Request]]><"))),
    "strict": lambda: book(sheet(namespace=STRICT), namespace=STRICT, office=STRICT_OFFICE),
    "UTF-8 with a mark": lambda: book("\ufeff" + sheet()),
    "absolute targets": lambda: book(
        sheet(),
        parts={
            "xl/_rels/workbook.xml.rels": relations(
                [("rId1", "worksheet", "/xl/worksheets/sheet1.xml"), STYLES_PART]
            )
        },
    ),
    "further attributes": lambda: book(
        sheet(ROWS.replace("<row ", '<row spans="1:6" x14ac:dyDescent="0.25" ', 3)).replace(
            "<worksheet ", '<worksheet xmlns:x14ac="urn:x" '
        )
    ),
    "an alternate content before the data": lambda: book(
        sheet(
            before='<mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice Requires="x"/>'
            "<mc:Fallback/></mc:AlternateContent>"
        )
    ),
    "more attributes of rows first": lambda: book(
        sheet(re.sub(r'<row r="(\d)"', r'<row ht="15" r="\1"', ROWS))
    ),
    "content types in every part": lambda: book(
        sheet(), parts={"[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"></Types>'}
    ),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_reads_as_excels_own(spelling: Callable[[], bytes], tmp_path: Path) -> None:
    extract = read(spelling(), tmp_path)
    found = cells(extract)
    assert found["NHS Number"] == [f"00{12345679 + n}" for n in range(2, 6)]
    assert found["Client Type"] == ["#N/A"] * 4
    assert found["Event Start Date"] == ["01/04/2025"] * 4
    assert found["Event Reference"] == [""] * 4
    assert any(n.startswith("4 cells hold a formula without") for n in extract.reading.notices)


def test_rows_and_cells_that_are_out_of_order_stand_where_they_say(tmp_path: Path) -> None:
    rows = [record(n) for n in (4, 2, 5, 3)]
    assert cells(read(book(sheet(head_row() + "".join(rows))), tmp_path)) == cells(
        read(book(sheet()), tmp_path)
    )


@pytest.mark.parametrize("spell", [lambda x: x, single], ids=["plain", "parsed"])
def test_merged_cells_are_carried_down_and_told(
    spell: Callable[[str], str], tmp_path: Path
) -> None:
    rows = re.sub(r'<c r="A3".*?</c>', "", ROWS)
    extract = read(book(spell(sheet(rows, after=MERGED))), tmp_path)
    assert cells(extract)["LA Code"] == ["503"] * 4
    assert [str(area) for area in extract.reading.merged] == ["A2:A3"]
    assert any("Merged cells (A2:A3)" in n for n in extract.reading.notices)


def test_a_merged_cell_makes_no_record_of_an_empty_row_and_changes_no_other(tmp_path: Path) -> None:
    after = '<mergeCells><mergeCell ref="A2:A1048576"/><mergeCell ref="D1:E9"/></mergeCells>'
    extract = read(book(sheet(after=after)), tmp_path)
    assert cells(extract) == cells(read(book(sheet()), tmp_path))
    assert extract.reading.merged == ()


@pytest.mark.parametrize("spell", [lambda x: x, single], ids=["plain", "parsed"])
def test_hidden_rows_are_told(spell: Callable[[str], str], tmp_path: Path) -> None:
    rows = re.sub(r'<row r="([34])"', r'<row r="\1" hidden="1"', ROWS)
    extract = read(book(sheet(spell(rows))), tmp_path)
    assert any(n.startswith("2 rows are hidden (rows 3, 4)") for n in extract.reading.notices)


def test_totals_rows_of_tables_are_told(tmp_path: Path) -> None:
    assert read(with_tables(), tmp_path).reading.totals_rows == (5,)


def test_rich_phonetic_and_spaced_texts(tmp_path: Path) -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><t>Re</t></r><r><rPr><b/></rPr><t>quest</t></r></si>'
        '<si><t>Request</t><rPh sb="0" eb="1"><t>x</t></rPh></si>'
        '<si><t xml:space="preserve"> Request </t></si></sst>'
    )
    shared = "".join(
        re.sub(r'<c r="D\d".*?</c>', f'<c r="D{n}" t="s"><v>{n - 2}</v></c>', record(n))
        for n in (2, 3, 4)
    )
    inline = "<is><r><t>Re</t></r><r><t>quest</t></r></is>"
    rows = head_row() + shared + record(5).replace("<is><t>Request</t></is>", inline)
    extract = read(book(sheet(rows), parts={"xl/sharedStrings.xml": strings}), tmp_path)
    assert cells(extract)["Event Type"] == ["Request", "Request", " Request ", "Request"]


def test_iso_dates_and_texts_of_formulas(tmp_path: Path) -> None:
    row = (
        '<row r="2"><c r="A2" t="str"><f>A1</f><v xml:space="preserve">503 </v></c>'
        '<c r="E2" t="str"><f>""</f><v></v></c>'
        '<c r="F2" t="d" s="2"><v>2025-04-01T00:00:00</v></c></row>'
    )
    extract = read(book(sheet(head_row() + row)), tmp_path)
    found = cells(extract)
    assert found["LA Code"] == ["503 "]
    assert found["Event Start Date"][0].startswith(("01/04/2025", "2025-04-01"))
    assert not any("without a stored result" in n for n in extract.reading.notices)


def test_rows_of_one_spelling_need_no_parser() -> None:
    rows = plain_rows.PlainRows(ROWS.encode(), {"1": "0000000000"})
    assert rows.are_plain()
    for spelling in (single(ROWS), bare(ROWS), _OTHER_ORDER, _X, ROWS.replace("<v>", "<v><!---->")):
        assert not plain_rows.PlainRows(spelling.encode(), {}).are_plain()
