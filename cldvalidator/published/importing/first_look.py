"""A first look at a file: may it be a publication? Cheap, so that every file can have one."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

from cldvalidator.workbooks.archive_safety import DAMAGE

_START = 1 << 12
_OF_CONTENT = 1 << 18
_HEADERS = (
    {"measuretype", "measurevalue"},
    {"geography_code", "obs_value"},
    {"uppertierlocalauthoritycode"},
)
_PRACTICE = re.compile(r"[a-z]{1,3}[0-9]{3,5}|orgcode|organisationcode|code")
_PRACTICE_COLUMNS = 27
_SHEETS = re.compile(
    rb'name="(?:[^"]*(?:MYE2|MYEB1|Active_Locations)|table[ _]?[0-9])|Area unit', re.IGNORECASE
)
_NAMED = re.compile(rb"name=\"(?:readme|cover[ _]?(?:sheet)?)\"", re.IGNORECASE)


def may_be_published(path: Path) -> bool:
    """Whether a file looks like a publication by its beginning; any fault of it says no."""
    try:
        with path.open("rb") as file:
            start = file.read(_START)
        if not start.startswith(b"PK"):
            return _is_first_line(start.partition(b"\n")[0].decode("utf-8-sig", "replace"))
        with zipfile.ZipFile(path) as archive:
            for name in ("xl/workbook.xml", "content.xml"):
                if name in archive.namelist():
                    with archive.open(name) as part:
                        text = part.read(_OF_CONTENT)
                    return bool(_SHEETS.search(text) or _NAMED.search(text))
    except DAMAGE:
        return False
    return False


def _is_first_line(line: str) -> bool:
    try:
        cells = ["".join(c.split()).casefold() for c in next(csv.reader([line]), [])]
    except csv.Error:
        return False
    if len(cells) == _PRACTICE_COLUMNS and _PRACTICE.fullmatch(cells[0]):
        return True
    return any(headers <= set(cells) for headers in _HEADERS)
