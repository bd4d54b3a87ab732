"""The changes made so far: how many cells, the steps, and which of them override others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import SMALL
from ui.widgets.listing import Listing
from ui.widgets.parts import label
from ui.widgets.room import lines
from ui.widgets.table import ListingView

if TYPE_CHECKING:
    from cldvalidator.fixes import History

_MOST_SENTENCES = 3


class ChangesMade(QWidget):
    """The list of steps, the last one first, below what it comes to."""

    def __init__(self) -> None:
        super().__init__()
        self.log = ListingView("Changes made")
        self.title = label("Changes made", "heading", wrap=False)
        self.conflicts = label("", "muted")
        self.log.setMinimumHeight(lines(self, 5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SMALL, SMALL, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.conflicts)
        layout.addWidget(self.log, 1)

    def show_steps(self, steps: Listing, sentences: tuple[str, ...]) -> None:
        """Show the steps. sentences: on those that change again what others had written."""
        more = len(sentences) - _MOST_SENTENCES
        told = " ".join(sentences[:_MOST_SENTENCES])
        self.conflicts.setText(f"{told} And {more:,} more." if more > 0 else told)
        self.conflicts.setVisible(bool(sentences))
        self.log.show_listing(steps)

    def count(self, history: History | None) -> None:
        """Say how many cells are not as they were read."""
        cells = history.cells_changed if history is not None else 0
        changed = "1 cell" if cells == 1 else f"{cells:,} cells"
        self.title.setText(
            f"Changes made: {changed}; the last step first"
            if cells
            else "Every cell is as it was read; the last step first"
            if history is not None and history.steps
            else "No changes yet"
        )
