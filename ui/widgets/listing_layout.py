"""How a listing uses the room there is: widths of its columns, and texts on several lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption

MOST_LINES = 8
"""A text that needs more ends in an ellipsis; a tool tip holds all of it."""
EACH_ROW = 300
"""So many rows are as high as their texts; those below in a longer listing are equally high."""


def shared_widths(
    wanted: Sequence[int], least: Sequence[int], gives: Sequence[bool], room: int
) -> list[int]:
    """Return the width of each column, in pixels.

    wanted: what shows the column on one line. least: what it must have. gives: whether its texts
    can be shown on several lines. Where all together want more than there is, the columns that give
    share what the others leave: a narrow one keeps its width, the wide ones get equal parts.
    """

    def widths(level: int) -> list[int]:
        return [
            max(low, min(wide, level)) if can else wide
            for wide, low, can in zip(wanted, least, gives, strict=True)
        ]

    # The largest equal part with which all have room; without any, each has what it must have.
    parts = range(1, max(wanted, default=0) + 1)
    fits = bisect_right(parts, room, key=lambda level: sum(widths(level)))
    return widths(parts[fits - 1] if fits else 0)


def wrapped(text: str, font: QFont, width: int, most: int = MOST_LINES) -> tuple[str, ...]:
    """Return the lines of a text that is `width` pixels wide; the last one may be cut."""
    metrics = QFontMetrics(font)
    text = text.replace("\n", " ")
    if width <= 0 or metrics.horizontalAdvance(text) <= width:
        return (text,)
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[str] = []
    start = 0
    while len(lines) < most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start, length = line.textStart(), line.textLength()
        lines.append(text[start : start + length].rstrip(" "))
    layout.endLayout()
    if start + len(lines[-1]) < len(text.rstrip(" ")):
        lines[-1] = metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, width)
    return tuple(lines)
