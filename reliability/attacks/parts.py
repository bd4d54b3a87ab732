"""Workbooks whose parts around the cells are absurd: shared strings, styles, names, relations."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from reliability.attacks.raw_books import (
    HEAD,
    MAIN,
    ROWS,
    STYLES,
    book,
    head_row,
    inline,
    ods,
    ods_row,
    record,
    relations,
    sheet,
)

ODS_HEAD = ods_row(HEAD[:5])
_STRINGS = "xl/sharedStrings.xml"
_FORMULA = "=cmd|' /C calc'!A0"


def _strings(items: str, rows: int = 50) -> bytes:
    """A workbook of shared strings, whose records name the last of them in column A."""
    last = max(items.count("<si>") - 1, 0)
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{last}</v></c>{inline(f"B{n}", "9990000018")}</row>'
        for n in range(2, rows + 2)
    )
    return book(sheet(head_row() + cells), parts={_STRINGS: f'<sst xmlns="{MAIN}">{items}</sst>'})


def _distinct(count: int, length: int) -> bytes:
    filler = "abcdefghij" * (length // 10)
    return _strings("".join(f"<si><t>{filler}{n}</t></si>" for n in range(count)))


def _named(name: str) -> bytes:
    """A sheet of that name (escaped for XML)."""
    listed = f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets>'
    return book(sheet(), workbook=listed)


def _styled(code: str, rows: int = 2_000) -> bytes:
    """Numbers of a number format (escaped for XML)."""
    cells = "".join(record(n) for n in range(2, rows))
    return book(sheet(head_row() + cells), styles=STYLES.replace("0000000000", code))


def _headed(*headers: str) -> bytes:
    """Further columns of these headers, with a value below each."""
    texts = [*HEAD, *headers]
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c t="inlineStr"><is><t>{t}</t></is></c>' for t in line)
        + "</row>"
        for n, line in enumerate((texts, ["503"] * len(texts)), 1)
    )
    return book(sheet(rows))


def _cells(cell: str) -> bytes:
    """A record with one odd cell in column F."""
    row = record(2).replace('<c r="F2" s="2"><v>45748</v></c>', cell)
    return book(sheet(head_row() + row + record(3)))


def _related(kind: str, target: str, more: str = "") -> bytes:
    relation = relations([("rId1", kind, target)]).replace("/>", f"{more}/>")
    return book(sheet(), parts={"xl/_rels/workbook.xml.rels": relation})


XLSX: dict[str, Callable[[], bytes]] = {
    "one string of 90 MB": lambda: _strings(f"<si><t>{'x' * (90 << 20)}</t></si>", 2),
    "a megabyte in each of 50,000 cells": lambda: _strings(
        f"<si><t>{'x' * (1 << 20)}</t></si>", 50_000
    ),
    "two million strings": lambda: _distinct(2_000_000, 0),
    "a text of a million runs": lambda: _strings(
        "<si>" + "<r><rPr><b/></rPr><t>x</t></r>" * 1_000_000 + "</si>"
    ),
    "runs in runs": lambda: _strings("<si>" + "<r>" * 50_000 + "</si>"),
    "phonetic texts without end": lambda: _strings(
        "<si><t>503</t>" + '<rPh sb="0" eb="1"><t>x</t></rPh>' * 500_000 + "</si>"
    ),
    "a count of strings beyond all": lambda: book(
        sheet(), parts={_STRINGS: f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="-1"/>'}
    ),
    "an attribute of 40 MB": lambda: _strings(f'<si x="{"y" * (40 << 20)}"><t>503</t></si>'),
    "a million attributes": lambda: book(
        sheet(ROWS + "<row " + " ".join(f'a{n}="1"' for n in range(500_000)) + "/>")
    ),
    "fifty thousand namespaces": lambda: book(
        sheet(ROWS + "<row " + " ".join(f'xmlns:a{n}="u{n}"' for n in range(50_000)) + "/>")
    ),
    "a name of 5 MB": lambda: book(sheet(ROWS + f"<{'a' * (5 << 20)}/>")),
    "instructions without end": lambda: book(sheet(ROWS + "<?a b?>" * 2_000_000)),
    "strings in capitals and CDATA": lambda: _strings("<si><t><![CDATA[503]]></t></si>"),
    "characters that are none": lambda: _strings("<si><t>&#0;&#xD800;&#xFFFF;</t></si>"),
    "half characters, escaped": lambda: _strings("<si><t>_xD800__x0000__x005F_</t></si>"),
    "zeros in front without end": lambda: _styled("0" * 100_000),
    "sections without end": lambda: _styled("0;" * 300_000),
    "brackets that are never closed": lambda: _styled("[" * 500_000),
    "quotes that are never closed": lambda: _styled("0" + "&quot;" * 300_001),
    "escapes without end": lambda: _styled("\\" * 500_001),
    "a million number formats": lambda: book(
        sheet(),
        styles=STYLES.replace(
            "<numFmt ",
            "".join(f'<numFmt numFmtId="{n}" formatCode="00{n}"/>' for n in range(200, 300_000))
            + "<numFmt ",
        ),
    ),
    "a million fonts and borders": lambda: book(
        sheet(), styles=STYLES.replace("<cellXfs", "<font><b/></font>" * 900_000 + "<cellXfs")
    ),
    "a style that is not there": lambda: _cells('<c r="F2" s="4294967295"><v>45748</v></c>'),
    "a negative style": lambda: _cells('<c r="F2" s="-1"><v>45748</v></c>'),
    "a dimension of everything": lambda: book(
        sheet(before='<dimension ref="A1:XFD1048576"/>')
    ),
    "a dimension beyond all": lambda: book(
        sheet(before='<dimension ref="A1:ZZZZZZZ99999999999999999999"/>')
    ),
    "a dimension that runs backwards": lambda: book(sheet(before='<dimension ref="Z9:A1"/>')),
    "a dimension in Greek": lambda: book(
        sheet(before='<dimension ref="\u0391\u0661:\uff21\uff11"/>')
    ),
    "columns without end": lambda: book(
        sheet(before='<cols><col min="1" max="4294967295" hidden="1"/></cols>')
    ),
    "a million empty rows": lambda: book(
        sheet(ROWS + "".join(f'<row r="{n}"/>' for n in range(6, 1_048_577)))
    ),
    "all rows hidden": lambda: book(
        sheet(ROWS + "".join(f'<row r="{n}" hidden="1"/>' for n in range(6, 1_048_577)))
    ),
    "the same cell a million times": lambda: book(
        sheet(ROWS + '<row r="9">' + '<c r="A9"><v>1</v></c>' * 1_000_000 + "</row>")
    ),
    "the same row many times": lambda: book(sheet(head_row() + record(2) * 20_000)),
    "rows from last to first": lambda: book(
        sheet(head_row() + "".join(record(n) for n in range(20_000, 1, -1)))
    ),
    "text between cells": lambda: book(sheet(ROWS + "x" * (40 << 20))),
    "a formula of 40 MB": lambda: _cells(f'<c r="F2"><f>{"1+" * (20 << 20)}1</f><v>2</v></c>'),
    "a shared formula beyond all": lambda: _cells(
        '<c r="F2"><f t="shared" si="4294967295" ref="A1:XFD1048576">1</f></c>'
    ),
    "an array formula of everything": lambda: _cells(
        '<c r="F2"><f t="array" ref="A1:XFD1048576">1</f><v>1</v></c>'
    ),
    "a date of 1e308": lambda: _cells('<c r="F2" s="2"><v>1e308</v></c>'),
    "a date of -1e300": lambda: _cells('<c r="F2" s="2"><v>-1e300</v></c>'),
    "a date just beyond the last": lambda: _cells('<c r="F2" s="2"><v>2958466</v></c>'),
    "a date of minus nothing": lambda: _cells('<c r="F2" s="2"><v>-0.0</v></c>'),
    "an ISO date beyond all": lambda: _cells('<c r="F2" t="d"><v>99999999-99-99T99:99</v></c>'),
    "a boolean of 5": lambda: _cells('<c r="F2" t="b"><v>5</v></c>'),
    "an error of its own": lambda: _cells('<c r="F2" t="e"><v>#EVIL!</v></c>'),
    "a kind of its own": lambda: _cells('<c r="F2" t="zzz"><v>5</v></c>'),
    "a string numbered -1": lambda: _cells('<c r="F2" t="s"><v>-1</v></c>'),
    "a string numbered 1e300": lambda: _cells('<c r="F2" t="s"><v>1e300</v></c>'),
    "a reference upside down": lambda: _cells('<c r="2F"><v>1</v></c>'),
    "a reference of a megabyte": lambda: _cells(f'<c r="{"A" * (1 << 20)}2"><v>1</v></c>'),
    "a name of 31 apostrophes": lambda: _named("'" * 31),
    "an apostrophe in place 31": lambda: _named("a" * 30 + "'"),
    "a name of a megabyte": lambda: _named("a" * (1 << 20)),
    "a name that steers": lambda: _named("a&#10;&#9;b\u202ecsv.exe\u200b=1+1/\\?*[]"),
    "a name of nothing": lambda: _named(""),
    "two sheets of one name": lambda: book(
        sheet(),
        sheet(),
        workbook='<sheets><sheet name="A" sheetId="1" r:id="rId1"/>'
        '<sheet name="A" sheetId="1" r:id="rId2"/></sheets>',
    ),
    "a million names": lambda: book(
        sheet(),
        workbook="<definedNames>"
        + '<definedName name="a">A1:XFD1048576</definedName>' * 600_000
        + "</definedNames>",
    ),
    "a sheet outside the archive": lambda: _related("worksheet", "../../../../etc/passwd"),
    "a sheet on the network": lambda: _related(
        "worksheet", "http://127.0.0.1:9/sheet.xml", ' TargetMode="External"'
    ),
    "a sheet on a share": lambda: _related("worksheet", "\\\\127.0.0.1\\x\\sheet.xml"),
    "a sheet that is the styles": lambda: _related("worksheet", "styles.xml"),
    "a sheet that is a chart": lambda: _related("chartsheet", "worksheets/sheet1.xml"),
    "relations without end": lambda: book(
        sheet(),
        parts={
            "xl/_rels/workbook.xml.rels": relations(
                [(f"rId{n}", "worksheet", "worksheets/sheet1.xml") for n in range(200_000)]
            )
        },
    ),
    "a header that runs": lambda: _headed(_FORMULA, "\uff1d1+1", "@SUM(1)", "\u202e=1+1"),
    "a header of line feeds": lambda: _headed("Sex&#10;of&#13;the&#9;person", "&#10;&#10;=1+1"),
    "a header of 40,000 characters": lambda: _headed("x" * 40_000, "Gender " * 6_000),
    "a thousand headers alike": lambda: _headed(*["Gender"] * 1_000),
    "a thousand headers of numbers": lambda: _headed(*(f"Gender {n}" for n in range(1_000))),
    "headers of marks that combine": lambda: _headed("Gender" + "\u0301" * 30_000),
    "styles in UTF-32": lambda: book(sheet(), parts={"xl/styles.xml": STYLES.encode("utf-32")}),
    "a sheet in UTF-7": lambda: book(
        sheet(), parts={"xl/worksheets/sheet1.xml": sheet().replace("UTF-8", "UTF-7")}
    ),
    "a sheet in an encoding of its own": lambda: book(
        sheet(), parts={"xl/worksheets/sheet1.xml": sheet().replace("UTF-8", "x-mine")}
    ),
}  # fmt: skip
_TEXT = '<table:table-cell office:value-type="string">{}</table:table-cell>'
ODS: dict[str, Callable[[], bytes]] = {
    "spaces repeated": lambda: ods(
        ODS_HEAD + ods_row((), "", _TEXT.format('<text:p>a<text:s text:c="999999999"/>b</text:p>'))
    ),
    "spaces repeated in many cells": lambda: ods(
        ODS_HEAD
        + ods_row((), "", _TEXT.format('<text:p>a<text:s text:c="900000"/>b</text:p>') * 5) * 5_000
    ),
    "a text repeated to the end": lambda: ods(
        ODS_HEAD
        + ods_row((), "", _TEXT.format(f"<text:p>{'x' * 100_000}</text:p>").replace(
            "office:", 'table:number-columns-repeated="16384" office:', 1)) * 20
    ),
    "half a million paragraphs": lambda: ods(
        ODS_HEAD + ods_row((), "", _TEXT.format("<text:p>x</text:p>" * 500_000))
    ),
    "an annotation in each cell": lambda: ods(
        ODS_HEAD
        + ods_row((), "", _TEXT.format(
            f"<office:annotation><text:p>{'x' * 50}</text:p></office:annotation><text:p>503"
            "</text:p>") * 5) * 20_000
    ),
    "dates that are none": lambda: ods(
        ODS_HEAD
        + "".join(
            f'<table:table-row><table:table-cell office:value-type="date" office:date-value="{d}"/>'
            "</table:table-row>"
            for d in ("99999999-99-99", "-1e300", "", "2025-02-30T25:61:61", "+1-1-1")
        )
    ),
    "numbers that are none": lambda: ods(
        ODS_HEAD
        + "".join(
            f'<table:table-row><table:table-cell office:value-type="{k}" office:value="{d}"/>'
            "</table:table-row>"
            for k in ("float", "percentage", "currency", "time", "boolean", "void")
            for d in ("1e999", "nan", "-1e300", "", "x", "9" * 5_000)
        )
    ),
    "rows repeated less than nothing": lambda: ods(
        ODS_HEAD + ods_row(("503",) * 5, 'table:number-rows-repeated="-1"')
    ),
    "rows repeated by halves": lambda: ods(
        ODS_HEAD + ods_row(("503",) * 5, 'table:number-rows-repeated="2.5"')
    ),
    "groups in groups": lambda: ods("<table:table-row-group>" * 20_000),
    "a thousand tables": lambda: ods(
        (ODS_HEAD + '</table:table><table:table table:name="=1+1">') * 3_000
    ),
}  # fmt: skip

_BIG = 1_500 << 20


def _vast(item: str) -> bytes:
    """1.5 GB of shared strings, in pieces, as far as one packs to about a tenth."""
    out = io.BytesIO()
    base = book(sheet(head_row() + '<row r="2"><c r="A2" t="s"><v>1</v></c></row>'))
    with (
        zipfile.ZipFile(io.BytesIO(base)) as sound,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
    ):
        for member in sound.infolist():
            if member.filename != _STRINGS:
                made.writestr(member, sound.read(member))
        with made.open(_STRINGS, "w", force_zip64=True) as part:
            part.write(f'<sst xmlns="{MAIN}">'.encode())
            size = number = 0
            while size < _BIG:
                piece = "".join(item.format(n) for n in range(number, number + 20_000)).encode()
                part.write(piece)
                size, number = size + len(piece), number + 20_000
            part.write(b"</sst>")
    return out.getvalue()


LARGE: dict[str, Callable[[], bytes]] = {
    "1.5 GB of distinct strings": lambda: _vast("<si><t>{0} {0} {0} {0} {0}</t></si>"),
    "1.5 GB of runs": lambda: _vast(
        "<si>" + '<r><rPr><b/><sz val="{0}"/></rPr><t>{0}</t></r>' * 40 + "</si>"
    ),
    "1.5 GB of long strings": lambda: _vast("<si><t>{0:>9}" + "abcdefgh {0:>7}" * 60 + "</t></si>"),
}
