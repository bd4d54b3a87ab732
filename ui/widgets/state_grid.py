"""A grid of states, each with a sign, a word and a ground: drawn, and gone over by keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui.icons import pixmap
from ui.theme import SMALL, TIGHT, colours

_SIGN = 16
_SMALLER = 0.88
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SAID = (int(Qt.ItemDataRole.AccessibleTextRole), int(Qt.ItemDataRole.ToolTipRole))
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_NONE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class StateCell(Protocol):
    """What is drawn in a cell. text: all of it, in short; words: the whole of it, for who hears."""

    @property
    def state(self) -> str:
        """What its look is chosen by."""

    @property
    def text(self) -> str:
        """What is copied."""

    @property
    def words(self) -> str:
        """What is said."""


@dataclass(frozen=True)
class Look:
    """How a state looks. tone: of the theme; sign: an icon, "" for none; word: below the sign."""

    tone: str
    sign: str = ""
    word: str = ""
    outlined: bool = False


@dataclass(frozen=True)
class Grid:
    """A grid: heads of columns, heads of rows, cells by row."""

    across: tuple[str, ...]
    down: tuple[str, ...]
    cells: Sequence[Sequence[StateCell]]


class _Model(QAbstractTableModel):
    def __init__(self, grid: Grid) -> None:
        super().__init__()
        self.grid = grid

    def cell(self, index: Index) -> StateCell:
        """Return the cell at an index."""
        return self.grid.cells[index.row()][index.column()]

    def rowCount(self, parent: Index = _NONE) -> int:  # noqa: N802
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.grid.down)

    def columnCount(self, parent: Index = _NONE) -> int:  # noqa: N802
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.grid.across)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Return the text of a cell, and the whole of it in words."""
        if role == _DISPLAY:
            return self.cell(index).text
        return self.cell(index).words if role in _SAID else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: N802
        """Return the head of a column or a row."""
        if role != _DISPLAY:
            return None
        heads = self.grid.across if orientation == Qt.Orientation.Horizontal else self.grid.down
        return heads[section]


def smaller(font: QFont) -> QFont:
    """Return a font for the words below the signs: twelve months then fit a small screen."""
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * _SMALLER)
    return small


class _Painter(QStyledItemDelegate):
    """Draws a cell on the ground of its state: sign and number, and the state below in a word."""

    def __init__(self, parent: QTableView, looks: Mapping[str, Look]) -> None:
        super().__init__(parent)
        self._looks = looks

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        model, shown = index.model(), colours()
        assert isinstance(model, _Model)
        cell = model.cell(index)
        look = self._looks[cell.state]
        box: QRect = option.rect.adjusted(1, 1, -1, -1)
        painter.save()
        if look.word:
            self._draw(painter, option, box, look, getattr(cell, "number", ""))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(shown.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()

    @staticmethod
    def _draw(
        painter: QPainter, option: QStyleOptionViewItem, box: QRect, look: Look, number: str
    ) -> None:
        shown = colours()
        ink = QColor(getattr(shown, look.tone))
        if look.outlined:
            painter.setPen(QPen(QColor(shown.edge), 1, Qt.PenStyle.DashLine))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        else:
            painter.fillRect(box, QColor(getattr(shown, f"{look.tone}_soft")))
        line = option.fontMetrics.height()
        between = TIGHT if number and look.sign else 0
        sign_room = _SIGN if look.sign else 0
        width = sign_room + between + option.fontMetrics.horizontalAdvance(number)
        left = box.center().x() - width // 2
        top = box.center().y() - line
        if look.sign:
            sign = pixmap(look.sign, _SIGN, ink.name())
            painter.drawPixmap(left, top + (line - _SIGN) // 2, _SIGN, _SIGN, sign)
        painter.setPen(QColor(shown.text))
        painter.drawText(left + sign_room + between, top + option.fontMetrics.ascent(), number)
        painter.setPen(ink)
        painter.setFont(smaller(option.font))
        below = QRect(box.x(), top + line, box.width(), line) if look.sign or number else box
        painter.drawText(below, _CENTRE, look.word)


class StateGridView(QTableView):
    """Shows a grid whole if there is room; the arrow keys go over it, Ctrl+C copies it.

    copied: the whole grid as text. first: the row and column that the keyboard begins at.
    """

    def __init__(
        self,
        grid: Grid,
        looks: Mapping[str, Look],
        name: str,
        copied: str,
        first: tuple[int, int],
    ) -> None:
        super().__init__()
        self._copied = copied
        self.setModel(_Model(grid))
        self.setItemDelegate(_Painter(self, looks))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        metrics = self.fontMetrics()
        across, down = self.horizontalHeader(), self.verticalHeader()
        for header in (across, down):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        words = QFontMetrics(smaller(self.font()))
        widest = max(
            *(words.horizontalAdvance(look.word) for look in looks.values()),
            *map(metrics.horizontalAdvance, grid.across),
        )
        across.setMinimumSectionSize(widest + SMALL)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(2 * metrics.height() + 2 * SMALL)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setCurrentIndex(self.model().index(*first))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Be as high as the grid, with its scroll bar where it is wider than the room."""
        super().resizeEvent(event)
        across, down = self.horizontalHeader(), self.verticalHeader()
        too_wide = across.minimumSectionSize() * across.count() > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if too_wide else 0
        rows = down.count() * down.defaultSectionSize()
        self.setFixedHeight(across.sizeHint().height() + rows + bar + 2 * self.frameWidth())
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copy the whole grid on Ctrl+C."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_all()
        else:
            super().keyPressEvent(event)

    def copy_all(self) -> None:
        """Put the whole grid on the clipboard, with its headers."""
        QGuiApplication.clipboard().setText(self._copied)
