"""Our figures beside published ones: last year, the region, England, similar councils."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.effect import Effect
from cldvalidator.measures.preview import Previewed
from cldvalidator.measures.registry import estimate_year
from cldvalidator.published.areas import area_of, england, region_of, similar_councils
from cldvalidator.published.counterparts import Counterpart, OwnFigure, own_figures
from cldvalidator.published.figures import published_figure, years_of
from cldvalidator.published.model import Area, Edition, PublishedFigure
from cldvalidator.published.populations import population_of
from cldvalidator.wording import counted


@dataclass(frozen=True, eq=False)
class Point:
    """An area with what is published of it; None where nothing is."""

    area: Area
    figure: PublishedFigure | None

    @property
    def value(self) -> float | None:
        """The published value; None where none is shown."""
        return self.figure.value if self.figure is not None else None

    @property
    def why(self) -> str:
        """Why no value is shown; empty where one is."""
        return "not published" if self.figure is None else self.figure.marker.words


@dataclass(frozen=True, eq=False)
class Comparison:
    """One of our figures beside the published ones of the latest year.

    lowest, highest: how far open findings could move ours; None where nothing can be said. last:
    what was published of our council. rank: our place among those shown, 1 for the highest, and
    how many they are; None where there is none. differences: how ours is made otherwise.
    warnings: what the publisher says.
    """

    own: OwnFigure
    council: Area
    year: str
    lowest: float | None
    highest: float | None
    last: Point
    region: Point | None
    england: Point
    similar: tuple[Point, ...]
    rank: tuple[int, int] | None
    differences: tuple[str, ...]
    warnings: tuple[str, ...]
    editions: tuple[Edition, ...]

    @property
    def counterpart(self) -> Counterpart:
        """The measure that is compared."""
        return self.own.counterpart

    @property
    def value(self) -> float | None:
        """Our value; None where there is none, or where it may not be shared."""
        figure = self.own.figure
        return None if figure.unavailable or self.own.result.unavailable else figure.value

    @property
    def hidden(self) -> tuple[Point, ...]:
        """The similar councils without a value."""
        return tuple(p for p in self.similar if p.value is None)


def compare_with_published(
    processed: ProcessedEvents,
    previewed: Iterable[Previewed],
    effects: Mapping[str, Effect],
    council: str,
) -> tuple[Comparison, ...]:
    """Lay our figures beside the latest published ones; nothing for a council that is not known.

    previewed: exact, or made for sharing; effects: by measure, none for sharing. council: any code.
    """
    area = area_of(council)
    if area is None:
        return ()
    return tuple(
        made
        for own in own_figures(previewed)
        if (made := _comparison(processed, own, effects.get(own.counterpart.measure), area))
    )


def _comparison(
    processed: ProcessedEvents, own: OwnFigure, effect: Effect | None, area: Area
) -> Comparison | None:
    part = own.counterpart
    years = years_of(part.published, part.group)
    if not years:
        return None
    year = years[0]

    def point(of: Area) -> Point:
        return Point(of, published_figure(part.published, part.group, year, of.code))

    region = region_of(area)
    similar, neighbours = similar_councils(area)
    points = tuple(point(of) for of in similar)
    whole = point(england())
    bounds = effect.bounds(own.figure) if effect is not None else None
    figure = own.figure
    value = None if figure.unavailable or own.result.unavailable else figure.value
    rank = None if part.not_between_councils else _rank(value, points)
    of_edition = whole.figure.edition if whole.figure is not None else None
    warnings = of_edition.notes if of_edition is not None else ()
    if part.not_between_councils:
        warnings = (part.not_between_councils, *warnings)
    return Comparison(
        own,
        area,
        year,
        bounds[0] if bounds is not None else None,
        bounds[1] if bounds is not None else None,
        point(area),
        point(region) if region is not None else None,
        whole,
        points,
        rank,
        tuple(_differences(processed, own, whole.figure, area)),
        warnings,
        tuple(e for e in (of_edition, neighbours) if e is not None),
    )


def _rank(value: float | None, points: Sequence[Point]) -> tuple[int, int] | None:
    """Return our place among those that show a value, the highest first; equals share one."""
    others = [p.value for p in points if p.value is not None]
    if value is None or not others:
        return None
    return 1 + sum(other > value for other in others), 1 + len(others)


def _differences(
    processed: ProcessedEvents, own: OwnFigure, whole: PublishedFigure | None, area: Area
) -> Iterable[str]:
    """Say in what our figure is made otherwise than the published ones."""
    ours = own.result.period
    if whole is None:
        return
    theirs = whole.period
    if ours != theirs:
        yield (
            f"Yours is for the year {ours.first:%d/%m/%Y} to {ours.last:%d/%m/%Y}, the published "
            f"ones are for {theirs.first:%d/%m/%Y} to {theirs.last:%d/%m/%Y}."
        )
    if ours.months != theirs.months:
        yield (
            f"Yours covers {counted(ours.months, 'month')}, the published ones {theirs.months}: "
            "they cannot be compared."
        )
    yield (
        f"Yours is computed by the method of {processed.parameters.method.name}, the published "
        f"ones were by the method that DHSC used for its edition of {_day(whole.edition)}."
    )
    if processed.files is None:
        yield "Yours is from one submission; DHSC publishes from all submissions joined."
    if own.counterpart.population:
        yield from _other_population(own, area)
    yield from own.result.missing


def _other_population(own: OwnFigure, area: Area) -> Iterable[str]:
    """Say when our rate does not divide by the published population of its mid-year."""
    year, divisor = estimate_year(own.result.period), own.figure.denominator
    published = population_of(area.code, year)
    band = own.counterpart.own_group
    if divisor is None or published is None:
        return
    if published[1].get(band) != divisor:
        yield "Your rate divides by a population that you gave, not by the published one."
    elif published[0] != year:
        yield (
            f"Your rate divides by the population of mid-{published[0]}, as that of mid-{year} is "
            "not here."
        )


def _day(edition: Edition) -> str:
    return f"{edition.date:%d/%m/%Y}"
