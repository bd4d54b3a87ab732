"""Inputs that are broken, or made to break what reads them; each is small."""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from reliability.attacks.raw_books import (
    MAIN,
    ROWS,
    STYLES,
    book,
    head_row,
    inline,
    letter,
    ods,
    ods_row,
    packed,
    prefixed,
    record,
    relations,
    sheet,
)

DATA = Path(__file__).parents[2] / "tests" / "data"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'
CHAIN = (
    "<!DOCTYPE x [<!ENTITY e0 'x'>"
    + "".join(f"<!ENTITY e{n} '&e{n - 1};'>" for n in range(1, 5_000))
    + "]>"
)
ODS_HEAD = ods_row(("LA Code", "NHS Number", "Client Type", "Event Type", "Event Reference"))
ODS_RECORD = ods_row(("503", "9990000018", "Service user", "Request", "E1"))
FILLED = '<table:table-cell office:value-type="float" office:value="1" {}/>'


def stray(reference: str, spell: Callable[[str], str] = str) -> bytes:
    number = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return book(spell(sheet(ROWS + f'<row r="{number}">{inline(reference, "x")}</row>')))


def with_entity(member: str, text: str, chain: str = DOCTYPE) -> bytes:
    parts: dict[str, str | bytes] = {member: chain + text}
    return book(sheet(), parts=parts)


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def absurd_offset(data: bytes) -> bytes:
    """The directory says that a member begins 2^63 bytes in, as a zip of 64 bits can."""
    entry = data.index(b"PK\x01\x02")
    name, extra = struct.unpack_from("<HH", data, entry + 28)
    far = struct.pack("<HHQ", 1, 8, 1 << 63)
    made = bytearray(data)
    made[entry + 42 : entry + 46] = b"\xff\xff\xff\xff"
    made[entry + 30 : entry + 32] = struct.pack("<H", extra + len(far))
    made[entry + 46 + name : entry + 46 + name] = far
    end = made.rindex(b"PK\x05\x06")
    size = struct.unpack_from("<I", made, end + 12)[0]
    made[end + 12 : end + 16] = struct.pack("<I", size + len(far))
    return bytes(made)


def damaged(path: Path, seed: int) -> bytes:
    """Some bytes of a real file changed."""
    chance = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(512, len(data))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
    return bytes(data)


_MANY = "".join(f'<mergeCell ref="A{n}:XFD{n + 1}"/>' for n in range(2, 60_000, 2))
_ERRORS = '<c r="A2" t="e">' * 200_000
XLSX: dict[str, Callable[[], bytes]] = {
    "errors that are never closed": lambda: book(sheet(f'<row r="2">{_ERRORS}')),
    "errors that are never closed, parsed": lambda: book(sheet(f"<row>{_ERRORS}")),
    "a formula and a million spaces": lambda: book(
        sheet(f'<row r="2"><c r="A2"><f>1</f>{" " * 1_000_000}</row>')
    ),
    "spaces between a million formulas": lambda: book(
        sheet(ROWS + '<row r="9">' + '<c r="A9"><f/> <v/> </c>' * 300_000 + "</row>")
    ),
    "a row beyond all": lambda: book(sheet(ROWS + '<row r="4294967295"/>')),
    "a row with letters": lambda: book(sheet(ROWS + '<row r="x"><c r="A1"/></row>')),
    "a cell in the last corner": lambda: stray("XFD1048576"),
    "a cell in the last corner, quoted singly": lambda: stray(
        "XFD1048576", lambda s: s.replace('"', "'")
    ),
    "a cell in the last corner, small letters": lambda: stray("xfd1048576"),
    "a cell with a prefix in the last corner": lambda: book(
        prefixed(head_row("x:") + record(2, "x:") + inline("XFD1048576", "x", "x:"), "x:")
    ),
    "a cell far down": lambda: stray("ZZ1048576"),
    "a cell down to the right": lambda: stray("BZ1048576"),
    "a cell to the right": lambda: stray("XFD1"),
    "stray cells in every sheet": lambda: book(
        *[sheet(ROWS + f'<row r="1048576">{inline("XFD1048576", "x")}</row>')] * 5
    ),
    "columns beyond all": lambda: book(sheet(ROWS + '<row r="9"><c r="ZZZZ9"/></row>')),
    "a hundred thousand cells without reference": lambda: book(
        sheet(ROWS + "<row>" + "<c><v>1</v></c>" * 100_000 + "</row>")
    ),
    "a row 0": lambda: book(sheet(ROWS + '<row r="0"><c r="A0"><v>1</v></c></row>')),
    "a DOCTYPE in the sheet": lambda: with_entity("xl/worksheets/sheet1.xml", sheet()[38:]),
    "a chain of entities in the sheet": lambda: with_entity(
        "xl/worksheets/sheet1.xml", sheet()[38:].replace("Request", "&e4999;"), CHAIN
    ),
    "a DOCTYPE in the styles": lambda: with_entity("xl/styles.xml", STYLES),
    "a chain of entities in the strings": lambda: with_entity(
        "xl/sharedStrings.xml", f'<sst xmlns="{MAIN}"><si><t>&e4999;</t></si></sst>', CHAIN
    ),
    "an entity in an attribute": lambda: book(sheet(ROWS.replace('t="e"', 't="&#101;"'))),
    "elements without end": lambda: book(sheet(ROWS, after="<x>" * 100_000)),
    "a comment of 20 MB": lambda: book(sheet(ROWS, after=f"<!--{'- ' * 10_000_000}-->")),
    "merges without end": lambda: book(sheet(after=f"<mergeCells>{_MANY}</mergeCells>")),
    "a merge of everything": lambda: book(
        sheet(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    ),
    "styles without end": lambda: book(
        sheet(), styles=STYLES.replace('<xf numFmtId="14"/>', '<xf numFmtId="170"/>' * 1_500_000)
    ),
    "a number format of a megabyte": lambda: book(
        sheet(), styles=STYLES.replace("0000000000", '0"' * 500_000)
    ),
    "two thousand sheets": lambda: book(*[sheet("")] * 2_000),
    "a string that is not there": lambda: book(
        sheet(head_row() + '<row r="2"><c r="A2" t="s"><v>99</v></c></row>')
    ),
    "a date thousands of years away": lambda: book(
        sheet(ROWS.replace("<v>45748</v>", "<v>-1e300</v>"))
    ),
    "no number": lambda: book(sheet(ROWS.replace("<v>45748</v>", "<v>nan</v>"))),
    "a number beyond all": lambda: book(sheet(ROWS.replace("<v>45748</v>", "<v>1e999</v>"))),
    "no workbook": lambda: book(sheet(), parts={"xl/workbook.xml": ""}),
    "no sheets": book,
    "a sheet that is its own relation": lambda: book(
        sheet(),
        parts={
            "xl/_rels/workbook.xml.rels": relations([("rId1", "worksheet", "workbook.xml")]),
        },
    ),
    "a sheet in UTF-16": lambda: book(
        sheet(), parts={"xl/worksheets/sheet1.xml": sheet()[38:].encode("utf-16")}
    ),
    "half an archive": lambda: book(sheet())[:900],
    "a wrong checksum": lambda: changed(book(sheet()), b"PK\x03\x04\x14", b"PK\x03\x04\x15"),
    "an absurd offset": lambda: absurd_offset(book(sheet())),
    "a bomb": lambda: book(sheet(), parts={"xl/media/a.png": bytes(60 << 20)}),
    "a bomb in the sheet": lambda: book(sheet(ROWS + " " * (49 << 20))),
    "a table without end": lambda: book(
        sheet(),
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": relations([("rId1", "table", "../t.xml")]),
            "xl/t.xml": f'<table xmlns="{MAIN}" ref="A1:F9999999" totalsRowCount="999999999"/>',
        },
    ),
    "a wide header": lambda: book(
        sheet(
            '<row r="1">'
            + "".join(inline(f"{letter(n)}1", f"LA Code {n}") for n in range(16_384))
            + "</row>"
        )
    ),
}
ODS: dict[str, Callable[[], bytes]] = {
    "rows repeated without end": lambda: ods(
        ODS_HEAD + ods_row(("503",) * 5, 'table:number-rows-repeated="1048000"')
    ),
    "blank rows repeated": lambda: ods(
        ODS_HEAD + '<table:table-row table:number-rows-repeated="1048000"/>' + ODS_RECORD
    ),
    "rows repeated beyond all": lambda: ods(
        ODS_HEAD + ods_row(("503",), 'table:number-rows-repeated="99999999999"')
    ),
    "columns repeated beyond all": lambda: ods(
        ODS_HEAD + ods_row((), "", FILLED.format('table:number-columns-repeated="999999999"'))
    ),
    "columns repeated to the end": lambda: ods(
        ODS_HEAD + ods_row((), "", FILLED.format('table:number-columns-repeated="16384"')) * 2_000
    ),
    "spans beyond all": lambda: ods(
        ODS_HEAD + ods_row((), "", FILLED.format('table:number-rows-spanned="999999999"'))
    ),
    "covered cells": lambda: ods(
        ODS_HEAD + ODS_RECORD + ods_row((), "", "<table:covered-table-cell/>" * 5)
    ),
    "a DOCTYPE": lambda: ods(ODS_HEAD + ODS_RECORD, DOCTYPE),
    "a chain of entities": lambda: ods(ODS_HEAD + "&e4999;", CHAIN),
    "not well-formed": lambda: ods("<table:table-row>"),
    "no content": lambda: packed(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}
    ),
    "tables in tables": lambda: ods("<table:table>" * 20_000),
    "rows that are never closed": lambda: ods("<table:table-row>" * 50_000),
    "hidden rows without end": lambda: ods(
        ODS_HEAD + ODS_RECORD + '<table:table-row table:visibility="filter" '
        'table:number-rows-repeated="999999999"/>'
    ),
}
OLD = ("small.xls", "small.ods", "locked.xls", "locked.xlsx")


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """Yield each input with a name for a file."""
    for kind, made in (("xlsx", XLSX), ("ods", ODS)):
        for name, make in made.items():
            yield f"{name}.{kind}", make()
    for name in OLD:
        for seed in range(5):
            yield f"damaged {seed} {name}", damaged(DATA / "extract" / name, seed)
        whole = (DATA / "extract" / name).read_bytes()
        yield f"cut off {name}", whole[: len(whole) // 2]


def too_many_members() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(11_000):
            archive.writestr(f"xl/{n}", b"")
    return out.getvalue()
