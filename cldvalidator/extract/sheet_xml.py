"""What a sheet's values do not tell: errors, formulas without a result, zeros in front, its size.

The reader of values gives a blank for `#N/A` and for a formula that was never calculated, it knows
nothing of a number format that shows zeros in front of a number (`padded_numbers`), and it lays out
the whole rectangle of used cells in memory, so that one stray cell in the last corner would take
all there is. These are looked for in the sheet's own XML, as it is unpacked piece by piece.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

from cldvalidator.extract.archive_safety import DAMAGE, broken_workbook, open_archive
from cldvalidator.extract.file_kind import FileKind
from cldvalidator.extract.padded_numbers import pads
from cldvalidator.task import SILENT, Task

MOST_CELLS = 1 << 27

MOST_STYLES = 1 << 26

_PIECE = 1 << 22
_TAG = 100
"""Bytes of a cell's tag before or after one of its attributes, at most; Excel's are far shorter."""
_ERROR = re.compile(rb'<c ([^>]*\bt="e"[^>]*)>(.*?)</c>', re.S)
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_EMPTY_FORMULA = re.compile(
    rb"<c( [^>]*)?>\s*<f(?: [^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]+[0-9]+:)?([A-Z]{1,3})[0-9]{1,7}"')
_FAR_COLUMN = re.compile(rb' r="([A-Z]{3})[0-9]')
_ROW = re.compile(rb'<row [^>]*\br="([0-9]{1,7})"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ODS_FORMULA = re.compile(rb"<table:table-cell[^>]*table:formula=[^>]*>")
_ODS_FAR = re.compile(
    rb'number-columns-repeated="[0-9]{4,}"[^>]*/>\s*<table:table-cell[^>]*office:value-type'
    rb'|<table:table-cell(?=[^>]*office:value-type)[^>]*number-columns-repeated="[0-9]{4,}"'
    rb'|<table:table-row[^>]*number-rows-repeated="[0-9]{5,}"[^>]*>'
    rb"(?:(?!</table:table-row>).)*?office:value-type",
    re.S,
)


@dataclass
class Unseen:
    """What was found.

    errors: the text of each error cell by row and column, both 0-based. unread_errors: how many
    more there are whose place is not known. padded: the rows (0-based) of cells whose number format
    puts zeros in front, by column (0-based) and format. empty_formulas: formulas without a stored
    result. rows, columns: the number of the last used row and column, as far as the XML says it.
    is_vast: the used rectangle is too large to be laid out. is_malformed: the XML is broken.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    unread_errors: int = 0
    padded: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    empty_formulas: int = 0
    rows: int = 0
    columns: int = 0
    is_vast: bool = False
    is_malformed: bool = False


def look_through(data: bytes, kind: FileKind, sheet: str, task: Task = SILENT) -> Unseen:
    """Search one sheet of an XLSX or XLSM workbook, or all of an ODS workbook; no other is XML.

    Raises InputProblem for an ODS that is not well-formed: calamine can wait for its end for ever.
    """
    found = Unseen()
    if kind not in ("XLSX", "XLSM", "ODS"):
        return found
    with open_archive(data) as archive:
        try:
            if kind == "ODS":
                _search_ods(archive, found, task)
            elif (part := _part_of(archive, sheet)) is not None:
                _search_xlsx(archive, part, found, task)
        except DAMAGE:
            pass  # whether the values can be read all the same, their reader says
        except expat.ExpatError:
            found.is_malformed = True
    if found.is_malformed:
        raise broken_workbook()
    return found


def _search_ods(archive: zipfile.ZipFile, found: Unseen, task: Task) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    for piece in _pieces(archive, "content.xml", (b"<table:table-row",), task):
        parser.Parse(piece)
        found.unread_errors += piece.count(b'calcext:value-type="error"')
        found.is_vast = found.is_vast or _ODS_FAR.search(piece) is not None
        if b"table:formula=" in piece:
            found.empty_formulas += sum(
                b"office:value-type" not in cell[0] for cell in _ODS_FORMULA.finditer(piece)
            )
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise expat.ExpatError  # no workbook has one; entities in it can be made to explode


def _search_xlsx(archive: zipfile.ZipFile, part: str, found: Unseen, task: Task) -> None:
    styles = _padding_styles(archive)
    styled = re.compile(rb' s="(%s)"' % b"|".join(styles))
    for number, piece in enumerate(_pieces(archive, part, (b"<c ", b"<c>"), task)):
        if number == 0 and (dimension := _DIMENSION.search(piece)):
            found.columns = _position(dimension[1]) + 1
        last_row = piece.rfind(b"<row ")
        if last_row >= 0 and (row := _ROW.match(piece, last_row)):
            found.rows = max(found.rows, int(row[1]))
        if _FAR_COLUMN.search(piece):
            far = (_position(cell[1]) + 1 for cell in _FAR_COLUMN.finditer(piece))
            found.columns = max(found.columns, *far)
        if b't="e"' in piece:
            for cell in _ERROR.finditer(piece):
                place, value = _PLACE.search(cell[1]), _VALUE.search(cell[2])
                if place and value:
                    at = int(place[2]) - 1, _position(place[1])
                    found.errors[at] = value[1].decode("utf-8", "replace")
        if styles:
            _note_padded(piece, styled, styles, found)
        if b"<f" in piece:
            found.empty_formulas += sum(
                b't="str"' not in (cell[1] or b"") for cell in _EMPTY_FORMULA.finditer(piece)
            )
    found.is_vast = found.rows * found.columns > MOST_CELLS


def _note_padded(
    piece: bytes, styled: re.Pattern[bytes], styles: dict[bytes, str], found: Unseen
) -> None:
    for style in styled.finditer(piece):
        at = style.start()
        start = piece.rfind(b"<", max(0, at - _TAG), at)
        end = piece.find(b">", at, at + _TAG)
        is_text = piece.find(b' t="s"', start, end) >= 0
        if (
            piece.startswith(b"<c ", start)
            and not is_text
            and (place := _PLACE.search(piece, start, end))
        ):
            key = _position(place[1]), styles[style[1]]
            found.padded.setdefault(key, []).append(int(place[2]) - 1)


def _padding_styles(archive: zipfile.ZipFile) -> dict[bytes, str]:
    """Return the number formats that put zeros in front, by the style number that cells name."""
    members = {name.lower(): name for name in archive.namelist()}
    relations = members.get("xl/_rels/workbook.xml.rels")
    try:
        targets = parsed(archive.read(relations)) if relations is not None else ()
        part = next((t for t in targets if t.get("Type", "").endswith("/styles")), None)
        name = None if part is None else members.get(_path(part))
        if name is None or archive.getinfo(name).file_size > MOST_STYLES:
            return {}
        styles = parsed(archive.read(name))
    except (ElementTree.ParseError, *DAMAGE):
        return {}
    codes = {f.get("numFmtId"): f.get("formatCode", "") for f in styles.iterfind(".//{*}numFmt")}
    cells = [codes.get(x.get("numFmtId"), "") for x in styles.iterfind("{*}cellXfs/{*}xf")]
    return {str(n).encode(): code for n, code in enumerate(cells) if pads(code)}


def _pieces(
    archive: zipfile.ZipFile, part: str, cells: tuple[bytes, ...], task: Task
) -> Iterator[bytes]:
    """Yield the XML in pieces that end before the start of a cell, so that each cell is whole."""
    rest = b""
    with archive.open(part) as xml:
        while read := xml.read(_PIECE):
            task.step("Looking for errors and formulas")
            rest += read
            cut = max(rest.rfind(cell) for cell in cells)
            if cut > 0:
                yield rest[:cut]
                rest = rest[cut:]
    yield rest


def _position(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the name of the archive's member that holds the sheet."""
    members = {name.lower(): name for name in archive.namelist()}
    workbook = members.get("xl/workbook.xml")
    relations = members.get("xl/_rels/workbook.xml.rels")
    if workbook is None or relations is None:
        return None
    try:
        sheets, targets = (parsed(archive.read(name)) for name in (workbook, relations))
    except ElementTree.ParseError:
        return None
    names = {s.get("name"): s.get(_RELATION) for s in sheets.iterfind(".//{*}sheet")}
    for target in targets.iterfind("{*}Relationship"):
        if target.get("Id") == names.get(sheet):
            return members.get(_path(target))
    return None


def _path(target: ElementTree.Element) -> str:
    """Return the name, in small letters, of the member that a relation of the workbook leads to."""
    path = posixpath.normpath(posixpath.join("/xl", target.get("Target", "")))
    return path.lstrip("/").lower()


def parsed(text: bytes) -> ElementTree.Element:
    """Parse a part of a workbook. Raises ParseError for what is no XML or has a DOCTYPE."""
    if b"<!DOCTYPE" in text:  # no workbook has one; entities in it can be made to explode
        raise ElementTree.ParseError
    return ElementTree.fromstring(text)
