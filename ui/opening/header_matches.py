"""The table of column headers and the fields that they were recognised as, to be corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMessageBox,
    QTableWidget,
    QTableWidgetItem,
)

from ui.grid.model import MASK
from ui.widgets.choice import Choice
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.extract import Column
    from cldvalidator.extract.table import HeaderMatch
    from cldvalidator.review.opened import Opened
    from ui.fixing.council_profile import CouncilProfile

HOW = {
    "exact": "Same name",
    "spelling": "Same but for capitals, spaces or signs",
    "column name": "Name in the national tables",
    "told": "Told by you",
    "other name": "Another name that is often used",
    "kept aside": "Not a field: not submitted",
}
ASIDE = "(not a field)"
FIELD_AT = 3
_SAMPLE = 2_000
_SAMPLES = 3


class HeaderMatches(QTableWidget):
    """One row a column of the file; choosing another field reads the file again."""

    def __init__(self, opened: Opened, workspace: Workspace, profile: CouncilProfile) -> None:
        reading = opened.extract.reading
        super().__init__(len(reading.headers), 5)
        self._workspace = workspace
        self._profile = profile
        self._opened = opened
        self._headers = reading.headers
        self._taken = {h.field: h.letter for h in reading.headers if h.field is not None}
        self.setHorizontalHeaderLabels(
            ["Column", "Header in the file", "Values such as", "Field", "How recognised"]
        )
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.setAccessibleName("Columns and the fields they were recognised as")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 16)
        self.setMinimumHeight(220)
        for line, header in enumerate(reading.headers):
            texts = (
                header.letter,
                header.found,
                self._samples(header.found, header.field),
                header.field or "",
                HOW.get(header.how, header.how),
            )
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(line, place, item)
            if header.how not in ("exact", "spelling"):
                self.setCellWidget(line, FIELD_AT, self._choice(line))
        head = self.horizontalHeader()
        self.resizeColumnsToContents()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        widest = self.fontMetrics().averageCharWidth() * 34
        for place in range(4):
            self.setColumnWidth(place, min(self.columnWidth(place) + 12, widest))
        head.setStretchLastSection(True)
        self.itemDoubleClicked.connect(lambda item: self._edit(item.row()))

    def _samples(self, found: str, field: str | None) -> str:
        """Return the commonest texts of a column, so that it can be told what it is."""
        extract = self._opened.extract
        column: Column | None = extract.aside.get(found) if field is None else extract.column(field)
        if column is None:
            return ""
        if self._workspace.covered(field or found):
            return MASK
        codes = column.codes[:_SAMPLE]
        counts = np.bincount(codes, minlength=1)
        some = np.argsort(-counts, kind="stable")[: _SAMPLES + 1]
        texts = [str(column.values[int(c)]).strip() for c in some if counts[c]]
        return ", ".join([t for t in texts if t][:_SAMPLES])

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
        if self.cellWidget(line, FIELD_AT) is None:
            self.setCellWidget(line, FIELD_AT, self._choice(line))
        self.cellWidget(line, FIELD_AT).setFocus()

    def _choice(self, line: int) -> Choice:
        """Return the fields to choose from: those without a column first."""
        header = self._headers[line]
        choose = Choice()
        choose.addItem(ASIDE, None)
        names = self._opened.specification.names
        for name in sorted(names, key=lambda n: n in self._taken and n != header.field):
            letter = self._taken.get(name, "")
            other = letter and name != header.field
            choose.addItem(f"{name} (now column {letter})" if other else name, name)
        choose.setAccessibleName(f"Field of the column {header.found}")
        self._show_true(choose, line)
        choose.activated.connect(lambda _: self._told(choose, line))
        return choose

    def _show_true(self, choose: Choice, line: int) -> None:
        choose.setCurrentIndex(max(0, choose.findData(self._headers[line].field)))

    def _told(self, choose: Choice, line: int) -> None:
        header, name = self._headers[line], choose.currentData()
        if name == header.field or not self._may_take(header.found, name):
            self._show_true(choose, line)
            return
        matches = self._workspace.header_matches
        letter = self._taken.get(name, "") if name is not None else ""
        told: dict[str, str | None] = {
            _as_headed(h): None for h in self._headers if letter and h.letter == letter
        }
        told |= {_as_headed(header): name}
        matches.update(told)

        def keep() -> None:
            """Remember it for the next file, once the file has been read so."""
            for found, field in told.items():
                self._profile.keep_column(found, field)

        if not self._workspace.open_again(header_matches=matches, then=keep):
            self._show_true(choose, line)

    def _may_take(self, found: str, name: str | None) -> bool:
        """Ask before a field is taken from the column that it was recognised in."""
        if name is None or name not in self._taken:
            return True
        answer = QMessageBox.question(
            self,
            f"Use “{found}” for {name}?",
            f"Column {self._taken[name]} is {name} now. It would not be a field any more, and its "
            "values would not be submitted.",
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        return answer == QMessageBox.StandardButton.Yes


def _as_headed(header: HeaderMatch) -> str:
    """Return a header as the file has it: one kept aside may go by its letter as well."""
    return header.found.removesuffix(f" (column {header.letter})")
