"""What is taken from a published file: a pack or a register, in the form in which it is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cldvalidator.problems import InputProblem

DHSC = "Department of Health and Social Care"
ONS = "Office for National Statistics"
REGISTER = "register"
"""The kind of a register, which is kept beside the packs."""
OGL = "Open Government Licence v3.0"
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_DAY = re.compile(rf"\b([0-9]{{1,2}})(?:st|nd|rd|th)? ({'|'.join(MONTHS)}) (20[0-9]{{2}})\b", re.I)
_YEARS = re.compile(r"(?<![0-9])(20[0-9]{2})(?:\s*(?:to|-|_|/)\s*)(?:20)?([0-9]{2})(?![0-9])", re.I)


@dataclass(frozen=True)
class Taken:
    """What a file gives. content: the pack (or register) as JSON keeps it.

    notes: sentences on what was taken and what was left out, for whoever decides.
    """

    layout: str
    content: dict[str, Any]
    notes: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id that the pack is kept and forgotten by."""
        return str(self.content["id"])

    @property
    def day(self) -> date:
        """The day of the edition."""
        return date.fromisoformat(self.content["date"])

    def also(self, sentence: str) -> Taken:
        """Return the same with a sentence more."""
        return replace(self, notes=(*self.notes, sentence))


def header(
    kind: str, name: str, title: str, day: date, *, publisher: str, source: str,
    notes: Sequence[str] = (), edition: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Return what every pack begins with (`resources/published/pack.schema.json`)."""
    return {
        "kind": kind,
        "id": name,
        "title": title,
        "edition": edition or f"Edition of {day_text(day)}",
        "date": day.isoformat(),
        "publisher": publisher,
        "source": source,
        "licence": OGL,
        "notes": list(notes),
    }


def day_text(day: date) -> str:
    """Return a day as in "23 January 2026"."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def month_text(day: date) -> str:
    """Return a month as in "January 2026"."""
    return f"{MONTHS[day.month - 1].capitalize()} {day.year}"


def latest_day(texts: Sequence[str], before: date) -> date | None:
    """Return the latest day that sentences name, such as "23 January 2026", up to `before`."""
    days = []
    for text in texts:
        for number, month, year in _DAY.findall(text):
            try:
                days.append(date(int(year), MONTHS.index(month.casefold()) + 1, int(number)))
            except ValueError:
                continue
    return max((d for d in days if d <= before), default=None)


def financial_years(text: str) -> list[str]:
    """Return the years that a text names, as "2024-25", whichever way they are written.

    >>> financial_years("2024 to 2025 - numerator"), financial_years("ascof_2025-26.csv")
    (['2024-25'], ['2025-26'])
    """
    found = [(int(a), int(b)) for a, b in _YEARS.findall(text)]
    return [f"{a}-{b:02}" for a, b in found if (a + 1) % 100 == b]


def days_of(year: str) -> tuple[date, date]:
    """Return the first and last day of a financial year such as "2024-25"."""
    first = int(year[:4])
    return date(first, 4, 1), date(first + 1, 3, 31)


def edition_day(found: date | None, given: date | None, saved: date, notes: list[str]) -> date:
    """Return the day of an edition: as given, as the file says, or the day it was saved.

    notes: gets the sentence that says which. Raises InputProblem for a given day to come.
    """
    if given is not None:
        if given > date.today():
            raise InputProblem(
                f"{day_text(given)} is still to come.", "Give the day of publication."
            )
        return given
    if found is not None:
        return found
    notes.append(
        "The file does not say when it was published: the day it was saved is taken,"
        f" {day_text(saved)}. Say another with --published."
    )
    return saved
