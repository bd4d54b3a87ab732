"""Our figures beside published ones, as a pandas frame: what `Preview` and `Joined` share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.preview import Previewed
from cldvalidator.published.comparison import Comparison, Point, compare_with_published

_COLUMNS = (
    *("measure", "description", "group", "value", "unit"),
    *("area", "level", "year", "published", "why"),
)


def beside_published(
    processed: ProcessedEvents, previewed: Iterable[Previewed], council: str
) -> pd.DataFrame:
    """Return what `Preview.published` describes. council: LA Code, "" where none is known."""
    compared = compare_with_published(processed, previewed, {}, council)
    rows = [row for comparison in compared for row in _rows(comparison)]
    kinds = dict.fromkeys(("value", "published"), "float64")
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(kinds)


def _rows(compared: Comparison) -> Iterator[tuple[object, ...]]:
    figure, unit = compared.own.figure, compared.own.previewed.measure.text.unit
    ours = (compared.counterpart.measure, figure.description, figure.group, compared.value, unit)
    for level, point in _points(compared):
        yield (*ours, point.area.name, level, compared.year, point.value, point.why)


def _points(compared: Comparison) -> Iterator[tuple[str, Point]]:
    yield "council", compared.last
    if compared.region is not None:
        yield "region", compared.region
    yield "England", compared.england
    yield from (("similar council", point) for point in compared.similar)
