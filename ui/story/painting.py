"""How a story is drawn: shades for the year, lanes, bars with their signs, deaths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen, QPolygonF

from ui.story.layout import PlacedBar, StoryLayout, number_of
from ui.theme import SMALL, TIGHT, colours

if TYPE_CHECKING:
    from cldvalidator.review.person_story import PersonStory, StoryBar

GUTTER_CHARACTERS = 24
LEAST_WIDTH = 7.0
_ALIGNED = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_CENTRED = int(Qt.AlignmentFlag.AlignCenter)
_STEPS = (1, 3, 6, 12, 24, 60, 120)
"""Months between the ticks of the axis."""
UNDATED = "No start date"


@dataclass(frozen=True, eq=False)
class Scene:
    """What is drawn in a rectangle. days: the first and last day of the axis that are in view.

    hidden: nothing personal is drawn. current: the place of the bar that the keyboard is at.
    """

    story: PersonStory
    layout: StoryLayout
    room: QRectF
    days: tuple[float, float]
    metrics: QFontMetrics
    hidden: bool = False
    current: int = -1

    @staticmethod
    def height_of(layout: StoryLayout, metrics: QFontMetrics) -> int:
        """Return the height that all lines need."""
        lines = layout.lines + bool(layout.undated)
        return round(2 * metrics.height() + 4 * SMALL + lines * (metrics.height() + SMALL)) + SMALL

    @cached_property
    def area(self) -> QRectF:
        """The rectangle of the bars, right of the names and below the axis."""
        left = self.metrics.averageCharWidth() * GUTTER_CHARACTERS
        top = 2 * self.metrics.height() + 3 * SMALL
        return self.room.adjusted(left, top, -SMALL, -SMALL)

    @cached_property
    def line(self) -> float:
        """The height of a line."""
        return float(self.metrics.height() + SMALL)

    def x(self, day: float) -> float:
        """Return where a day is."""
        first, last = self.days
        return self.area.left() + self.area.width() * (day - first) / (last - first)

    def day_at(self, x: float) -> float:
        """Return the day at a place of the axis."""
        first, last = self.days
        return first + (x - self.area.left()) / max(1.0, self.area.width()) * (last - first)

    def rect(self, bar: PlacedBar) -> QRectF:
        """Return the rectangle of a bar; it may be outside of the area."""
        left = self.x(bar.first)
        right = self.area.right() if bar.last is None else self.x(bar.last + 1)
        top = self.area.top() + bar.line * self.line + TIGHT / 2
        return QRectF(left, top, max(right - left, LEAST_WIDTH), self.line - TIGHT)

    def undated_rect(self, number: int) -> QRectF:
        """Return the rectangle of an event without a start, by its number among them."""
        width = self.metrics.horizontalAdvance("Assessment 000,000") + 2 * SMALL
        top = self.area.top() + self.layout.lines * self.line + TIGHT / 2
        return QRectF(self.area.left() + number * (width + SMALL), top, width, self.line - TIGHT)

    def bar_at(self, at: QPointF) -> int:
        """Return the place of the bar at a point, -1 for none."""
        if at.x() < self.area.left():
            return -1
        for bar in reversed(self.layout.bars):
            if self.rect(bar).adjusted(-2, 0, 2, 0).contains(at):
                return bar.place
        for number, place in enumerate(self.layout.undated):
            if self.undated_rect(number).contains(at):
                return place
        return -1


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
    room = _room_after(scene)
    ink = _Ink(scene.metrics)
    for bar in scene.layout.bars:
        box = scene.rect(bar)
        if seen is None or (box.bottom() >= seen.top() and box.top() <= seen.bottom()):
            _draw_bar(painter, scene, bar, (box, room[bar.place]), ink)
    for number, place in enumerate(scene.layout.undated):
        _draw_undated(painter, scene, (number, place), ink)
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


def _room_after(scene: Scene) -> dict[int, float]:
    """Return for each bar where the next one of its line begins, or the end of the area."""
    found: dict[int, float] = {}
    begins: dict[int, float] = {}
    for bar in reversed(scene.layout.bars):
        found[bar.place] = begins.get(bar.line, scene.area.right())
        begins[bar.line] = scene.x(bar.first)
    return found


class _Ink:
    """The colours of the bars and the widths of their texts, found out once for a picture."""

    def __init__(self, metrics: QFontMetrics) -> None:
        c, self._metrics = colours(), metrics
        self.character = metrics.averageCharWidth()
        self._widths: dict[str, int] = {}
        self._fitted: dict[tuple[str, int], str] = {}
        names = {
            "Request": (c.query, c.query_soft),
            "Assessment": (c.warning, c.warning_soft),
            "Service": (c.accent, c.accent_soft),
            "Review": (c.good, c.good_soft),
        }
        self._kinds = {kind: (QColor(line), QColor(soft)) for kind, (line, soft) in names.items()}
        self._other = QColor(c.muted), QColor(c.window)
        self.surface, self.text = QColor(c.surface), QColor(c.text)
        self.severity = {
            letter: (c.severity(word), c.severity(word, soft=True))
            for letter, word in (("E", "error"), ("W", "warning"), ("Q", "query"))
        }

    def width(self, text: str) -> int:
        """Return how wide a text is."""
        if text not in self._widths:
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def fitted(self, text: str, room: int) -> str:
        """Return as much of a text as there is room for."""
        if self.width(text) <= room:
            return text
        if (text, room) not in self._fitted:
            short = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            self._fitted[text, room] = short
        return self._fitted[text, room]

    def line(self, kind: str) -> QColor:
        """Return the colour of the edge of a kind's bars."""
        return self._kinds.get(kind, self._other)[0]

    def soft(self, kind: str) -> QColor:
        """Return the colour that a kind's bars are filled with."""
        return self._kinds.get(kind, self._other)[1]


def _between(one: str, other: str, share: float) -> QColor:
    """Return a colour between two: nothing that shines through has to be drawn twice."""
    a, b = QColor(one), QColor(other)
    parts = zip((a.red(), a.green(), a.blue()), (b.red(), b.green(), b.blue()), strict=True)
    return QColor(*(round(x + (y - x) * share) for x, y in parts))


def _draw_bar(
    painter: QPainter, scene: Scene, placed: PlacedBar, where: tuple[QRectF, float], ink: _Ink
) -> None:
    """Draw a bar. where: its rectangle, and where the next one of its line begins."""
    (box, until), area = where, scene.area
    if box.right() < area.left() or box.left() > area.right():
        return
    bar = scene.story.bars[placed.place]
    began = box.left() < area.left() - 1
    box.setLeft(max(box.left(), area.left()))
    box.setRight(min(box.right(), area.right()))
    _draw_body(painter, scene, bar, box, ink)
    line = ink.line(bar.kind)
    if bar.is_open:
        _arrow(painter, box.right() - 1, box, line, 1)
    if began:
        _arrow(painter, box.left() + 1, box, line, -1)
    if bar.cropped is not None:
        painter.setPen(QPen(line, 3, Qt.PenStyle.DotLine))
        painter.drawLine(box.topRight(), box.bottomRight())
    left = _draw_sign(painter, bar, box, ink)
    box_of_words = QRectF(left, box.top(), box.right() - left, box.height())
    _draw_words(painter, placed, box_of_words, until, ink)
    if placed.place == scene.current:
        _frame(painter, box)


def _draw_body(painter: QPainter, scene: Scene, bar: StoryBar, box: QRectF, ink: _Ink) -> None:
    """Draw the bar: filled, hatched where the chosen measure leaves it out, hollow without use."""
    lit, line = bool(bar.side), ink.line(bar.kind)
    style = Qt.PenStyle.SolidLine if bar.is_used else Qt.PenStyle.DashLine
    painter.setBrush(ink.soft(bar.kind) if bar.is_used else ink.surface)
    painter.setPen(QPen(line, 3 if lit else 1, style))
    painter.drawRect(box)
    if scene.story.measure and not lit:
        hatch = QColor(line)
        hatch.setAlpha(70)
        painter.fillRect(box, QBrush(hatch, Qt.BrushStyle.BDiagPattern))


def _draw_sign(painter: QPainter, bar: StoryBar, box: QRectF, ink: _Ink) -> float:
    """Draw whether the bar counts: a full diamond, or a hollow one for the denominator only."""
    left = box.left() + TIGHT
    if not bar.side:
        return left
    size = min(6.0, box.height() / 3)
    x, y = left + size, box.center().y()
    painter.setPen(QPen(ink.text, 1.5))
    painter.setBrush(ink.text if bar.side == "numerator" else Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    corners = [
        QPointF(x, y - size),
        QPointF(x + size, y),
        QPointF(x, y + size),
        QPointF(x - size, y),
    ]
    painter.drawPolygon(QPolygonF(corners))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    return left + 2 * size + TIGHT


def _draw_words(painter: QPainter, placed: PlacedBar, at: QRectF, until: float, ink: _Ink) -> None:
    """Draw the text and the findings on a bar, or beside it where there is more room."""
    text, badge = placed.text, placed.badge
    inside = at.width() - TIGHT
    need = ink.width(badge) + SMALL if badge else 0
    left, room = at.left(), inside
    if inside < need + ink.width(text) and until - at.right() - SMALL > inside:
        left, room = at.right() + TIGHT, until - at.right() - SMALL
    if badge and room >= need:
        box = QRectF(left, at.top() + 2, need, at.height() - 4)
        line, soft = ink.severity[badge[0]]
        painter.setPen(line)
        painter.setBrush(soft)
        painter.drawRect(box)
        painter.drawText(box, _CENTRED, badge)
        left, room = left + need + TIGHT, room - need - TIGHT
    if room > ink.character * 3:
        painter.setPen(ink.text)
        box = QRectF(left, at.top(), room, at.height())
        painter.drawText(box, _ALIGNED, ink.fitted(text, int(room)))


def _draw_undated(painter: QPainter, scene: Scene, which: tuple[int, int], ink: _Ink) -> None:
    number, place = which
    box, bar = scene.undated_rect(number), scene.story.bars[place]
    if box.left() > scene.area.right():
        return
    _draw_body(painter, scene, bar, box, ink)
    painter.setPen(ink.text)
    kind = bar.kind if len(bar.kind) <= 10 else "Event"
    painter.drawText(box, _CENTRED, f"{kind} {bar.row:,}")
    if place == scene.current:
        _frame(painter, box)


def _arrow(painter: QPainter, x: float, box: QRectF, ink: QColor, way: int) -> None:
    """Draw that the bar goes on: to the right (1) or from the left (-1)."""
    size, middle = box.height() / 3, box.center().y()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    back = x - way * size
    painter.drawPolygon(
        QPolygonF([QPointF(x, middle), QPointF(back, middle - size), QPointF(back, middle + size)])
    )


def _frame(painter: QPainter, box: QRectF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours().text), 2))
    painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 4, 4)


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
