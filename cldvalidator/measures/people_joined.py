"""What it does to the national figures to take two people for one: computed with them joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.joined_people import with_people_joined
from cldvalidator.measures.figures import Figure
from cldvalidator.measures.headline import headline_figures
from cldvalidator.measures.preview import Previewed, preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.official import current_specification
from cldvalidator.task import SILENT, Task


@dataclass(frozen=True)
class MovedFigure:
    """A headline figure before two people are joined, and after."""

    measure: str
    description: str
    group: str
    before: tuple[float | None, float | None, float | None]
    after: tuple[float | None, float | None, float | None]
    """Value, numerator and denominator."""


@dataclass(frozen=True)
class EffectOfJoining:
    """The headline figures that move when two people are one; how many were looked at."""

    moved: tuple[MovedFigure, ...]
    figures: int


def effect_of_joining(
    processed: ProcessedEvents,
    first: int,
    second: int,
    inputs: Inputs,
    previewed: Sequence[Previewed],
    *,
    task: Task = SILENT,
) -> EffectOfJoining:
    """Compute every headline figure of the year with two people joined.

    first, second: numbers of `ProcessedEvents.people`. previewed: the measures as they are, of the
    same events and inputs. Raises Cancelled.
    """
    specification = current_specification("2")
    joined = with_people_joined(processed, first, second, specification, task=task)
    names = [item.measure.text.id for item in previewed]
    after = preview(joined, inputs, only=names, latest_only=True, task=task)
    moved, figures = [], 0
    for old, new in zip(previewed, after, strict=True):
        later = {(f.description, f.group): f for f in new.results[0].figures}
        for figure in headline_figures(old.results[0]):
            figures += 1
            now = later.get((figure.description, figure.group))
            if now is not None and _numbers(now) != _numbers(figure):
                moved.append(
                    MovedFigure(
                        old.measure.text.id,
                        figure.description,
                        figure.group,
                        _numbers(figure),
                        _numbers(now),
                    )
                )
    return EffectOfJoining(tuple(moved), figures)


def _numbers(figure: Figure) -> tuple[float | None, float | None, float | None]:
    return figure.value, figure.numerator, figure.denominator
