"""The letters above the grid and the row numbers beside it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.grid.model import GridModel


class Header(QHeaderView):
    """A header that knows its size from one section.

    Qt asks for five things of each of two hundred sections whenever other rows are shown. That is a
    thousand calls into Python, each of which may have to wait for work in the background.
    """

    def __init__(self, way: Qt.Orientation, grid: GridModel, parent: QWidget) -> None:
        super().__init__(way, parent)
        self._grid = grid
        across = way == Qt.Orientation.Horizontal
        self.setAccessibleName(
            "Letters and names of the columns" if across else "Numbers of the rows"
        )

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the room for the longest row number; the letters are given a fixed height."""
        if self.orientation() == Qt.Orientation.Horizontal:
            return QSize(0, self.minimumHeight())
        place = self._grid.last_of_file()
        return self.sectionSizeFromContents(place) if place >= 0 else QSize()
