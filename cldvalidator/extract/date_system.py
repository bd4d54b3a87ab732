"""In which date system a workbook counts its days: from 1900, or from 1904 as old Macs did."""

from __future__ import annotations

from typing import Literal
from xml.etree import ElementTree

from cldvalidator.extract.archive_safety import DAMAGE, open_archive
from cldvalidator.extract.file_kind import FileKind
from cldvalidator.extract.sheet_xml import parsed

DateSystem = Literal["1900", "1904", ""]


def date_system(data: bytes, kind: FileKind) -> DateSystem:
    """Return what an XLSX or XLSM workbook says (`workbookPr date1904`); "" where it is not read.

    A number without a date format tells nothing of itself: 43538 is a day of 2019 or of 2023.
    """
    if kind not in ("XLSX", "XLSM"):
        return ""
    with open_archive(data) as archive:
        try:
            members = {name.lower(): name for name in archive.namelist()}
            properties = parsed(archive.read(members["xl/workbook.xml"])).find("{*}workbookPr")
        except (KeyError, ElementTree.ParseError, *DAMAGE):
            return ""
    said = "" if properties is None else properties.get("date1904", "")
    return "1904" if said.lower() in ("1", "true", "on") else "1900"
