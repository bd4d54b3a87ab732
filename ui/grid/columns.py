"""Choosing the columns of the grid: the dialog, and the button that says how many are hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from ui.explained import Explained
from ui.grid.view import Grid
from ui.icons import icon
from ui.widgets.parts import button, column, label, row
from ui.widgets.room import give_room

CHOOSE = "Choose and arrange the columns"
SHOW_ALL = "Show all columns: Alt+Shift+A"


class ColumnsDialog(Explained):
    """A list of columns with a tick each."""

    topic = "check#Find your way"

    def __init__(
        self, names: Sequence[str], shown: set[str], with_findings: set[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Columns")
        give_room(self, 54, 35)
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
        stays = label("Fields that you hide stay hidden in every file.", "muted")
        self.setLayout(column(find, self._list, row(every, some, None), stays, buttons))

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


class ColumnsButton(QPushButton):
    """Opens the dialog. While columns are hidden it says how many, so that they are found again."""

    def __init__(self, grid: Grid, pressed: Callable[[], None]) -> None:
        super().__init__()
        self._grid = grid
        self.setIcon(icon("columns"))
        self.clicked.connect(lambda _=False: pressed())
        grid.columns_changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        hidden = len(self._grid.grid.names) - len(self._grid.shown_columns())
        self.setText(f"{hidden:,} hidden" if hidden else "")
        self.setToolTip(f"{CHOOSE}. {SHOW_ALL}" if hidden else CHOOSE)
        self.setAccessibleName(f"Columns, {hidden:,} hidden" if hidden else "Columns")


def _state(on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
