"""What is published about one council, and which editions are here: as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cldvalidator.presentation.published_text import edition_json
from cldvalidator.published.areas import region_of, similar_councils
from cldvalidator.published.figures import figures_of
from cldvalidator.published.model import BUILT_IN, IMPORTED, Area, PublishedFigure
from cldvalidator.published.packs import editions, unreadable_packs
from cldvalidator.published.populations import population_of, published_mid_years
from cldvalidator.registers.editions import register_editions


def edition_lines() -> Iterator[str]:
    """Yield every edition that is here, and imported ones that cannot be used."""
    for edition in editions():
        name = f", id {edition.id}" if edition.origin == IMPORTED else ""
        yield f"{edition.title}: {edition.edition} ({edition.origin}{name})"
        yield f"    {edition.attribution}"
        yield from (f"    {note}" for note in edition.notes)
    for register in register_editions():
        origin = f"{IMPORTED}, id {register.id}" if register.id else BUILT_IN
        yield f"{register.title}: {register.edition} ({origin})"
        yield f"    {register.attribution}"
    for path, problem in unreadable_packs().items():
        yield f"{path.name}: {problem.what} {problem.advice}"


def editions_json() -> list[dict[str, Any]]:
    """Return every edition that is here."""
    return [edition_json(edition) for edition in editions()]


def council_lines(area: Area) -> Iterator[str]:
    """Yield what is published about an area: its figures, populations and similar councils."""
    region = region_of(area)
    yield f"{area.name} ({area.code})" + (f", {region.name}" if region is not None else "")
    yield ""
    yield _line("Measure", "Group", "Year", "Value", "Numerator", "Denominator")
    sources: dict[str, None] = {}
    for figure in figures_of(area.code):
        sources[figure.edition.attribution] = None
        counts = _count(figure.numerator), _count(figure.denominator)
        yield _line(figure.measure, figure.group, figure.year, _value(figure), *counts)
    for mid_year in published_mid_years():
        if (found := population_of(area.code, mid_year)) and found[0] == mid_year:
            sources[found[2].attribution] = None
            people = ", ".join(f"{band} {n:,}" for band, n in found[1].items())
            yield f"Population, mid-{mid_year}: {people} ({found[2].edition})"
    similar, neighbours = similar_councils(area)
    if neighbours is not None:
        sources[neighbours.attribution] = None
        names = ", ".join(f"{council.name} ({council.code})" for council in similar)
        yield f"Similar councils, the most similar first: {names}"
    yield ""
    yield from sources


def council_json(area: Area) -> dict[str, Any]:
    """Return what is published about an area."""
    similar, neighbours = similar_councils(area)
    region = region_of(area)
    populations = [(y, population_of(area.code, y)) for y in published_mid_years()]
    return {
        "code": area.code,
        "name": area.name,
        "ONS codes": list(area.gss),
        "region": region.name if region is not None else None,
        "figures": [_json(figure) for figure in figures_of(area.code)],
        "populations": [
            {"mid-year": found[0], "people": dict(found[1]), "edition": edition_json(found[2])}
            for year, found in populations
            if found is not None and found[0] == year
        ],
        "similar councils": [{"code": c.code, "name": c.name} for c in similar],
        "similar councils by": edition_json(neighbours) if neighbours is not None else None,
    }


def _json(figure: PublishedFigure) -> dict[str, Any]:
    return {
        "measure": figure.measure,
        "group": figure.group,
        "year": figure.year,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        **({"instead of the value": figure.marker.words} if figure.marker else {}),
        "provisional": figure.provisional,
        "edition": figure.edition.id,
    }


def _line(*cells: str) -> str:
    return "{:<20}{:<32}{:<16}{:>12}{:>12}{:>14}".format(*cells).rstrip()


def _value(figure: PublishedFigure) -> str:
    if figure.value is None:
        return figure.marker.words.removesuffix(" by the publisher")
    return f"{figure.value:,.0f}" if figure.denominator is None else f"{figure.value:,.1f}"


def _count(number: float | None) -> str:
    return "" if number is None else f"{number:,.0f}"
