"""The types of published facts: an edition, an area, a population, a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cldvalidator.selection.period import Period

BUILT_IN, IMPORTED = "built in", "imported"
ENGLAND = "England"


class Kind(StrEnum):
    """What a pack holds."""

    AREAS = "areas"
    NEIGHBOURS = "neighbours"
    POPULATION = "population"
    FIGURES = "figures"


class Level(StrEnum):
    """What an area is."""

    ENGLAND = "England"
    REGION = "Region"
    TYPE = "Council type"
    COUNCIL = "Local authority"


class Marker(StrEnum):
    """Why a publication shows no number."""

    SHOWN = ""
    HIDDEN = "c"
    NOT_AVAILABLE = "x"
    NOT_APPLICABLE = "z"

    @property
    def words(self) -> str:
        """The marker for a reader; empty for a number that is shown."""
        return _WORDS[self]


_WORDS = {
    Marker.SHOWN: "",
    Marker.HIDDEN: "hidden by the publisher",
    Marker.NOT_AVAILABLE: "not available",
    Marker.NOT_APPLICABLE: "not applicable",
}


@dataclass(frozen=True)
class Edition:
    """Where the facts of a pack are from. origin: BUILT_IN or IMPORTED.

    date: the day of the edition; notes: the publisher's warnings, and what was done to the facts.
    """

    kind: Kind
    id: str
    title: str
    edition: str
    date: date
    publisher: str
    source: str
    licence: str
    notes: tuple[str, ...] = ()
    origin: str = BUILT_IN

    @property
    def attribution(self) -> str:
        """The sentence that stands wherever the facts are used."""
        return f"Source: {self.publisher}, {self.source}. {self.licence}."


@dataclass(frozen=True)
class Area:
    """England, a region, a type of council or a council.

    code: the one that published tables use (503, EM, S, England). gss: ONS codes, the older first.
    region, type: codes of areas that a council is in. names: others in publications; codes: others
    in use.
    """

    code: str
    level: Level
    name: str
    gss: tuple[str, ...] = ()
    region: str = ""
    type: str = ""
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublishedFigure:
    """A number as published. group: age band or the like; year: "2024-25", or a day.

    value: in the measure's own unit; None, with numerator and denominator, where the marker says
    why. Counts have no denominator, and are their own value.
    """

    measure: str
    group: str
    year: str
    period: Period
    area: str
    numerator: float | None
    denominator: float | None
    value: float | None
    marker: Marker
    edition: Edition
    provisional: bool = False


@dataclass(frozen=True, eq=False)
class Areas:
    """A pack of areas, by code."""

    edition: Edition
    areas: Mapping[str, Area] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """A pack of similar councils: by code of a council the others, the most similar first."""

    edition: Edition
    neighbours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Populations:
    """A pack of people by area and age band at the middle of a year.

    used_for: years of ASCOF that were published with this edition.
    """

    edition: Edition
    mid_year: int
    used_for: frozenset[str] = frozenset()
    people: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Figures:
    """A pack of figures, by measure, group, year and code of the area."""

    edition: Edition
    figures: Mapping[tuple[str, str, str, str], PublishedFigure] = field(default_factory=dict)


Pack = Areas | Neighbours | Populations | Figures
