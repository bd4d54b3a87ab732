"""The tables of the activity report: computed when they are asked for, a card each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.figures.state import PreviewState
from ui.figures.summary import Summary
from ui.theme import MEDIUM, SMALL, TIGHT
from ui.widgets.parts import Card, button, column, label, notice, row

TITLE = "Activity report"


class ActivityView(QWidget):
    """Says whose method the tables are, and shows them; asks for them if they are not there."""

    def __init__(self, state: PreviewState, filled: Callable[[], object]) -> None:
        super().__init__()
        from cldvalidator.measures.activity.definitions import (
            method_words,
            not_published,
            not_shown,
        )

        self._state = state
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SMALL, 0, SMALL, SMALL)
        layout.setSpacing(MEDIUM)
        about = (
            "The tables that SALT had and the activity report has now. STS001 comes only on the "
            "command line, by its name: a third of its rows cannot be classified."
        )
        layout.addLayout(column(label(TITLE, "heading"), label(about, "muted"), spacing=TIGHT))
        layout.addWidget(notice("info", f"{method_words()}.", not_published()))
        self.tables: Summary | None = None
        if state.activity.are_there:
            chosen = [m for m in state.measures() if m.measure.on_request]
            self.tables = Summary(chosen, state.sheets())
            if (inside := self.tables.layout()) is not None:
                inside.setContentsMargins(0, 0, 0, 0)  # in line with what is above
            self.tables.chosen.connect(state.show)
            self.tables.filled.connect(filled)
            layout.addWidget(self.tables)
        else:
            self._waiting(layout)
        missing = Card(label("Not shown, as no method is public", "strong"), spacing=TIGHT)
        for entry in not_shown():
            missing.add(label(f"{entry.id}: {entry.title}. {entry.reason}"))
        layout.addWidget(missing)
        layout.addStretch(1)

    def _waiting(self, layout: QVBoxLayout) -> None:
        """Say that the tables are on their way, or offer to compute them after a cancel."""
        if self._state.activity.stopped:
            again = button("Calculate the tables", self._state.activity.compute, kind="main")
            layout.addLayout(row(again, None))
            return
        layout.addWidget(label("Calculating the tables ...", "muted"))
        self._state.activity.compute()
