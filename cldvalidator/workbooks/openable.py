"""Whether a small workbook may be opened whole, with its structure, by openpyxl.

It makes an object for each cell of a merged area, follows entities, and holds every cell in memory,
so that a few kilobytes can take all there is. What it is given has been looked through before.
"""

from __future__ import annotations

import zipfile

from cldvalidator.problems import InputProblem
from cldvalidator.workbooks.archive_safety import broken_workbook, check_sizes, open_archive
from cldvalidator.workbooks.sheet_facts import area_of
from cldvalidator.workbooks.xml_stream import Unsound, elements, has_doctype, unpacked, xml_members

MOST_BYTES = 100 << 20
MOST_ELEMENTS = 4 << 20
MOST_MERGED_CELLS = 200_000


def check_openable(data: bytes) -> None:
    """Raise InputProblem for a workbook that is broken, or that openpyxl should not be given."""
    archive = open_archive(data)
    if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
        raise _too_much()
    check_sizes(data, archive)
    for name in xml_members(archive):
        if has_doctype(archive, name):
            raise broken_workbook()
        if not name.lower().endswith((".vml", ".rels")):
            _check_merged(archive, name)


def _check_merged(archive: zipfile.ZipFile, part: str) -> None:
    cells = 0
    is_sound = True
    try:
        for _, name, attributes in elements(unpacked(archive, part), MOST_ELEMENTS):
            area = area_of(attributes.get("ref", "")) if name == "mergeCell" else None
            if area is not None:
                height = area.last_row - area.first_row + 1
                cells += height * (area.last_column - area.first_column + 1)
    except Unsound:
        is_sound = False
    if not is_sound:
        raise broken_workbook()
    if cells > MOST_MERGED_CELLS:
        raise _too_much()


def _too_much() -> InputProblem:
    return InputProblem(
        "The workbook has far more cells, or far larger merged cells, than one of its kind does.",
        "Choose the workbook as it was sent or written; if it is, save its sheets as a new one.",
    )
