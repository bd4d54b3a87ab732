"""All measures by id, with the texts that stand beside their figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from cldvalidator.bundled import bundled
from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.figures import MeasureResult
from cldvalidator.measures.population import Population
from cldvalidator.selection.period import Period


def estimate_year(period: Period) -> int:
    """Return the mid-year whose 30 June is in a year: 2025 for the year to 31 March 2026."""
    return period.last.year - (period.last < date(period.last.year, 6, 30))


def _none_published(mid_year: int) -> Population | None:
    return None


@dataclass(frozen=True)
class Inputs:
    """What a measure needs that is not in the file: population by age band, for 2B and 2C.

    population: what stands for every year that by_year, by the year of the estimate, does not have.
    published: what stands where neither has one, by the year of the estimate.
    """

    population: Mapping[str, int] = field(default_factory=dict)
    by_year: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    published: Callable[[int], Population | None] = _none_published

    @classmethod
    def of(cls, populations: Mapping[int | None, Mapping[str, int]]) -> Inputs:
        """Make the inputs of populations by year, None for every other year."""
        by_year = {year: p for year, p in populations.items() if year is not None}
        return cls(populations.get(None, {}), by_year)

    def population_of(self, period: Period) -> Population | None:
        """Return the population for a period: the one that was given, else the published one."""
        year = estimate_year(period)
        if given := self.by_year.get(year):
            return Population(given, year)
        return Population(self.population, None) if self.population else self.published(year)


@dataclass(frozen=True)
class MeasureText:
    """The words beside a measure; they live in `resources/measures.json`.

    rows: what the rows it reads say, by field (beginnings of values). gates: fields that decide
    whether a row counts; deciders: fields that decide as what. method: whose method it is where it
    is not DHSC's, to stand beside every figure; else empty.
    """

    id: str
    title: str
    definition: str
    numerator: str
    denominator: str
    unit: str
    source: str
    oddities: tuple[str, ...]
    rows: Mapping[str, list[str]]
    gates: tuple[str, ...]
    deciders: tuple[str, ...]
    method: str = ""


Compute = Callable[[ProcessedEvents, Period, Inputs], MeasureResult]


@dataclass(frozen=True)
class Measure:
    """A measure: its words and how it is computed.

    history_months: how many months before the period it looks back to. earlier_too: whether it is
    also shown for the year three months before. on_request: whether it is computed only when it is
    asked for. by_name_only: whether only by its name, not with the others on request.
    """

    text: MeasureText
    compute: Compute
    history_months: int
    earlier_too: bool
    on_request: bool = False
    by_name_only: bool = False


_MEASURES: dict[str, tuple[Compute, int, bool, bool, bool]] = {}


def measure(
    measure_id: str,
    *,
    history_months: int = 0,
    earlier_too: bool = True,
    on_request: bool = False,
    by_name_only: bool = False,
) -> Callable[[Compute], Compute]:
    """Register a function as the computation of a measure."""

    def register(function: Compute) -> Compute:
        _MEASURES[measure_id] = (
            function,
            history_months,
            earlier_too,
            on_request or by_name_only,
            by_name_only,
        )
        return function

    return register


@cache
def measure_texts() -> Mapping[str, MeasureText]:
    """Return the words of every measure by id."""
    raw = json.loads(bundled("measures.json").read_text("utf-8"))
    texts: dict[str, MeasureText] = {}
    for item in raw["measures"]:
        words: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in item.items()}
        texts[item["id"]] = MeasureText(**words)
    return texts


@cache
def column_words() -> Mapping[str, str]:
    """Return plain words for the columns and the names of the tables beside the figures."""
    raw = json.loads(bundled("measures.json").read_text("utf-8"))
    return {str(k): str(v) for k, v in raw["columns"].items()}


def registered() -> dict[str, Measure]:
    """Return every measure by id, in the order of the texts."""
    return {
        i: Measure(text, *_MEASURES[i]) for i, text in measure_texts().items() if i in _MEASURES
    }
