"""Bars beside their labels: one or two to a category, with the reach of open findings as a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.theme import LARGE, SMALL, TIGHT, colours

if TYPE_CHECKING:
    from cldvalidator.presentation.sheet import Chart

REACH = "If open findings were resolved"


class BarChart(QWidget):
    """Draws a chart of bars. chosen: the key of the bar that was clicked.

    The table beside it holds the same numbers and is what the keyboard reaches.
    """

    chosen = Signal(object)

    def __init__(self, chart: Chart, name: str) -> None:
        super().__init__()
        self.chart = chart
        self._hits: list[tuple[QRectF, str, Any]] = []
        self.setAccessibleName(f"Chart: {name}")
        self.setAccessibleDescription(chart.words())
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)
        self.setMinimumSize(self.fontMetrics().averageCharWidth() * 28, self._height(360))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a comfortable size."""
        width = max(360, self.width())
        return QSize(width, self._height(width))

    def resizeEvent(self, event: Any) -> None:  # noqa: N802
        """Keep the height that the width asks for: headings wrap."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._height(self.width()))

    @property
    def _has_reach(self) -> bool:
        return any(r is not None for s in self.chart.series for r in s.ranges)

    def _legend(self) -> list[str]:
        names = [s.name for s in self.chart.series] if len(self.chart.series) > 1 else []
        return [*names, REACH] if self._has_reach else names

    def _band(self) -> int:
        return self.fontMetrics().height() + (
            SMALL + TIGHT if len(self.chart.series) > 1 else TIGHT
        )

    def _heading(self, text: str, width: int) -> int:
        flags = Qt.TextFlag.TextWordWrap
        return self.fontMetrics().boundingRect(0, 0, width, 1000, flags, text).height()

    def _height(self, width: int) -> int:
        line = self.fontMetrics().height()
        headings = sum(
            self._heading(t, width) + SMALL + TIGHT for t in self.chart.headings.values()
        )
        legend = (line + SMALL) * self._legend_lines(width) if self._legend() else 0
        return headings + legend + len(self.chart.categories) * (self._band() + SMALL) + SMALL

    def _legend_lines(self, width: int) -> int:
        lines, x = 1, 0
        for name in self._legend():
            step = self.fontMetrics().horizontalAdvance(name) + 28 + LARGE
            if x and x + step > width:
                lines, x = lines + 1, 0
            x += step
        return lines

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw legend, headings and bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._hits = []
        metrics, chart = self.fontMetrics(), self.chart
        y = float(self._draw_legend(painter))
        labels = max(map(metrics.horizontalAdvance, chart.categories), default=0) + LARGE
        labels = min(labels, int(self.width() * 0.4))
        numbers = [chart.number(v) for s in chart.series for v in s.values if v is not None]
        after = max(map(metrics.horizontalAdvance, numbers), default=0) + SMALL
        room = max(40.0, self.width() - labels - after - SMALL)
        values = [v for s in chart.series for v in s.values if v is not None]
        most = chart.full or max([*values, 1.0])
        for place, category in enumerate(chart.categories):
            if place in chart.headings:
                text = chart.headings[place]
                height = self._heading(text, self.width())
                painter.setPen(QColor(colours().muted))
                box = QRectF(0, y + TIGHT, self.width(), height)
                painter.drawText(box, int(Qt.TextFlag.TextWordWrap), text)
                y += height + SMALL + TIGHT
            band = float(self._band())
            painter.setPen(QColor(colours().text))
            shown = metrics.elidedText(category, Qt.TextElideMode.ElideRight, labels - SMALL)
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRectF(0, y, labels, band), int(middle), shown)
            self._draw_bars(painter, place, QRectF(labels, y, room, band), most)
            y += band + SMALL
        painter.setPen(QPen(QColor(colours().edge), 1))
        painter.end()

    def _draw_bars(self, painter: QPainter, place: int, room: QRectF, most: float) -> None:
        chart, c = self.chart, colours()
        two = len(chart.series) > 1
        heights = (room.height() * 0.52, room.height() * 0.3) if two else (room.height() * 0.7,)
        y = room.y() + (room.height() - sum(heights) - (2 if two else 0)) / 2
        for number, (series, height) in enumerate(zip(chart.series, heights, strict=False)):
            value = series.values[place]
            track = QRectF(room.x(), y, room.width(), height)
            if number == 0 and chart.full is not None:
                painter.fillRect(track, QColor(c.line))
            if value is None:
                if number == 0:
                    painter.setPen(QColor(c.muted))
                    inside = track.adjusted(SMALL, -6, 0, 6)
                    left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
                    painter.drawText(inside, int(left), "no value")
                y += height + 2
                continue
            bar = QRectF(room.x(), y, max(2.0, room.width() * value / most), height)
            if number == 0:
                painter.fillRect(bar, QColor(c.accent))
                painter.setPen(QColor(c.text))
                after = QRectF(room.right() + SMALL, room.y(), 400, room.height())
                left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
                painter.drawText(after, int(left), chart.number(value))
            else:
                painter.setPen(QPen(QColor(c.edge), 1))
                painter.setBrush(QBrush(QColor(c.edge), Qt.BrushStyle.BDiagPattern))
                painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))
            words = f"{chart.categories[place]}, {series.name}: {chart.number(value)}"
            key = series.keys[place] if series.keys else None
            self._hits.append((track.adjusted(-room.x(), 0, 0, 0), words, key))
            reach = series.ranges[place] if series.ranges else None
            if reach is not None:
                self._draw_reach(painter, track, reach, most)
            y += height + 2

    @staticmethod
    def _draw_reach(
        painter: QPainter, track: QRectF, reach: tuple[float, float], most: float
    ) -> None:
        c = colours()
        left, right = (track.x() + track.width() * v / most for v in reach)
        middle = track.center().y()
        for colour, width in ((c.surface, 3.4), (c.text, 1.6)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(int(left), int(middle), int(right), int(middle))
            for x in (left, right):
                painter.drawLine(int(x), int(middle - 4), int(x), int(middle + 4))

    def _draw_legend(self, painter: QPainter) -> int:
        names, c = self._legend(), colours()
        if not names:
            return 0
        x, y, line = 0, 0, self.fontMetrics().height()
        for number, name in enumerate(names):
            step = self.fontMetrics().horizontalAdvance(name) + 28 + LARGE
            if x and x + step > self.width():
                x, y = 0, y + line + SMALL
            box = QRectF(x, y + line / 2 - 5, 20, 10)
            if name == REACH and self._has_reach and number == len(names) - 1:
                self._draw_reach(painter, box, (0.0, 1.0), 1.0)
            elif number == 0:
                painter.fillRect(box, QColor(c.accent))
            else:
                painter.setPen(QPen(QColor(c.edge), 1))
                painter.setBrush(QBrush(QColor(c.edge), Qt.BrushStyle.BDiagPattern))
                painter.drawRect(box)
            painter.setPen(QColor(c.muted))
            painter.drawText(QRectF(x + 28, y, step, line), 0, name)
            x += step
        return y + line + SMALL

    def _at(self, x: float, y: float) -> tuple[str, Any] | None:
        for box, words, key in self._hits:
            if box.contains(x, y):
                return words, key
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show a hand above what can be chosen."""
        hit = self._at(event.position().x(), event.position().y())
        hand = hit is not None and hit[1] is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the bar."""
        hit = self._at(event.position().x(), event.position().y())
        if hit is not None and hit[1] is not None:
            self.chosen.emit(hit[1])

    def event(self, event: QEvent) -> bool:
        """Say the number of the bar below the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit = self._at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), hit[0] if hit else "", self)
            return True
        return super().event(event)
