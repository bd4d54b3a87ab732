"""The population by age band that ASCOF 2B and 2C divide by: the user's own input."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from cldvalidator.extract.opening import read_whole
from cldvalidator.problems import InputProblem

BANDS = ("18 to 64", "65 and above")
MOST_DIGITS = 8
"""More people than these digits can tell live in no council."""
_ADVICE = (
    "Write a CSV with two columns, age band and population, and the two rows "
    f"{BANDS[0]} and {BANDS[1]}."
)


def read_population(path: Path) -> dict[str, int]:
    """Read a population from CSV (age band, number) or JSON (an object).

    Raises InputProblem for a file that is not there, a band that is missing or no whole number,
    EnvironmentProblem when the file cannot be opened.
    """
    try:
        text = read_whole(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputProblem(f"{path.name} is no text file.", _ADVICE) from error
    try:
        cells = (
            json.loads(text)
            if text.lstrip().startswith("{")
            else {row[0].strip(): row[1] for row in csv.reader(text.splitlines()) if len(row) > 1}
        )
        given = {b: _number(str(cells[b]), b, path) for b in BANDS if b in cells}
    except (ValueError, RecursionError, csv.Error) as error:
        raise InputProblem(f"{path.name} is not a table of populations.", _ADVICE) from error
    missing = [band for band in BANDS if band not in given]
    if missing:
        raise InputProblem(
            f"{path.name} does not give a population for {' and '.join(missing)}.", _ADVICE
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
