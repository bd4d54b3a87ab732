"""Where each part of a story stands in the rectangle that it is drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetrics

from ui.story.layout import PlacedBar, StoryLayout
from ui.story.texts import ShapedTexts
from ui.theme import SMALL, TIGHT

if TYPE_CHECKING:
    from cldvalidator.review.person_story import PersonStory

GUTTER_CHARACTERS = 24
LEAST_WIDTH = 7.0


@dataclass(frozen=True, eq=False)
class Scene:
    """What is drawn in a rectangle. days: the first and last day of the axis that are in view.

    hidden: nothing personal is drawn. current: the place of the bar that the keyboard is at.
    """

    story: PersonStory
    layout: StoryLayout
    room: QRectF
    days: tuple[float, float]
    texts: ShapedTexts
    hidden: bool = False
    current: int = -1

    @property
    def metrics(self) -> QFontMetrics:
        """The sizes of the letters."""
        return self.texts.metrics

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

    @property
    def bar_height(self) -> float:
        """The height of a bar."""
        return self.line - TIGHT

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
        return QRectF(left, top, max(right - left, LEAST_WIDTH), self.bar_height)

    def undated_rect(self, number: int) -> QRectF:
        """Return the rectangle of an event without a start, by its number among them."""
        width = self.metrics.horizontalAdvance("Assessment 000,000") + 2 * SMALL
        top = self.area.top() + self.layout.lines * self.line + TIGHT / 2
        return QRectF(self.area.left() + number * (width + SMALL), top, width, self.bar_height)

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
