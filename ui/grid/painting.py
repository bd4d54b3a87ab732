"""A table view that draws the visible block of cells itself: fast at any number of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionRange, QPointF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QStaticText,
)
from PySide6.QtWidgets import QTableView, QWidget

from ui.grid.header import Header
from ui.grid.model import MASK, SEVERITIES, GridModel
from ui.icons import pixmap
from ui.theme import colours

if TYPE_CHECKING:
    from cldvalidator.extract import Column

_ASKED_FOR = QGradient
"""What QPainter asks for when it first fills a part: slow to make, so not in the first drawing."""
Texts = dict[tuple[int, int], QStaticText]
_MOST_CACHED = 1_000
"""Texts of a column."""
_SIGN = 14
_PAD = 6
_CORNER = 8


class BlockView(QTableView):
    """Draws only what is seen: one gather of codes for each visible column."""

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = model
        self._texts: dict[int, tuple[Column, Texts]] = {}
        self._signs: dict[str, QPixmap] = {}
        for way in (Qt.Orientation.Vertical, Qt.Orientation.Horizontal):
            header = Header(way, model, self)
            header.setSectionsClickable(True)
            if way == Qt.Orientation.Vertical:
                header.setHighlightSections(True)
                self.setVerticalHeader(header)
            else:
                self.setHorizontalHeader(header)
        self.setModel(model)
        model.modelReset.connect(self._reset_texts)
        self.horizontalHeader().sectionResized.connect(self.forget_texts)

    def forget_texts(self) -> None:
        """Drop what was laid out: the widths or the size of the text are others."""
        self._texts.clear()
        self.viewport().update()

    def _reset_texts(self) -> None:
        """Keep what was laid out of a column while other rows of the same file are shown."""
        if self.grid.opened is None:
            self._texts.clear()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the visible cells, their marks, the selection and the current cell."""
        painter = QPainter(self.viewport())
        ground = self.viewport().rect()
        painter.fillRect(ground, self.palette().base())
        if not len(self.grid.rows) or not self.grid.names:
            return
        across, down = self.horizontalHeader(), self.verticalHeader()
        top = max(0, self.rowAt(0))
        bottom = self.rowAt(ground.height() - 1)
        bottom = len(self.grid.rows) - 1 if bottom < 0 else bottom
        height = down.defaultSectionSize()
        y = down.sectionViewportPosition(top)
        left = max(0, across.visualIndexAt(0))
        right = across.visualIndexAt(ground.width() - 1)
        right = len(self.grid.names) - 1 if right < 0 else right
        for place in range(left, right + 1):
            width = across.sectionSize(place)
            if width:
                x = across.sectionViewportPosition(place)
                self._column(painter, place, (top, bottom), QRect(x, y, width, height))
        self._lines(painter, (left, right), (y, height, bottom - top + 1))
        self._selection(painter, (top, bottom))

    def _column(self, painter: QPainter, place: int, span: tuple[int, int], first: QRect) -> None:
        model = self.grid
        rows = model.rows[span[0] : span[1] + 1]
        column = model.columns[place]
        codes = column.codes[rows].tolist()
        marks = model.marks(place)[rows].tolist()
        hidden = model.is_hidden(place)
        width, height = first.width(), first.height()
        x, y = first.x(), first.y()
        texts = self._texts_of(place, column)
        rise = max(0, (height - painter.fontMetrics().height()) // 2)
        painter.setPen(QColor(colours().text))
        then = model.as_read(place)
        was = codes if then is None else then.codes[rows].tolist()
        for code, mark, before in zip(codes, marks, was, strict=True):
            room = width - 2 * _PAD
            if mark:
                word = SEVERITIES[mark]
                painter.fillRect(x, y, width, height, colours().severity(word, soft=True))
                painter.drawPixmap(
                    x + width - _SIGN - 4, y + (height - _SIGN) // 2, self._sign(word)
                )
                room -= _SIGN
            key = (-1 if hidden else code, room)
            text = texts.get(key)
            if text is None:
                raw = MASK if hidden else str(column.values[code])
                text = texts[key] = _laid_out(raw, room, painter.fontMetrics())
            painter.drawStaticText(x + _PAD, y + rise, text)
            if code != before:
                _corner(painter, x, y)
            y += height

    def _texts_of(self, place: int, column: Column) -> Texts:
        """Return what was laid out of a column, nothing when its cells are others now."""
        kept = self._texts.get(place)
        if kept is None or kept[0] is not column or len(kept[1]) > _MOST_CACHED:
            kept = self._texts[place] = (column, {})
        return kept[1]

    def _sign(self, word: str) -> QPixmap:
        found = self._signs.get(word)
        if found is None:
            found = pixmap(word, _SIGN, colours().severity(word).name())
            self._signs[word] = found
        return found

    def _lines(
        self, painter: QPainter, across: tuple[int, int], down: tuple[int, int, int]
    ) -> None:
        painter.setPen(QPen(QColor(colours().line)))
        header = self.horizontalHeader()
        y, height, count = down
        end = y + height * count - 1
        last = 0
        for place in range(across[0], across[1] + 1):
            last = header.sectionViewportPosition(place) + header.sectionSize(place) - 1
            painter.drawLine(last, 0, last, end)
        for line in range(count):
            painter.drawLine(0, y + (line + 1) * height - 1, last, y + (line + 1) * height - 1)

    def selected_ranges(self) -> list[QItemSelectionRange]:
        """Return the rectangles of cells that are selected."""
        selection = self.selectionModel().selection()
        return [selection.at(i) for i in range(selection.count())]

    def _selection(self, painter: QPainter, span: tuple[int, int]) -> None:
        shade = QColor(colours().accent)
        shade.setAlpha(46)
        for part in self.selected_ranges():
            top, bottom = max(part.top(), span[0]), min(part.bottom(), span[1])
            if top <= bottom:
                first = self.visualRect(self.grid.index(top, part.left()))
                last = self.visualRect(self.grid.index(bottom, part.right()))
                painter.fillRect(first.united(last), shade)
        current = self.currentIndex()
        if self.isColumnHidden(current.column()):
            return  # the other part of the grid shows it
        if current.isValid() and span[0] <= current.row() <= span[1]:
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawRect(self.visualRect(current).adjusted(1, 1, -2, -2))


def _corner(painter: QPainter, x: int, y: int) -> None:
    """Mark a cell that was changed: a corner at its upper left."""
    corner = QPainterPath(QPointF(x, y))
    corner.lineTo(x + _CORNER, y)
    corner.lineTo(x, y + _CORNER)
    painter.fillPath(corner, QColor(colours().accent))


def _laid_out(raw: str, room: int, metrics: QFontMetrics) -> QStaticText:
    plain = raw.replace("\n", " ").replace("\r", " ")[:400]
    made = QStaticText(metrics.elidedText(plain, Qt.TextElideMode.ElideRight, room))
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made
