"""Which of our figures is which published one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cldvalidator.bundled import bundled
from cldvalidator.measures.figures import Figure, MeasureResult
from cldvalidator.measures.preview import Previewed


@dataclass(frozen=True)
class Counterpart:
    """A published measure and the figure of ours that is made in the same way.

    published, group: as in publications. measure, figure, own_group: the id of ours, how the
    description of its figure begins, and its group. suffix: "%" or "". population: whether it
    divides by the population. not_between_councils: why councils are not ranked by it, or "".
    """

    published: str
    group: str
    measure: str
    figure: str
    own_group: str
    name: str
    title: str
    suffix: str
    population: bool = False
    not_between_councils: str = ""

    def words(self, value: float) -> str:
        """Return a value as it is written."""
        return f"{value:,.1f}{self.suffix}"


@dataclass(frozen=True, eq=False)
class OwnFigure:
    """A figure of ours with its counterpart, the measure that it is of, and its result."""

    counterpart: Counterpart
    previewed: Previewed
    result: MeasureResult
    figure: Figure


@cache
def counterparts() -> tuple[Counterpart, ...]:
    """Return every measure that is both published and computed here, in published order."""
    import jsonschema

    content = json.loads(bundled("published", "measures.json").read_text("utf-8"))
    schema = json.loads(bundled("published", "measures.schema.json").read_text("utf-8"))
    jsonschema.validate(content, schema)
    return tuple(Counterpart(**item) for item in content["measures"])


def own_figures(previewed: Iterable[Previewed]) -> tuple[OwnFigure, ...]:
    """Return our figures that have a published counterpart; none of a measure left out."""
    by_id = {item.measure.text.id: item for item in previewed}
    found = []
    for counterpart in counterparts():
        item = by_id.get(counterpart.measure)
        for figure in item.results[0].figures if item is not None else ():
            if figure.group == counterpart.own_group and figure.description.startswith(
                counterpart.figure
            ):
                assert item is not None
                found.append(OwnFigure(counterpart, item, item.results[0], figure))
    return tuple(found)
