"""Orders a table by a header: by a click, or by keys, for every table but the grid of the file."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTableView

from ui.announcing import announce

ORDER = tuple[int, bool]
"""A column, and whether the last comes first."""


class HeaderSort(QObject):
    """Which column a table is ordered by: first, last first, then the table's own order again.

    Ctrl+F7 and Ctrl+Shift+F7 order by the column of the current cell; pressed again they bring the
    own order back. changed: the user asked for another order.
    """

    changed = Signal()

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.order: ORDER | None = None
        header = view.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._next)

    def _next(self, place: int) -> None:
        before = self.order
        self.by(place, None if before == (place, True) else before == (place, False))

    def by(self, place: int, descending: bool | None) -> None:
        """Order by a column; None: the table's own order."""
        self.show(None if descending is None else (place, descending))
        self.changed.emit()
        name = str(self._view.model().headerData(place, Qt.Orientation.Horizontal) or "")
        column = name.replace("\n", " ") or f"column {place + 1}"
        words = f"Sorted by {column}" if descending is not None else "In its own order"
        announce(self._view, f"{words}, last first" if descending else words)

    def show(self, order: ORDER | None) -> None:
        """Show by an arrow which column the rows are ordered by."""
        self.order = order
        header = self._view.horizontalHeader()
        header.setSortIndicatorShown(order is not None)
        if order is not None:
            orders = Qt.SortOrder
            down = orders.DescendingOrder if order[1] else orders.AscendingOrder
            header.setSortIndicator(order[0], down)

    def takes(self, event: QKeyEvent) -> bool:
        """Follow a key that orders rows; say whether it was one."""
        modifiers, control = event.modifiers(), Qt.KeyboardModifier.ControlModifier
        if event.key() != Qt.Key.Key_F7 or not modifiers & control:
            return False
        descending = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        place = max(0, self._view.currentIndex().column())
        self.by(place, None if self.order == (place, descending) else descending)
        return True


def order_rows(view: QTableView, rows: Iterable[int]) -> None:
    """Show the rows of a short table in an order; each keeps its number, and what is selected."""
    down = view.verticalHeader()
    for place, row in enumerate(rows):
        down.moveSection(down.visualIndex(int(row)), place)
