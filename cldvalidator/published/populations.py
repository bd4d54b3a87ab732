"""The population that a rate divides by: which mid-year, and which edition of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cldvalidator.published.areas import area_of
from cldvalidator.published.model import Edition, Kind, Populations
from cldvalidator.published.packs import packs_of
from cldvalidator.selection.period import Period


@dataclass(frozen=True)
class PublishedPopulation:
    """People of an area by age band.

    wanted: the mid-year that the measure asks for; mid_year: the one that these people are of.
    as_published: whether ASCOF of the year was published with this edition.
    """

    bands: Mapping[str, int]
    mid_year: int
    wanted: int
    as_published: bool
    edition: Edition


def financial_year(period: Period) -> str:
    """Return the year of publications that a period is: "2024-25" for April 2024 to March 2025.

    "" for a period that is no such year.
    """
    first, last = period.first, period.last
    is_year = (first.month, first.day, last.month, last.day) == (4, 1, 3, 31)
    if not is_year or last.year != first.year + 1:
        return ""
    return f"{first.year}-{last.year % 100:02}"


def population_of(council: str, mid_year: int, year: str = "") -> PublishedPopulation | None:
    """Return the published population of a council for a mid-year.

    council: any code of it. year: of ASCOF, such as "2024-25": the edition that it was published
    with stands, however new another is. Else the latest edition of the mid-year, else the latest
    of the nearest mid-year (of two as near, the later one). None for a council without one.
    """
    area = area_of(council)
    if area is None:
        return None
    known = [p for p in packs_of(Kind.POPULATION) if area.code in p.people]
    if not known:
        return None

    def fit(pack: Populations) -> tuple[bool, int, int]:
        of_year = bool(year) and year in pack.used_for and pack.mid_year == mid_year
        near = -abs(pack.mid_year - mid_year)
        return of_year, near, pack.mid_year

    best = max(known, key=fit)  # packs are the latest first, and max keeps the first of equals
    return PublishedPopulation(
        best.people[area.code], best.mid_year, mid_year, year in best.used_for, best.edition
    )
