"""A percentage as a thin bar; the number stands beside it in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import TIGHT, colours

HEIGHT = 6


class ShareBar(QWidget):
    """Draws a share of 0 to 100 on a track of the whole width."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share = min(max(share, 0.0), 100.0)
        self.setFixedHeight(HEIGHT + 2 * TIGHT)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        """Draw the track and the share."""
        c = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, TIGHT, self.width(), HEIGHT)
        for colour, width in (
            (c.line, track.width()),
            (c.accent, track.width() * self._share / 100),
        ):
            painter.setBrush(QColor(colour))
            if width:
                track.setWidth(max(width, HEIGHT))
                painter.drawRoundedRect(track, HEIGHT / 2, HEIGHT / 2)
        painter.end()
