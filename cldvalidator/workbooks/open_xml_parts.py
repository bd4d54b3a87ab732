"""The parts of an Open XML workbook (XLSX, XLSM) around its sheets: names, styles, tables."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cldvalidator.workbooks.number_formats import pads
from cldvalidator.workbooks.open_xml_sheet import Searched, search_sheet
from cldvalidator.workbooks.sheet_facts import SheetFacts, area_of
from cldvalidator.workbooks.workbook import DateSystem
from cldvalidator.workbooks.xml_stream import Attributes, Unsound, elements, related, unpacked

MOST_ELEMENTS = 1 << 20
MOST_STYLES = 1 << 16
MOST_TABLES = 200
_YES = frozenset({"1", "true", "on"})


class _Relation(NamedTuple):
    kind: str
    member: str


class OpenXmlParts:
    """What the archive's other parts say, each part parsed once; what is broken says nothing."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {name.lower(): name for name in archive.namelist()}
        self._relations = self._related("xl/workbook.xml")
        self._sheets: dict[str, str] = {}
        self.date_system: DateSystem = ""
        for _, name, attributes in self._elements("xl/workbook.xml"):
            self.date_system = self.date_system or "1900"
            if name == "sheet":
                relation = self._relations.get(related(attributes))
                if relation is not None:
                    self._sheets.setdefault(attributes.get("name", ""), relation.member)
            elif name == "workbookPr" and attributes.get("date1904", "").lower() in _YES:
                self.date_system = "1904"
        self._styles = self._padding_styles()

    def search(self, sheet: str, step: Callable[[int, int], None]) -> Searched:
        """Search a sheet. Raises Unsound, InputProblem."""
        part = self.part_of(sheet)
        if not part:
            return Searched(SheetFacts())
        found = search_sheet(self._archive, part, self._styles, step)
        found.facts.totals = self._totals(part)
        return found

    def part_of(self, sheet: str) -> str:
        """Return the member of the archive that holds a sheet, "" for none."""
        return self._members.get(self._sheets.get(sheet, ""), "")

    def _padding_styles(self) -> dict[str, str]:
        """Return the number formats that put zeros in front, by the style number cells name."""
        codes: dict[str, str] = {}
        styles: dict[str, str] = {}
        number = 0
        part = next((r.member for r in self._relations.values() if r.kind == "styles"), "")
        for parent, name, attributes in self._elements(part):
            if name == "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name == "xf" and parent == "cellXfs":
                code = codes.get(attributes.get("numFmtId", ""), "")
                if number < MOST_STYLES and code and pads(code):
                    styles[str(number)] = code
                number += 1
        return styles

    def _totals(self, part: str) -> list[int]:
        """Return the rows (0-based) that the tables of a sheet have for totals."""
        rows: set[int] = set()
        tables = [r.member for r in self._related(part).values() if r.kind == "table"]
        for table in tables[:MOST_TABLES]:
            for parent, name, attributes in self._elements(table):
                if parent or name != "table":
                    break
                count, area = (
                    attributes.get("totalsRowCount", "0"),
                    area_of(attributes.get("ref", "")),
                )
                if area is not None and count.isdecimal() and len(count) < 4:
                    last = area.last_row + 1
                    rows.update(range(max(area.first_row + 1, last - int(count)), last))
        return sorted(rows)

    def _related(self, part: str) -> dict[str, _Relation]:
        """Return the relations of a part by their identifiers, with members in small letters."""
        folder, name = posixpath.split(part)
        found = {}
        for _, element, attributes in self._elements(f"{folder}/_rels/{name}.rels".lower()):
            if element == "Relationship":
                kind = attributes.get("Type", "").rpartition("/")[2]
                path = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                found[attributes.get("Id", "")] = _Relation(kind, path.lstrip("/").lower())
        return found

    def _elements(self, part: str) -> Iterator[tuple[str, str, Attributes]]:
        """Yield the elements of a part; none of one that is not there or not sound."""
        member = self._members.get(part)
        if member is None:
            return
        try:
            yield from elements(unpacked(self._archive, member), MOST_ELEMENTS)
        except Unsound:
            return
