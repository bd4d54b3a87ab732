"""Files that are not what their name says, and dialects of what they are: seldom, but real."""

from __future__ import annotations

import bz2
import gzip
import html
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Callable

from reliability import seeds
from reliability.attacks.raw_books import HEAD, MAIN, ROWS, book, head_row, inline, packed, sheet
from reliability.attacks.records import compound, xls_stream

_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def _lines() -> list[list[str]]:
    return [line.split(",") for line in seeds.csv().decode().splitlines()[:12]]


def _web_page(before: str = "") -> str:
    rows = "".join(
        f"<tr>{''.join(f'<td>{html.escape(c)}</td>' for c in cells)}</tr>" for cells in _lines()
    )
    return f"{before}<html><body><table>{rows}</table></body></html>"


def _xml_spreadsheet(before: str = '<?xml version="1.0"?>') -> str:
    rows = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{html.escape(c)}</Data></Cell>' for c in cells)
        + "</Row>"
        for cells in _lines()
    )
    return (
        f'{before}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="S"><Table>{rows}</Table></Worksheet></Workbook>'
    )


def _sylk() -> str:
    cells = "".join(
        f'C;Y{y};X{x};K"{cell}"\n'
        for y, line in enumerate(_lines(), 1)
        for x, cell in enumerate(line, 1)
    )
    return f"ID;PWXL;N;E\n{cells}E\n"


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        told = tarfile.TarInfo("extract.csv")
        told.size = len(seeds.csv())
        archive.addfile(told, io.BytesIO(seeds.csv()))
    return out.getvalue()


def _zip(name: str) -> bytes:
    return packed({name: seeds.csv()})


def _stored(text: str) -> bytes:
    """An archive whose only member begins with a text, not packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", text)
    return out.getvalue()


def _rich_strings() -> bytes:
    items = "".join(
        f"<si><r><rPr><b/></rPr><t>{h[:3]}</t></r><r><t>{h[3:]}</t></r>"
        f'<rPh sb="0" eb="1"><t>kana</t></rPh><phoneticPr fontId="1"/></si>'
        for h in HEAD
    )
    cells = "".join(
        f'<c r="{chr(65 + n)}1" t="s"><v>{n}</v></c>' for n in range(min(len(HEAD), 26))
    )
    rows = f'<row r="1">{cells}</row>' + ROWS.replace('<row r="1">', '<row r="2">')
    return book(sheet(rows), parts={"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{items}</sst>'})


def _cell(kind: str, value: str) -> bytes:
    cell = f'<c r="B2" t="{kind}"><v>{value}</v></c>'
    return book(sheet(f'{head_row()}<row r="2">{inline("A2", "503")}{cell}</row>'))


XLSX: dict[str, Callable[[], bytes]] = {
    "strict Open XML": lambda: book(sheet(), office=_STRICT_OFFICE, namespace=_STRICT),
    "strings in runs, with phonetics": _rich_strings,
    "a day as ISO text": lambda: _cell("d", "2026-03-31T00:00:00Z"),
    "a day as ISO text that is none": lambda: _cell("d", "2026-99-99T99:99"),
    "an error of its own": lambda: _cell("e", "#BLOCKED!"),
    "a truth that is neither": lambda: _cell("b", "maybe"),
    "a kind of cell that there is not": lambda: _cell("zzz", "1"),
    "a string by a negative number": lambda: _cell("s", "-1"),
    "a string by a number beyond all": lambda: _cell("s", "99999999999999999999"),
    "days since 1904": lambda: book(sheet(), workbook='<workbookPr date1904="1"/>'),
    "days since 1904, said twice": lambda: book(
        sheet(), workbook='<workbookPr date1904="1"/><workbookPr date1904="0"/>'
    ),
    "encrypted": lambda: compound(b"x" * 5_000, name="EncryptedPackage"),
    "encrypted by a label": lambda: compound(b"x" * 5_000, name="DRMEncryptedTransform"),
    "an old workbook of that name": lambda: compound(xls_stream()),
    "a text of that name": seeds.csv,
    "a compressed text of that name": lambda: gzip.compress(seeds.csv()),
    "an archive with a text": lambda: _zip("extract.csv"),
    "an archive with a workbook": lambda: packed({"a.xlsx": book(sheet())}),
    "an archive that begins as a page": lambda: _stored(_web_page()),
    "a Numbers document": lambda: packed({"Index/Document.iwa": b"x", "preview.jpg": b"x"}),
    "nothing": lambda: b"",
    "one byte": lambda: b"P",
    "the mark of an archive": lambda: b"PK\x03\x04",
    "an empty archive": lambda: packed({}),
    "a pointer to where it is": lambda: (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    ),
}
XLS: dict[str, Callable[[], bytes]] = {
    "a web page": lambda: _web_page().encode(),
    "a web page in UTF-16": lambda: _web_page().encode("utf-16"),
    "a web page in UTF-16 without a mark": lambda: _web_page().encode("utf-16-le"),
    "a web page behind a comment": lambda: _web_page("<!-- from a report -->").encode(),
    "a web page behind 2 KB of spaces": lambda: _web_page(" " * 2_048).encode(),
    "a table alone": lambda: b"<TABLE><TR><TD>LA Code</TD></TR></TABLE>",
    "a division": f"<div>{_web_page()}</div>".encode,
    "a style first": f"<style>td {{ mso-number-format: 0 }}</style>{_web_page()}".encode,
    "a web page of one file": lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related; "
    b"boundary=x\n\n--x\nContent-Type: text/html\n\n" + _web_page().encode(),
    "XML of 2003": lambda: _xml_spreadsheet().encode(),
    "XML of 2003 without a declaration": lambda: _xml_spreadsheet("").encode(),
    "XML of 2003 for Excel": lambda: _xml_spreadsheet(
        '<?mso-application progid="Excel.Sheet"?>'
    ).encode(),
    "XML of 2003 in UTF-16": lambda: _xml_spreadsheet().encode("utf-16"),
    "a flat OpenDocument": lambda: b'<office:document xmlns:office="x"><office:body/>'
    b"</office:document>",
    "SYLK": lambda: _sylk().encode(),
    "a table with tabs": lambda: seeds.csv().replace(b",", b"\t"),
    "a table with tabs in UTF-16": lambda: seeds.csv()
    .decode()
    .replace(",", "\t")
    .encode("utf-16"),
    "Excel 2": lambda: b"\x09\x00\x04\x00\x02\x00\x10\x00" + bytes(500),
    "Excel 4": lambda: b"\x09\x04\x06\x00\x00\x04\x10\x00\x00\x00" + bytes(500),
    "Excel 5": lambda: compound(xls_stream().replace(b"\x00\x06\x05\x00", b"\x00\x05\x05\x00"),
                                name="Book"),
    "protected by a password": lambda: compound(
        struct.pack("<HHHHHHII", 0x809, 16, 0x600, 5, 0, 0, 0, 0)
        + struct.pack("<HHHHH", 0x2F, 6, 0, 1, 2)
        + bytes(2)
        + b"\xaa" * 5_000
    ),
    "a message": lambda: compound(b"x" * 5_000, name="__properties_version1.0"),
    "a folder of nothing": lambda: compound(b"x" * 5_000, name="Nothing"),
    "the mark of an old workbook": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a new workbook of that name": lambda: book(sheet()),
    "a database": lambda: b"\x00\x01\x00\x00Standard Jet DB\x00" + bytes(4_000),
    "a file of SPSS": lambda: b"$FL2@(#) SPSS DATA FILE" + bytes(4_000),
    "a link of Windows": lambda: b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(400),
}  # fmt: skip
CSV: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "one byte": lambda: b"x",
    "a mark alone": lambda: b"\xef\xbb\xbf",
    "half a mark": lambda: b"\xef\xbb",
    "a mark of UTF-16 alone": lambda: b"\xff\xfe",
    "spaces alone": lambda: b" " * 100_000,
    "delimiters alone": lambda: b",,,,\n" * 10_000,
    "a header alone": lambda: seeds.csv().split(b"\n", 1)[0],
    "a header alone, quoted and never closed": lambda: b'"' + seeds.csv().split(b"\n", 1)[0],
    "a line that names the delimiter": lambda: b"sep=,\r\n" + seeds.csv(),
    "a line that names another delimiter": lambda: b"sep=;\r\n" + seeds.csv(),
    "the end of a file of DOS": lambda: seeds.csv() + b"\x1a",
    "zeros behind the end": lambda: seeds.csv() + bytes(1_000_000),
    "zeros before the beginning": lambda: bytes(1_000_000) + seeds.csv(),
    "a mark in the middle": lambda: seeds.csv() + b"\xef\xbb\xbf" + seeds.csv(),
    "UTF-16 the other way round": lambda: seeds.csv().decode().encode("utf-16-be"),
    "UTF-16 behind the mark of UTF-8": lambda: (
        b"\xef\xbb\xbf" + seeds.csv().decode().encode("utf-16-le")
    ),
    "UTF-8 behind the mark of UTF-16": lambda: b"\xff\xfe" + seeds.csv(),
    "UTF-8 and then UTF-16": lambda: seeds.csv() + seeds.csv().decode().encode("utf-16-le"),
    "GB 18030": lambda: b"\x84\x31\x95\x33" + seeds.csv(),
    "another delimiter in each line": lambda: b"\n".join(
        line.replace(b",", (b",", b";", b"\t", b"|")[n % 4])
        for n, line in enumerate(seeds.csv().split(b"\n"))
    ),
    "line breaks of every kind by turns": lambda: b"".join(
        line + (b"\n", b"\r\n", b"\r", b"\n\r")[n % 4]
        for n, line in enumerate(seeds.csv().split(b"\n"))
    ),
    "a delimiter at each end": lambda: b"\n".join(
        b"," + line + b"," for line in seeds.csv().split(b"\n")
    ),
    "the columns turned into rows": lambda: "\n".join(
        ",".join(cells) for cells in zip(*_lines(), strict=False)
    ).encode(),
    "records of JSON": lambda: b"[" + b",".join([b'{"LA Code": "503"}'] * 100) + b"]",
    "packed by bzip2": lambda: bz2.compress(seeds.csv()),
    "packed by xz": lambda: lzma.compress(seeds.csv()),
    "packed by Zstandard": lambda: b"\x28\xb5\x2f\xfd" + bytes(400),
    "an archive of tar": _tar,
    "a file of Arrow": lambda: b"ARROW1\x00\x00" + bytes(400),
    "cells of a million apostrophes": lambda: seeds.csv().replace(b"503,", b"'" * 1_000_000, 3),
    "cells of spelled line breaks": lambda: seeds.csv().replace(
        b"503,", b"x" + b"_x000D_" * 140_000 + b"x,", 3
    ),
    "an amount behind a million spaces": lambda: seeds.csv().replace(
        b"503,", b"1" + b" " * 1_000_000 + b"x,", 3
    ),
}
GZIP: dict[str, Callable[[], bytes]] = {
    "an archive of tar": lambda: gzip.compress(_tar()),
    "a web page": lambda: gzip.compress(_web_page().encode()),
    "a text in UTF-16": lambda: gzip.compress(seeds.csv().decode().encode("utf-16")),
    "a text that is not packed": seeds.csv,
    "a header and records in two members": lambda: b"".join(
        gzip.compress(part) for part in seeds.csv().partition(b"\n")
    ),
    "half a second member": lambda: gzip.compress(seeds.csv()) + gzip.compress(seeds.csv())[:-20],
    "zeros behind it": lambda: gzip.compress(seeds.csv()) + bytes(100_000),
    "nothing": lambda: gzip.compress(b""),
}
