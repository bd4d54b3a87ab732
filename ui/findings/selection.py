"""Will DHSC select this file: the sentence, and the months by type as a grid."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.findings.month_grid import MonthGridView
from ui.theme import MEDIUM, SMALL
from ui.widgets.parts import Refreshed, button, clear, label, notice, row, scrolling
from ui.workspace import Workspace

NAME = "Will DHSC select it?"


class SelectionView(Refreshed):
    """The months of the stated period; a month is complete with enough events of each type."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._shown = QVBoxLayout()
        self._shown.setSpacing(MEDIUM)
        self._shown.setContentsMargins(0, 0, SMALL, 0)
        inside = QWidget()
        inside.setLayout(self._shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(inside, NAME))
        workspace.checked.connect(self.refresh_when_seen)
        self.refresh_when_seen()

    def refresh(self) -> None:
        """Judge the file as it is now."""
        from cldvalidator.presentation.month_grid import month_grid
        from cldvalidator.presentation.selection_text import needed_words
        from cldvalidator.review.selection import file_selection

        clear(self._shown)
        opened = self._workspace.opened
        if opened is None:
            return
        selection = file_selection(opened.read)
        if selection is None:
            self._shown.addWidget(
                notice(
                    "warning",
                    "The file states no reporting period that can be read",
                    "Correct the two fields of the reporting period, and the months are shown.",
                )
            )
            self._shown.addStretch(1)
            return
        tone = "good" if selection.selected else "error"
        self._shown.addWidget(notice(tone, selection.sentence, " ".join(selection.notes)))
        grid = MonthGridView(month_grid(selection), "Events that ended, by type and month")
        copy = button("Copy the grid", grid.copy_all, icon_name="copy", hint="With its headers")
        heading = label("Events that ended in each month", "heading", wrap=False)
        self._shown.addLayout(row(heading, None, copy))
        self._shown.addWidget(grid)
        self._shown.addWidget(label(needed_words(selection), "muted"))
        self._shown.addStretch(1)
