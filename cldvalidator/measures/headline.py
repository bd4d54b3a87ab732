"""The few figures of a measure that are looked at first."""

from __future__ import annotations

from cldvalidator.measures.figures import Figure, MeasureResult

TOTALS = ("Total", "All")
AT_MOST, OF_A_SERIES = 4, 2


def headline_figures(result: MeasureResult) -> tuple[Figure, ...]:
    """Return the totals; of figures that are repeated by month or quarter only the latest.

    A measure without totals gives its last groups, as many of each description as fit.
    """
    totals = [f for f in result.figures if f.group in TOTALS]
    if not totals:
        by_description: dict[str, list[Figure]] = {}
        for figure in result.figures:
            by_description.setdefault(figure.description, []).append(figure)
        each = max(1, AT_MOST // max(1, len(by_description)))
        totals = [f for figures in by_description.values() for f in figures[-each:]]
    return tuple(totals[-OF_A_SERIES:] if _repeated(totals) else totals[:AT_MOST])


def _repeated(figures: list[Figure]) -> bool:
    """Say whether the figures are a series: then the latest come last."""
    return len(figures) > 2 * AT_MOST
