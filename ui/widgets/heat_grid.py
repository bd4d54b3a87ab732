"""A grid of shares: the higher, the stronger its ground; each is a number that can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui.theme import SMALL, colours
from ui.widgets.header_sort import HeaderSort, order_rows

Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SAID = (int(Qt.ItemDataRole.AccessibleTextRole), int(Qt.ItemDataRole.ToolTipRole))
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_CHOOSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_STRONGEST = 0.45
"""How much of the colour of the highest share is in its ground: its text stays readable."""
_NONE = QModelIndex()


@dataclass(frozen=True)
class HeatCell:
    """share: from 0 to 1. text: what is shown. words: the whole of it, for who hears."""

    share: float
    text: str
    words: str


@dataclass(frozen=True)
class Heat:
    """Heads of columns, heads of rows, cells by row."""

    across: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    cells: Sequence[Sequence[HeatCell]] = ()


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.heat = Heat()

    def show(self, heat: Heat) -> None:
        self.beginResetModel()
        self.heat = heat
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.heat.down)

    def columnCount(self, parent: Index = _NONE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.heat.across)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        cell = self.heat.cells[index.row()][index.column()]
        return cell.text if role == _DISPLAY else cell.words if role in _SAID else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: N802
        if role != _DISPLAY:
            return None
        heads = self.heat.across if orientation == Qt.Orientation.Horizontal else self.heat.down
        return heads[section] if section < len(heads) else None


class _Painter(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        model, shown = index.model(), colours()
        assert isinstance(model, _Model)
        cell = model.heat.cells[index.row()][index.column()]
        box = option.rect.adjusted(1, 1, -1, -1)
        painter.save()
        if cell.share:
            ground = QColor(shown.accent)
            ground.setAlphaF(_STRONGEST * (0.1 + 0.9 * cell.share))
            painter.fillRect(box, ground)
        painter.setPen(QColor(shown.text if cell.share else shown.muted))
        painter.drawText(box, _CENTRE, cell.text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(shown.text), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()


class HeatGrid(QTableView):
    """Shows a heat map; the arrow keys go over it. chosen: row and column of a cell.

    sorting: which column's shares the rows are ordered by; each keeps its number.
    """

    chosen = Signal(int, int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.heat_model = _Model()
        self.setModel(self.heat_model)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        for header in (across, down):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        self.sorting = HeaderSort(self)
        self.sorting.changed.connect(self._reorder)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(self.fontMetrics().height() + 2 * SMALL)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.clicked.connect(self._choose)

    def show_heat(self, heat: Heat) -> None:
        """Show another heat map; the keyboard stays at its place."""
        here = self.currentIndex()
        place = (here.row(), here.column()) if here.isValid() else (0, 0)
        if heat.across != self.heat_model.heat.across:
            self.sorting.show(None)
        self.heat_model.show(heat)
        self._reorder()
        if heat.down:
            self.setCurrentIndex(self.heat_model.index(min(place[0], len(heat.down) - 1), place[1]))

    def go_to(self, row: int, column: int) -> None:
        """Bring a cell into view, unless somebody is going over the cells."""
        if not self.hasFocus():
            self.setCurrentIndex(self.heat_model.index(row, column))

    def _reorder(self) -> None:
        """Show the rows in the order that was asked for."""
        cells, order = self.heat_model.heat.cells, self.sorting.order
        shares = np.array([row[order[0]].share if order else 0.0 for row in cells])
        order_rows(self, np.argsort(-shares if order and order[1] else shares, kind="stable"))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.row(), index.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose the cell on Enter and Space."""
        if self.sorting.takes(event):
            return
        if event.key() in _CHOOSES:
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)
