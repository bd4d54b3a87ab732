"""The user's inputs to the preview: year, method and population, validated on entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cldvalidator.events.method_versions import DEFAULT_METHOD, METHOD_VERSIONS
from cldvalidator.measures.population import BANDS, people_written, population_year
from cldvalidator.problems import InputProblem
from cldvalidator.selection.parsed_day import parsed_day

METHODS = tuple(METHOD_VERSIONS)


@dataclass(frozen=True)
class PreviewInputs:
    """What the user tells. period_end: None takes the year that the file states.

    population: None takes what was given for the council before. population_year: the mid-year of
    the population; None uses it for every year. own_deaths: take the dates of death of the file;
    else nobody with an NHS number has one. remembered: take what this computer remembers of
    populations.
    """

    period_end: date | None = None
    method: str = DEFAULT_METHOD.name
    map_release_1: bool = False
    population: Mapping[str, int] | None = None
    population_year: int | None = None
    own_deaths: bool = True
    remembered: bool = True


def read_day(text: str) -> date | None:
    """Return the day written as 31/03/2026 or 2026-03-31; None for no text. Raises InputProblem."""
    if not text.strip():
        return None
    day = parsed_day(text)
    if day is None:
        raise InputProblem("The last day of the year cannot be read.", "Write it as 31/03/2026.")
    return day


def read_population_year(text: str) -> int | None:
    """Return the mid-year of a population; None for no text. Raises InputProblem."""
    year = population_year(text.strip())
    if text.strip() and year is None:
        raise InputProblem(
            "The year of the population cannot be read.",
            "Write the mid-year, such as 2025, or leave it empty to use it for every year.",
        )
    return year


def checked_population(texts: Mapping[str, str]) -> dict[str, int]:
    """Return the population written for each age band; empty when nothing is written for any.

    Raises InputProblem for a band that is missing or no whole number above zero.
    """
    written = {b: texts.get(b, "").strip() for b in BANDS}
    if not any(written.values()):
        return {}
    given: dict[str, int] = {}
    for band, text in written.items():
        people = people_written(text)
        if people is None:
            raise InputProblem(
                f"The population aged {band} is {'no whole number' if text else 'missing'}.",
                "Write both populations as whole numbers, such as 214,300, or leave both empty.",
            )
        given[band] = people
    return given
