"""The button that takes in the answers of teams to the earlier file: which promises came true?"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPushButton

from ui.comparing.state import ComparisonState

ANSWERED = "Workbooks of teams (*.xlsx *.xlsm *.xlsb *.ods)"


class AnswersButton(QPushButton):
    """Asks for the workbooks of teams, and compares anew with them."""

    def __init__(self, state: ComparisonState) -> None:
        super().__init__("Answers of teams ...")
        self._state = state
        self.setToolTip("Which records that teams promised to correct at source are corrected")
        self.clicked.connect(lambda _checked=False: self.ask())

    def ask(self) -> None:
        """Ask for workbooks."""
        seen, folder = self._state.path, str(self._state.answers_folder or "")
        chosen, _ = QFileDialog.getOpenFileNames(self, "Answers of teams", folder, ANSWERED)
        if chosen and self._state.path is seen:
            self._state.choose_answers([Path(path) for path in chosen])
