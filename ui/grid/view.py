"""The data grid: frozen columns at the left, Excel letters above, Excel row numbers beside."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.deferred import DeferredCalls
from ui.grid.copying import Selected
from ui.grid.model import GridModel
from ui.grid.painting import BlockView
from ui.theme import colours


class Grid(BlockView):
    """The whole grid. An overlay shows the frozen columns above the scrolled ones.

    cell_changed: another cell is the current one (record, field). sort_wanted: a header was
    pressed (column, descending). copy_wanted: the selected cells are to be copied (with headers).
    clear_wanted, paste_wanted, fill_wanted: Delete, Ctrl+V and Ctrl+D, as in a spreadsheet.
    columns_changed: other columns are shown.
    """

    cell_changed = Signal(int, str)
    sort_wanted = Signal(str, bool)
    copy_wanted = Signal(bool)
    clear_wanted = Signal()
    paste_wanted = Signal()
    fill_wanted = Signal()
    columns_changed = Signal()

    def __init__(self, model: GridModel, deferred: DeferredCalls) -> None:
        super().__init__(model)
        self._deferred = deferred
        self.setAccessibleName("Data grid: the records of the file")
        self._sorted: tuple[str, bool] | None = None
        _set_up(self)
        self.frozen = BlockView(model, self)
        _set_up(self.frozen)
        self.frozen.setSelectionModel(self.selectionModel())
        self.frozen.setAccessibleName("The columns that stay at the left")
        self.frozen.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.frozen.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frozen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frozen.setFrameShape(QFrame.Shape.NoFrame)
        self.frozen.verticalHeader().hide()
        self.frozen.setStyleSheet(f"border: none; border-right: 2px solid {colours().edge};")
        self.viewport().stackUnder(self.frozen)
        down, beside = self.verticalScrollBar(), self.frozen.verticalScrollBar()
        down.valueChanged.connect(beside.setValue)
        beside.valueChanged.connect(down.setValue)
        # Either view may hear of other rows first: a value beyond its old range would be cut.
        down.rangeChanged.connect(self._same_rows_beside)
        beside.rangeChanged.connect(self._same_rows_beside)
        self.horizontalHeader().sectionResized.connect(self._resized)
        for header in (self.horizontalHeader(), self.frozen.horizontalHeader()):
            # A header asks for every section that it draws whether all its rows are selected. With
            # the selection of the cells that takes seconds at 500,000 rows; its own stays empty.
            header.setSelectionModel(QItemSelectionModel(model, header))
            header.setSectionsClickable(True)
            header.sectionClicked.connect(self._header_pressed)
        model.modelReset.connect(self._reset)
        self.width_of: Callable[[str], int | None] = lambda _name: None
        """The width that is remembered for a column."""
        self.is_kept_hidden: Callable[[str], bool] = lambda _name: False
        """Whether a column is remembered as hidden."""
        self.frozen.horizontalHeader().sectionResized.connect(self._resized_beside)
        self._shown_names: list[str] = []
        self._reset()

    def _reset(self) -> None:
        self.viewport().update()
        if self.grid.names == self._shown_names:
            return
        self._shown_names = list(self.grid.names)
        self.size_columns()
        if self._sorted is not None:
            self.set_sorted(*self._sorted)

    def size_columns(self) -> None:
        """Give every column its width: the remembered one, else what its texts need."""
        count = self.grid.frozen_count()
        places = range(len(self.grid.names))
        widths = self.grid.widths(self.fontMetrics().averageCharWidth(), places)
        hidden = {place for place in places if self.is_kept_hidden(self.grid.names[place])}
        for place, width in widths.items():
            self.setColumnHidden(place, False)
            self.setColumnWidth(place, self.width_of(self.grid.names[place]) or width)
            self.frozen.setColumnHidden(place, place >= count)
            if place in hidden and len(hidden) < len(places):
                self.setColumnHidden(place, True)
        self._place_frozen()
        self.columns_changed.emit()

    def show_columns(self, names: Collection[str]) -> None:
        """Show these columns and no others."""
        for place, name in enumerate(self.grid.names):
            self.setColumnHidden(place, name not in names)
        self._place_frozen()
        self.columns_changed.emit()

    def shown_columns(self) -> list[str]:
        """Return the names of the columns that are shown, in their order."""
        names = enumerate(self.grid.names)
        return [name for place, name in names if not self.isColumnHidden(place)]

    def _resized(self, place: int, _old: int, new: int) -> None:
        if place < self.grid.frozen_count():
            self.frozen.setColumnWidth(place, new)
            self._place_frozen()

    def _resized_beside(self, place: int, _old: int, new: int) -> None:
        if new and new != self.columnWidth(place):
            self.setColumnWidth(place, new)

    def _same_rows_beside(self) -> None:
        down, beside = self.verticalScrollBar(), self.frozen.verticalScrollBar()
        beside.setRange(down.minimum(), down.maximum())
        beside.setValue(down.value())

    def _frozen_width(self) -> int:
        return sum(self.columnWidth(p) for p in range(self.grid.frozen_count()))

    def _place_frozen(self) -> None:
        frame = self.frameWidth()
        self.frozen.setGeometry(
            self.verticalHeader().width() + frame,
            frame,
            self._frozen_width(),
            self.viewport().height() + self.horizontalHeader().height(),
        )
        self.frozen.horizontalHeader().setFixedHeight(self.horizontalHeader().height())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Draw the cells in an event of their own: with the page around them it would take long."""
        super().showEvent(event)
        self.setUpdatesEnabled(False)
        self._deferred.defer(self._draw_cells)

    def _draw_cells(self) -> None:
        self.setUpdatesEnabled(True)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the frozen columns in their place."""
        super().resizeEvent(event)
        self._place_frozen()

    def updateGeometries(self) -> None:  # noqa: N802
        """Keep the frozen columns in their place when the row numbers grow wider."""
        super().updateGeometries()
        if hasattr(self, "frozen"):
            self._place_frozen()

    def scrollTo(  # noqa: N802
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Scroll so that a cell is not behind the frozen columns, which are always in view."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if index.column() < self.grid.frozen_count():
            bar.setValue(before)
            return
        behind = self._frozen_width() - self.visualRect(index).x()
        if behind > 0:
            bar.setValue(bar.value() - behind)

    def go_to(self, row: int, place: int) -> None:
        """Make a cell the current one and bring it into view."""
        index = self.grid.index(row, place)
        if self.isColumnHidden(place):
            self.show_columns({*self.shown_columns(), self.grid.names[place]})
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def currentChanged(  # noqa: N802
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tell which cell is the current one."""
        super().currentChanged(current, previous)
        self.viewport().update()
        if hasattr(self, "frozen"):
            self.frozen.viewport().update()
        if current.isValid():
            self.cell_changed.emit(
                int(self.grid.rows[current.row()]), self.grid.names[current.column()]
            )

    def commit(self) -> None:
        """Make the change of an editor that is open: what was typed is not to be lost."""
        for view in (self, self.frozen):
            if view.state() != QAbstractItemView.State.EditingState:
                continue
            for editor in view.viewport().findChildren(QLineEdit):
                view.commitData(editor)
                view.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def sort_here(self, *, descending: bool) -> None:
        """Order the rows by the column of the current cell."""
        if (index := self.currentIndex()).isValid():
            name = self.grid.names[index.column()]
            self.set_sorted(name, descending)
            self.sort_wanted.emit(name, descending)

    def _header_pressed(self, place: int) -> None:
        name = self.grid.names[place]
        descending = self._sorted == (name, False)
        self.set_sorted(name, descending)
        self.sort_wanted.emit(name, descending)

    def set_sorted(self, name: str | None, descending: bool) -> None:
        """Show by an arrow by which column the rows are ordered; None is the order of the file."""
        self._sorted = None if name is None else (name, descending)
        place = self.grid.place_of(name) if name is not None else -1
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        for header in (self.horizontalHeader(), self.frozen.horizontalHeader()):
            header.setSortIndicatorShown(place >= 0)
            header.setSortIndicator(place, order)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copy, paste, clear and fill as a spreadsheet does; the rest is the table's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit(False)
        elif QKeySequence(event.keyCombination()) == QKeySequence("Ctrl+Shift+C"):
            self.copy_wanted.emit(True)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif QKeySequence(event.keyCombination()) == QKeySequence("Ctrl+D"):
            self.fill_wanted.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_wanted.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Go nowhere: what is typed on a cell edits it."""

    def selected(self) -> Selected:
        """Return the selected cells of the columns that are not hidden."""
        ranges = self.selected_ranges()
        rows = [np.arange(r.top(), r.bottom() + 1) for r in ranges]
        places = sorted({x for r in ranges for x in range(r.left(), r.right() + 1)})
        places = [p for p in places if not self.isColumnHidden(p)]
        model = self.grid
        return Selected(
            [model.names[p] for p in places],
            [None if model.is_hidden(p) else model.columns[p] for p in places],
            model.rows[np.unique(np.concatenate(rows))] if rows else model.rows[:0],
        )


class _CellDelegate(QStyledItemDelegate):
    """Names an editor, and lets it keep what was typed when cells are shown anew behind it."""

    def createEditor(  # noqa: N802
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        """Return an editor that is called by the row and the field of its cell."""
        made = super().createEditor(parent, option, index)
        model = index.model()
        if isinstance(model, GridModel) and model.extract is not None:
            number = int(model.extract.source_rows[model.rows[index.row()]])
            made.setAccessibleName(f"Row {number:,}, {model.names[index.column()]}")
        return made

    def setEditorData(  # noqa: N802
        self, editor: QWidget, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Give an editor the text of its cell, unless its user has typed something."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)


def _set_up(view: QTableView) -> None:
    view.setItemDelegate(_CellDelegate(view))
    line = view.fontMetrics().height()
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setCornerButtonEnabled(False)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
    view.setEditTriggers(
        QAbstractItemView.EditTrigger.DoubleClicked
        | QAbstractItemView.EditTrigger.EditKeyPressed
        | QAbstractItemView.EditTrigger.AnyKeyPressed
    )
    down = view.verticalHeader()
    down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    down.setDefaultSectionSize(line + 10)
    down.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    across = view.horizontalHeader()
    across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    across.setFixedHeight(3 * line + 14)
    across.setSectionsMovable(False)
    across.setHighlightSections(False)
