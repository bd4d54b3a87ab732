"""Published figures by measure, group, year and area."""

from __future__ import annotations

from collections.abc import Iterator

from cldvalidator.published.model import Kind, PublishedFigure
from cldvalidator.published.packs import packs_of


def published_figure(measure: str, group: str, year: str, area: str) -> PublishedFigure | None:
    """Return a figure of the latest edition that has it; None where no edition does.

    measure: as published, such as "2E(2a)". area: the code that published tables use. A value that
    is hidden or not available is a figure with a marker.
    """
    key = (measure, group, year, area)
    for pack in packs_of(Kind.FIGURES):
        if key in pack.figures:
            return pack.figures[key]
    return None


def figures_of(area: str) -> Iterator[PublishedFigure]:
    """Yield every figure of an area, each of the latest edition that has it, in published order."""
    seen: set[tuple[str, str, str, str]] = set()
    for pack in packs_of(Kind.FIGURES):
        for key, figure in pack.figures.items():
            if key[3] == area and key not in seen:
                seen.add(key)
                yield figure


def years_of(measure: str, group: str) -> tuple[str, ...]:
    """Return the years that a figure is published for, the latest first."""
    ends = {
        figure.year: figure.period.last
        for pack in packs_of(Kind.FIGURES)
        for (name, of_group, _, _), figure in pack.figures.items()
        if (name, of_group) == (measure, group)
    }
    return tuple(sorted(ends, key=lambda year: ends[year], reverse=True))
