"""Tables of texts with numbers beside them, and charts of the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BARS, LINES = "bars", "lines"


@dataclass(frozen=True, eq=False)
class Cell:
    """A text; the number it stands for; what is behind it. section: it heads the rows below."""

    text: str
    number: float | None = None
    key: Any = None
    section: bool = False


NOTHING = Cell("")


@dataclass(frozen=True, eq=False)
class Series:
    """Values by category. keys: what is behind each. ranges: how far each could move."""

    name: str
    values: tuple[float | None, ...]
    keys: tuple[Any, ...] = ()
    ranges: tuple[tuple[float, float] | None, ...] = ()


@dataclass(frozen=True, eq=False)
class Chart:
    """What is drawn. kind: BARS or LINES. full: the end of the scale where it is fixed.

    headings: the text above a category, by its place.
    """

    kind: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    suffix: str = ""
    full: float | None = None
    headings: Mapping[int, str] = field(default_factory=dict)

    def number(self, value: float) -> str:
        """Return a value as it is written in the chart."""
        whole = value == int(value) and not self.suffix
        return (f"{value:,.0f}" if whole else f"{value:,.1f}") + self.suffix

    def words(self) -> str:
        """Return the whole chart in words, for who cannot see it."""
        parts = []
        for series in self.series:
            pairs = zip(self.categories, series.values, strict=True)
            amounts = [f"{c} {self.number(v)}" for c, v in pairs if v is not None]
            parts.append(f"{series.name}: {', '.join(amounts) or 'nothing'}")
        return ". ".join(parts) + "."


@dataclass(frozen=True)
class Dot:
    """A value on a strip. role: what it stands for; words: the value as it is written.

    lowest, highest: how far open findings could move it, or None.
    """

    role: str
    name: str
    value: float
    words: str
    lowest: float | None = None
    highest: float | None = None

    @property
    def sentence(self) -> str:
        """Whose value it is, for who points at it or hears it."""
        return f"{self.name}: {self.words} ({self.role})"


@dataclass(frozen=True, eq=False)
class Strip:
    """Values on one line. roles: in the order of the legend; the first is the reader's own."""

    dots: tuple[Dot, ...]
    roles: tuple[str, ...]
    suffix: str = ""

    def words(self) -> str:
        """Return the whole strip in words, for who cannot see it."""
        return "; ".join(dot.sentence for dot in self.dots) + "."


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table. bar_of: the column whose numbers are also drawn as bars. note: a line below it.

    strip: what is drawn of it as dots, in place of a chart. notes: what stands under the drawing.
    """

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Chart | None = None
    bar_of: int | None = None
    note: str = ""
    strip: Strip | None = None
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the table with its headers, tab between columns, for the clipboard."""
        lines = ["\t".join(self.headers)]
        lines += ["\t".join(cell.text for cell in row) for row in self.rows]
        return "\n".join(lines)
