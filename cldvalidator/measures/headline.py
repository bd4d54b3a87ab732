"""The few figures of a measure that are looked at first."""

from __future__ import annotations

from cldvalidator.measures.figures import Figure, MeasureResult

TOTALS = ("Total", "All")


def headline_figures(result: MeasureResult) -> tuple[Figure, ...]:
    """Return the figures of a summary: of each description the total, else every group."""
    by_description: dict[str, list[Figure]] = {}
    for figure in result.figures:
        if figure.headline:
            by_description.setdefault(figure.description, []).append(figure)
    chosen: list[Figure] = []
    for figures in by_description.values():
        chosen += [f for f in figures if f.group in TOTALS] or figures
    return tuple(chosen)
