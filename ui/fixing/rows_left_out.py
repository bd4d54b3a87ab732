"""The rows that are left out: what each is, who decided and when; any of them can be put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from cldvalidator.wording import counted
from ui.explained import Explained
from ui.fixing.change_list import clock, decided_by
from ui.theme import LARGE, MEDIUM
from ui.widgets.listing import Listing
from ui.widgets.parts import button, label
from ui.widgets.room import give_room
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import History, RowChange

HEADERS = ("Row", "What it is", "Rule", "By", "When")


class RowsLeftOut(Explained):
    """Lists them; closes by itself when there is none left."""

    topic = "fix#Other ways to change a cell"

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Rows left out")
        self._workspace = workspace
        self._file = workspace.file
        self.rows: tuple[RowChange, ...] = ()
        self.title = label("", "strong")
        self.list = ListingView("Rows left out")
        self.back = button("Put it back", self._put_one_back)
        self.back.setAccessibleName("Put the selected row back")
        self.all_back = button("Put all back", lambda: self._put_back(self.rows))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for one in (self.back, self.all_back):
            buttons.addButton(one, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.title)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        give_room(self, 90, 27)
        workspace.checked.connect(self.refresh)
        workspace.file_changed.connect(self.reject)
        self.refresh()
        self.list.setFocus()

    def refresh(self) -> None:
        """List the rows that are left out now."""
        history = self._workspace.history
        self.rows = history.rows_left_out if history is not None else ()
        if not self.rows:
            self.reject()
            return
        self.title.setText(f"{counted(len(self.rows), 'row')} left out of the submission")
        columns = (
            [c.source_row for c in self.rows],
            [c.why or "a record" for c in self.rows],
            [c.rule for c in self.rows],
            [decided_by([c]) for c in self.rows],
            [clock(c.when) for c in self.rows],
        )
        self.list.show_listing(Listing(HEADERS, columns, keys=self.rows), stretch=1)
        self.setEnabled(True)

    def _put_one_back(self) -> None:
        row = self.list.current_key()
        if row is not None:
            self._put_back([row])

    def _put_back(self, rows: Sequence[RowChange]) -> None:
        """Put rows back as one step; nothing more can be pressed until it is done."""
        self.list.setFocus()
        title = f"{counted(len(rows), 'row')} put back"

        def make(history: History) -> History:
            from cldvalidator.fixes.rows import rows_back

            return history.do(title, rows_back(rows))

        self.setEnabled(False)
        self._workspace.edit(make, of=self._file)
