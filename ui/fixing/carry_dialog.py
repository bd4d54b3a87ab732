"""What still fits of decisions on an earlier extract: looked at before anything changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from ui.explained import Explained
from ui.fixing.saved_work import Offer, SavedWork
from ui.grid.model import MASK
from ui.theme import LARGE, MEDIUM
from ui.widgets.listing import Listing
from ui.widgets.parts import label, notice
from ui.widgets.room import give_room
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes.carry_over import CarriedOver, Fate

HEADERS = ("Decision", "Found", "Becomes", "What becomes of it")


class CarryDialog(Explained):
    """Lists every decision with what becomes of it; those that no longer fit first."""

    topic = "fix#Go on tomorrow"

    def __init__(
        self,
        workspace: Workspace,
        work: SavedWork,
        carried: CarriedOver,
        offer: Offer,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        from cldvalidator.wording import counted

        self.setWindowTitle("Decisions from an earlier extract")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._work = workspace, work
        self._carried, self._offer, self._file = carried, offer, workspace.file
        fits, left = len(carried.fitting), len(carried.left)
        self.words = label(
            f"{offer.path.name} was saved for {offer.file.of['name']}. "
            f"{counted(fits, 'decision')} of {len(carried.fates):,} still "
            f"{'fits' if fits == 1 else 'fit'} this extract"
            f"{f', {left:,} no longer' if left else ''}. Nothing changes until you agree."
        )
        self.list = ListingView("Decisions and what becomes of them")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        words = f"Carry over {counted(fits, 'decision')}" if fits else "Nothing to carry over"
        self.go = buttons.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("kind", "main")
        self.go.setEnabled(bool(fits))
        buttons.accepted.connect(self._agree)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.words)
        for sentence in carried.notices:
            layout.addWidget(notice("warning", sentence))
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        give_room(self, 140, 37)
        workspace.file_changed.connect(self.reject)
        workspace.hidden_changed.connect(self._list)
        self._list()
        self.list.setFocus()

    def _list(self) -> None:
        fates = [*self._carried.left, *self._carried.fitting]
        lines = [self._line(fate) for fate in fates]
        self.list.show_listing(
            Listing(
                HEADERS,
                tuple(list(c) for c in zip(*lines, strict=True)) or ([], [], [], []),
                marks=["warning" if fate.why else "" for fate in fates],
            ),
            stretch=3,
        )

    def _line(self, fate: Fate) -> tuple[str, str, str, str]:
        from cldvalidator.fixes import CellChange, RowChange
        from cldvalidator.wording import counted

        change = fate.change
        if isinstance(change, RowChange):
            done = f"Row {change.source_row:,} is {change.decided}"
            what = change.why or "a record"
            return f"Row {change.source_row:,}: {what}", "", change.decided, fate.why or done
        where = change.field
        if isinstance(change, CellChange):
            where = f"Row {change.source_row:,}: {change.field}"
        hidden = self._workspace.covered(change.field)
        found, written = (
            MASK if hidden and text else text for text in (change.found, change.written)
        )
        done = f"Changes {counted(fate.cells, 'cell')}"
        return where, found, written or "blank", fate.why or done

    def _agree(self) -> None:
        self._work.carry(self._carried, self._offer, of=self._file)
        self.accept()
