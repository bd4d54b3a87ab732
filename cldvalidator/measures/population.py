"""The population by age band that ASCOF 2B and 2C divide by: the user's own, or a published one."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cldvalidator.extract.opening import read_whole
from cldvalidator.problems import InputProblem
from cldvalidator.storage.untrusted_json import parse_json

BANDS = ("18 to 64", "65 and above")
MOST_DIGITS = 8
"""No council has more people than fit into these digits."""
_MOST_BYTES = 1 << 20
_ADVICE = (
    "Write a CSV with two columns, age band and population, and the two rows "
    f"{BANDS[0]} and {BANDS[1]}; a column year may tell the mid-year of each."
)
YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Population:
    """People of a council by age band. mid_year: None for one that was given for every year.

    published: the edition that it is from, "" for one that the user gave.
    """

    bands: Mapping[str, int]
    mid_year: int | None
    published: str = ""


def read_populations(path: Path) -> dict[int | None, dict[str, int]]:
    """Read populations by year and age band, None for the year where none is told.

    From CSV (age band, number, and where a header says so, year) or JSON (an object of the bands,
    or of such objects by year). Raises InputProblem for a file that is not there, a
    band that is missing or no whole number, a year that is none; EnvironmentProblem when the file
    cannot be opened.
    """
    try:
        text = read_whole(path, _MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputProblem(f"{path.name} is no text file.", _ADVICE) from error
    try:
        tables = _from_json(text) if text.lstrip().startswith("{") else _from_csv(text)
    except (ValueError, RecursionError, csv.Error) as error:
        raise InputProblem(f"{path.name} is not a table of populations.", _ADVICE) from error
    return {_year(year, path): _bands(cells, year, path) for year, cells in tables.items()}


def _from_json(text: str) -> dict[str, dict[str, str]]:
    """Return texts by year ("" for none) and band."""
    read = parse_json(text)
    by_year = {year: bands for year, bands in read.items() if isinstance(bands, dict)}
    plain = {band: number for band, number in read.items() if band not in by_year}
    tables = by_year | ({"": plain} if plain or not by_year else {})
    return {y.strip(): {b: str(n) for b, n in bands.items()} for y, bands in tables.items()}


def _from_csv(text: str) -> dict[str, dict[str, str]]:
    """Return texts by year ("" for none) and band."""
    rows = [row for row in csv.reader(text.splitlines()) if len(row) > 1]
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    place = header.index("year") if "year" in header else None
    tables: dict[str, dict[str, str]] = {}
    for row in rows if place is None else rows[1:]:
        year = row[place].strip() if place is not None and place < len(row) else ""
        cells = [cell for n, cell in enumerate(row) if n != place]
        if len(cells) > 1:
            tables.setdefault(year, {})[cells[0].strip()] = cells[1]
    return tables or {"": {}}


def population_year(text: str) -> int | None:
    """Return the year of a text such as `2025`; None unless it can be one."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if year in YEARS else None


def _year(text: str, path: Path) -> int | None:
    year = population_year(text)
    if text and year is None:
        raise InputProblem(
            f"In {path.name}, a year is not a year.", "Write the mid-year, such as 2025."
        )
    return year


def _bands(cells: dict[str, str], year: str, path: Path) -> dict[str, int]:
    given = {b: _number(cells[b], b, path) for b in BANDS if b in cells}
    missing = [band for band in BANDS if band not in given]
    if missing:
        of_year = f" in {year}" if population_year(year) else ""
        raise InputProblem(
            f"{path.name} does not give a population for {' and '.join(missing)}{of_year}.",
            _ADVICE,
        )
    return given


def people_written(text: str) -> int | None:
    """Return the number of people in a text such as `214,300`; None unless it can be one."""
    digits = text.replace(",", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > MOST_DIGITS:
        return None
    return int(digits) or None


def _number(text: str, band: str, path: Path) -> int:
    people = people_written(text)
    if people is None:
        raise InputProblem(
            f"In {path.name}, the population of {band} is no whole number of people.",
            "Write it in digits, such as 300000.",
        )
    return people
