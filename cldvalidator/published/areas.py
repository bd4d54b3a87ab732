"""Finds an area by any of its codes, and who is beside it."""

from __future__ import annotations

from functools import lru_cache

from cldvalidator.published.model import ENGLAND, Area, Areas, Edition, Kind, Level
from cldvalidator.published.packs import packs_of


def area_of(code: str) -> Area | None:
    """Return the area of a code (as published, ONS's old or new, others in use) or of a name.

    Case and spaces around it aside; None for a text that is none.
    """
    return _by_text(packs_of(Kind.AREAS)).get(_plain(code))


def areas_at(level: Level) -> tuple[Area, ...]:
    """Return the areas of a level in the order of the pack."""
    return tuple(a for a in _areas().values() if a.level is level)


def england() -> Area:
    """Return England."""
    return _areas()[ENGLAND]


def region_of(council: Area) -> Area | None:
    """Return the region that a council is in; None for an area that is no council."""
    return _areas().get(council.region)


def similar_councils(council: Area) -> tuple[tuple[Area, ...], Edition | None]:
    """Return the councils most like one, the most similar first, and the edition that says so."""
    for pack in packs_of(Kind.NEIGHBOURS):
        if codes := pack.neighbours.get(council.code):
            found = (area_of(code) for code in codes)
            return tuple(a for a in found if a is not None), pack.edition
    return (), None


def _areas() -> dict[str, Area]:
    return _joined(packs_of(Kind.AREAS))


@lru_cache(maxsize=1)
def _joined(packs: tuple[Areas, ...]) -> dict[str, Area]:
    areas: dict[str, Area] = {}
    for pack in reversed(packs):
        areas |= pack.areas
    return areas


@lru_cache(maxsize=1)
def _by_text(packs: tuple[Areas, ...]) -> dict[str, Area]:
    """Every code and name; where two areas have one text, codes go before names."""
    found: dict[str, Area] = {}
    areas = _joined(packs).values()
    for area in areas:
        for text in (area.code, *area.gss, *area.codes):
            found.setdefault(_plain(text), area)
    for area in areas:
        for text in (area.name, *area.names):
            found.setdefault(_plain(text), area)
    return found


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
