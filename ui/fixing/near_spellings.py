"""Names spelt in several ways: each spelling beside the one that it would become."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QWidget

from cldvalidator.wording import counted
from ui.explained import Explained
from ui.fixing.council_profile import CouncilProfile
from ui.widgets.choice import Choice
from ui.widgets.listing import EMPTY, Listing
from ui.widgets.parts import column, label
from ui.widgets.room import give_room
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import ValueChange
    from cldvalidator.task import Task

LANE = "near spellings"


class NearSpellingsDialog(Explained):
    """Nothing changes before spellings are selected and written; it is one step to be undone."""

    topic = "fix#Other ways to change a cell"

    def __init__(
        self, workspace: Workspace, profile: CouncilProfile, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._profile = profile
        from cldvalidator.fixes.near_spellings import NAMES

        self._workspace, self._file = workspace, workspace.file
        self.setWindowTitle("Names spelt in several ways")
        give_room(self, 108, 35)
        self.within = Choice()
        self.within.setAccessibleName("Field")
        there = workspace.opened.extract.columns if workspace.opened is not None else {}
        self.within.addItems([n for n in NAMES if n in there and not workspace.covered(n)])
        self.about = label(
            "Names whose words are the same, or that one typing error tells apart. Names with "
            "different identifiers, such as two CQC locations, are never brought together. Select "
            "the spellings that you want to be written like the most frequent one.",
            "muted",
        )
        self.list = ListingView("Spellings and what they become")
        self.count = label("", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(
            "Change the selected spellings", QDialogButtonBox.ButtonRole.AcceptRole
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.keep = QCheckBox("Keep them in the council's profile, for the next file")
        self.keep.setChecked(True)
        self.keep.setToolTip("Use the profile writes them so; nothing about a person is kept.")
        self.setLayout(column(self.within, self.about, self.list, self.count, self.keep, buttons))
        self.within.currentTextChanged.connect(lambda _: self._look())
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self._look()

    def _look(self) -> None:
        """Compare the names of the field, off the window's thread."""
        opened, field = self._workspace.opened, self.within.currentText()
        self.list.show_listing(EMPTY)
        self._selected()
        if opened is None or not field:
            self.count.setText("The file has none of the fields that are compared.")
            return
        self.count.setText("Comparing ...")

        def work(_: Task) -> list[ValueChange]:
            from cldvalidator.fixes.near_spellings import near_spellings

            return [c for n in near_spellings(opened.extract, field) for c in n.changes()]

        self._workspace.jobs.start(LANE, work, self._show, quiet=True)

    def _show(self, changes: list[ValueChange]) -> None:
        self.list.show_listing(
            Listing(
                ("Spelling", "Becomes", "Rows"),
                (
                    [c.found for c in changes],
                    [c.written for c in changes],
                    [c.rows for c in changes],
                ),
                keys=changes,
            )
        )
        words = counted(len(changes), "spelling")
        self.count.setText(f"{words} beside a more frequent one" if changes else "None found")
        self._selected()

    def chosen(self) -> list[ValueChange]:
        """Return the changes that are selected."""
        rows = sorted(i.row() for i in self.list.selectionModel().selectedRows())
        return [self.list.key_at(row) for row in rows]

    def _selected(self) -> None:
        self.go.setEnabled(bool(self.list.selectionModel().hasSelection()))

    def done(self, result: int) -> None:
        """Close; what is still being compared is of no use any more."""
        self._workspace.jobs.drop(LANE)
        super().done(result)

    def accept(self) -> None:
        """Make the changes that are selected as one step."""
        changes = self.chosen()
        if changes:
            title = f"Spellings of {self.within.currentText()}"
            if self.keep.isChecked():
                self._profile.keep_spellings(changes, of=self._file)
            self._workspace.change(title, changes, of=self._file)
            super().accept()
