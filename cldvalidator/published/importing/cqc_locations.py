"""The register of CQC locations: the care directory with filters, active locations."""

from __future__ import annotations

import re
from datetime import date

import numpy as np

from cldvalidator.problems import InputProblem
from cldvalidator.published.importing.tables import (
    FROM_SOURCE,
    PublishedFile,
    Sheet,
    Table,
    workbook_sheets,
)
from cldvalidator.published.importing.taken import REGISTER, Taken, header, month_text
from cldvalidator.registers.imported import CQC_LOCATIONS
from cldvalidator.task import Task
from cldvalidator.workbooks.guard import GuardedBook
from cldvalidator.workbooks.ods_table import plain

LAYOUT = "CQC locations, care directory with filters"
ID, START, NAME, PROVIDER = (
    "Location ID", "Location HSCA start date", "Location Name", "Provider Name",
)  # fmt: skip
WANTED = (ID, START, NAME, PROVIDER)
_ID = re.compile(r"1-[0-9]{6,12}|[A-Z0-9]{3,10}")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?")
_BRITISH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: .*)?")
_EPOCH = date(1970, 1, 1)
FEWEST = 20
LONGEST_NAME = 200


def is_one(file: PublishedFile) -> bool:
    """Whether a file is the directory: a workbook with the headers of its table of locations."""
    return file.kind in ("ODS", "XLSX") and all(
        plain(part) in file.beginning for part in (ID, START)
    )


def read(file: PublishedFile, published: date | None, task: Task) -> Taken:
    """Take id, start, name and provider of every location. Raises InputProblem, Cancelled.

    The edition is the last day on which a location was registered, not later than the file.
    """
    table = _table(file, task)
    codes: list[str] = []
    opened: list[int | None] = []
    names: list[str] = []
    providers: list[str] = []
    seen: set[str] = set()
    for number, row in table.rows():
        code, start, name, provider = (table.cell(row, header) for header in WANTED)
        if not _ID.fullmatch(code):
            raise table.problem(number, ID, "this is no id of a location")
        if code in seen:
            raise table.problem(number, ID, "the id stands twice")
        seen.add(code)
        codes.append(code)
        try:
            opened.append(_day(start))
        except ValueError:
            raise table.problem(number, START, "this is no day") from None
        names.append(name[:LONGEST_NAME])
        providers.append(provider[:LONGEST_NAME])
    if len(codes) < FEWEST:
        raise InputProblem(
            f"“{file.name}” has {len(codes):,} locations: it is not the whole register.",
            FROM_SOURCE,
        )
    most = (file.saved - _EPOCH).days
    days = [d for d in opened if d is not None and d <= most]
    day = published or (date.fromordinal(_EPOCH.toordinal() + max(days)) if days else file.saved)
    notes = [
        f"{len(codes):,} active locations with {', '.join(WANTED[1:])}.",
        f"The edition is of {month_text(day)}, when the last location was registered.",
    ]
    content = header(
        REGISTER, CQC_LOCATIONS, "CQC locations", day, edition=month_text(day),
        publisher="Care Quality Commission", source="Care directory with filters, active locations",
        notes=["Imported by the user.", "Locations that have closed are in another file."],
    )  # fmt: skip
    content |= {
        "codes": codes, "opened": opened, "closed": [None] * len(codes),
        "names": names, "providers": providers,
    }  # fmt: skip
    return Taken(LAYOUT, content, tuple(notes[: 1 if published else 2]))


def _table(file: PublishedFile, task: Task) -> Table:
    """Return the table of locations; an ODS is read as it is unpacked, for it is vast."""
    if file.kind != "ODS":
        sheets = workbook_sheets(file, _is_of_active, task)
        return Table(sheets[0], WANTED, file.name)
    with GuardedBook(task) as book:
        columns, header_row = book.stream_table(file.data, ID, WANTED)
    lacking = [name for name in WANTED if plain(name) not in columns]
    if lacking:
        raise InputProblem(
            f"The table of locations in “{file.name}” has no column {', '.join(lacking)}.",
            FROM_SOURCE,
        )
    texts = [
        np.array(columns[plain(n)].texts.to_pylist(), object)[np.asarray(columns[plain(n)].codes)]
        for n in WANTED
    ]
    rows = [list(WANTED), *(list(row) for row in zip(*texts, strict=True))]
    return Table(Sheet("Active locations", rows, first=header_row + 1), WANTED, file.name)


def _is_of_active(name: str) -> bool:
    return "activelocations" in plain(name).replace("_", "")


def _day(text: str) -> int | None:
    """Return a day as a number; None for a blank. Raises ValueError."""
    if not text:
        return None
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _BRITISH.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        raise ValueError
    return (date(year, month, day) - _EPOCH).days
