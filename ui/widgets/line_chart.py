"""Lines over months or quarters, each with its own mark and its name at its end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cldvalidator.presentation.line_drawing import nice_top, tick_text
from ui.theme import MEDIUM, SMALL, TIGHT, colours
from ui.widgets.listing_layout import wrapped

if TYPE_CHECKING:
    from cldvalidator.presentation.sheet import Chart, Series

MARK = 4.0
_SIDES = ((0, 0), (4, 45), (3, 0), (4, 0), (5, 0))


class LineChart(QWidget):
    """Draws a chart of lines. chosen: the key of the point that was clicked.

    The table beside it holds the same numbers and is what the keyboard reaches.
    """

    chosen = Signal(object)

    def __init__(self, chart: Chart, name: str) -> None:
        super().__init__()
        self.chart = chart
        self._points: list[tuple[QPointF, str, Any]] = []
        self.setAccessibleName(f"Chart: {name}")
        self.setAccessibleDescription(chart.words())
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        metrics = self.fontMetrics()
        self.setMinimumSize(metrics.averageCharWidth() * 36, metrics.height() * 11)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a comfortable size."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 64, metrics.height() * 15)

    def _colour(self, number: int) -> QColor:
        c = colours()
        return QColor((c.accent, c.warning, c.query, c.good, c.text)[number % 5])

    def _top(self) -> float:
        values = [v for s in self.chart.series for v in s.values if v is not None]
        return nice_top(max(values, default=0.0))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the scale, the lines and their names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, top = self.fontMetrics(), self._top()
        scale = [top * n / 4 for n in range(5)]
        left = max(metrics.horizontalAdvance(tick_text(v)) for v in scale) + SMALL
        names = max((metrics.horizontalAdvance(s.name) for s in self.chart.series), default=0)
        names = min(names, self.width() // 3)
        line = metrics.height()
        area = QRectF(
            left,
            line / 2 + TIGHT,
            max(20.0, self.width() - left - names - 3 * SMALL - MARK),
            max(20.0, self.height() - 2 * line - MEDIUM),
        )
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for value in scale:
            y = area.bottom() - area.height() * value / top
            painter.setPen(QPen(QColor(colours().line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours().muted))
            box = QRectF(0, y - line / 2, left - SMALL, line)
            painter.drawText(box, right, tick_text(value))
        self._draw_days(painter, area)
        self._draw_lines(painter, area, top, names)
        painter.end()

    def _x(self, place: int, area: QRectF) -> float:
        steps = max(1, len(self.chart.categories) - 1)
        return area.left() + MARK + (area.width() - 2 * MARK) * place / steps

    def _draw_days(self, painter: QPainter, area: QRectF) -> None:
        metrics, days = self.fontMetrics(), self.chart.categories
        width = max(metrics.horizontalAdvance(d) for d in days) + MEDIUM
        every = max(1, math.ceil(width * (len(days) - 1) / max(1.0, area.width())))
        painter.setPen(QColor(colours().muted))
        last = len(days) - 1
        for place in range(last, -1, -every):
            x = self._x(place, area)
            at = min(max(0.0, x - width / 2), self.width() - float(width))
            box = QRectF(at, area.bottom() + TIGHT, width, metrics.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), days[place])

    def _draw_lines(self, painter: QPainter, area: QRectF, top: float, names: int) -> None:
        self._points = []
        ends: list[tuple[float, int]] = []
        for number, series in enumerate(self.chart.series):
            colour = self._colour(number)
            before: QPointF | None = None
            for place, value in enumerate(series.values):
                if value is None:
                    before = None
                    continue
                y = area.bottom() - area.height() * value / top
                point = QPointF(self._x(place, area), y)
                if before is not None:
                    painter.setPen(QPen(colour, 2, list(Qt.PenStyle)[1 + number % 4]))
                    painter.drawLine(before, point)
                self._remember(point, series, place, value)
                before = point
            for place, value in enumerate(series.values):
                if value is not None:
                    y = area.bottom() - area.height() * value / top
                    self._mark(painter, QPointF(self._x(place, area), y), number)
            if before is not None:
                ends.append((before.y(), number))
        self._draw_names(painter, area, sorted(ends), names)

    def _remember(self, point: QPointF, series: Series, place: int, value: float) -> None:
        words = f"{self.chart.categories[place]}, {series.name}: {self.chart.number(value)}"
        self._points.append((point, words, series.keys[place] if series.keys else None))

    def _mark(self, painter: QPainter, at: QPointF, number: int) -> None:
        painter.setPen(QPen(QColor(colours().surface), 1))
        painter.setBrush(self._colour(number))
        sides, turn = _SIDES[number % len(_SIDES)]
        if not sides:
            painter.drawEllipse(at, MARK, MARK)
            return
        angles = [math.radians(turn - 90 + 360 * n / sides) for n in range(sides)]
        size = MARK * 1.35
        corners = [at + QPointF(math.cos(a) * size, math.sin(a) * size) for a in angles]
        painter.drawPolygon(QPolygonF(corners))

    def _draw_names(
        self, painter: QPainter, area: QRectF, ends: list[tuple[float, int]], names: int
    ) -> None:
        """Write each name beside the end of its line, moved so that none covers another.

        A long name takes two lines where there is room for that.
        """
        line, font = self.fontMetrics().height(), self.font()
        texts = [self.chart.series[number].name for _, number in ends]
        shown = [wrapped(text, font, names + 2, 2) for text in texts]
        if line * sum(map(len, shown)) > area.height():
            shown = [wrapped(text, font, names + 2, 1) for text in texts]
        below = line * sum(map(len, shown))
        x, y = area.right() + SMALL + MARK, 0.0
        for (end, number), text in zip(ends, shown, strict=True):
            y = max(y, min(end - line / 2, area.bottom() + line / 2 - below))
            self._mark(painter, QPointF(x, y + line / 2), number)
            painter.setPen(QColor(colours().text))
            for part in text:
                painter.drawText(QRectF(x + SMALL + 2, y, names + 4, line), 0, part)
                y += line
            below -= line * len(text)

    def _at(self, at: QPointF) -> tuple[str, Any] | None:
        near = [((p - at).manhattanLength(), words, key) for p, words, key in self._points]
        best = min(near, key=lambda n: n[0], default=None)
        return (best[1], best[2]) if best is not None and best[0] <= 12 else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show a hand above what can be chosen."""
        hit = self._at(event.position())
        hand = hit is not None and hit[1] is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the point."""
        hit = self._at(event.position())
        if hit is not None and hit[1] is not None:
            self.chosen.emit(hit[1])

    def event(self, event: QEvent) -> bool:
        """Say the number of the point below the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), hit[0] if hit else "", self)
            return True
        return super().event(event)
