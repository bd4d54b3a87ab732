"""A table of texts and numbers: read only, any length, with marks and bars where they help."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from ui.icons import icon
from ui.theme import colours
from ui.widgets.listing import EMPTY, SEVERITY_WORDS, Listing
from ui.widgets.listing_painting import draw_column

Index = QModelIndex | QPersistentModelIndex
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
DECORATION = int(Qt.ItemDataRole.DecorationRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_ROLES = frozenset((DISPLAY, DECORATION, ALIGNMENT, TOOL_TIP, ACCESSIBLE))
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_NONE = QModelIndex()


class ListingModel(QAbstractTableModel):
    """A listing for a view."""

    def __init__(self) -> None:
        super().__init__()
        self.listing = EMPTY

    def show(self, listing: Listing) -> None:
        """Show another listing."""
        self.beginResetModel()
        self.listing = listing
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:  # noqa: N802
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.listing)

    def columnCount(self, parent: Index = _NONE) -> int:  # noqa: N802
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.listing.headers)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return text, alignment, mark and spoken text of a cell."""
        if role not in _ROLES:  # a view asks for eight of each cell that it draws
            return None
        listing, row, place = self.listing, index.row(), index.column()
        value = listing.columns[place][row]
        mark = listing.marks[row] if listing.marks and place == 0 else ""
        if role == DISPLAY:
            if place == listing.bar_in:
                return ""
            return value if isinstance(value, str) else f"{value:,}"
        if role == ALIGNMENT:
            return _LEFT if isinstance(value, str) else _RIGHT
        if role == DECORATION and mark:
            return icon(mark, colours().severity(mark).name())
        if role == TOOL_TIP and isinstance(value, str):
            return value
        if role == ACCESSIBLE:
            if place == listing.bar_in:
                counts = zip(listing.bars[row], SEVERITY_WORDS, strict=True)
                return ", ".join(f"{n:,} {word}" for n, word in counts)
            return f"{mark}: {value}" if mark else str(value)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:  # noqa: N802
        """Return the header of a column."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.listing.headers):
            return None
        if role == DISPLAY:
            return self.listing.headers[section]
        if role == ALIGNMENT and len(self.listing):
            first = self.listing.columns[section][0]
            return _LEFT if isinstance(first, str) or section == self.listing.bar_in else _RIGHT
        return None


_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ListingView(QTableView):
    """Shows a listing; Enter or a click on a row tells its key.

    chosen: the key of the row. moved: the keyboard has gone to another row. Ctrl+C copies the
    selected rows with their headers.
    """

    chosen = Signal(object)
    moved = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listing_model = ListingModel()
        self.setModel(self.listing_model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 14)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag(_LEFT))
        # The header would ask of every row whether it is selected, each time that it is drawn.
        across = self.horizontalHeader()
        across.setSelectionModel(QItemSelectionModel(self.listing_model, across))
        self.clicked.connect(self._tell)
        self._beneath = -1
        self.setMouseTracking(True)

    def show_listing(self, listing: Listing, *, stretch: int = 0, letters: int = 44) -> None:
        """Show a listing; the column `stretch` takes the room that is left.

        letters: the width that no other column is to pass.
        """
        self.listing_model.show(listing)
        header = self.horizontalHeader()
        widths = self._widths(listing, stretch, letters)
        for place, width in enumerate(widths):
            if place == stretch:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(place, width)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the rows that are seen.

        The style would ask for seven things of each cell and resolve its sheet anew for each.
        """
        listing, room = self.listing_model.listing, event.rect()
        if not len(listing):
            return
        down = self.verticalHeader()
        top, bottom = down.visualIndexAt(room.top()), down.visualIndexAt(room.bottom())
        rows = range(max(0, top), (bottom if bottom >= 0 else len(listing) - 1) + 1)
        painter = QPainter(self.viewport())
        painter.setPen(QColor(colours().text))
        height = down.defaultSectionSize()
        y = down.sectionViewportPosition(rows.start)
        if self._beneath in rows:
            line = QRect(0, y + (self._beneath - rows.start) * height, room.right() + 1, height)
            painter.fillRect(line, QColor(colours().window))
        for part in self.selectionModel().selection().toList():
            chosen = QRect(0, y + (part.top() - rows.start) * height, self.viewport().width(), 0)
            chosen.setHeight((part.bottom() - part.top() + 1) * height)
            painter.fillRect(chosen & room, QColor(colours().accent_soft))
        across = self.horizontalHeader()
        for place in range(len(listing.headers)):
            x, width = across.sectionViewportPosition(place), across.sectionSize(place)
            if width and x <= room.right() and x + width > room.left():
                draw_column(painter, listing, place, rows, QRect(x, y, width, height))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show which row is beneath the mouse."""
        super().mouseMoveEvent(event)
        self._show_beneath(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Show that none is."""
        super().leaveEvent(event)
        self._show_beneath(-1)

    def _show_beneath(self, row: int) -> None:
        if row != self._beneath:
            self._beneath = row
            self.viewport().update()

    def _widths(self, listing: Listing, stretch: int, letters: int) -> list[int]:
        """Return the width of each column; texts give way where the stretched one needs room."""
        widths = [self._width(listing, place, letters) for place in range(len(listing.headers))]
        if not 0 <= stretch < len(widths):
            return widths
        texts = [
            place
            for place, column in enumerate(listing.columns)
            if place not in (stretch, listing.bar_in) and column and isinstance(column[0], str)
        ]
        whole = sum(widths[place] for place in texts)
        fixed = sum(widths) - whole - widths[stretch]
        room = self.viewport().width() - fixed
        if texts and whole + widths[stretch] > room > 0:
            least = 8 * self.fontMetrics().averageCharWidth()
            for place in texts:
                widths[place] = max(least, room * widths[place] // (whole + widths[stretch]))
        return widths

    def _width(self, listing: Listing, place: int, letters: int) -> int:
        metrics = self.fontMetrics()
        if place == listing.bar_in:
            return metrics.averageCharWidth() * 14
        texts = [listing.headers[place]]
        texts += [v if isinstance(v, str) else f"{v:,}" for v in listing.columns[place][:60]]
        sign = 24 if listing.marks and place == 0 else 0
        widest = max(map(metrics.horizontalAdvance, texts)) + 26 + sign
        return min(metrics.averageCharWidth() * letters, widest)

    def current_key(self) -> Any:
        """Return the key of the row that is selected, None without one."""
        rows, keys = self.selectionModel().selectedRows(), self.listing_model.listing.keys
        return keys[rows[0].row()] if rows and rows[0].row() < len(keys) else None

    def choose_row(self, row: int) -> None:
        """Select a row, as a click would."""
        if 0 <= row < len(self.listing_model.listing):
            self.selectRow(row)
            self._tell(self.listing_model.index(row, 0))

    def _tell(self, index: QModelIndex) -> None:
        keys = self.listing_model.listing.keys
        if index.isValid() and index.row() < len(keys):
            self.chosen.emit(keys[index.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose on Enter and Space; copy rows on Ctrl+C."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._tell(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        elif event.key() in _ENDS and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._go_to(
                0 if event.key() == Qt.Key.Key_Home else len(self.listing_model.listing) - 1
            )
        elif event.key() in _STEPS and not self.selectionModel().hasSelection():
            self._go_to(max(0, self.currentIndex().row()))
        else:
            before = self.currentIndex().row()
            super().keyPressEvent(event)
            if self.currentIndex().row() != before:
                self.moved.emit()

    def _go_to(self, row: int) -> None:
        if 0 <= row < len(self.listing_model.listing):
            self.selectRow(row)
            self.moved.emit()

    def selected_text(self) -> str:
        """Return the selected rows with headers, tab between columns."""
        listing = self.listing_model.listing
        rows = sorted({i.row() for i in self.selectionModel().selectedRows()})
        lines = ["\t".join(listing.headers)]
        lines += ["\t".join(str(c[r]) for c in listing.columns) for r in rows]
        return "\n".join(lines)
