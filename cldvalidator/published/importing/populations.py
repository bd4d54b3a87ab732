"""ONS's mid-year estimates: MYE2 by area, MYEB1 by district, and Nomis's CSV."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache

from cldvalidator.bundled import bundled
from cldvalidator.problems import InputProblem
from cldvalidator.published.areas import area_of, areas_at, region_of
from cldvalidator.published.importing.numbers import whole_number
from cldvalidator.published.importing.tables import (
    FROM_SOURCE,
    PublishedFile,
    Table,
    csv_sheet,
    workbook_sheets,
)
from cldvalidator.published.importing.taken import (
    ONS,
    Taken,
    edition_day,
    header,
    latest_day,
)
from cldvalidator.published.model import ENGLAND, Kind, Level
from cldvalidator.task import Task
from cldvalidator.wording import counted

MYE2, MYEB1, NOMIS = "ONS population, MYE2", "ONS population, MYEB1", "ONS population, Nomis CSV"
IDS = {MYE2: "mye2", MYEB1: "myeb1", NOMIS: "nomis"}
BANDS = ["18 to 64", "65 and above"]
NOMIS_HEADERS = ("GEOGRAPHY_CODE", "DATE_NAME", "GENDER_NAME", "C_AGE_NAME", "OBS_VALUE")
_AGE = re.compile(r"(?:aged? )?([0-9]{1,3})( ?\+| and over)?", re.IGNORECASE)
_MID_YEAR = re.compile(r"\bmid[- ](20[0-9]{2})\b", re.IGNORECASE)
_PEOPLE = re.compile(r"population_(20[0-9]{2})", re.IGNORECASE)
OLDEST = 90
People = dict[str, list[int]]


def is_mye2(file: PublishedFile) -> bool:
    """Whether a file is the workbook of estimates by area."""
    return file.kind != "CSV" and "mye2-persons" in file.beginning


def is_myeb1(file: PublishedFile) -> bool:
    """Whether a file is the workbook of components of change."""
    return file.kind != "CSV" and "myeb1" in file.beginning and "ladcode" in file.beginning


def is_nomis(file: PublishedFile) -> bool:
    """Whether a file is a CSV from Nomis."""
    return {h.casefold() for h in NOMIS_HEADERS} <= {c.casefold() for c in file.first_line}


def read_mye2(file: PublishedFile, published: date | None, task: Task) -> Taken:
    """Take the areas of England whose code is known. Raises InputProblem."""
    (sheet,) = workbook_sheets(file, lambda n: "".join(n.split()) == "MYE2-Persons", task)[:1]
    table = Table(sheet, ("Code", "Name", "All ages", "0", "18", "64"), file.name)
    prose = [cell for row in sheet.rows[:12] for cell in row]
    years = [int(y) for text in prose for y in _MID_YEAR.findall(text)]
    years = years or [2000 + int(y) for y in re.findall(r"mye([0-9]{2})tables", file.name)]
    if not years:
        raise InputProblem(
            f"The sheet “{sheet.name}” of “{file.name}” does not say which mid-year it is of.",
            FROM_SOURCE,
        )
    ages = _ages(table)
    people: People = {}
    for number, row in table.rows():
        area = area_of(table.cell(row, "Code"))
        if area is None:
            continue
        counts = {a: _count(table, number, row, head) for a, head in ages.items()}
        if sum(counts.values()) != _count(table, number, row, "All ages"):
            raise table.problem(number, "All ages", "the ages do not add up to it")
        people[area.code] = _bands(counts)
    return _taken(MYE2, file, people, max(years), prose=prose, published=published)


def read_myeb1(file: PublishedFile, published: date | None, task: Task) -> Taken:
    """Add districts up to councils, for the latest year. Raises InputProblem."""
    (sheet,) = workbook_sheets(file, lambda n: n.strip() == "MYEB1", task)[:1]
    lad = next((c for row in sheet.rows[:30] for c in row if c.lower().startswith("ladcode")), "")
    table = Table(sheet, (lad or "ladcode23", "sex", "age"), file.name)
    years = {int(m[1]): head for head in table.headers if (m := _PEOPLE.fullmatch(head))}
    if not years:
        raise InputProblem(
            f"The sheet “{sheet.name}” of “{file.name}” has no column population_2024 or the like.",
            FROM_SOURCE,
        )
    year = max(years)
    counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    seen: set[tuple[str, str, str]] = set()
    for number, row in table.rows():
        task.step("Adding districts up", number, len(sheet.rows))
        code, sex, age = (table.cell(row, n) for n in (lad, "sex", "age"))
        if not code.startswith("E"):
            continue
        if (code, sex, age) in seen:
            raise table.problem(number, "age", "the same district, sex and age stand twice")
        seen.add((code, sex, age))
        council = _council_of_district(code)
        if council is None or not age.isascii() or not age.isdecimal() or int(age) > OLDEST:
            raise table.problem(number, lad, "this district or age is not known")
        counts[council][int(age)] += _count(table, number, row, years[year])
    people = {council: _bands(ages) for council, ages in counts.items()}
    prose = [cell for row in sheet.rows[:1] for cell in row]
    return _taken(MYEB1, file, _with_sums(people), year, prose=prose, published=published)


def read_nomis(file: PublishedFile, published: date | None, task: Task) -> Taken:
    """Take single years of age of both sexes for the latest DATE_NAME. Raises InputProblem."""
    table = Table(csv_sheet(file), NOMIS_HEADERS, file.name)
    counts: dict[int, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for number, row in table.rows():
        task.step("Reading the population", number, len(table.sheet.rows))
        age = _AGE.fullmatch(table.cell(row, "C_AGE_NAME"))
        area = area_of(table.cell(row, "GEOGRAPHY_CODE"))
        if age is None or area is None or table.cell(row, "GENDER_NAME").casefold() != "total":
            continue
        if bool(age[2]) != (int(age[1]) == OLDEST) or int(age[1]) > OLDEST:
            continue  # a group of ages
        year = table.cell(row, "DATE_NAME")
        if not re.fullmatch("20[0-9]{2}", year):
            raise table.problem(number, "DATE_NAME", "this is no year")
        ages = counts[int(year)][area.code]
        if int(age[1]) in ages:
            raise table.problem(number, "C_AGE_NAME", "the same area and age stand twice")
        ages[int(age[1])] = _count(table, number, row, "OBS_VALUE")
    if not counts:
        raise InputProblem(
            f"“{file.name}” has no single year of age of a council, of both sexes together.",
            "Ask Nomis for single years of age and Total.",
        )
    latest = max(counts)
    lacking = [c for c, ages in counts[latest].items() if set(ages) != set(range(OLDEST + 1))]
    if lacking:
        raise InputProblem(
            f"“{file.name}” lacks ages between 0 and 90+ for {counted(len(lacking), 'area')}.",
            "Ask Nomis for all single years of age.",
        )
    people = {area: _bands(ages) for area, ages in counts[latest].items()}
    return _taken(NOMIS, file, people, latest, prose=[], published=published)


def _ages(table: Table) -> dict[int, str]:
    found = {int(m[1]): head for head in table.headers if (m := _AGE.fullmatch(head))}
    if set(found) != set(range(OLDEST + 1)):
        raise InputProblem(
            f"The sheet “{table.sheet.name}” lacks a column for each age from 0 to 90+.",
            FROM_SOURCE,
        )
    return found


def _count(table: Table, number: int, row: Sequence[str], head: str) -> int:
    try:
        return whole_number(table.cell(row, head))
    except ValueError:
        raise table.problem(number, head, "this is no count of people") from None


def _bands(ages: dict[int, int]) -> list[int]:
    return [
        sum(n for age, n in ages.items() if 18 <= age < 65),
        sum(n for age, n in ages.items() if age >= 65),
    ]


@cache
def _counties() -> dict[str, str]:
    """Return the code of the county that each district is in (`resources/registers`)."""
    text = bundled("registers", "districts.csv").read_text("utf-8")
    return {r["district"]: r["county"] for r in csv.DictReader(text.splitlines())}


def _council_of_district(code: str) -> str | None:
    area = area_of(_counties().get(code, code))
    return area.code if area is not None and area.level is Level.COUNCIL else None


def _with_sums(people: People) -> People:
    """Add the sums of regions and England, if every council is there."""
    councils = areas_at(Level.COUNCIL)
    if {c.code for c in councils} - set(people):
        return people
    sums: People = defaultdict(lambda: [0, 0])
    for council in councils:
        region = region_of(council)
        for area in (region.code if region else "", ENGLAND):
            sums[area] = [a + b for a, b in zip(sums[area], people[council.code], strict=True)]
    return {a: n for a, n in sums.items() if a} | people


def _taken(
    layout: str,
    file: PublishedFile,
    people: People,
    year: int,
    *,
    prose: list[str],
    published: date | None,
) -> Taken:
    councils = [c for c in areas_at(Level.COUNCIL) if c.code in people]
    if not councils:
        raise InputProblem(f"“{file.name}” has no council of England.", FROM_SOURCE)
    notes = [
        f"Mid-{year}: {len(councils):,} of 153 councils, {counted(len(people), 'area')} in all."
    ]
    _check_sums(file, people, [c.code for c in councils])
    day = edition_day(latest_day(prose, date.today()), published, file.saved, notes)
    if day <= date(year, 6, 30):
        raise InputProblem(
            f"The population of mid-{year} cannot have been published on {day:%d/%m/%Y}.",
            "Say the day of publication with --published.",
        )
    content = header(
        Kind.POPULATION, f"ons-mid-{year}-{IDS[layout]}", f"Population, mid-{year}", day,
        publisher=ONS, source=f"Mid-year population estimates, mid-{year}",
        notes=["Imported by the user."],
    )  # fmt: skip
    content |= {"mid_year": year, "used_for": [], "bands": BANDS, "people": people}
    return Taken(layout, content, tuple(notes))


def _check_sums(file: PublishedFile, people: People, councils: list[str]) -> None:
    """Refuse a file whose councils do not add up to its own England."""
    if len(councils) < len(areas_at(Level.COUNCIL)) or ENGLAND not in people:
        return
    sums = [sum(people[c][band] for c in councils) for band in range(len(BANDS))]
    if sums != people[ENGLAND]:
        raise InputProblem(
            f"The councils of “{file.name}” do not add up to its England: it is not whole.",
            FROM_SOURCE,
        )
