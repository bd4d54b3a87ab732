"""The dialog that chooses the columns of the grid."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from ui.widgets.parts import button, column, row


class ColumnsDialog(QDialog):
    """A list of columns with a tick each."""

    def __init__(
        self, names: Sequence[str], shown: set[str], with_findings: set[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Columns")
        self.resize(380, 520)
        find = QLineEdit()
        find.setPlaceholderText("Find a column")
        find.setAccessibleName("Find a column")
        find.textChanged.connect(self._find)
        self._list = QListWidget()
        self._list.setAccessibleName("Columns to show")
        for name in names:
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_state(name in shown))
            self._list.addItem(item)
        every = button("All", lambda: self._tick(set(names)))
        some = button("Only with findings", lambda: self._tick(with_findings))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.setLayout(column(find, self._list, row(every, some, None), buttons))

    def chosen(self) -> set[str]:
        """Return the names that are ticked; all of them where none is."""
        items = [self._list.item(i) for i in range(self._list.count())]
        ticked = {i.text() for i in items if i.checkState() == Qt.CheckState.Checked}
        return ticked or {i.text() for i in items}

    def _tick(self, names: set[str]) -> None:
        for place in range(self._list.count()):
            item = self._list.item(place)
            item.setCheckState(_state(item.text() in names))

    def _find(self, text: str) -> None:
        for place in range(self._list.count()):
            item = self._list.item(place)
            item.setHidden(text.casefold() not in item.text().casefold())


def _state(on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
