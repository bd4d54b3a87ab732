"""The editions that were imported: what each is, and the way to forget one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from cldvalidator.wording import counted
from ui.announcing import announce
from ui.dialogs import agrees
from ui.explained import Explained
from ui.jobs import Jobs
from ui.theme import LARGE, MEDIUM
from ui.widgets.listing import EMPTY, Listing
from ui.widgets.parts import button, label
from ui.widgets.room import give_room
from ui.widgets.table import ListingView

if TYPE_CHECKING:
    from cldvalidator.published.importing.editions import Kept
    from cldvalidator.task import Task

LANE = "imported editions"
HEADERS = ("What it is", "Edition", "Used by")
HOW = (
    "To import one, drop the file on the window as it was published: DHSC's ASCOF and quarterly "
    "tables, ONS's populations and similar councils, the NHS register of GP practices, the CQC's "
    "of locations."
)


class ImportedEditions(Explained):
    """Lists them. forgotten: whether a register, which rules look into, was forgotten."""

    topic = "preview#Compare with what is published"

    forgotten = Signal(bool)

    def __init__(self, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.setWindowTitle("Imported editions")
        self.title = label("", "strong")
        self.list = ListingView("Imported editions")
        self.forget = button("Forget this edition ...", self._ask)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.addButton(self.forget, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.title)
        layout.addWidget(label(HOW, "muted"))
        layout.addWidget(self.list, 1)
        layout.addStretch()  # where there is no list, the texts stay together
        layout.addWidget(buttons)
        give_room(self, 100, 27)
        self._show([])
        self._look()

    def _look(self) -> None:
        def work(_: Task) -> list[Kept]:
            from cldvalidator.published.importing.editions import kept_editions

            return kept_editions()

        self._jobs.start(LANE, work, self._show, quiet=True, changes_nothing=True, of_file=False)

    def _show(self, kept: list[Kept]) -> None:
        count = counted(len(kept), "edition") if kept else "No edition"
        self.title.setText(f"{count} imported.")
        columns = (
            [k.title for k in kept],
            [k.edition for k in kept],
            ["Check" if k.is_register else "Preview" for k in kept],
        )
        self.list.show_listing(Listing(HEADERS, columns, keys=kept) if kept else EMPTY)
        self.list.setVisible(bool(kept))
        self.forget.setVisible(bool(kept))
        if kept:
            self.list.selectRow(0)

    def _ask(self) -> None:
        kept: Kept | None = self.list.current_key()
        if kept is None:
            return
        instead = "Rules no longer look codes up in it." if kept.is_register else _INSTEAD
        words = f"Forget {kept.title}, {kept.edition}?\n\n{instead} You can import it again."
        if not agrees(self, "Forget an edition", words):
            return

        def work(_: Task) -> list[str]:
            from cldvalidator.published.importing.editions import forget

            return forget(kept.id)

        def done(gone: list[str]) -> None:
            self.forgotten.emit(kept.is_register)
            announce(self, f"Forgotten: {', '.join(gone)}.")
            self._look()

        self._jobs.start(LANE, work, done, writes="which editions are imported")


_INSTEAD = "The edition before it is used again, or the one that comes with the program."
