"""A table of texts and numbers: read only, any length, with marks and bars where they help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
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
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from ui.theme import SMALL, colours
from ui.widgets.clipboard import listing_text
from ui.widgets.header_sort import HeaderSort
from ui.widgets.listing import EMPTY, Listing
from ui.widgets.listing_layout import EACH_ROW, wrapped
from ui.widgets.listing_model import ListingModel
from ui.widgets.listing_order import in_order, row_order
from ui.widgets.listing_painting import AROUND, draw_column, text_room
from ui.widgets.listing_widths import AROUND_HEADER, SAMPLE, column_widths
from ui.widgets.wrapped_headers import wrap_headers

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_AT_TOP = int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_ALONE = 44
"""The width of a column, in letters, where the listing can be scrolled sideways."""
ONE_LINE = ("",)
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ListingView(QTableView):
    """Shows a listing; Enter or a click on a row tells its key.

    chosen: the key of the row. opened: the same, by Enter or a double click alone. moved: the
    keyboard has gone to another row. Ctrl+C copies the selected rows with their headers. letters:
    the width of a column, at most, where the listing can be scrolled sideways. sorting: which
    column the rows are ordered by; what is selected stays so in any order.
    """

    chosen = Signal(object)
    opened = Signal(object)
    moved = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, *, letters: int = _ALONE) -> None:
        super().__init__(parent)
        self._given = EMPTY
        self._rows: npt.NDArray[np.intp] | None = None
        """By row as it is shown its place in the listing that was given; None: the same."""
        self._letters = letters
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
        self.verticalHeader().setDefaultSectionSize(self._height_of(1))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag(_LEFT))
        # The header would ask of every row whether it is selected, each time that it is drawn.
        across = self.horizontalHeader()
        across.setSelectionModel(QItemSelectionModel(self.listing_model, across))
        self.clicked.connect(self._tell)
        self.doubleClicked.connect(self._open)
        self._beneath = -1
        self.setMouseTracking(True)
        self._stretch = 0
        self._by_hand: dict[int, int] = {}
        self._lines: dict[tuple[int, str], tuple[str, ...]] = {}
        """The lines of a text by the column that it stands in: most stand in many rows."""
        self._arranging = False
        self._arranged_for = -1
        across.sectionResized.connect(self._resized)
        self.sorting = HeaderSort(self)
        self.sorting.changed.connect(self._reorder)

    def show_listing(self, listing: Listing, *, stretch: int = 0) -> None:
        """Show a listing; the column `stretch` takes the room that is left, -1 for none."""
        if listing.headers != self._given.headers:
            self._by_hand.clear()
            self.sorting.show(None)
        self._stretch = stretch
        self._given = listing
        self._rows = self._in_order()
        self.listing_model.show(self._ordered())
        self._arranged_for = -1
        if self.isVisible():
            self._arrange()

    def _in_order(self) -> npt.NDArray[np.intp] | None:
        order = self.sorting.order
        if order is None or not len(self._given):
            return None
        return row_order(self._given, order[0], descending=order[1])

    def _ordered(self) -> Listing:
        return self._given if self._rows is None else in_order(self._given, self._rows)

    def _reorder(self) -> None:
        """Show the rows in the order that was asked for; what is selected stays so."""
        before = self.given_rows()
        self._rows = self._in_order()
        self.listing_model.reorder(self._ordered(), self.shown_rows(before))
        self._fit_rows()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def given_rows(self) -> npt.NDArray[np.intp]:
        """Return by row as it is shown its place in the listing that was given."""
        import numpy as np

        return np.arange(len(self._given)) if self._rows is None else self._rows

    def shown_rows(self, places: Sequence[int] | npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Return where rows of the listing that was given are shown."""
        import numpy as np

        rows = np.empty(len(self._given), np.intp)
        rows[self.given_rows()] = np.arange(len(self._given))
        return rows[np.asarray(places, np.intp)]

    def key_at(self, row: int) -> Any:
        """Return the key of a row as it is shown; None where there is none."""
        keys = self.listing_model.listing.keys
        return keys[row] if 0 <= row < len(keys) else None

    def select_key(self, key: Any) -> bool:
        """Select the row with a key and no other; say whether there is one."""
        keys = list(self.listing_model.listing.keys)
        if key is None or key not in keys:
            return False
        self.selectRow(keys.index(key))
        return True

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Use the room that there is now."""
        super().showEvent(event)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Use the room that there is now."""
        super().resizeEvent(event)
        if self.isVisible():
            self._arrange()

    def _room(self) -> int:
        """Return the width for the columns; the bar at the side is counted in, seen or not."""
        bar = self.verticalScrollBar().sizeHint().width()
        return self.width() - 2 * self.frameWidth() - bar

    def _arrange(self) -> None:
        """Give each column its width and each row its height, if the room is not what it was."""
        listing, room = self.listing_model.listing, self._room()
        if room == self._arranged_for:
            return
        self._arranged_for = room
        self._arranging = True
        widths = column_widths(
            listing,
            self.fontMetrics(),
            room,
            by_hand=self._by_hand,
            scrolls=not 0 <= self._stretch < len(listing.columns),
            letters=self._letters,
        )
        if 0 <= self._stretch < len(widths):
            widths[self._stretch] += max(0, room - sum(widths))
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)
        self._arranging = False
        self._fit_rows()

    def _resized(self, place: int, _before: int, now: int) -> None:
        """Keep the width that the user gives to a column by the mouse."""
        if not self._arranging:
            if QGuiApplication.mouseButtons():
                self._by_hand[place] = now
            self._fit_rows()

    def _fit_rows(self) -> None:
        """Make each row, and the headers, as high as their texts."""
        self._lines.clear()
        model, down = self.listing_model, self.verticalHeader()
        listing = model.listing
        wrap_headers(self, listing.headers, model.headers, AROUND_HEADER - 2)
        places = [p for p in range(len(listing.headers)) if p != listing.bar_in]

        def lines_of(row: int) -> int:
            return max((len(self._lines_of(row, p)) for p in places), default=1)

        rest = range(EACH_ROW, len(listing))
        others = max(map(lines_of, rest[:: len(rest) // SAMPLE + 1]), default=1)
        down.setDefaultSectionSize(self._height_of(others))
        for row in range(min(EACH_ROW, len(listing))):
            height = self._height_of(lines_of(row))
            if down.sectionSize(row) != height:
                down.resizeSection(row, height)
        self.viewport().update()

    def _height_of(self, lines: int) -> int:
        return lines * self.fontMetrics().lineSpacing() + 2 * AROUND

    def _lines_of(self, row: int, place: int) -> tuple[str, ...]:
        """Return the lines of a text as they fit its column."""
        listing = self.listing_model.listing
        value = listing.columns[place][row]
        if not isinstance(value, str):
            return ONE_LINE
        found = self._lines.get((place, value))
        if found is None:
            width = text_room(self.columnWidth(place), listing, place)
            found = self._lines[place, value] = wrapped(value, self.font(), width)
        return found

    def cut_texts(self) -> list[str]:
        """Return the texts that are not shown whole."""
        listing = self.listing_model.listing
        return [
            value
            for place, column in enumerate(listing.columns)
            for row, value in enumerate(column)
            if isinstance(value, str)
            and place != listing.bar_in
            and self._lines_of(row, place)[-1].endswith("…")
            and not value.endswith("…")
        ]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the rows that are seen.

        The style would ask for seven things of each cell and resolve its sheet anew for each.
        """
        listing, room = self.listing_model.listing, event.rect()
        if not len(listing):
            if listing.headers:
                self._say_that_it_is_empty()
            return
        down, across = self.verticalHeader(), self.horizontalHeader()
        top, bottom = down.visualIndexAt(room.top()), down.visualIndexAt(room.bottom())
        rows = range(max(0, top), (bottom if bottom >= 0 else len(listing) - 1) + 1)
        painter = QPainter(self.viewport())
        painter.setPen(QColor(colours().text))
        width = self.viewport().width()
        seen = [
            (r, QRect(0, down.sectionViewportPosition(r), 0, down.sectionSize(r))) for r in rows
        ]
        for row, where in seen:
            if row == self._beneath:
                line = QRect(0, where.y(), width, where.height())
                painter.fillRect(line, QColor(colours().window))
        for part in self.selectionModel().selection().toList():
            first = down.sectionViewportPosition(part.top())
            after = down.sectionViewportPosition(part.bottom()) + down.sectionSize(part.bottom())
            chosen = QRect(0, first, width, after - first)
            painter.fillRect(chosen & room, QColor(colours().accent_soft))
        for place in range(len(listing.headers)):
            x, wide = across.sectionViewportPosition(place), across.sectionSize(place)
            if wide and x <= room.right() and x + wide > room.left():
                cells = [(r, QRect(x, where.y(), wide, where.height())) for r, where in seen]
                draw_column(painter, listing, place, cells, self._lines_of)

    def _say_that_it_is_empty(self) -> None:
        painter = QPainter(self.viewport())
        painter.setPen(QColor(colours().muted))
        room = self.viewport().rect().adjusted(SMALL, AROUND, -SMALL, -AROUND)
        painter.drawText(room, _AT_TOP, self.listing_model.listing.empty)

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

    def current_key(self) -> Any:
        """Return the key of the row that is selected, None without one."""
        rows = self.selectionModel().selectedRows()
        return self.key_at(rows[0].row()) if rows else None

    def selectRow(self, row: int) -> None:  # noqa: N802
        """Select one row and make it the current one.

        Qt's own heeds the keyboard: with Shift held down it extends a range, and where the range
        began in a list that is gone it selects nothing.
        """
        self.select_rows([row])

    def select_rows(self, rows: Sequence[int]) -> None:
        """Select these rows and no other, whatever keys are held; the first is the current one."""
        model, chosen = self.listing_model, QItemSelection()
        for row in rows:
            chosen.select(model.index(row, 0), model.index(row, model.columnCount() - 1))
        flags = QItemSelectionModel.SelectionFlag
        if rows:
            self.selectionModel().setCurrentIndex(model.index(rows[0], 0), flags.NoUpdate)
        self.selectionModel().select(chosen, flags.ClearAndSelect)

    def choose_row(self, row: int) -> None:
        """Select a row, as a click would."""
        if 0 <= row < len(self.listing_model.listing):
            self.selectRow(row)
            self._tell(self.listing_model.index(row, 0))

    def _tell(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() < len(self.listing_model.listing.keys):
            self.chosen.emit(self.key_at(index.row()))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() < len(self.listing_model.listing.keys):
            self.opened.emit(self.key_at(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose on Enter and Space; copy rows on Ctrl+C."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._tell(self.currentIndex())
            if event.key() != Qt.Key.Key_Space:
                self._open(self.currentIndex())
        elif self.sorting.takes(event):
            return
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
        rows = sorted({i.row() for i in self.selectionModel().selectedRows()})
        return listing_text(self.listing_model.listing, rows)
