"""The months that decide whether DHSC selects a file: a grid of numbers, signs and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from cldvalidator.presentation.month_grid import GridCell, MonthGrid

TONES = {"complete": "good", "allowed": "warning", "incomplete": "error"}
_SIGN = 16
_SMALLER = 0.88
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SAID = (int(Qt.ItemDataRole.AccessibleTextRole), int(Qt.ItemDataRole.ToolTipRole))
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_NONE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    """A row for each event type, a column for each month."""

    def __init__(self, grid: MonthGrid) -> None:
        super().__init__()
        self.grid = grid

    def cell(self, index: Index) -> GridCell:
        """Return the cell at an index."""
        return self.grid.rows[index.row()].cells[index.column()]

    def rowCount(self, parent: Index = _NONE) -> int:  # noqa: N802
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: Index = _NONE) -> int:  # noqa: N802
        """Return the number of months."""
        return 0 if parent.isValid() else len(self.grid.months)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Return the text of a cell, and the whole of it in words."""
        if role == _DISPLAY:
            return self.cell(index).text
        return self.cell(index).words if role in _SAID else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: N802
        """Return the month, or the type with how many events it needs in each."""
        if role != _DISPLAY:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.grid.months[section]
        row = self.grid.rows[section]
        return row.name if row.needed is None else f"{row.name}\n{row.needed:,} needed"


def smaller(font: QFont) -> QFont:
    """Return a font for the words below the numbers: twelve months then fit a small screen."""
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * _SMALLER)
    return small


class _Painter(QStyledItemDelegate):
    """Draws a cell on the ground of its state: sign and number, and the state below in a word."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        model, shown = index.model(), colours()
        assert isinstance(model, _Model)
        cell = model.cell(index)
        tone = TONES[cell.state]
        ink = QColor(getattr(shown, tone))
        box: QRect = option.rect.adjusted(1, 1, -1, -1)
        painter.save()
        painter.fillRect(box, QColor(getattr(shown, f"{tone}_soft")))
        has_focus = option.state & QStyle.StateFlag.State_HasFocus
        if has_focus:
            painter.setPen(QPen(QColor(shown.text), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        line = option.fontMetrics.height()
        number = "" if cell.ends is None else f"{cell.ends:,}"
        width = _SIGN + (TIGHT + option.fontMetrics.horizontalAdvance(number) if number else 0)
        left = box.center().x() - width // 2
        top = box.center().y() - line
        sign = pixmap(tone, _SIGN, ink.name())
        painter.drawPixmap(left, top + (line - _SIGN) // 2, _SIGN, _SIGN, sign)
        painter.setPen(QColor(shown.text))
        painter.drawText(left + _SIGN + TIGHT, top + option.fontMetrics.ascent(), number)
        painter.setPen(ink)
        painter.setFont(smaller(option.font))
        painter.drawText(QRect(box.x(), top + line, box.width(), line), _CENTRE, cell.state)
        painter.restore()


class MonthGridView(QTableView):
    """Shows the grid whole if there is room; the arrow keys go over it, Ctrl+C copies it."""

    def __init__(self, grid: MonthGrid, name: str) -> None:
        super().__init__()
        self.grid = grid
        self.setModel(_Model(grid))
        self.setItemDelegate(_Painter(self))
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
            *map(words.horizontalAdvance, TONES), *map(metrics.horizontalAdvance, grid.months)
        )
        across.setMinimumSectionSize(widest + SMALL)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(2 * metrics.height() + 2 * SMALL)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setCurrentIndex(self._first_looked_at())

    def _first_looked_at(self) -> QModelIndex:
        """Return the first month that is not complete, else the last month."""
        for number, row in enumerate(self.grid.rows):
            for place, cell in enumerate(row.cells):
                if cell.state == "incomplete":
                    return self.model().index(number, place)
        return self.model().index(0, len(self.grid.months) - 1)

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
        QGuiApplication.clipboard().setText(self.grid.text())
