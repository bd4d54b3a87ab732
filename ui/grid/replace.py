"""Find and replace in one column: the values that would change are shown before they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from ui.explained import Explained
from ui.grid.model import MASK
from ui.widgets.choice import Choice
from ui.widgets.listing import Listing
from ui.widgets.parts import column, label
from ui.widgets.room import give_room
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import ValueChange
    from cldvalidator.task import Task

MOST_SHOWN = 500
LANE = "replace"


class ReplaceDialog(Explained):
    """Works by distinct values: each that changes is one change in the log."""

    topic = "fix#Other ways to change a cell"

    def __init__(
        self, workspace: Workspace, name: str, parent: QWidget | None = None, *, value: str = ""
    ) -> None:
        """name: the column to begin with. value: what its cells hold that is to be replaced."""
        super().__init__(parent)
        self._workspace, self._file = workspace, workspace.file
        self.changes: list[ValueChange] = []
        self.setWindowTitle("Find and replace")
        give_room(self, 92, 32)
        self.within = Choice()
        opened = workspace.opened
        self.within.addItems(list(opened.extract.columns) if opened is not None else [])
        self.within.setCurrentText(name)
        self.within.setAccessibleName("Column")
        self.found = QLineEdit()
        self.found.setAccessibleName("Text to find")
        self.written = QLineEdit()
        self.written.setAccessibleName("Text to put in its place")
        self.whole = QCheckBox("Only where it is the whole cell")
        form = QFormLayout()
        form.addRow("Column", self.within)
        form.addRow("Find", self.found)
        form.addRow("Replace with", self.written)
        form.addRow("", self.whole)
        self.preview = ListingView("Values that would change")
        self.count = label("", "muted")
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self._buttons.addButton("Replace", QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.setLayout(column(form, self.count, self.preview, self._buttons))
        self.within.currentTextChanged.connect(lambda _: self._look())
        for line in (self.found, self.written):
            line.textChanged.connect(lambda _: self._look())
        self.whole.toggled.connect(lambda _: self._look())
        if value:
            self.whole.setChecked(True)
            self.found.setText(value)
        self._look()
        (self.written if value else self.found).setFocus()

    def _look(self) -> None:
        """Find what would change, off the window's thread; what was asked before is dropped."""
        opened = self._workspace.opened
        name, found, written = self.within.currentText(), self.found.text(), self.written.text()
        whole = self.whole.isChecked()
        self.go.setEnabled(False)
        if opened is None or not found:
            self._workspace.jobs.drop(LANE)
            self._show([])
            return

        def work(_: Task) -> list[ValueChange]:
            from cldvalidator.fixes.replacing import replacements

            return replacements(opened.extract, name, found, written, whole=whole)

        self._workspace.jobs.start(LANE, work, self._show, quiet=True)

    def _show(self, changes: list[ValueChange]) -> None:
        self.changes = changes
        shown = changes[:MOST_SHOWN]
        hidden = self._workspace.covered(self.within.currentText())
        self.preview.show_listing(
            Listing(
                ("Found", "Becomes", "Cells"),
                (
                    [MASK if hidden else c.found for c in shown],
                    [MASK if hidden else c.written or "blank" for c in shown],
                    [c.rows for c in shown],
                ),
            )
        )
        cells = sum(c.rows for c in changes)
        from cldvalidator.wording import counted

        words = f"{counted(len(changes), 'value')} in {counted(cells, 'cell')} would change"
        if len(changes) > MOST_SHOWN:
            words += f"; the first {MOST_SHOWN:,} are shown"
        self.count.setText(words)
        self.go.setEnabled(bool(changes))

    def done(self, result: int) -> None:
        """Close; what is still being looked for is of no use any more."""
        self._workspace.jobs.drop(LANE)
        super().done(result)

    def accept(self) -> None:
        """Make the changes as one step."""
        if self.go.isEnabled():
            title = f"Replace in {self.within.currentText()}"
            self._workspace.change(title, self.changes, of=self._file)
        super().accept()
