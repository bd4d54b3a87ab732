"""A table of an engine's sheet: cells that lead to what is behind them, bars beside numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui.theme import colours
from ui.widgets.header_sort import HeaderSort
from ui.widgets.sheet_order import is_heading, sheet_in_order
from ui.widgets.wrapped_headers import least_width, wrap_headers

if TYPE_CHECKING:
    from cldvalidator.presentation.sheet import Cell, Sheet

Index = QModelIndex | QPersistentModelIndex
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_NONE = QModelIndex()
_WRAPPED_UP_TO = 200
_SHARE_OF_BAR, _LEAST_OF_BAR = 16, 11
_AROUND = 22
_AROUND_HEADER, _NARROW_HEADER = 28, 20
_FIRST_CHARACTERS, _FIRST_AT_LEAST = 40, 26
_MOST = (110, 28, 22)
"""How many letters wide a column may be: where there is much room, less, and little."""


class SheetModel(QAbstractTableModel):
    """A sheet for a view; the numbers of one column are drawn in a column of their own beside."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self.headers: dict[int, str] = {}
        """The headers on several lines, by the column of the view."""
        self._right: list[bool] = []

    def show(self, sheet: Sheet) -> None:
        """Show another sheet."""
        self.beginResetModel()
        self.sheet, self.headers = sheet, {}
        places = range(len(sheet.headers))
        self._right = [
            any(r[p].number is not None for r in sheet.rows if len(r) > p) for p in places
        ]
        self.endResetModel()

    @property
    def bar_place(self) -> int:
        """The column of the bars; -1 if there are none."""
        drawn = self.sheet.bar_of if self.sheet is not None else None
        return -1 if drawn is None else drawn + 1

    def source_place(self, place: int) -> int:
        """Return the column of the sheet for a column of the view."""
        return place if self.sheet is None else _source_place(self.sheet, place)

    def cell(self, row: int, place: int) -> Cell | None:
        """Return the cell at a place of the view; None where there is none."""
        if self.sheet is None or row >= len(self.sheet.rows):
            return None
        cells = self.sheet.rows[row]
        place = self.source_place(place)
        return cells[place] if place < len(cells) else None

    def rowCount(self, parent: Index = _NONE) -> int:  # noqa: N802
        """Return the number of rows."""
        return 0 if parent.isValid() or self.sheet is None else len(self.sheet.rows)

    def columnCount(self, parent: Index = _NONE) -> int:  # noqa: N802
        """Return the number of columns, that of the bars included."""
        if parent.isValid() or self.sheet is None:
            return 0
        return len(self.sheet.headers) + (self.bar_place >= 0)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return text, alignment, colour and type of a cell."""
        cell = self.cell(index.row(), index.column())
        if cell is None:
            return None
        bar = index.column() == self.bar_place
        if role in (DISPLAY, int(Qt.ItemDataRole.AccessibleTextRole)):
            return "" if bar and role == DISPLAY else cell.text
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return cell.text
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return _RIGHT if self._right[self.source_place(index.column())] else _LEFT
        if role == int(Qt.ItemDataRole.ForegroundRole) and cell.key is not None:
            return QColor(colours().accent)
        if role == int(Qt.ItemDataRole.FontRole) and cell.section:
            font = QFont(QGuiApplication.font())
            font.setBold(True)
            return font
        return None

    def whole_headers(self) -> list[str]:
        """Return the header of each column of the view on one line."""
        role, across = int(Qt.ItemDataRole.AccessibleTextRole), Qt.Orientation.Horizontal
        return [str(self.headerData(n, across, role)) for n in range(self.columnCount())]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:  # noqa: N802
        """Return the header of a column."""
        if orientation != Qt.Orientation.Horizontal or self.sheet is None:
            return None
        place = self.source_place(section)
        if role in (DISPLAY, int(Qt.ItemDataRole.AccessibleTextRole)):
            bar = section == self.bar_place
            whole = f"{self.sheet.headers[place]} (chart)" if bar else self.sheet.headers[place]
            return self.headers.get(section, whole) if role == DISPLAY else whole
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return _LEFT if section == self.bar_place or not self._right[place] else _RIGHT
        return None


def _source_place(sheet: Sheet, place: int) -> int:
    """Return the column of a sheet for a column of the view: bars stand beside their numbers."""
    return place - 1 if sheet.bar_of is not None and place > sheet.bar_of else place


class _Wrapped(QStyledItemDelegate):
    """Knows the height that a text needs in its column, the room around it included."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the size of the wrapped text."""
        view, text = option.widget, index.data()
        if not isinstance(view, QTableView) or not isinstance(text, str):
            return super().sizeHint(option, index)
        places = range(
            index.column(), index.column() + view.columnSpan(index.row(), index.column())
        )
        width = sum(view.columnWidth(p) for p in places) - _AROUND
        font = index.data(int(Qt.ItemDataRole.FontRole))
        metrics = QFontMetrics(font) if isinstance(font, QFont) else option.fontMetrics
        flags = int(Qt.TextFlag.TextWordWrap)
        height = metrics.boundingRect(0, 0, max(20, width), 10_000, flags, text).height()
        return QSize(width + _AROUND, height + 10)


class _Bars(QStyledItemDelegate):
    """Draws a number as a bar, to the scale of the largest of its column."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one bar."""
        super().paint(painter, option, index)
        model = index.model()
        if not isinstance(model, SheetModel) or model.sheet is None or model.sheet.bar_of is None:
            return
        cell = model.cell(index.row(), index.column())
        numbers = [r[model.sheet.bar_of].number for r in model.sheet.rows]
        most = max((n for n in numbers if n is not None), default=0.0)
        if cell is None or cell.number is None or most <= 0:
            return
        room: QRect = option.rect.adjusted(6, 0, -8, 0)
        height = max(8, min(room.height() // 3, option.fontMetrics.height() // 2))
        width = max(2, round(room.width() * cell.number / most)) if cell.number > 0 else 0
        top = room.y() + (room.height() - height) // 2
        painter.fillRect(QRect(room.x(), top, width, height), QColor(colours().accent))


class SheetTable(QTableView):
    """Shows a sheet; a click or Enter on a cell tells what is behind it.

    chosen: the key of the cell. fitted: the rows have other heights. Ctrl+C copies the
    selected rows with their headers. sorting: which column the rows are ordered by.
    """

    chosen = Signal(object)
    fitted = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.sheet_model = SheetModel()
        self.setModel(self.sheet_model)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setMouseTracking(True)
        self.setStyleSheet("QTableView::item { padding: 2px 6px; }")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        self.verticalHeader().setMinimumSectionSize(self.fontMetrics().height() + 12)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._bars = _Bars(self)
        self._plain = _Wrapped(self)
        self.setItemDelegate(self._plain)
        self._fit = 0
        self._widths: tuple[list[int], ...] = ([], [], [])
        """By column: all texts on one line, headers on one line, headers on several lines."""
        self._first_least = 0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._fit_rows)
        header.sectionResized.connect(lambda *_: self._later.start(0))
        self.clicked.connect(self._tell)
        self._given: Sheet | None = None
        self.sorting = HeaderSort(self)
        self.sorting.changed.connect(self._reorder)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show another sheet; the first column takes the room that is left."""
        if self._given is None or sheet.headers != self._given.headers:
            self.sorting.show(None)
        self._given = sheet
        self._show(self._in_order(sheet))

    def _in_order(self, sheet: Sheet) -> Sheet:
        order = self.sorting.order
        if order is None:
            return sheet
        place = _source_place(sheet, order[0])
        return sheet_in_order(sheet, place, descending=order[1])

    def _reorder(self) -> None:
        """Show the rows in the order that was asked for; the keyboard stays at its cell."""
        shown, here = self.sheet_model.sheet, self.currentIndex()
        if self._given is None or shown is None:
            return
        sheet = self._in_order(self._given)
        self._show(sheet)
        if here.isValid():
            place = next(n for n, row in enumerate(sheet.rows) if row is shown.rows[here.row()])
            self.setCurrentIndex(self.sheet_model.index(place, here.column()))

    def _show(self, sheet: Sheet) -> None:
        self.clearSpans()
        for place in range(self.sheet_model.columnCount()):
            self.setItemDelegateForColumn(place, self._plain)
        self.sheet_model.show(sheet)
        header = self.horizontalHeader()
        for place in range(self.sheet_model.columnCount()):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
        self._measure()
        self._set_widths()
        if self.sheet_model.bar_place >= 0:
            self.setItemDelegateForColumn(self.sheet_model.bar_place, self._bars)
        for row, cells in enumerate(sheet.rows):
            if is_heading(cells, sheet):
                self.setSpan(row, 0, 1, len(sheet.headers))
        self._share_room()
        self._later.start(0)

    def _measure(self) -> None:
        """Find the width of each column where there is much room, less, and little."""
        places = range(self.sheet_model.columnCount())
        self._widths = tuple([self._width(place, most) for place in places] for most in _MOST)
        first = self.fontMetrics().averageCharWidth() * _FIRST_AT_LEAST
        self._first_least = min([*self._widths[-1][:1], first])

    def _set_widths(self) -> None:
        """Give each column its width; texts wrap, then headers, where there is no room for them."""
        self._fit = self._best_fit()
        for place, width in enumerate(self._widths[self._fit]):
            self.setColumnWidth(place, width)

    def _best_fit(self) -> int:
        """Return the first way in which all columns fit, else the narrowest."""
        room = self.viewport().width() - self._first_least
        fits = (n for n, widths in enumerate(self._widths) if sum(widths[1:]) <= room)
        return next(fits, len(self._widths) - 1)

    def _width(self, place: int, letters: int) -> int:
        """Return the width that a column needs, at most so many letters for its texts."""
        wraps = letters == _MOST[-1]
        metrics, sheet = self.fontMetrics(), self.sheet_model.sheet
        if sheet is None:
            return 0
        if place == self.sheet_model.bar_place:
            return metrics.averageCharWidth() * (_LEAST_OF_BAR if wraps else _SHARE_OF_BAR)
        source = self.sheet_model.source_place(place)
        texts = [r[source].text for r in sheet.rows[:200] if len(r) > 1]
        widest = max(map(metrics.horizontalAdvance, texts), default=0)
        text = sheet.headers[source]
        header = least_width(metrics, text) if wraps else metrics.horizontalAdvance(text)
        header += _NARROW_HEADER if wraps else _AROUND_HEADER
        most = _FIRST_CHARACTERS if place == 0 else letters
        around = _AROUND + 2 if wraps else _AROUND + 10
        return max(header, min(metrics.averageCharWidth() * most, widest + around))

    def _share_room(self) -> None:
        """Give the first column what the others leave, but never less than it can be read in."""
        count = self.sheet_model.columnCount()
        if not count:
            return
        others = sum(self.columnWidth(p) for p in range(1, count))
        self.setColumnWidth(0, max(self._first_least, self.viewport().width() - others))

    def resizeEvent(self, event: Any) -> None:  # noqa: N802
        """Share the room anew."""
        super().resizeEvent(event)
        if self._fit != self._best_fit():
            self._set_widths()
        self._share_room()

    def _fit_rows(self) -> None:
        """Let long texts wrap; a table of many rows keeps one line each."""
        model = self.sheet_model
        wrap_headers(self, model.whole_headers(), model.headers, _NARROW_HEADER - 2)
        sheet = self.sheet_model.sheet
        if sheet is not None and len(sheet.rows) <= _WRAPPED_UP_TO:
            self.resizeRowsToContents()
            self.fitted.emit()

    def full_height(self) -> int:
        """Return the height at which nothing has to be scrolled."""
        rows = sum(self.rowHeight(r) for r in range(self.sheet_model.rowCount()))
        bar = self.horizontalScrollBar().sizeHint().height()
        return rows + self.horizontalHeader().sizeHint().height() + bar + 4

    def _tell(self, index: QModelIndex) -> None:
        cell = self.sheet_model.cell(index.row(), index.column()) if index.isValid() else None
        if cell is not None and cell.key is not None:
            self.chosen.emit(cell.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show a hand above what can be chosen."""
        index = self.indexAt(event.position().toPoint())
        cell = self.sheet_model.cell(index.row(), index.column()) if index.isValid() else None
        hand = cell is not None and cell.key is not None
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose on Enter and Space; copy rows on Ctrl+C."""
        if self.sorting.takes(event):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._tell(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        else:
            super().keyPressEvent(event)

    def selected_text(self) -> str:
        """Return the rows of the selection with headers, tab between columns."""
        sheet = self.sheet_model.sheet
        if sheet is None:
            return ""
        rows = sorted({i.row() for i in self.selectionModel().selectedIndexes()})
        lines = ["\t".join(sheet.headers)]
        lines += ["\t".join(cell.text for cell in sheet.rows[r]) for r in rows]
        return "\n".join(lines)

    def copy_all(self) -> None:
        """Put the whole table on the clipboard, with its headers."""
        if self.sheet_model.sheet is not None:
            QGuiApplication.clipboard().setText(self.sheet_model.sheet.text())
