"""The picture of a story: bars on one axis of time, with the keyboard and the pointer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.announcing import announce
from ui.story.layout import StoryLayout, laid_out
from ui.story.painting import paint_story
from ui.story.scene import Scene
from ui.story.texts import ShapedTexts
from ui.widgets.parts import plain_tip

if TYPE_CHECKING:
    from cldvalidator.review.person_story import PersonStory

CLOSEST = 20.0
"""The fewest days across the picture."""
STEP = 1.25


class StoryPicture(QWidget):
    """Draws a story. moved: another bar is current (its place). chosen: Enter or a double click.

    Left and right go from bar to bar in the order of their starts, + and - or Ctrl and the wheel
    zoom, 0 shows everything, Page Up and Page Down move along the axis.
    """

    moved = Signal(int)
    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.story: PersonStory | None = None
        self.hidden = False
        self.current = -1
        self._layout: StoryLayout | None = None
        self._texts = ShapedTexts(self.fontMetrics())
        self._days = (0.0, 1.0)
        self.setAccessibleName("Events of the person on a line of time")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)

    def show_story(self, story: PersonStory | None, current: int = -1) -> None:
        """Show another story, all of its time. current: the bar to begin with."""
        same = self.story is not None and story is not None and self.story.called == story.called
        self.story = story
        self._layout = laid_out(story) if story is not None else None
        self.current = current
        if not same:
            self.show_all()
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def widen(self, first: float, last: float) -> None:
        """Let the axis run over these days too, to stand beside another one; and show all of it."""
        if self._layout is not None:
            first, last = min(first, self._layout.first), max(last, self._layout.last)
            self._layout = replace(self._layout, first=first, last=last)
            self.show_all()

    def describe(self, words: str) -> None:
        """Give a screen reader the sentence on the whole picture."""
        self.setAccessibleDescription(words)

    @property
    def scene(self) -> Scene | None:
        """What is drawn now, and where; None without a story."""
        if self.story is None or self._layout is None:
            return None
        if self._texts.metrics != self.fontMetrics():
            self._texts = ShapedTexts(self.fontMetrics())
        return Scene(
            self.story,
            self._layout,
            QRectF(self.rect()),
            self._days,
            self._texts,
            self.hidden,
            self.current,
        )

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size that all lines need."""
        line = self.fontMetrics().height()
        if self._layout is None:
            return QSize(line * 40, line * 10)
        return QSize(line * 50, Scene.height_of(self._layout, self.fontMetrics()))

    def show_all(self) -> None:
        """Show the whole axis."""
        if self._layout is not None:
            self._days = (self._layout.first, self._layout.last)
            self.update()

    def zoom(self, factor: float, at: float | None = None) -> None:
        """Show more or fewer days. factor: above 1 is nearer. at: the day that stays in place."""
        if self._layout is None:
            return
        first, last = self._days
        middle = (first + last) / 2 if at is None else at
        whole = self._layout.last - self._layout.first
        span = max(min(CLOSEST, whole), min((last - first) / factor, whole))
        share = (middle - first) / (last - first)
        self._show_days(middle - share * span, span)

    def pan(self, share: float) -> None:
        """Move along the axis by a part of what is shown."""
        first, last = self._days
        self._show_days(first + share * (last - first), last - first)

    def _show_days(self, first: float, span: float) -> None:
        if self._layout is not None:
            first = min(max(first, self._layout.first), self._layout.last - span)
            self._days = (first, first + span)
            self.update()

    @property
    def days(self) -> tuple[float, float]:
        """The first and the last day that are shown, as ordinal numbers."""
        return self._days

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the story."""
        scene = self.scene
        if scene is not None:
            painter = QPainter(self)
            paint_story(painter, scene, focused=self.hasFocus(), seen=QRectF(event.rect()))
            painter.end()

    def go_to(self, place: int, *, aloud: bool = True) -> None:
        """Make a bar the current one, and bring it into view."""
        if self.story is None or not 0 <= place < len(self.story.bars):
            return
        self.current = place
        start = self.story.bars[place].start
        first, last = self._days
        if start is not None and not first <= start.toordinal() <= last:
            span = last - first
            self._show_days(start.toordinal() - span / 3, span)
        self.update()
        self.moved.emit(place)
        if aloud:
            announce(self, self.words_of(place))

    def words_of(self, place: int) -> str:
        """Say what a bar is."""
        from cldvalidator.presentation.story_text import bar_sentence

        return bar_sentence(self.story, self.story.bars[place]) if self.story is not None else ""

    def bar_at(self, at: QPointF) -> int:
        """Return the place of the bar at a point, -1 for none."""
        scene = self.scene
        return scene.bar_at(at) if scene is not None else -1

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go from bar to bar, zoom, move along, open the record."""
        layout, key = self._layout, event.key()
        if layout is None or not layout.order:
            super().keyPressEvent(event)
            return
        order = layout.order
        here = order.index(self.current) if self.current in order else -1
        steps = {
            int(Qt.Key.Key_Right): min(here + 1, len(order) - 1),
            int(Qt.Key.Key_Left): max(here - 1, 0),
            int(Qt.Key.Key_Home): 0,
            int(Qt.Key.Key_End): len(order) - 1,
        }
        ways: dict[int, Callable[[], None]] = {
            int(Qt.Key.Key_Plus): lambda: self.zoom(STEP),
            int(Qt.Key.Key_Equal): lambda: self.zoom(STEP),
            int(Qt.Key.Key_Minus): lambda: self.zoom(1 / STEP),
            int(Qt.Key.Key_0): self.show_all,
            int(Qt.Key.Key_PageUp): lambda: self.pan(-0.5),
            int(Qt.Key.Key_PageDown): lambda: self.pan(0.5),
        }
        if key in steps:
            self.go_to(order[steps[key]])
        elif key in (int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter)) and self.current >= 0:
            self.chosen.emit(self.current)
        elif key in ways:
            ways[key]()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Make the bar at the pointer the current one."""
        place = self.bar_at(event.position())
        if place >= 0:
            self.go_to(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Open the record of the bar."""
        place = self.bar_at(event.position())
        if place >= 0:
            self.chosen.emit(place)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom with Ctrl, move along with Shift; else the picture scrolls."""
        turned, scene = event.angleDelta().y() or event.angleDelta().x(), self.scene
        held = event.modifiers()
        if scene is not None and held & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP if turned > 0 else 1 / STEP, scene.day_at(event.position().x()))
        elif held & Qt.KeyboardModifier.ShiftModifier:
            self.pan(-0.1 if turned > 0 else 0.1)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Say in a tip what the pointer is at."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.bar_at(QPointF(event.pos()))
            if place >= 0:
                QToolTip.showText(event.globalPos(), plain_tip(self._tip(place)), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _tip(self, place: int) -> str:
        from cldvalidator.presentation.story_text import findings_in_words, left_out

        assert self.story is not None
        bar = self.story.bars[place]
        why = () if self.hidden else bar.why
        lines = [self.words_of(place), bar.outcome, *why, findings_in_words(bar), *left_out(bar)]
        return "\n".join(filter(None, lines))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show where the keyboard is."""
        super().focusInEvent(event)
        if self.current < 0 and self._layout is not None and self._layout.order:
            self.go_to(self._layout.order[0])
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the frame away."""
        super().focusOutEvent(event)
        self.update()
