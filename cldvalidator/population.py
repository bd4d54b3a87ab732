"""The population by age band that ASCOF 2B and 2C divide by: the user's own input."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from cldvalidator.problems import EnvironmentProblem, InputProblem

BANDS = ("18 to 64", "65 and above")
_ADVICE = (
    "Write a CSV with two columns, age band and population, and the two rows "
    f"{BANDS[0]} and {BANDS[1]}."
)


def read_population(path: Path) -> dict[str, int]:
    """Read a population from CSV (age band, number) or JSON (an object).

    Raises InputProblem for a band that is missing or no whole number, EnvironmentProblem when the
    file cannot be opened.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise EnvironmentProblem(
            f"{path.name} cannot be opened: {error.strerror}.", "Check the name of the file."
        ) from error
    except UnicodeDecodeError as error:
        raise InputProblem(f"{path.name} is no text file.", _ADVICE) from error
    try:
        cells = (
            json.loads(text)
            if text.lstrip().startswith("{")
            else {row[0].strip(): row[1] for row in csv.reader(text.splitlines()) if len(row) > 1}
        )
        return {band: _number(str(cells[band])) for band in BANDS}
    except (KeyError, ValueError, csv.Error) as error:
        raise InputProblem(
            f"{path.name} does not give a population for {BANDS[0]} and {BANDS[1]}.", _ADVICE
        ) from error


def _number(text: str) -> int:
    number = int(text.replace(",", "").replace(" ", ""))
    if number <= 0:
        raise ValueError("a population is above zero")
    return number
