"""Draws a column of a listing: texts and numbers, marks before them, and bars."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from ui.icons import pixmap
from ui.theme import SMALL, colours
from ui.widgets.listing import SEVERITY_WORDS, Listing

_SIGN, _GAP = 16, 6
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def draw_column(painter: QPainter, listing: Listing, place: int, rows: range, first: QRect) -> None:
    """Draw the rows of a column. first: the cell of the first of them."""
    if place == listing.bar_in:
        _draw_bars(painter, listing, rows, first)
        return
    metrics = painter.fontMetrics()
    marks = listing.marks if place == 0 else ()
    room = first.adjusted(SMALL, 0, -SMALL, -1)
    if marks:
        room.setLeft(room.left() + _SIGN + _GAP)
    for row in rows:
        value = listing.columns[place][row]
        if marks and marks[row]:
            sign = pixmap(marks[row], _SIGN, colours().severity(marks[row]).name())
            painter.drawPixmap(first.x() + SMALL, room.y() + (room.height() - _SIGN) // 2, sign)
        is_text = isinstance(value, str)
        text = value.replace("\n", " ") if is_text else f"{value:,}"
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT if is_text else _RIGHT, shown)
        room.translate(0, first.height())


def _draw_bars(painter: QPainter, listing: Listing, rows: range, first: QRect) -> None:
    """Draw errors, warnings and queries one after the other, to the scale of the longest bar."""
    most = max(map(sum, listing.bars), default=0) or 1
    room = first.adjusted(6, 0, -6, 0)
    height = max(8, room.height() // 3)
    for row in rows:
        x, y = float(room.x()), room.y() + (room.height() - height) // 2
        for number, word in zip(listing.bars[row], SEVERITY_WORDS, strict=True):
            width = max(2.0, room.width() * number / most) if number else 0.0
            painter.fillRect(int(x), y, round(width), height, colours().severity(word))
            x += width
        room.translate(0, first.height())
