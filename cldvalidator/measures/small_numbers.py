"""Small numbers in anything meant to be shared: 1 to 4 are suppressed, others rounded to 5."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cldvalidator.measures.figures import Behind, Figure, MeasureResult, rounded
from cldvalidator.measures.registry import MeasureText

SMALLEST = 5
NEAREST = 5
_NO_COUNTS = ("Accommodation_Status_Group",)


def shared_count(number: float | None) -> float | None:
    """Return a count rounded to the nearest 5; None for 1 to 4, which are suppressed."""
    if number is None or 0 < number < SMALLEST:
        return None
    return float(int(number / NEAREST + 0.5) * NEAREST)


def shared_figure(figure: Figure, per: int) -> Figure:
    """Return a figure that may be shared: no one behind it, and nothing worked out from few.

    A count is its own value. A percentage (per 100) or a rate (per 100,000 of a population, which
    is no secret) is made of protected counts. A median or sum of one to four is suppressed.
    """
    top, bottom = shared_count(figure.numerator), figure.denominator
    if per == 100:
        bottom = shared_count(bottom)
    value: float | None
    few = 0 < len(figure.behind.numerator_people) < SMALLEST
    if figure.value is None or (top is None and (figure.numerator is not None or few)):
        value = None
    elif figure.value == figure.numerator:
        value = top
    elif figure.denominator is None:
        value = figure.value
    elif top is None or not bottom:
        value = None
    else:
        value = rounded(per * top / bottom)
    return replace(
        figure, value=value, numerator=top, denominator=bottom, behind=Behind(), units=None
    )


def shared_result(result: MeasureResult, text: MeasureText) -> MeasureResult:
    """Return a measure that may be shared: counts protected, tables of single people left out."""
    tables = {
        name: _shared_table(table)
        for name, table in result.tables.items()
        if not {"person", "record"} & set(table.columns)
    }
    per = 100_000 if "100,000" in text.unit else 100
    figures = tuple(shared_figure(f, per) for f in result.figures)
    grids = tuple(g.for_sharing(lambda f: shared_figure(f, per)) for g in result.grids)
    return replace(result, figures=figures, tables=tables, stages={}, grids=grids)


def _shared_table(table: pd.DataFrame) -> pd.DataFrame:
    """Protect the counts of a table; sums and medians of fewer than five go with their counts."""
    out = table.copy()
    counts = [c for c in table if c not in _NO_COUNTS and pd.api.types.is_integer_dtype(table[c])]
    few = pd.Series(False, index=table.index)
    for column in counts:
        few |= (table[column] > 0) & (table[column] < SMALLEST)
        out[column] = [shared_count(v) for v in table[column].tolist()]
    for column in table:
        if pd.api.types.is_float_dtype(table[column]):
            out[column] = table[column].where(~few)
    return out
