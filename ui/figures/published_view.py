"""Our figures beside published ones: a strip, what to know of it, the table of the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import MEDIUM, SMALL
from ui.widgets.parts import label, notice
from ui.widgets.sheet_panel import SheetPanel

if TYPE_CHECKING:
    from cldvalidator.published.comparison import Comparison

NOTHING = (
    "Nothing published is found for the council of this file.",
    "The LA Code must be that of a council of England.",
)


class PublishedView(QWidget):
    """Shows comparisons, one at a time. heading: "" where it stands inside another view."""

    def __init__(self, compared: Sequence[Comparison], heading: str = "") -> None:
        super().__init__()
        from cldvalidator.presentation.published_text import comparison_sheets

        self.panel: SheetPanel | None = None
        layout = QVBoxLayout(self)
        side = SMALL if heading else 0
        layout.setContentsMargins(side, 0, side, SMALL)
        layout.setSpacing(MEDIUM)
        if heading:
            layout.addWidget(label(heading, "heading"))
        if not compared:
            layout.addWidget(notice("info", *NOTHING))
            layout.addStretch(1)
            return
        sheets = [made.sheet for made in comparison_sheets(compared)]
        self.panel = SheetPanel(sheets, sheets[0].title if len(sheets) == 1 else "ASCOF")
        layout.addWidget(self.panel, 1)
