"""A listing as Qt's models tell it: texts, marks, and what a screen reader says of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.icons import icon
from ui.theme import colours
from ui.widgets.listing import EMPTY, SEVERITY_WORDS, Listing
from ui.widgets.parts import plain_tip

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

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
        self.headers: dict[int, str] = {}
        """The headers on several lines, by column."""

    def show(self, listing: Listing) -> None:
        """Show another listing."""
        self.beginResetModel()
        self.headers.clear()
        self.listing = listing
        self.endResetModel()

    def reorder(self, listing: Listing, places: npt.NDArray[np.intp]) -> None:
        """Show the same rows in another order; what is selected stays so.

        places: by the row as it is shown now, the row that it becomes.
        """
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        self.listing = listing
        after = [self.index(int(places[i.row()]), i.column()) for i in before]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

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
            return plain_tip(value)
        if role == ACCESSIBLE:
            if place == listing.bar_in:
                counts = zip(listing.bars[row], SEVERITY_WORDS, strict=True)
                return ", ".join(f"{n:,} {word}" for n, word in counts)
            if place == 0:  # a reader says this cell when the row is gone to: it tells all of it
                others = (str(c[row]) for n, c in enumerate(listing.columns) if n != listing.bar_in)
                whole = ", ".join(filter(None, others))
                return f"{mark}: {whole}" if mark else whole
            return str(value)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:  # noqa: N802
        """Return the header of a column."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.listing.headers):
            return None
        if role == DISPLAY:
            return self.headers.get(section, self.listing.headers[section])
        if role == ACCESSIBLE:
            return self.listing.headers[section]
        if role == ALIGNMENT and len(self.listing):
            first = self.listing.columns[section][0]
            return _LEFT if isinstance(first, str) or section == self.listing.bar_in else _RIGHT
        return None
