"""Workbooks spelled by hand, as no library that the tests have would spell them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = ("LA Code", "NHS Number", "Client Type", "Event Type", "Event Reference", "Event Start Date")
PADDED, DATE = 1, 2
SHARED = ("styles", "sharedStrings")
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="170" '
    'formatCode="0000000000"/></numFmts><cellXfs count="3"><xf numFmtId="0"/>'
    '<xf numFmtId="170"/><xf numFmtId="14"/></cellXfs></styleSheet>'
)


def letter(column: int) -> str:
    """Excel's letters of a column (0-based)."""
    first, rest = divmod(column, 26)
    return (letter(first - 1) if first else "") + chr(65 + rest)


def inline(reference: str, text: str, prefix: str = "") -> str:
    p = prefix
    return f'<{p}c r="{reference}" t="inlineStr"><{p}is><{p}t>{escape(text)}</{p}t></{p}is></{p}c>'


def head_row(prefix: str = "", number: int = 1) -> str:
    cells = "".join(inline(f"{letter(i)}{number}", t, prefix) for i, t in enumerate(HEAD))
    return f'<{prefix}row r="{number}">{cells}</{prefix}row>'


def record(number: int, prefix: str = "") -> str:
    """A row: a padded number, an error, a formula without a result, and a date."""
    p = prefix
    cells = (
        inline(f"A{number}", "503", p),
        f'<{p}c r="B{number}" s="{PADDED}"><{p}v>{12345679 + number}</{p}v></{p}c>',
        f'<{p}c r="C{number}" t="e"><{p}v>#N/A</{p}v></{p}c>',
        inline(f"D{number}", "Request", p),
        f'<{p}c r="E{number}"><{p}f>1+1</{p}f></{p}c>',
        f'<{p}c r="F{number}" s="{DATE}"><{p}v>45748</{p}v></{p}c>',
    )
    return f'<{p}row r="{number}">{"".join(cells)}</{p}row>'


ROWS = head_row() + "".join(record(n) for n in range(2, 6))


def sheet(rows: str = ROWS, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{namespace}" '
        f'xmlns:r="{OFFICE}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def prefixed(rows: str, prefix: str, after: str = "") -> str:
    p = prefix
    return (
        f'<{p}worksheet xmlns:{p[:-1]}="{MAIN}"><{p}sheetData>{rows}</{p}sheetData>'
        f"{after}</{p}worksheet>"
    )


def book(
    *sheets: str,
    parts: Mapping[str, str | bytes] | None = None,
    workbook: str = "",
    office: str = OFFICE,
    namespace: str = MAIN,
    styles: str = STYLES,
) -> bytes:
    """An XLSX of sheets that are given as XML; parts: further ones, or others in their place."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    targets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    targets += [
        ("rId9001", "styles", "styles.xml"),
        ("rId9002", "sharedStrings", "sharedStrings.xml"),
    ]
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relations([("rId1", "officeDocument", "xl/workbook.xml")], office),
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{office}">{workbook}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(targets, office),
        "xl/styles.xml": styles,
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}"/>',
    }
    content |= {f"xl/worksheets/sheet{n}.xml": s for n, s in zip(numbers, sheets, strict=True)}
    return packed(content | dict(parts or {}))


def relations(targets: Sequence[tuple[str, str, str]], office: str = OFFICE) -> str:
    body = "".join(
        f'<Relationship Id="{i}" Type="{office}/{kind}" Target="{target}"/>'
        for i, kind, target in targets
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{body}</Relationships>'


def packed(content: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return out.getvalue()


def ods(table: str, prolog: str = "") -> bytes:
    """An ODS whose table's content is given as XML."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?>{prolog}<office:document-content '
        f'xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0" xmlns:calcext="urn:org:documentfoundation:names:calcext">'
        f'<office:body><office:spreadsheet><table:table table:name="S1">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"/>'
    return packed({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def ods_row(texts: Sequence[str], attributes: str = "", more: str = "") -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(t)}</text:p>'
        "</table:table-cell>"
        for t in texts
    )
    return f"<table:table-row {attributes}>{cells}{more}</table:table-row>"
