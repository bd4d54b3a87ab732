"""The register of GP practices: epraccur of the NHS Organisation Data Service, in both dialects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from cldvalidator.problems import InputProblem
from cldvalidator.published.importing.tables import (
    FROM_SOURCE,
    PublishedFile,
    Sheet,
    Table,
    csv_sheet,
)
from cldvalidator.published.importing.taken import REGISTER, Taken, header, month_text
from cldvalidator.registers.imported import GP_PRACTICES
from cldvalidator.task import Task

LAYOUT = "GP practices, epraccur"
COLUMNS = 27
CODE, OPENED, CLOSED, STATUS, SETTING = 0, 10, 11, 12, 25
_CODE = re.compile(r"[A-Z][0-9]{5}|[A-Z]{3}[0-9]{3}|[A-Z0-9]{6}")
_DAY = re.compile(r"(?:[0-9]{8})?")
_STATUSES = frozenset(("A", "C", "D", "P", "ACTIVE", "INACTIVE", "DORMANT", "PROPOSED"))
_HEADERS = frozenset(("orgcode", "organisationcode", "code"))
_EPOCH = date(1970, 1, 1)
FEWEST = 20
"""A file of fewer practices is no register."""


def is_one(file: PublishedFile) -> bool:
    """Whether a file is one: 27 columns, with a code, two days and a status where they belong."""
    first = [cell.strip() for cell in file.first_line]
    return len(first) == COLUMNS and (_is_practice(first) or first[CODE].casefold() in _HEADERS)


def _is_practice(row: Sequence[str]) -> bool:
    return bool(
        _CODE.fullmatch(row[CODE])
        and _DAY.fullmatch(row[OPENED])
        and _DAY.fullmatch(row[CLOSED])
        and row[STATUS].upper() in _STATUSES
    )


def read(file: PublishedFile, published: date | None, task: Task) -> Taken:
    """Take code, opening and closing day of every line. Raises InputProblem.

    The edition is the last day on which a practice opened or closed, not later than the file.
    """
    rows = csv_sheet(file).rows
    names = [f"column {n + 1}" for n in range(COLUMNS)]
    table = Table(Sheet("", [names, *rows], first=0), names[:1], file.name)
    codes: list[str] = []
    opened: list[int | None] = []
    closed: list[int | None] = []
    seen: set[str] = set()
    practices = active = 0
    for number, row in table.rows():
        task.step("Reading the register", number, len(rows))
        cells = [cell.strip() for cell in row]
        if number == 1 and cells[0].casefold().replace(" ", "") in _HEADERS:
            continue
        if len(cells) != COLUMNS or not _is_practice(cells):
            raise table.problem(number, "1 to 27", "this is no line of epraccur")
        if cells[CODE] in seen:
            raise table.problem(number, "1", "the code stands twice")
        seen.add(cells[CODE])
        codes.append(cells[CODE])
        opened.append(_day(table, number, cells, OPENED))
        closed.append(_day(table, number, cells, CLOSED))
        roles = cells[SETTING].split("|")
        practices += "4" in roles or "RO76" in roles
        active += cells[STATUS].upper() in ("A", "ACTIVE")
    if len(codes) < FEWEST or not practices:
        raise InputProblem(
            f"“{file.name}” has {len(codes):,} codes, and {practices:,} of them of GP practices: it"
            " is not the whole register.",
            FROM_SOURCE,
        )
    most = (file.saved - _EPOCH).days
    days = [d for d in (*opened, *closed) if d is not None and d <= most]
    day = published or (date.fromordinal(_EPOCH.toordinal() + max(days)) if days else file.saved)
    notes = [
        f"{len(codes):,} codes, {practices:,} of them GP practices, {active:,} active.",
        f"The edition is of {month_text(day)}, when the last practice opened or closed.",
    ]
    content = header(
        REGISTER, GP_PRACTICES, "GP practices", day, edition=month_text(day),
        publisher="NHS England", source="NHS Organisation Data Service, epraccur",
        notes=["Imported by the user."],
    )  # fmt: skip
    content |= {"codes": codes, "opened": opened, "closed": closed, "names": [], "providers": []}
    return Taken(LAYOUT, content, tuple(notes[: 1 if published else 2]))


def _day(table: Table, number: int, cells: Sequence[str], place: int) -> int | None:
    text = cells[place]
    if not text:
        return None
    try:
        return (date(int(text[:4]), int(text[4:6]), int(text[6:])) - _EPOCH).days
    except ValueError:
        raise table.problem(number, f"{place + 1}", "this is no day") from None
