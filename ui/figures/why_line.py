"""Why the person or record that is chosen behind a figure counts, in a plain sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ui.announcing import announce
from ui.figures.behind_table import BehindTable
from ui.figures.state import PreviewState
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.measures.figures import Figure, MeasureResult

_MOST_SENTENCES = 3
COVERED = "Why it counts is not shown while personal fields are hidden."


class WhyLine(QLabel):
    """Says what the measure itself decided about the row: nothing is worked out again."""

    def __init__(self, workspace: Workspace, state: PreviewState) -> None:
        super().__init__()
        self._workspace, self._state = workspace, state
        self.setProperty("role", "strong")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hide()

    def say(self, figure: Figure | None, table: BehindTable | None, line: int) -> None:
        """Say it of a line of the table behind a figure."""
        from cldvalidator.measures.why import can_explain, why

        result = self._result_of(figure)
        there = table is not None and 0 <= line < len(table)
        if not there or table is None or result is None or not can_explain(result):
            self.hide()
            return
        record = table.record(line)
        if record is not None and table.behind.named:
            sentences = why(result, record=record)
        else:
            sentences = why(result, person=table.person(line))
        words = "\n".join(sentences[:_MOST_SENTENCES])
        if len(sentences) > _MOST_SENTENCES:
            words += f"\nAnd {len(sentences) - _MOST_SENTENCES:,} more of this person."
        self.setText(COVERED if self._workspace.preferences.hide_personal else words)
        self.show()
        announce(self, self.text())

    def explains(self, figure: Figure | None) -> bool:
        """Say whether the measure of a figure tells why somebody counts."""
        from cldvalidator.measures.why import can_explain

        result = self._result_of(figure)
        return result is not None and can_explain(result)

    def _result_of(self, figure: Figure | None) -> MeasureResult | None:
        """Return the measure, in the year, that a figure is one of."""
        preview = self._state.preview
        results = (r for item in preview.previewed for r in item.results) if preview else ()
        return next((r for r in results if any(f is figure for f in r.figures)), None)
