"""People of invented names, to be compared with each other."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.extract import Column, Extract, Reading

FIELDS = (
    "NHS Number",
    "LA Person Unique Identifier",
    "First Name",
    "Last Name",
    "Date of Birth",
    "Postcode",
)


@dataclass(frozen=True, eq=False)
class Events:
    """What the comparison reads of processed events."""

    read: Extract
    person_of: npt.NDArray[np.int64]
    people: pd.Index


def different_people(people: int) -> Any:
    """Return so many people, born on any day of eighty years, of 800 first and 8,000 last names."""
    chance = random.Random(1)

    def names(count: int, most: int) -> list[str]:
        syllable = [a + b for a in "bcdfghklmnprstw" for b in "aeiou"]
        return ["".join(chance.choices(syllable, k=chance.randint(2, most))) for _ in range(count)]

    first, last = names(800, 3), names(8_000, 4)
    columns: dict[str, list[str]] = {
        "NHS Number": [f"{n:010d}" for n in range(people)],
        "LA Person Unique Identifier": [f"P{n}" for n in range(people)],
        "First Name": chance.choices(first, k=people),
        "Last Name": chance.choices(last, k=people),
        "Date of Birth": [
            f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{chance.randint(1925, 2006)}"
            for _ in range(people)
        ],
        "Postcode": [
            f"AB{chance.randint(1, 20)} {n % 9}{chr(65 + n % 26)}D" for n in range(people)
        ],
    }
    rows = np.arange(2, people + 2, dtype=np.int32)
    reading = Reading("made.csv", "CSV", 0, "0" * 64, 1, ())
    extract = Extract({n: Column.of(columns[n]) for n in FIELDS}, rows, reading)
    return Events(extract, np.arange(people), pd.Index(columns["NHS Number"]))
