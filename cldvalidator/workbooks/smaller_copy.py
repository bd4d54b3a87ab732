"""Copies of an Open XML workbook without parts that the library which reads values need not see."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from cldvalidator.workbooks.xml_stream import unpacked

_SHEETS_AND_PICTURES = ("xl/worksheets/", "xl/media/", "xl/drawings/", "xl/charts/", "docprops/")
_TEXTS = "xl/sharedstrings."


def outline(archive: zipfile.ZipFile) -> io.BytesIO:
    """Return the workbook without sheets and texts: the library can tell what sheets it has.

    Opening all of it, the library takes in every text. Raises InputProblem for damaged parts.
    """
    return _copy(archive, (*_SHEETS_AND_PICTURES, _TEXTS), {})


def with_sheet(archive: zipfile.ZipFile, part: str, sheet: bytes) -> io.BytesIO:
    """Return the workbook with one sheet, which another takes the place of.

    part: the member that holds the sheet. Raises InputProblem for damaged parts.
    """
    return _copy(archive, _SHEETS_AND_PICTURES, {part: sheet})


def _copy(
    archive: zipfile.ZipFile, left_out: tuple[str, ...], added: Mapping[str, bytes]
) -> io.BytesIO:
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as made:
        for member in archive.infolist():
            if not member.filename.lower().startswith(left_out):
                part = zipfile.ZipInfo(member.filename)
                part.file_size = member.file_size  # one of gigabytes has another kind of head
                with made.open(part, "w") as copied:
                    for piece in unpacked(archive, member.filename):
                        copied.write(piece)
        for name, content in added.items():
            made.writestr(name, content)
    copy.seek(0)
    return copy
