"""The bars of a story: what is alike is drawn at one go, as each call into Qt has its price."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from ui.story.scene import Scene
from ui.theme import SMALL, TIGHT, colours

if TYPE_CHECKING:
    from cldvalidator.review.person_story import StoryBar

LEAST_LETTERS = 3
"""How many must fit before any of a text is drawn."""
DIAMOND, EDGE = 6.0, 1.5
FAINT = 70
"""How much of a hatch shows, of 255."""
_WORDS = {"E": "error", "W": "warning", "Q": "query"}
_KINDS = {"Request": "query", "Assessment": "warning", "Service": "accent", "Review": "good"}


@dataclass(frozen=True)
class _Body:
    """How the rectangle of a bar is drawn."""

    kind: str
    is_lit: bool
    is_used: bool


@dataclass
class _Strokes:
    """What is to be drawn of the bars, by how it is drawn."""

    bodies: defaultdict[_Body, list[QRectF]] = field(default_factory=lambda: defaultdict(list))
    hatched: defaultdict[str, list[QRectF]] = field(default_factory=lambda: defaultdict(list))
    arrows: defaultdict[str, list[tuple[float, float, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """The points, and to which side they point: 1 for the right, -1 for the left."""
    cropped: defaultdict[str, list[QRectF]] = field(default_factory=lambda: defaultdict(list))
    badges: defaultdict[str, list[QRectF]] = field(default_factory=lambda: defaultdict(list))
    signs: dict[bool, list[tuple[float, float]]] = field(
        default_factory=lambda: {True: [], False: []}
    )
    """The middles of full diamonds (in the figure) and hollow ones (in its denominator only)."""
    texts: defaultdict[str, list[tuple[float, float, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By the letter of a severity, or "" for the colour of texts."""
    current: QRectF | None = None


def draw_bars(painter: QPainter, scene: Scene, seen: QRectF) -> None:
    """Draw the bars, and below them the events without a start. seen: the part to draw."""
    area, strokes = scene.area, _Strokes()
    top, bottom, left, right = seen.top(), seen.bottom(), area.left(), area.right()
    begins: dict[int, float] = {}
    for placed in reversed(scene.layout.bars):
        box = scene.rect(placed)
        until = begins.get(placed.line, right)
        begins[placed.line] = box.left()
        in_sight = box.bottom() >= top and box.top() <= bottom
        if in_sight and box.right() >= left and box.left() <= right:
            bar = scene.story.bars[placed.place]
            _add_bar(strokes, scene, bar, box)
            _add_words(strokes, scene, (placed.text, placed.badge), bar, (box, until))
            if placed.place == scene.current:
                strokes.current = box
    for number, place in enumerate(scene.layout.undated):
        box = scene.undated_rect(number)
        if box.left() <= right:
            _add_undated(strokes, scene, scene.story.bars[place], box)
            if place == scene.current:
                strokes.current = box
    _draw(painter, strokes, scene)


def _add_bar(strokes: _Strokes, scene: Scene, bar: StoryBar, box: QRectF) -> None:
    """Add a bar, cut where the area ends, with arrows where it goes on."""
    area, kind = scene.area, bar.kind
    began = box.left() < area.left() - 1
    box.setLeft(max(box.left(), area.left()))
    box.setRight(min(box.right(), area.right()))
    _add_body(strokes, scene, bar, box)
    if bar.is_open:
        strokes.arrows[kind].append((box.right() - 1, box.center().y(), 1))
    if began:
        strokes.arrows[kind].append((box.left() + 1, box.center().y(), -1))
    if bar.cropped is not None:
        strokes.cropped[kind].append(box)


def _add_body(strokes: _Strokes, scene: Scene, bar: StoryBar, box: QRectF) -> None:
    """Add the rectangle: filled, hatched where the measure leaves it out, hollow without use."""
    strokes.bodies[_Body(bar.kind, bool(bar.side), bar.is_used)].append(box)
    if scene.story.measure and not bar.side:
        strokes.hatched[bar.kind].append(box)


def _add_sign(strokes: _Strokes, bar: StoryBar, box: QRectF) -> float:
    """Add whether the bar counts; return where its words begin."""
    left = box.left() + TIGHT
    if not bar.side:
        return left
    size = _diamond_size(box.height())
    strokes.signs[bar.side == "numerator"].append((left + size, box.center().y()))
    return left + 2 * size + TIGHT


def _add_words(
    strokes: _Strokes,
    scene: Scene,
    words: tuple[str, str],
    bar: StoryBar,
    where: tuple[QRectF, float],
) -> None:
    """Add sign, findings and text of a bar, beside it where there is more room.

    words: its text and its findings in short. where: its rectangle, and where the next one of its
    line begins.
    """
    (text, badge), (box, until), texts = words, where, scene.texts
    left = _add_sign(strokes, bar, box)
    room = box.right() - left - TIGHT
    need = texts.width(badge) + SMALL if badge else 0
    if room < need + texts.width(text) and until - box.right() - SMALL > room:
        left, room = box.right() + TIGHT, until - box.right() - SMALL
    middle = box.top() + (box.height() - scene.metrics.height()) / 2
    if badge and room >= need:
        strokes.badges[badge[0]].append(QRectF(left, box.top() + 2, need, box.height() - 4))
        strokes.texts[badge[0]].append((left + SMALL / 2, middle, badge))
        left, room = left + need + TIGHT, room - need - TIGHT
    if room > scene.metrics.averageCharWidth() * LEAST_LETTERS:
        strokes.texts[""].append((left, middle, texts.fitted(text, room)))


def _add_undated(strokes: _Strokes, scene: Scene, bar: StoryBar, box: QRectF) -> None:
    _add_body(strokes, scene, bar, box)
    kind = bar.kind if len(bar.kind) <= 10 else "Event"
    text = f"{kind} {bar.row:,}"
    left = box.left() + (box.width() - scene.texts.width(text)) / 2
    middle = box.top() + (box.height() - scene.metrics.height()) / 2
    strokes.texts[""].append((left, middle, text))


def _draw(painter: QPainter, strokes: _Strokes, scene: Scene) -> None:
    c, texts = colours(), scene.texts
    arrows = {way: _arrow(scene.bar_height / 3 * way) for way in (1, -1)}
    size = _diamond_size(scene.bar_height)
    ink = QColor(c.text)
    lines = {kind: _colour(kind) for kind in {body.kind for body in strokes.bodies}}
    for body, boxes in strokes.bodies.items():
        style = Qt.PenStyle.SolidLine if body.is_used else Qt.PenStyle.DashLine
        painter.setPen(QPen(lines[body.kind], 3 if body.is_lit else 1, style))
        painter.setBrush(_colour(body.kind, soft=True) if body.is_used else QColor(c.surface))
        painter.drawRects(boxes)
    painter.setPen(Qt.PenStyle.NoPen)
    for kind, boxes in strokes.hatched.items():
        hatch = QColor(lines[kind])
        hatch.setAlpha(FAINT)
        painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
        painter.drawRects(boxes)
    for kind, points in strokes.arrows.items():
        painter.setBrush(lines[kind])
        for x, y, way in points:
            painter.drawPolygon(arrows[way].translated(x, y))
    for kind, boxes in strokes.cropped.items():
        painter.setPen(QPen(lines[kind], 3, Qt.PenStyle.DotLine))
        for box in boxes:
            painter.drawLine(box.topRight(), box.bottomRight())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for is_full, middles in strokes.signs.items():
        path = _diamond(size, is_full=is_full)
        for x, y in middles:
            painter.drawPath(path.translated(x, y))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for letter, boxes in strokes.badges.items():
        painter.setPen(c.severity(_WORDS[letter]))
        painter.setBrush(c.severity(_WORDS[letter], soft=True))
        painter.drawRects(boxes)
    for letter, placed in strokes.texts.items():
        painter.setPen(c.severity(_WORDS[letter]) if letter else ink)
        for x, y, text in placed:
            painter.drawStaticText(QPointF(x, y), texts.shaped(text))
    if strokes.current is not None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 2))
        painter.drawRoundedRect(strokes.current.adjusted(-2, -2, 2, 2), 4, 4)


def _arrow(size: float) -> QPolygonF:
    """Return an arrow that points at 0, 0: from the left, or from the right where size is < 0."""
    return QPolygonF([QPointF(0, 0), QPointF(-size, -abs(size)), QPointF(-size, abs(size))])


def _diamond_size(height: float) -> float:
    return min(DIAMOND, height / 3)


def _diamond(size: float, *, is_full: bool) -> QPainterPath:
    """Return a diamond around 0, 0; one that is not full has a hole, as wide as its edge leaves."""
    path = QPainterPath()
    for reach in (size + EDGE / 2,) if is_full else (size + EDGE / 2, size - EDGE):
        corners = (0, -reach), (reach, 0), (0, reach), (-reach, 0), (0, -reach)
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    return path


def _colour(kind: str, *, soft: bool = False) -> QColor:
    """Return the colour of the edge of a kind's bars, or the one they are filled with."""
    c = colours()
    if kind not in _KINDS:
        return QColor(c.window if soft else c.muted)
    return QColor(getattr(c, f"{_KINDS[kind]}_soft" if soft else _KINDS[kind]))
