"""How a story is drawn: shades for the year, lanes, bars with their signs, deaths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.story.bars import draw_bars
from ui.story.layout import number_of
from ui.story.scene import Scene
from ui.theme import SMALL, TIGHT, colours

_ALIGNED = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_CENTRED = int(Qt.AlignmentFlag.AlignCenter)
_STEPS = (1, 3, 6, 12, 24, 60, 120)
"""Months between the ticks of the axis."""
UNDATED = "No start date"


def paint_story(
    painter: QPainter, scene: Scene, *, focused: bool = False, seen: QRectF | None = None
) -> None:
    """Draw a scene. seen: the part of it that has to be drawn anew, by default all."""
    painter.fillRect(scene.room, QColor(colours().surface))
    _draw_year(painter, scene)
    _draw_axis(painter, scene)
    _draw_lanes(painter, scene)
    painter.save()
    painter.setClipRect(scene.area.adjusted(-1, -TIGHT, SMALL, TIGHT))
    draw_bars(painter, scene, scene.room if seen is None else seen)
    painter.restore()
    _draw_deaths(painter, scene)
    if focused:
        painter.setPen(QPen(QColor(colours().accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(scene.room.adjusted(1, 1, -1, -1))


def _draw_year(painter: QPainter, scene: Scene) -> None:
    """Shade the year, every other quarter darker, with their names and the edges of the year."""
    c, area, metrics = colours(), scene.area, scene.metrics
    grounds = [_between(c.surface, c.accent_soft, share) for share in (0.35, 0.6)]
    for number, quarter in enumerate(scene.story.quarters):
        left = max(scene.x(number_of(quarter.first)), area.left())
        right = min(scene.x(number_of(quarter.last) + 1), area.right())
        if right <= left:
            continue
        painter.fillRect(
            QRectF(left, area.top() - SMALL, right - left, area.height() + SMALL),
            grounds[number % 2],
        )
        name = f"Q{number + 1}"
        if right - left > metrics.horizontalAdvance(name):
            painter.setPen(QColor(c.muted))
            box = QRectF(left, scene.room.top() + SMALL / 2, right - left, metrics.height())
            painter.drawText(box, _CENTRED, name)
    painter.setPen(QPen(QColor(colours().accent), 1, Qt.PenStyle.DashLine))
    year = scene.story.year
    for day in (number_of(year.first), number_of(year.last) + 1):
        x = scene.x(day)
        if scene.area.left() <= x <= scene.area.right():
            painter.drawLine(QPointF(x, scene.room.top() + SMALL), QPointF(x, scene.area.bottom()))


def ticks(first: float, last: float, most: int) -> Iterator[tuple[float, str]]:
    """Yield firsts of months, as day and text, at most so many; of the finest step that fits."""
    months = (last - first) / 30.4
    step = next((s for s in _STEPS if months / s <= most), _STEPS[-1])
    begin = date.fromordinal(max(1, int(first)))
    number = (begin.year * 12 + begin.month - 1) // step * step
    while True:
        number += step
        if number // 12 > 9998:
            return
        day = date(number // 12, number % 12 + 1, 1)
        if day.toordinal() > last:
            return
        yield float(day.toordinal()), f"{day:%Y}" if step >= 12 else f"{day:%m/%Y}"


def _draw_axis(painter: QPainter, scene: Scene) -> None:
    c, area, metrics = colours(), scene.area, scene.metrics
    width = metrics.horizontalAdvance("00/0000") + 2 * SMALL
    top = scene.room.top() + metrics.height() + SMALL
    for day, text in ticks(*scene.days, max(2, int(area.width() // width))):
        x = scene.x(day)
        painter.setPen(QPen(QColor(c.line), 1))
        painter.drawLine(QPointF(x, area.top() - SMALL), QPointF(x, area.bottom()))
        if x + width / 2 > scene.room.right():
            continue  # its text would be cut
        painter.setPen(QColor(c.muted))
        painter.drawText(QRectF(x - width / 2, top, width, metrics.height()), _CENTRED, text)


def _draw_lanes(painter: QPainter, scene: Scene) -> None:
    c, metrics = colours(), scene.metrics
    width = scene.area.left() - scene.room.left() - 2 * SMALL
    lanes = [(lane.name, lane.top, lane.lines) for lane in scene.layout.lanes]
    if scene.layout.undated:
        lanes.append((UNDATED, scene.layout.lines, 1))
    for name, first, lines in lanes:
        top = scene.area.top() + first * scene.line
        painter.setPen(QPen(QColor(c.line), 1))
        bottom = top + lines * scene.line
        painter.drawLine(QPointF(scene.room.left(), bottom), QPointF(scene.area.right(), bottom))
        painter.setPen(QColor(c.text))
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, round(width))
        box = QRectF(scene.room.left() + SMALL, top, width, scene.line)
        painter.drawText(box, _ALIGNED, text)


def _between(one: str, other: str, share: float) -> QColor:
    """Return a colour between two: nothing that shines through has to be drawn twice."""
    a, b = QColor(one), QColor(other)
    parts = zip((a.red(), a.green(), a.blue()), (b.red(), b.green(), b.blue()), strict=True)
    return QColor(*(round(x + (y - x) * share) for x, y in parts))


def _draw_deaths(painter: QPainter, scene: Scene) -> None:
    """Draw the dates of death as lines with their words; not while personal fields are hidden."""
    if scene.hidden:
        return
    c, metrics = colours(), scene.metrics
    for day in scene.story.deaths:
        x = scene.x(number_of(day))
        if not scene.area.left() <= x <= scene.area.right():
            continue
        painter.setPen(QPen(QColor(c.error), 2, Qt.PenStyle.DashDotLine))
        painter.drawLine(QPointF(x, scene.area.top() - SMALL), QPointF(x, scene.area.bottom()))
        text = f"Died {day:%d/%m/%Y}"
        width = metrics.horizontalAdvance(text) + SMALL
        left = x + TIGHT if x + width < scene.area.right() else x - width - TIGHT
        box = QRectF(left, scene.area.bottom() - metrics.height(), width, metrics.height())
        painter.fillRect(box, QColor(c.surface))
        painter.setPen(QColor(c.error))
        painter.drawText(box, _ALIGNED, text)
