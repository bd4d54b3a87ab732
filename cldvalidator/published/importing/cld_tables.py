"""DHSC's quarterly tables of client level data: long-term support, and assessments."""

from __future__ import annotations

import calendar
import re
from datetime import date

from cldvalidator.problems import InputProblem
from cldvalidator.published.areas import area_of
from cldvalidator.published.importing.numbers import number_or_marker
from cldvalidator.published.importing.tables import (
    FROM_SOURCE,
    PublishedFile,
    Table,
    workbook_sheets,
)
from cldvalidator.published.importing.taken import (
    DHSC,
    MONTHS,
    Taken,
    day_text,
    edition_day,
    header,
    latest_day,
    month_text,
)
from cldvalidator.published.model import Kind, Marker
from cldvalidator.task import Task
from cldvalidator.wording import counted

LAYOUT = "Client level data, quarterly tables"
SUPPORT, ASSESSMENTS = "Long-term support", "Assessments"
UNIT, CODE, SETTING, AGE = "Area unit", "Area code", "Support setting", "Age group"
_MONTH = re.compile(rf"(?:([0-9]{{1,2}}) )?({'|'.join(MONTHS)}) (20[0-9]{{2}})", re.IGNORECASE)


def is_one(file: PublishedFile) -> bool:
    """Whether a file is one of the two workbooks."""
    return file.kind != "CSV" and all(
        part in file.beginning for part in ("areaunit", "areacode", "agegroup")
    )


def read(file: PublishedFile, published: date | None, task: Task) -> Taken:
    """Take the latest day's people with support, or twelve months' assessments.

    Raises InputProblem. The twelve monthly counts are added up where the table has no total, and
    only for councils that hide none of them.
    """
    sheets = workbook_sheets(file, lambda name: not name.casefold().startswith("note"), task)
    first = next((s for s in sheets if s.name.casefold().replace(" ", "_") == "table_1"), None)
    if first is None:
        raise InputProblem(f"“{file.name}” has no sheet Table_1.", FROM_SOURCE)
    table = Table(first, (UNIT, CODE, AGE), file.name)
    dated = _dated(table)
    if not dated:
        raise InputProblem(
            f"The sheet “{first.name}” of “{file.name}” has no column headed by a month.",
            FROM_SOURCE,
        )
    latest, newest = max((day, head) for head, day in dated.items())
    support = "supportsetting" in table.columns
    wanted = [newest] if support else sorted(dated, key=lambda head: dated[head])[-12:]
    if not support and len(wanted) < 12:
        raise InputProblem(
            f"“{file.name}” has {counted(len(wanted), 'month')} of assessments, not twelve.",
            FROM_SOURCE,
        )
    figures = _figures(table, wanted)
    measure = SUPPORT if support else ASSESSMENTS
    if not figures:
        raise InputProblem(
            f"The sheet “{first.name}” of “{file.name}” has no council's total.", FROM_SOURCE
        )
    notes = [f"{measure} of {len(figures):,} councils to {month_text(latest)}."]
    prose = [c for s in sheets if s.name.casefold().startswith("cover") for r in s.rows for c in r]
    day = edition_day(latest_day(prose, date.today()), published, file.saved, notes)
    if day <= latest:
        raise InputProblem(
            f"Tables to {month_text(latest)} cannot have been published on {day:%d/%m/%Y}.",
            "Say the day of publication with --published.",
        )
    kept = "long-term-support" if support else "assessments"
    content = header(
        Kind.FIGURES, f"cld-{kept}-{latest:%Y-%m}", f"{measure} to {month_text(latest)}", day,
        publisher=DHSC, source=f"Quarterly client level data tables to {month_text(latest)}",
        notes=["Provisional. Numbers are rounded to 5.", "Recording differs between councils."],
    )  # fmt: skip
    months = sorted(dated[head] for head in wanted)
    start = latest if support else months[0].replace(day=1)
    content["series"] = [
        {
            "measure": measure,
            "group": "All",
            "year": day_text(latest) if support else _year(start, latest),
            "first": start.isoformat(),
            "last": latest.isoformat(),
            "provisional": "[p]" in newest.casefold(),
            "figures": figures,
        }
    ]
    return Taken(LAYOUT, content, tuple(notes))


def _dated(table: Table) -> dict[str, date]:
    """Return the columns headed by a day or a month, with its last day."""
    found = {}
    for head in table.headers:
        match = _MONTH.match(head)
        if match is None:
            continue
        month, year = MONTHS.index(match[2].casefold()) + 1, int(match[3])
        last = calendar.monthrange(year, month)[1]
        found[head] = date(year, month, min(int(match[1] or last), last))
    return found


def _figures(table: Table, wanted: list[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for number, row in table.rows():
        area = area_of(table.cell(row, CODE))
        if area is None or not table.cell(row, UNIT).casefold().startswith("local"):
            continue
        cells = [table.cell(row, name) for name in (SETTING, AGE)]
        if not all(cell.casefold().startswith("all") for cell in cells if cell):
            continue
        if area.code in found:
            raise table.problem(number, CODE, "a council's total stands twice")
        total = 0.0
        marker = Marker.SHOWN
        for head in wanted:
            try:
                value = number_or_marker(table.cell(row, head))
            except ValueError:
                raise table.problem(number, head, "this is no number and no marker") from None
            if isinstance(value, Marker):
                marker = value
            else:
                total += value
        found[area.code] = marker.value if marker else [int(total), None, int(total)]
    return found


def _year(first: date, last: date) -> str:
    if (first.month, last.month) == (4, 3):
        return f"{first.year}-{last.year % 100:02}"
    return f"{month_text(first)} to {month_text(last)}"
