"""A chart of lines as points on a page: what the template of an HTML page draws from."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cldvalidator.presentation.sheet import Chart

WIDTH, HEIGHT = 720, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 44, 12, 32
_LETTER = 7


def nice_top(value: float) -> float:
    """Return the end of a scale: 1, 2 or 5 times a power of ten, in quarters, not below a value."""
    if value <= 0:
        return 4.0
    power = 10.0 ** math.floor(math.log10(value))
    for factor in (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10):
        if factor * power >= value:
            return max(4.0, factor * power)
    return 10 * power


def tick_text(value: float) -> str:
    """Return a number of the scale as text."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


@dataclass(frozen=True)
class Point:
    """A value of a line. words: what it is, for who points at it."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Line:
    """A line. parts: its points, broken where a value is missing. number: its place, from 0."""

    name: str
    number: int
    parts: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True)
class LineDrawing:
    """A chart laid out. ticks: texts of the scale with their height. labels: those below, with
    their place. words: the whole chart in words.
    """

    width: int
    height: int
    left: int
    right: int
    ticks: tuple[tuple[str, float], ...]
    labels: tuple[tuple[str, float], ...]
    lines: tuple[Line, ...]
    words: str


def line_drawing(chart: Chart) -> LineDrawing:
    """Lay out a chart of lines."""
    top = nice_top(max((v for s in chart.series for v in s.values if v is not None), default=0.0))
    room = HEIGHT - _TOP - _BOTTOM
    steps = max(1, len(chart.categories) - 1)

    def x(place: int) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * place / steps, 1)

    def y(value: float) -> float:
        return round(_TOP + room * (1 - value / top), 1)

    widest = max(map(len, chart.categories), default=1) * _LETTER + 12
    every = max(1, math.ceil(widest * (len(chart.categories) - 1) / (WIDTH - _LEFT - _RIGHT)))
    last = len(chart.categories) - 1
    lines = []
    for number, series in enumerate(chart.series):
        parts: list[list[Point]] = [[]]
        for place, value in enumerate(series.values):
            if value is None:
                parts.append([])
                continue
            words = f"{chart.categories[place]}, {series.name}: {chart.number(value)}"
            parts[-1].append(Point(x(place), y(max(0.0, value)), words))
        lines.append(Line(series.name, number, tuple(tuple(p) for p in parts if p)))
    return LineDrawing(
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        ticks=tuple((tick_text(top * n / 4), y(top * n / 4)) for n in range(5)),
        labels=tuple((chart.categories[p], x(p)) for p in range(last, -1, -every)),
        lines=tuple(lines),
        words=chart.words(),
    )
