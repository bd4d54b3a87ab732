"""What a measure returns: figures, each with who is behind it, and tables beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.selection.period import Period

if TYPE_CHECKING:
    from cldvalidator.measures.grids import Grid

People = npt.NDArray[np.int32]
Records = npt.NDArray[np.int32]

FIELDS_BEHIND = (
    "Event Type",
    "Event Reference",
    "Event Start Date",
    "Event End Date",
    "Event Outcome",
    "Service Type",
    "Service Component",
    "Delivery Mechanism",
    "Accommodation Status",
)
"""The fields by which an analyst knows a record behind a figure."""


def no_people() -> People:
    """Return an empty list of people."""
    return np.zeros(0, np.int32)


def no_records() -> Records:
    """Return an empty list of records."""
    return np.zeros(0, np.int32)


@dataclass(frozen=True, eq=False)
class Behind:
    """Who and what is behind a figure.

    people: person numbers (`ProcessedEvents.people` has the ids); records: 0-based rows of the
    extract. Numerator and denominator are kept apart.
    """

    numerator_people: People = field(default_factory=no_people)
    denominator_people: People = field(default_factory=no_people)
    numerator_records: Records = field(default_factory=no_records)
    denominator_records: Records = field(default_factory=no_records)


Aggregate = Literal["count", "share", "rate", "sum", "median"]


@dataclass(frozen=True, eq=False)
class Units:
    """What a figure is made of, an entry a unit: a person, a spell, a record, a wait.

    With them a figure is made anew when only some people have changed (`incremental`). aggregate:
    how. people, below: the person (int32) of each unit of the numerator, and of the denominator.
    amounts, records: of a sum or a median, by unit of the numerator, the number (float64) and the
    record it is of; a sum is added up in the order of the records. population: what a rate divides
    by, for each 100,000; None where it is not known.
    """

    aggregate: Aggregate
    people: People
    below: People | None = None
    amounts: npt.NDArray[np.float64] | None = None
    records: Records | None = None
    population: int | None = None


def value_of(
    aggregate: Aggregate,
    above: int,
    below: int | None = None,
    amounts: npt.NDArray[np.float64] | None = None,
    population: int | None = None,
) -> float | None:
    """Return the value of a figure from its units, counted; None for a median of nothing.

    amounts: of a sum or a median, in the order in which they are added up.
    """
    if aggregate == "share":
        return percentage(above, below or 0)
    if aggregate == "rate":
        return rounded(above / population * 100_000) if population else None
    if aggregate == "count" or amounts is None:
        return float(above)
    if aggregate == "sum":
        return float(pd.Series(amounts).sum())
    return float(np.median(amounts)) if len(amounts) else None


class TablesWhenAsked(Mapping[str, pd.DataFrame]):
    """Tables by name, each made when it is first looked at: most readers want the figures alone."""

    def __init__(self, tables: Mapping[str, Callable[[], pd.DataFrame] | pd.DataFrame]) -> None:
        """Take tables, and functions that make them."""
        self._tables = dict(tables)

    def __getitem__(self, name: str) -> pd.DataFrame:
        found = self._tables[name]
        if callable(found):
            found = self._tables[name] = found()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


@dataclass(frozen=True, eq=False)
class Figure:
    """One figure. group: age band, gender or the like. value: in the measure's unit.

    headline: whether a summary shows it. unavailable: words to show instead of a 0 that is no
    figure (`zeros`); empty for a figure that can be shown. units: what it is made of, where it can
    be made anew by person.
    """

    description: str
    group: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    behind: Behind = field(default_factory=Behind)
    headline: bool = True
    unavailable: str = ""
    units: Units | None = None

    @property
    def is_percentage(self) -> bool:
        """Whether the value is the share of the numerator in the denominator."""
        if self.numerator is None or not self.denominator:
            return False
        return self.value == percentage(int(self.numerator), int(self.denominator))


@dataclass(frozen=True, eq=False)
class MeasureResult:
    """A measure over one period.

    tables: breakdowns by name. stages: counts on the way, to explain a figure. missing: what the
    file lacks for the measure, and what the figures then mean. unavailable: words to show instead
    of all figures, when none can be shown (`zeros`). notes: what the figures rest on. grids: the
    figures laid out in rows and columns, where they are published so.
    """

    measure: str
    period: Period
    figures: tuple[Figure, ...]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    stages: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unavailable: str = ""
    notes: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()

    def figure(self, description: str, group: str) -> Figure:
        """Return the figure of a description and group; raises KeyError if there is none."""
        for found in self.figures:
            if (found.description, found.group) == (description, group):
                return found
        raise KeyError((description, group))


def rounded(value: float) -> float:
    """Round to one decimal, half away from zero (method section 1.11)."""
    return float(np.copysign(np.floor(abs(value) * 10 + 0.5) / 10, value))


def percentage(numerator: int, denominator: int) -> float:
    """Return 100 * numerator / denominator to one decimal; 0 without a denominator."""
    return rounded(100 * numerator / denominator) if denominator else 0.0


def people_in(person: npt.NDArray[np.integer]) -> People:
    """Return the different person numbers in order; records without identifier name nobody.

    Their number is negative. Sooner than numpy's unique, which also keeps the window waiting for
    as long as it takes.
    """
    known = person[person >= 0]
    there = np.zeros(int(known.max(initial=-1)) + 1, bool)
    there[known] = True
    return np.flatnonzero(there).astype(np.int32)
