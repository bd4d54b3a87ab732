"""The figures joined from several submissions beside those of the last one alone."""

from __future__ import annotations

from collections.abc import Sequence

from cldvalidator.measures.figures import Figure
from cldvalidator.measures.headline import TOTALS, headline_figures
from cldvalidator.measures.preview import Previewed
from cldvalidator.presentation.preview_text import figure_words
from cldvalidator.presentation.sheet import Cell, Sheet
from cldvalidator.wording import counted

NONE = "no such figure"


def beside_sheet(
    joined: Sequence[Previewed], alone: Sequence[Previewed], files: int, last: str
) -> Sheet:
    """Lay out the headline figures of both, a row each below the name of their measure.

    files: how many submissions are joined. last: what the file is called that stands alone.
    """
    by_measure = {item.measure.text.id: item for item in alone}
    rows: list[tuple[Cell, ...]] = []
    for item in joined:
        other = by_measure.get(item.measure.text.id)
        found = {(f.description, f.group): f for f in other.results[0].figures} if other else {}
        rows.append((Cell(item.measure.text.id, section=True),))
        for figure in headline_figures(item.results[0]):
            rows.append(_row(figure, found.get((figure.description, figure.group))))
    headers = ("Figure", f"Joined from {counted(files, 'file')}", f"{last} alone", "Difference")
    return Sheet("Joined figures beside the last file alone", headers, tuple(rows))


def alone_lines(item: Previewed, alone: Sequence[Previewed], last: str) -> list[str]:
    """Say what the headline figures of a measure are of the last file alone, a line each."""
    other = next((a for a in alone if a.measure.text.id == item.measure.text.id), None)
    found = {(f.description, f.group): f for f in other.results[0].figures} if other else {}
    headlines = headline_figures(item.results[0])
    lines = []
    for figure in headlines:
        same = found.get((figure.description, figure.group))
        caption = f", {figure.description}" if len(headlines) > 1 else ""
        if same is not None:
            lines.append(f"{last} alone{caption}: {figure_words(same)}")
    return lines


def _row(figure: Figure, other: Figure | None) -> tuple[Cell, ...]:
    group = "" if figure.group in TOTALS else f", {figure.group}"
    apart = ""
    if other is not None and figure.value is not None and other.value is not None:
        difference = figure.value - other.value
        whole = figure.value == int(figure.value) and other.value == int(other.value)
        apart = f"{difference:+,.0f}" if whole else f"{difference:+,.1f}"
        apart = "none" if not difference else apart
    return (
        Cell(f"{figure.description}{group}"),
        Cell(figure_words(figure), number=figure.value),
        Cell(figure_words(other) if other is not None else NONE,
             number=other.value if other is not None else None),
        Cell(apart),
    )  # fmt: skip
