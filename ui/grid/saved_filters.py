"""The menu of saved filters: choose one, or save the filter in force under a name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton, QWidget

from cldvalidator.problems import InputProblem
from ui.dialogs import agrees
from ui.widgets.parts import literal, plain_tip
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes.saved_filters import SavedFilter
    from cldvalidator.specification.conditions import Condition

TITLE = "Saved filters"
SAVE = "Save this filter ..."
_CHANGED = InputProblem(
    "The filter was not saved: it had changed meanwhile.", "Look at it, then save it again."
)


class SavedFilters(QPushButton):
    """A button with a menu of the filters that the council's profile has.

    chosen: a filter is to be shown. save_wanted: a name, and the filter in force that is to be
    saved under it.
    """

    chosen = Signal(object)
    save_wanted = Signal(str, object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(TITLE, parent)
        self._workspace = workspace
        self._filters: Sequence[SavedFilter] = ()
        self.offered = QMenu(self)
        self.setMenu(self.offered)
        self.offered.setToolTipsVisible(True)
        self.offered.aboutToShow.connect(self._list)
        self._list()

    @property
    def _where(self) -> Condition | None:
        choice = self._workspace.choice
        return choice.where if choice is not None else None

    def show_filters(self, filters: Sequence[SavedFilter]) -> None:
        """Offer these filters."""
        self._filters = filters
        self._list()

    def _list(self) -> None:
        self.offered.clear()
        for saved in self._filters:
            action = QAction(literal(saved.name), self.offered)
            action.setToolTip(plain_tip(saved.where))
            action.triggered.connect(partial(self._choose, saved))
            self.offered.addAction(action)
        if not self._filters:
            self.offered.addAction("None yet").setEnabled(False)
        self.offered.addSeparator()
        save = QAction(SAVE, self.offered)
        save.triggered.connect(lambda _checked=False: self.save())
        save.setEnabled(self._where is not None)
        self.offered.addAction(save)

    def _choose(self, saved: SavedFilter, _checked: bool = False) -> None:
        self.chosen.emit(saved)

    def save(self) -> None:
        """Ask for a name, and save the filter in force under it."""
        where, file = self._where, self._workspace.file
        if where is None:
            return
        name, agreed = QInputDialog.getText(self, TITLE, "Save this filter as:")
        name = name.strip()
        if not agreed or not name:
            return
        words = plain_tip(f"There is a filter “{name}” already. Replace it?")
        same = any(saved.key == name.casefold() for saved in self._filters)
        if same and not agrees(self, "Replace the filter?", words):
            return
        if self._where is not where or self._workspace.file is not file:
            self._workspace.tell(_CHANGED)
            return
        self.save_wanted.emit(name, where)
