"""ONS's statistical nearest neighbours of upper tier authorities, as workbook or as CSV."""

from __future__ import annotations

import re
from datetime import date

from cldvalidator.problems import InputProblem
from cldvalidator.published.areas import area_of
from cldvalidator.published.importing.tables import (
    FROM_SOURCE,
    PublishedFile,
    Sheet,
    Table,
    csv_sheet,
    workbook_sheets,
)
from cldvalidator.published.importing.taken import ONS, Taken, edition_day, header, latest_day
from cldvalidator.published.model import Kind, Level
from cldvalidator.task import Task

LAYOUT = "ONS statistical nearest neighbours, upper tier"
CODE, FIRST = "Upper tier local authority code", "Neighbour 1"
MOST = 15
"""So many are kept, as comparisons with similar councils usually have."""
_NEIGHBOUR = re.compile(r"neighbour ?([0-9]{1,3})(?: code)?", re.IGNORECASE)


def is_one(file: PublishedFile) -> bool:
    """Whether a file is one: it has the header of the table of neighbours."""
    return "uppertierlocalauthoritycode" in file.beginning and "neighbour1" in file.beginning


def read(file: PublishedFile, published: date | None, task: Task) -> Taken:
    """Take the first 15 neighbours of every council. Raises InputProblem."""
    sheets = (
        [csv_sheet(file)] if file.kind == "CSV" else workbook_sheets(file, lambda _: True, task)
    )
    table = _first_table(sheets, file)
    ranked = {int(m[1]): h for h in table.headers if (m := _NEIGHBOUR.fullmatch(h))}
    if set(range(1, MOST + 1)) - set(ranked):
        raise InputProblem(
            f"The table of neighbours in “{file.name}” lacks columns of Neighbour 1 to {MOST}.",
            FROM_SOURCE,
        )
    found: dict[str, list[str]] = {}
    for number, row in table.rows():
        council = area_of(table.cell(row, CODE))
        if council is None or council.level is not Level.COUNCIL:
            continue
        others = []
        for rank in range(1, MOST + 1):
            other = area_of(table.cell(row, ranked[rank]))
            if other is None or other.level is not Level.COUNCIL or other == council:
                raise table.problem(number, ranked[rank], "this is no other council")
            others.append(other.code)
        if len(set(others)) < MOST or council.code in found:
            raise table.problem(number, CODE, "a council stands twice")
        found[council.code] = others
    if not found:
        raise InputProblem(f"“{file.name}” has no council of England.", FROM_SOURCE)
    notes = [f"{MOST} similar councils of each of {len(found):,} councils."]
    prose = [cell for sheet in sheets[:2] for row in sheet.rows[:30] for cell in row]
    day = edition_day(latest_day(prose, date.today()), published, file.saved, notes)
    content = header(
        Kind.NEIGHBOURS, "ons-neighbours", "Statistical nearest neighbours, upper tier", day,
        publisher=ONS, source="Statistical nearest neighbours for local authorities, England",
        notes=["Made from the whole population, not from adult social care."],
    )  # fmt: skip
    return Taken(LAYOUT, content | {"neighbours": found}, tuple(notes))


def _first_table(sheets: list[Sheet], file: PublishedFile) -> Table:
    problem: InputProblem | None = None
    for sheet in sheets:
        try:
            return Table(sheet, (CODE, FIRST), file.name)
        except InputProblem as found:
            problem = problem or found
    assert problem is not None
    raise problem
