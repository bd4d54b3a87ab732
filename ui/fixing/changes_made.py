"""The changes made so far: how many cells, the steps, and which of them override others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cldvalidator.wording import counted
from ui.fixing.rows_left_out import RowsLeftOut
from ui.theme import SMALL
from ui.widgets.listing import Listing
from ui.widgets.parts import button, label, row
from ui.widgets.room import lines
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import History

_MOST_SENTENCES = 3


class ChangesMade(QWidget):
    """The list of steps, the last one first, below what it comes to."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.dialog: RowsLeftOut | None = None
        self.out = button("", self.show_rows_left_out)
        self.out.hide()
        self.log = ListingView("Changes made")
        self.title = label("Changes made", "heading", wrap=False)
        self.conflicts = label("", "muted")
        self.log.setMinimumHeight(lines(self, 5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SMALL, SMALL, 0, 0)
        layout.addWidget(self.title)
        layout.addLayout(row(self.out, None))
        layout.addWidget(self.conflicts)
        layout.addWidget(self.log, 1)

    def show_steps(self, steps: Listing, sentences: tuple[str, ...]) -> None:
        """Show the steps. sentences: on those that change again what others had written."""
        more = len(sentences) - _MOST_SENTENCES
        text = " ".join(sentences[:_MOST_SENTENCES])
        self.conflicts.setText(f"{text} And {more:,} more." if more > 0 else text)
        self.conflicts.setVisible(bool(sentences))
        self.log.show_listing(steps)

    def show_rows_left_out(self) -> RowsLeftOut:
        """List the rows that are left out, to put some back."""
        self.dialog = RowsLeftOut(self._workspace, self)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.open()
        return self.dialog

    def count(self, history: History | None) -> None:
        """Say how many cells are not as they were read."""
        out = len(history.rows_left_out) if history is not None else 0
        words = f"{counted(out, 'row')} left out ..."
        self.out.setText(words)
        self.out.setAccessibleName(words)
        self.out.setVisible(out > 0)
        cells = history.cells_changed if history is not None else 0
        changed = "1 cell" if cells == 1 else f"{cells:,} cells"
        self.title.setText(
            f"Changes made: {changed}; the last step first"
            if cells
            else "Every cell is as it was read; the last step first"
            if history is not None and history.steps
            else "No changes yet"
        )
