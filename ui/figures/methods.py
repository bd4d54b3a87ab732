"""Beside the inputs: what the change of method does to this file, and DHSC's person-level lists."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from cldvalidator.wording import counted
from ui.dialogs import agrees
from ui.figures.state import PreviewState
from ui.theme import SMALL
from ui.widgets.parts import Card, button, clear, label, notice, row
from ui.widgets.sheet_panel import SheetPanel


class MethodsCard(Card):
    """Compares June and September 2026 when asked to, and writes the lists into a folder."""

    def __init__(self, state: PreviewState) -> None:
        self._state = state
        self.compare = button("Compare with the method of June 2026", state.methods.compute)
        self.lists = button("Save the person-level lists...", self.ask_folder)
        self._shown = QVBoxLayout()
        super().__init__(
            label("Methods and lists", "strong"),
            label(
                "The comparison shows which figures of this file differ between the two published "
                "versions of the method, and by which rule. The lists are those that DHSC shares "
                "with councils: LA person identifiers behind ASCOF 2A to 2C, 2E and 3D. They are "
                "OFFICIAL-SENSITIVE. The tables of the activity report are in both once they are "
                "calculated: their lists are this program's own.",
                "muted",
            ),
            row(self.compare, self.lists, None, spacing=SMALL),
            self._shown,
            spacing=SMALL,
        )
        state.methods.changed.connect(self._show)
        state.lists_saved.connect(self._saved)
        self._show()

    def _show(self) -> None:
        clear(self._shown)
        methods = self._state.methods
        self.compare.setEnabled(not methods.is_running)
        self.lists.setEnabled(self._state.has_lists)
        if methods.is_running:
            self._shown.addWidget(label("Comparing the methods...", "muted"))
        if methods.problem is not None:
            problem = methods.problem
            self._shown.addWidget(notice("error", problem.what, problem.advice))
        if methods.found is not None:
            from cldvalidator.presentation.methods_text import methods_sheet, methods_summary

            self._shown.addWidget(label(" ".join(map(str.strip, methods_summary(methods.found)))))
            sheet = methods_sheet(methods.found)
            if sheet.rows:
                self._shown.addWidget(SheetPanel([sheet], "Figures that differ"))

    def ask_folder(self) -> None:
        """Ask for a folder, and before files in it are replaced."""
        path = self._state.path
        chosen = QFileDialog.getExistingDirectory(
            self, "Folder for the person-level lists", str(path.parent if path else Path.home())
        )
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, folder: Path) -> None:
        """Write the lists into a folder."""
        there = self._state.lists_there(folder)
        if there:
            words = f"{len(there)} of the files are there already. Replace them?"
            if not agrees(self, "Save the person-level lists", words):
                return
            if self._state.lists_there(folder) != there:
                self.save_to(folder)
                return
        self._state.save_lists(folder, overwrite=bool(there))

    def _saved(self, written: list[Path]) -> None:
        names = f"{counted(len(written), 'list')}, in {written[0].parent}."
        self._shown.insertWidget(0, notice("good", "Written and read back", names))
