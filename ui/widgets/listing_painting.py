"""Draws a column of a listing: texts and numbers, marks before them, and bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from ui.icons import pixmap
from ui.theme import SMALL, colours
from ui.widgets.listing import SEVERITY_WORDS, Listing

SIGN = 16
AROUND = 7
"""Pixels above and below the text of a row."""
_GAP = 6
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def text_room(width: int, listing: Listing, place: int) -> int:
    """Return how many pixels the texts of a column have, beside their marks."""
    return width - 2 * SMALL - (SIGN + _GAP if listing.marks and place == 0 else 0)


def draw_column(
    painter: QPainter,
    listing: Listing,
    place: int,
    cells: Sequence[tuple[int, QRect]],
    lines_of: Callable[[int, int], tuple[str, ...]],
) -> None:
    """Draw some rows of a column. cells: each row and its place. lines_of: a text in its lines."""
    if place == listing.bar_in:
        _draw_bars(painter, listing, cells)
        return
    if place == listing.spark_in:
        _draw_sparks(painter, listing, cells)
        return
    height = painter.fontMetrics().lineSpacing()
    marks = listing.marks if place == 0 else ()
    for row, where in cells:
        value = listing.columns[place][row]
        line = QRect(where.x() + SMALL, where.y() + AROUND, where.width() - 2 * SMALL, height)
        if marks:
            line.setLeft(line.left() + SIGN + _GAP)
        if marks and marks[row]:
            sign = pixmap(marks[row], SIGN, colours().severity(marks[row]).name())
            painter.drawPixmap(where.x() + SMALL, line.y() + (height - SIGN) // 2, sign)
        if isinstance(value, str):
            for text in lines_of(row, place):
                painter.drawText(line, _LEFT, text)
                line.translate(0, height)
        else:
            painter.drawText(line, _RIGHT, f"{value:,}")


def _draw_bars(painter: QPainter, listing: Listing, cells: Sequence[tuple[int, QRect]]) -> None:
    """Draw errors, warnings and queries one after the other, to the scale of the longest bar."""
    most = max(map(sum, listing.bars), default=0) or 1
    for row, where in cells:
        room = where.adjusted(6, 0, -6, 0)
        height = max(8, painter.fontMetrics().height() // 2)
        x, y = float(room.x()), room.y() + (room.height() - height) // 2
        for number, word in zip(listing.bars[row], SEVERITY_WORDS, strict=True):
            width = max(2.0, room.width() * number / most) if number else 0.0
            painter.fillRect(int(x), y, round(width), height, colours().severity(word))
            x += width


def _draw_sparks(painter: QPainter, listing: Listing, cells: Sequence[tuple[int, QRect]]) -> None:
    """Draw small bars beside each other, each row to a scale of its own; one lies on its side."""
    ink = QColor(colours().accent)
    for row, where in cells:
        heights = listing.sparks[row]
        room = where.adjusted(6, 4, -6, -4)
        if len(heights) == 1 and heights[0] <= 1:
            height = max(8, painter.fontMetrics().height() // 2)
            width = max(2, round(room.width() * heights[0])) if heights[0] else 0
            y = room.y() + (room.height() - height) // 2
            painter.fillRect(room.x(), y, width, height, ink)
            continue
        room.setHeight(min(room.height(), 2 * painter.fontMetrics().height()))
        most, step = max(heights, default=0) or 1, room.width() / max(len(heights), 8)
        for place, value in enumerate(heights):
            height = max(1, round(room.height() * value / most)) if value else 0
            x = round(room.x() + place * step)
            wide = max(1, round(room.x() + (place + 1) * step) - x - 1)
            painter.fillRect(x, room.bottom() + 1 - height, wide, height, ink)
