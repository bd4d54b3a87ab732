"""The table of column headers and the fields that they were recognised as, to be corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.job import Opened
    from ui.fixing.council_profile import CouncilProfile

HOW = {
    "exact": "Same name",
    "spelling": "Same but for capitals, spaces or signs",
    "column name": "Name in the national tables",
    "told": "Told by you, and remembered",
    "other name": "Another name that is often used",
    "kept aside": "Not a field: kept aside, not submitted",
}
ASIDE = "Keep aside"


class HeaderMatches(QTableWidget):
    """One row a column of the file; choosing another field reads the file again."""

    def __init__(self, opened: Opened, workspace: Workspace, profile: CouncilProfile) -> None:
        reading = opened.extract.reading
        super().__init__(len(reading.headers), 4)
        self._workspace = workspace
        self._profile = profile
        self._headers = reading.headers
        self.setHorizontalHeaderLabels(["Column", "Header in the file", "Field", "How recognised"])
        self.setAccessibleName("Columns and the fields they were recognised as")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.setMinimumHeight(220)
        for line, header in enumerate(reading.headers):
            texts = (
                header.letter,
                header.found,
                header.field or "",
                HOW.get(header.how, header.how),
            )
            for place, text in enumerate(texts):
                self.setItem(line, place, QTableWidgetItem(text))
            if header.how not in ("exact", "spelling"):
                self.setCellWidget(line, 2, self._choice(line, opened.specification.names))
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setStretchLastSection(True)
        self.resizeColumnsToContents()
        self._names = opened.specification.names
        self.itemDoubleClicked.connect(lambda item: self._edit(item.row()))

    def set_odd_only(self, odd_only: bool) -> None:
        """Show only the columns that were not recognised by their name, or all."""
        for line, header in enumerate(self._headers):
            plain = header.how in ("exact", "spelling")
            self.setRowHidden(line, odd_only and plain)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose another field for the row on F2 and Enter; the rest is the table's."""
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._edit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def _edit(self, line: int) -> None:
        if line < 0:
            return
        if self.cellWidget(line, 2) is None:
            self.setCellWidget(line, 2, self._choice(line, self._names))
        self.cellWidget(line, 2).setFocus()

    def _choice(self, line: int, names: tuple[str, ...]) -> QComboBox:
        header = self._headers[line]
        choose = QComboBox()
        choose.addItem(ASIDE)
        choose.addItems(list(names))
        choose.setCurrentText(header.field or ASIDE)
        choose.setAccessibleName(f"Field of the column {header.found}")
        choose.textActivated.connect(lambda name: self._told(header.found, name))
        return choose

    def _told(self, found: str, name: str) -> None:
        matches = self._workspace.header_matches
        matches[found] = None if name == ASIDE else name
        if self._workspace.open_again(header_matches=matches):
            self._profile.keep_column(found, matches[found])
