"""All measures by id, with the texts that stand beside their figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.figures import MeasureResult
from cldvalidator.selection.period import Period


@dataclass(frozen=True)
class Inputs:
    """What a measure needs that is not in the file: population by age band, for 2B and 2C."""

    population: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class MeasureText:
    """The words beside a measure; they live in `resources/measures.json`.

    rows: what the rows it reads say, by field (beginnings of values). gates: fields that decide
    whether a row counts; deciders: fields that decide as what.
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


Compute = Callable[[ProcessedEvents, Period, Inputs], MeasureResult]


@dataclass(frozen=True)
class Measure:
    """A measure: its words and how it is computed.

    history_months: how many months before the period it looks back to. earlier_too: whether it is
    also shown for the year three months before.
    """

    text: MeasureText
    compute: Compute
    history_months: int
    earlier_too: bool


_MEASURES: dict[str, tuple[Compute, int, bool]] = {}


def measure(
    measure_id: str, *, history_months: int = 0, earlier_too: bool = True
) -> Callable[[Compute], Compute]:
    """Register a function as the computation of a measure."""

    def register(function: Compute) -> Compute:
        _MEASURES[measure_id] = (function, history_months, earlier_too)
        return function

    return register


@cache
def measure_texts() -> Mapping[str, MeasureText]:
    """Return the words of every measure by id."""
    raw = json.loads((files("resources") / "measures.json").read_text("utf-8"))
    texts: dict[str, MeasureText] = {}
    for item in raw["measures"]:
        words: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in item.items()}
        texts[item["id"]] = MeasureText(**words)
    return texts


@cache
def column_words() -> Mapping[str, str]:
    """Return plain words for the columns and the names of the tables beside the figures."""
    raw = json.loads((files("resources") / "measures.json").read_text("utf-8"))
    return {str(k): str(v) for k, v in raw["columns"].items()}


def registered() -> dict[str, Measure]:
    """Return every measure by id, in the order of the texts."""
    return {
        i: Measure(text, *_MEASURES[i]) for i, text in measure_texts().items() if i in _MEASURES
    }
