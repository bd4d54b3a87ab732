"""Where the bars of a story stand: lanes by kind and setting, lines without overlap, days."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cldvalidator.review.person_story import PersonStory, StoryBar

BEFORE, AFTER = 5 * 366, 2 * 366
"""How many days before and after the year a date still widens the axis: typing errors do not."""
MARGIN = 31
LEAST_SHARE = 60
"""A bar takes at least this part of the axis, so that events of a day do not cover each other."""
KINDS = ("Request", "Assessment", "Service", "Review")
PLURALS = ("Requests", "Assessments", "Services", "Reviews")


@dataclass(frozen=True)
class Lane:
    """Lines of one kind and setting. top: its first line; lines: how many."""

    name: str
    kind: str
    top: int
    lines: int


@dataclass(frozen=True)
class PlacedBar:
    """A bar on its line. place: among the bars of the story. last: None for one that is open.

    text: what stands on it. badge: its findings in short, such as E2 W1.
    """

    place: int
    line: int
    first: float
    last: float | None
    text: str
    badge: str


@dataclass(frozen=True)
class StoryLayout:
    """Lanes and bars, and the days that the axis runs from and to.

    order: the places of bars as the arrow keys go, those without a start last. undated: their
    places.
    """

    lanes: tuple[Lane, ...]
    bars: tuple[PlacedBar, ...]
    undated: tuple[int, ...]
    lines: int
    first: float
    last: float

    @property
    def order(self) -> tuple[int, ...]:
        """The places of the bars as the arrow keys go."""
        return (*(bar.place for bar in self.bars), *self.undated)


def laid_out(story: PersonStory) -> StoryLayout:
    """Return where everything of a story stands."""
    year_first, year_last = number_of(story.year.first), number_of(story.year.last)
    starts = [number_of(b.start) for b in story.bars if b.start]
    ends = [number_of(b.last) for b in story.bars if b.last]
    inside = [d for d in (*starts, *ends) if year_first - BEFORE <= d <= year_last + AFTER]
    first = min([year_first, *inside]) - MARGIN
    last = max([year_last, *inside]) + MARGIN
    least = (last - first) / LEAST_SHARE
    lanes: list[Lane] = []
    placed: list[PlacedBar] = []
    line = 0
    for (kind, name), places in _lanes(story).items():
        free: list[float] = []
        for place in sorted(places, key=lambda n: number_of(story.bars[n].start)):
            bar = story.bars[place]
            assert bar.start is not None
            start = number_of(bar.start)
            end = None if bar.last is None else max(number_of(bar.last), start)
            row = next((n for n, until in enumerate(free) if until <= start), len(free))
            until = max(end + 1, start + least) if end is not None else math.inf
            if row == len(free):
                free.append(until)
            else:
                free[row] = until
            placed.append(PlacedBar(place, line + row, start, end, _text(bar, name), _badge(bar)))
        lanes.append(Lane(name, kind, line, len(free)))
        line += len(free)
    placed.sort(key=lambda bar: bar.place)
    undated = tuple(n for n, bar in enumerate(story.bars) if bar.start is None)
    return StoryLayout(tuple(lanes), tuple(placed), undated, line, first, last)


def number_of(day: date | None) -> float:
    """Return a day as a number."""
    assert day is not None
    return float(day.toordinal())


def _lanes(story: PersonStory) -> dict[tuple[str, str], list[int]]:
    """Return the places of the bars with a start by kind and lane, in the order of the kinds."""
    found: dict[tuple[str, str], list[int]] = {}
    for place, bar in enumerate(story.bars):
        if bar.start is not None:
            found.setdefault((bar.kind, _lane_name(bar)), []).append(place)
    kinds = {kind: n for n, kind in enumerate(KINDS)}
    order = sorted(found, key=lambda key: (kinds.get(key[0], len(KINDS)), min(found[key])))
    return {key: found[key] for key in order}


def _lane_name(bar: StoryBar) -> str:
    """Return the name of a bar's lane: of a service its type, of others their kind."""
    if bar.kind == "Service" and bar.setting:
        service = bar.setting.partition(", ")[0]
        return service.partition(": ")[2] or service
    return dict(zip(KINDS, PLURALS, strict=True)).get(bar.kind, "Other events")


def _text(bar: StoryBar, lane: str) -> str:
    """Return what stands on a bar: what its lane does not say."""
    if bar.kind == "Service":
        return bar.setting.partition(", ")[2] or lane
    return bar.setting or bar.kind


def _badge(bar: StoryBar) -> str:
    """Return the findings of a bar in short, the worst first."""
    words = [found.severity.word[0].upper() for found in bar.findings]
    return " ".join(f"{letter}{words.count(letter)}" for letter in "EWQ" if letter in words)
