"""The picture of a set: which file serves which quarter, by each method, and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import MEDIUM
from ui.widgets.parts import clear, label, row
from ui.widgets.sheet_panel import SheetPanel
from ui.widgets.state_grid import Grid, Look, StateGridView
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from cldvalidator.jobs.set_seen import SetSeen
    from cldvalidator.presentation.quarter_grid import QuarterGrid

LOOKS = {
    "serves": Look("good", "good", "serves"),
    "covers": Look("muted", "", "covers", outlined=True),
    "missing": Look("error", "error", "missing"),
    "": Look("muted"),
}
TABLE = "Table"
NAME = "Files by quarters"
LEGEND = (
    "A file that serves a quarter gives all its events. One that covers it would, but for a file "
    "that was imported later. Quarters are named by their first month."
)


class QuarterGridView(StateGridView):
    """A row for each file, a column for each quarter, and one for the year."""

    def __init__(self, grid: QuarterGrid) -> None:
        self.grid = grid
        shown = Grid(grid.quarters, tuple(r.name for r in grid.rows), [r.cells for r in grid.rows])
        first = next(
            ((n, p) for n, r in enumerate(grid.rows) for p, c in enumerate(r.cells)
             if c.state == "missing"),
            (0, 0),
        )  # fmt: skip
        super().__init__(shown, LOOKS, f"{NAME}, {grid.method}", grid.text(), first)


class QuarterPicture(QWidget):
    """Shows one version of the method, or the table of both."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: SetSeen | None = None
        self.shown = ""
        self.view: QWidget | None = None
        self.tabs: Tabs | None = None
        self._names: list[str] = []
        self._head = QVBoxLayout()
        self._place = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addLayout(self._head)
        layout.addLayout(self._place)

    def show_set(self, seen: SetSeen) -> None:
        """Show another set; what was chosen to be seen of the one before stays chosen."""
        self._seen = seen
        self._names = [*seen.by_method, TABLE]
        clear(self._head)
        self.tabs = Tabs("Method of the picture", self._names, self.show_one)
        self._head.addLayout(row(label(NAME, "heading", wrap=False), self.tabs, None))
        self._head.addWidget(label(LEGEND, "muted"))
        self.show_one(self._names.index(self.shown) if self.shown in self._names else 0)

    def show_one(self, place: int) -> None:
        """Show the picture of a method, or the table."""
        if self._seen is None or self.tabs is None:
            return
        self.shown = self._names[place]
        self.tabs.set_current(place)
        clear(self._place)
        if self.shown != TABLE:
            self.view = QuarterGridView(self._seen.by_method[self.shown].grid)
        elif self._seen.quarters is not None:
            self.view = SheetPanel([self._seen.quarters], NAME)
        if self.view is not None:
            self._place.addWidget(self.view)
