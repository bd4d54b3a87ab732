"""The population that a rate divides by: which mid-year, and which edition of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cldvalidator.measures.population import Population
from cldvalidator.measures.registry import Inputs
from cldvalidator.published.areas import area_of
from cldvalidator.published.model import Edition, Kind, Populations
from cldvalidator.published.packs import packs_of
from cldvalidator.selection.period import Period


def financial_year(period: Period) -> str:
    """Return the year of publications that a period is: "2024-25" for April 2024 to March 2025.

    "" for a period that is no such year.
    """
    first, last = period.first, period.last
    is_year = (first.month, first.day, last.month, last.day) == (4, 1, 3, 31)
    if not is_year or last.year != first.year + 1:
        return ""
    return f"{first.year}-{last.year % 100:02}"


def published_mid_years() -> tuple[int, ...]:
    """Return the mid-years that a population is here for, the latest first."""
    return tuple(sorted({p.mid_year for p in packs_of(Kind.POPULATION)}, reverse=True))


def population_of(council: str, mid_year: int) -> tuple[int, Mapping[str, int], Edition] | None:
    """Return the published population of a council for a mid-year: its mid-year, bands, edition.

    council: any code of it. The edition that a year of ASCOF was published with stands, however
    new another is; else the latest; without one of the mid-year the nearest, of two as near the
    later. None for a council without one.
    """
    area = area_of(council)
    if area is None:
        return None
    known = [pack for pack in packs_of(Kind.POPULATION) if area.code in pack.people]
    if not known:
        return None

    def fit(pack: Populations) -> tuple[int, int, bool]:
        return -abs(pack.mid_year - mid_year), pack.mid_year, bool(pack.used_for)

    best = max(known, key=fit)  # packs are the latest first, and max keeps the first of equals
    return best.mid_year, best.people[area.code], best.edition


@dataclass(frozen=True)
class PublishedFor:
    """The published populations of a council, by mid-year."""

    council: str

    def __call__(self, mid_year: int) -> Population | None:
        """Return the population to divide by; None for a council that is not known."""
        found = population_of(self.council, mid_year)
        if found is None:
            return None
        year, bands, edition = found
        release = f"{edition.edition[:1].lower()}{edition.edition[1:]}"
        return Population(bands, year, f"{edition.publisher}, {release}")


def inputs_for(council: str, given: Mapping[int | None, Mapping[str, int]]) -> Inputs:
    """Return the inputs of a council's figures: what was given, and for the rest what is published.

    given: people by age band and by year, None for every year.
    """
    return replace(Inputs.of(given), published=PublishedFor(council))
