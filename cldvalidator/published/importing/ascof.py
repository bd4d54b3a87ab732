"""ASCOF as DHSC publishes it: the long CSV, and the workbook of time series."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from cldvalidator.problems import InputProblem
from cldvalidator.published.areas import area_of
from cldvalidator.published.importing.numbers import number_or_marker
from cldvalidator.published.importing.tables import (
    FROM_SOURCE,
    PublishedFile,
    Sheet,
    Table,
    csv_sheet,
    workbook_sheets,
)
from cldvalidator.published.importing.taken import (
    DHSC,
    Taken,
    days_of,
    edition_day,
    financial_years,
    header,
    latest_day,
)
from cldvalidator.published.model import Kind, Level, Marker
from cldvalidator.published.packs import packs_of
from cldvalidator.task import Task
from cldvalidator.wording import counted

CSV, WORKBOOK = "ASCOF, CSV file", "ASCOF, time series tables"
IDS = {CSV: "csv", WORKBOOK: "tables"}
FIRST_YEAR = "2024-25"
"""Figures of years before come from SALT, another return, and are not comparable."""
CODE, AREA, MEASURE = "Geographical code", "ONS code", "ASCOF measure code"
GROUP, TYPE, VALUE = "Disaggregation level", "Measure type", "Measure value"
LA_CODE = "Local authority code"
PARTS = ("numerator", "denominator", "outcome")
_TABLE = re.compile(r"table[ _]*(.+)", re.IGNORECASE)
_COLUMN = re.compile(
    r"(20[0-9]{2} to 20[0-9]{2})\b.{0,200}\b(numerator|denominator|outcome)\b", re.I
)
NOTES = (
    "Official statistics in development.",
    "Figures from 2024-25 come from client level data and are not comparable with earlier years,"
    " which came from SALT.",
    "Imported by the user.",
)
Figures = dict[str, Any]
"""By area: numerator, denominator and value, or a marker's letter."""


def is_csv(file: PublishedFile) -> bool:
    """Whether a file is the long CSV, of whatever year."""
    return {"ascofmeasurecode", "measuretype", "measurevalue"} <= _line(file)


def is_workbook(file: PublishedFile) -> bool:
    """Whether a file is a workbook of time series."""
    return file.kind != "CSV" and all(
        part in file.beginning for part in ("table_", "localauthoritycode", "-numerator")
    )


def _line(file: PublishedFile) -> set[str]:
    return {"".join(cell.split()).casefold() for cell in file.first_line}


def read_csv(file: PublishedFile, published: date | None, task: Task) -> Taken:
    """Take the figures of one year. Raises InputProblem.

    The file does not say its year: its name does. Codes of measures may stand alone or with their
    group; they are read by their beginning.
    """
    if "measuregroup" in _line(file):
        raise InputProblem(
            f"“{file.name}” is ASCOF of a year up to 2023-24, which came from SALT and is not"
            " comparable. It was not taken.",
            "Choose the file of 2024 to 2025 or later.",
        )
    table = Table(csv_sheet(file), (CODE, MEASURE, GROUP, TYPE, VALUE), file.name)
    year = _year_of(file)
    known = {_bare(m): m for m, _ in _headline_groups()}
    found: dict[tuple[str, str], dict[str, dict[str, float | Marker]]] = {}
    others: set[str] = set()
    areas: set[str] = set()
    for number, row in table.rows():
        task.step("Reading the figures", number, len(table.sheet.rows))
        area = area_of(table.cell(row, CODE)) or area_of(table.cell(row, AREA))
        measure = _measure(table.cell(row, MEASURE), known)
        part = table.cell(row, TYPE).casefold()
        if area is None or measure is None or part not in PARTS:
            (areas if area is None else others).add(table.cell(row, MEASURE)[:20])
            continue
        try:
            value = number_or_marker(table.cell(row, VALUE))
        except ValueError:
            raise table.problem(number, VALUE, "this is no number and no marker") from None
        of_area = found.setdefault((measure, table.cell(row, GROUP) or "Total"), {})
        parts = of_area.setdefault(area.code, {})
        if part in parts:
            raise table.problem(number, VALUE, "the figure stands twice")
        parts[part] = value
    series = {key: _figures(of_area) for key, of_area in found.items()}
    notes = [f"{counted(len(others), 'code')} of other measures left out."] if others else []
    return _taken(
        CSV, file, _with_headline_groups(series), {year}, notes, published=published, prose=[]
    )


def _year_of(file: PublishedFile) -> str:
    years = financial_years(file.name)
    if not years:
        raise InputProblem(
            f"“{file.name}” does not say which year its figures are of, and its content does not"
            " either.",
            "Give the file its published name, with the year in it, such as ascof-2024-25.csv.",
        )
    if years[-1] < FIRST_YEAR:
        raise InputProblem(
            f"By its name “{file.name}” is of {years[-1]}, which came from SALT and is not"
            " comparable. It was not taken.",
            "Choose the file of 2024 to 2025 or later.",
        )
    return years[-1]


def read_workbook(file: PublishedFile, published: date | None, task: Task) -> Taken:
    """Take the figures of 2024-25 and later from every table that has them. Raises InputProblem."""
    sheets = workbook_sheets(file, _is_wanted, task)
    known = {_bare(m): m for m, _ in _headline_groups()}
    series: dict[tuple[str, str, str], Figures] = {}
    left_out: list[str] = []
    for sheet in sheets:
        name = _TABLE.fullmatch(sheet.name)
        if name is None:
            continue
        measure = known.get(_bare(name[1]))
        try:
            of_sheet = dict(_of_sheet(sheet, file))
        except InputProblem:
            if measure is not None:
                raise
            of_sheet = {}
        if not of_sheet:
            left_out.append(sheet.name)
        for year, figures in of_sheet.items():
            series[measure or name[1].upper(), "Total", year] = figures
    notes = [f"Left out, as no table of numerator, denominator and outcome: {', '.join(left_out)}."]
    prose = [cell for s in sheets if _is_cover(s.name) for row in s.rows for cell in row]
    years = {year for _, _, year in series}
    if not years:
        raise InputProblem(
            f"No table of “{file.name}” has figures of {FIRST_YEAR} or later.", FROM_SOURCE
        )
    by_year = {
        (measure, group, year): figures
        for year in sorted(years)
        for (measure, group), figures in _with_headline_groups(
            {(m, g): f for (m, g, y), f in series.items() if y == year}
        ).items()
    }
    return _taken(
        WORKBOOK, file, by_year, years, notes if left_out else [], published=published, prose=prose
    )


def _is_wanted(name: str) -> bool:
    return bool(_TABLE.fullmatch(name)) or _is_cover(name)


def _is_cover(name: str) -> bool:
    return name.strip().casefold() in ("cover", "cover sheet", "cover_sheet", "contents")


def _of_sheet(sheet: Sheet, file: PublishedFile) -> Iterator[tuple[str, Figures]]:
    table = Table(sheet, (LA_CODE,), file.name)
    columns: dict[str, dict[str, str]] = {}
    for head in table.headers:
        if match := _COLUMN.search(head):
            columns.setdefault(financial_years(match[1])[0], {})[match[2].casefold()] = head
    for year, heads in columns.items():
        if year < FIRST_YEAR or set(heads) != set(PARTS):
            continue
        of_area: dict[str, dict[str, float | Marker]] = {}
        for number, row in table.rows():
            area = area_of(table.cell(row, LA_CODE)) or area_of(table.cell(row, "ONS area code"))
            if area is None:
                continue  # an abolished council, or a note below the table
            parts = of_area.setdefault(area.code, {})
            for part, head in heads.items():
                try:
                    parts[part] = number_or_marker(table.cell(row, head))
                except ValueError:
                    raise table.problem(number, head, "no number and no marker") from None
        yield year, _figures(of_area)


def _figures(of_area: dict[str, dict[str, float | Marker]]) -> Figures:
    found: Figures = {}
    for area, parts in of_area.items():
        outcome = parts.get("outcome", Marker.NOT_AVAILABLE)
        top, bottom = (parts.get(p, Marker.NOT_AVAILABLE) for p in PARTS[:2])
        if isinstance(outcome, Marker):
            found[area] = outcome.value
        else:
            found[area] = [
                None if isinstance(top, Marker) else _short(top),
                None if isinstance(bottom, Marker) else _short(bottom),
                _short(outcome),
            ]
    return found


def _short(number: float) -> float | int:
    return int(number) if number.is_integer() else number


def _headline_groups() -> dict[tuple[str, str], None]:
    """Return measures with the group that their headline is of, as the packs in use have them."""
    ascof = (p for p in packs_of(Kind.FIGURES) if p.edition.id.startswith("ascof-"))
    return dict.fromkeys((m, g) for pack in ascof for m, g, _, _ in pack.figures)


def _with_headline_groups(series: dict[tuple[str, str], Figures]) -> dict[tuple[str, str], Figures]:
    """Name the group that a measure's Total is of, where the program's own tables name one."""
    named = dict(_headline_groups())
    found = {}
    for (measure, group), figures in series.items():
        groups = [g for m, g in named if m == measure]
        is_headline = group == "Total" and len(groups) == 1 and (measure, groups[0]) not in series
        found[measure, groups[0] if is_headline else group] = figures
    return found


def _bare(code: str) -> str:
    return re.sub(r"[^0-9a-z]", "", code.casefold().removeprefix("ascof"))


def _measure(code: str, known: dict[str, str]) -> str | None:
    bare = _bare(code)
    longest = sorted(known, key=len, reverse=True)
    return next((known[k] for k in longest if bare.startswith(k)), None)


def _taken(
    layout: str,
    file: PublishedFile,
    series: dict[Any, Figures],
    years: set[str],
    notes: list[str],
    *,
    published: date | None,
    prose: list[str],
) -> Taken:
    if not series or not any(series.values()):
        raise InputProblem(
            f"“{file.name}” has no figure of an ASCOF measure and an area that is known.",
            FROM_SOURCE,
        )
    latest = max(years)
    _, last = days_of(latest)
    day = edition_day(latest_day(prose, date.today()), published, file.saved, notes)
    if day <= last:
        raise InputProblem(
            f"Figures of {latest} cannot have been published on {day:%d/%m/%Y}.",
            "Say the day of publication with --published.",
        )
    title = f"ASCOF {latest[:4]} to {int(latest[:4]) + 1}"
    content = header(
        Kind.FIGURES, f"ascof-{latest}-{IDS[layout]}", title, day, publisher=DHSC,
        source=f"Adult Social Care Outcomes Framework {latest[:4]} to {int(latest[:4]) + 1}",
        notes=NOTES,
    )  # fmt: skip
    content["series"] = [
        {
            "measure": measure,
            "group": group,
            "year": year[0] if year else latest,
            "first": days_of(year[0] if year else latest)[0].isoformat(),
            "last": days_of(year[0] if year else latest)[1].isoformat(),
            "figures": figures,
        }
        for (measure, group, *year), figures in series.items()
        if figures
    ]
    areas = {area for figures in series.values() for area in figures}
    councils = sum(a is not None and a.level is Level.COUNCIL for a in map(area_of, areas))
    measures = list(dict.fromkeys(key[0] for key in series))
    notes.insert(
        0,
        f"{counted(len(series), 'table')} of {', '.join(sorted(years))} for"
        f" {counted(len(areas), 'area')}, of them"
        f" {counted(councils, 'council')}. Measures: {', '.join(measures)}.",
    )
    return Taken(layout, content, tuple(notes))
