"""Values on one line: the reader's own, the published ones beside it, similar councils below."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.announcing import announce
from ui.theme import MEDIUM, SMALL, TIGHT, colours

if TYPE_CHECKING:
    from cldvalidator.presentation.sheet import Dot, Strip

MARK = 5.0
NEAR = 14.0
"""How far from a dot, in pixels, the pointer still means it."""
HINT = "Rest the pointer on a dot, or use the arrow keys, to see whose it is."
_SIDES = ((4, 0), (4, 0), (4, 45), (3, 0), (0, 0))
"""Corners and turn of the mark of each role: diamonds, a square, a triangle, a circle."""
_HOLLOW = 1
_ALONE = 4
"""The place of the role that has the lower line to itself."""
_STEPS = (1, 2, 2.5, 5, 10)


class StripChart(QWidget):
    """Draws a strip. Dots have a shape and a place by role, not a colour alone.

    The arrow keys go from dot to dot; the name and number of the current one stand above the strip.
    """

    def __init__(self, strip: Strip, name: str) -> None:
        super().__init__()
        self.strip = strip
        self.current: Dot | None = None
        self._order = sorted(strip.dots, key=lambda dot: (dot.value, dot.name))
        self._at: list[tuple[QPointF, Dot]] = []
        self.setAccessibleName(f"Strip chart: {name}")
        self.setAccessibleDescription(strip.words())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        metrics = self.fontMetrics()
        self.setMinimumWidth(metrics.averageCharWidth() * 40)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a comfortable size."""
        metrics = self.fontMetrics()
        lines = 3 + self._legend_lines(max(self.width(), self.minimumWidth()))
        return QSize(metrics.averageCharWidth() * 70, lines * metrics.height() + 150)

    def resizeEvent(self, event: Any) -> None:  # noqa: N802
        """Keep the height that the legend needs."""
        super().resizeEvent(event)
        self.setFixedHeight(self.sizeHint().height())

    @property
    def words(self) -> str:
        """The line above the strip."""
        return self.current.sentence if self.current is not None else HINT

    def scale(self) -> tuple[float, float, list[float]]:
        """Return the ends of the axis and its ticks."""
        given = [v for d in self.strip.dots for v in (d.value, d.lowest, d.highest)]
        values = [value for value in given if value is not None]
        low, high = min(values, default=0.0), max(values, default=1.0)
        raw = max(high - low, 1.0) / 5
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(s * power for s in _STEPS if s * power >= raw - 1e-9)
        first = math.floor(low / step) * step
        last = math.ceil(high / step) * step
        if self.strip.suffix == "%":
            last = min(last, 100.0)
        ticks = [first + n * step for n in range(round((last - first) / step + 1e-6) + 1)]
        return first, max(last, first + step * 0.5), ticks

    def _room(self) -> QRectF:
        line = self.fontMetrics().height()
        side = self.fontMetrics().horizontalAdvance("1,000%")
        legend = self._legend_lines(self.width()) * (line + TIGHT)
        top, bottom = line + SMALL, self.height() - legend - line - MEDIUM
        return QRectF(side / 2 + MARK, top, self.width() - side - 2 * MARK, bottom - top)

    def _places(self) -> list[tuple[QPointF, Dot]]:
        """Lay the dots out: those too near to each other stand above one another."""
        room = self._room()
        upper, lower = room.top() + room.height() * 0.3, room.bottom() - 2 * MARK
        taken: list[QPointF] = []
        found = []
        for dot in self._order:
            x = self._x(dot.value)
            y = lower if dot.role == self.strip.roles[_ALONE] else upper
            highest = upper + 4 * MARK if y == lower else room.top() + MARK
            while y > highest and any(
                abs(p.x() - x) < 2 * MARK + 1 and abs(p.y() - y) < 2 * MARK for p in taken
            ):
                y -= 2 * MARK + 1
            taken.append(QPointF(x, y))
            found.append((taken[-1], dot))
        return found

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the sentence, the axis, the dots and the legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c, room, line = colours(), self._room(), self.fontMetrics().height()
        painter.setPen(QColor(c.text if self.current is not None else c.muted))
        words = self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRectF(0, 0, self.width(), line), 0, words)
        for tick in self.scale()[2]:
            x = self._x(tick)
            painter.setPen(QPen(QColor(c.line), 1))
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
            painter.setPen(QColor(c.muted))
            text = f"{tick:,.6g}{self.strip.suffix}"
            width = self.fontMetrics().horizontalAdvance(text) + 2
            box = QRectF(x - width / 2, room.bottom() + TIGHT, width, line)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
        self._at = self._places()
        for at, dot in self._at:
            self._draw_reach(painter, at.y(), dot)
        for at, dot in self._at:
            self._mark(painter, at, self.strip.roles.index(dot.role))
            if dot is self.current:
                painter.setPen(QPen(QColor(c.text), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, MARK + 4, MARK + 4)
        self._draw_legend(painter, room.bottom() + line + MEDIUM)
        if self.hasFocus():
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _x(self, value: float) -> float:
        room, (low, high, _) = self._room(), self.scale()
        return room.left() + room.width() * (value - low) / (high - low)

    def _draw_reach(self, painter: QPainter, y: float, dot: Dot) -> None:
        """Draw how far open findings could move a value: a line with an end at each side."""
        if dot.lowest is None or dot.highest is None or dot.lowest == dot.highest:
            return
        left, right = self._x(dot.lowest), self._x(dot.highest)
        painter.setPen(QPen(QColor(colours().accent), 2))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        for x in (left, right):
            painter.drawLine(QPointF(x, y - MARK), QPointF(x, y + MARK))

    def _mark(self, painter: QPainter, at: QPointF, role: int) -> None:
        c = colours()
        colour = QColor((c.accent, c.accent, c.query, c.warning, c.muted)[role])
        hollow = role == _HOLLOW
        painter.setPen(QPen(colour if hollow else QColor(c.surface), 2 if hollow else 1))
        painter.setBrush(QColor(c.surface) if hollow else colour)
        sides, turn = _SIDES[role]
        if not sides:
            painter.drawEllipse(at, MARK, MARK)
            return
        size = MARK * (1.7 if role == 0 else 1.4)
        angles = [math.radians(turn - 90 + 360 * n / sides) for n in range(sides)]
        painter.drawPolygon(
            QPolygonF([at + QPointF(math.cos(a) * size, math.sin(a) * size) for a in angles])
        )

    def _legend(self) -> list[str]:
        there = {dot.role for dot in self.strip.dots}
        return [role for role in self.strip.roles if role in there]

    def _widths(self) -> list[float]:
        advance = self.fontMetrics().horizontalAdvance
        return [advance(role) + 4 * MARK + MEDIUM for role in self._legend()]

    def _legend_lines(self, width: int) -> int:
        lines, x = 1, 0.0
        for part in self._widths():
            if x and x + part > width:
                lines, x = lines + 1, 0.0
            x += part
        return lines

    def _draw_legend(self, painter: QPainter, y: float) -> None:
        line, x = self.fontMetrics().height(), 0.0
        for role, width in zip(self._legend(), self._widths(), strict=True):
            if x and x + width > self.width():
                x, y = 0.0, y + line + TIGHT
            self._mark(painter, QPointF(x + 2 * MARK, y + line / 2), self.strip.roles.index(role))
            painter.setPen(QColor(colours().text))
            painter.drawText(QRectF(x + 4 * MARK, y, width, line), 0, role)
            x += width

    def dot_at(self, at: QPointF) -> Dot | None:
        """Return the dot that the pointer means; None away from all."""
        near = [((p - at).manhattanLength(), n) for n, (p, _) in enumerate(self._places())]
        distance, place = min(near, default=(NEAR + 1, 0))
        return self._order[place] if distance <= NEAR else None

    def _go_to(self, dot: Dot | None, *, aloud: bool = False) -> None:
        if dot is self.current:
            return
        self.current = dot
        self.update()
        if aloud and dot is not None:
            announce(self, dot.sentence)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Say whose dot the pointer is at."""
        self._go_to(self.dot_at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go from dot to dot, lowest to highest."""
        last = len(self._order) - 1
        place = self._order.index(self.current) if self.current in self._order else None
        moved = {
            int(Qt.Key.Key_Left): last if place is None else max(0, place - 1),
            int(Qt.Key.Key_Right): 0 if place is None else min(last, place + 1),
            int(Qt.Key.Key_Home): 0,
            int(Qt.Key.Key_End): last,
        }.get(event.key())
        if moved is None or last < 0:
            super().keyPressEvent(event)
            return
        self._go_to(self._order[moved], aloud=True)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Begin with the reader's own value."""
        super().focusInEvent(event)
        own = [dot for dot in self._order if dot.role == self.strip.roles[0]]
        if self.current is None and own:
            self._go_to(own[0], aloud=True)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the frame away."""
        super().focusOutEvent(event)
        self.update()
