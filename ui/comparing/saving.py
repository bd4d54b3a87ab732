"""The button that saves a comparison: as Excel, a page or JSON, with and without values."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QPushButton, QWidget

from ui.comparing.state import FORMS, ComparisonState, Form
from ui.icons import icon
from ui.widgets.parts import plain_tip

if TYPE_CHECKING:
    from cldvalidator.submissions.compare_result import Compared

TITLE = "Save the comparison"


class SaveButton(QPushButton):
    """Offers the forms; what is saved is the comparison that was seen when one was chosen."""

    def __init__(self, state: ComparisonState, page: QWidget) -> None:
        super().__init__("Save ...")
        self._state = state
        self._page = page
        self.setIcon(icon("table"))
        self.setAccessibleName("Save the comparison as a file")
        self.forms = QMenu(self)
        for form in FORMS:
            action = self.forms.addAction(form.words)
            action.triggered.connect(partial(self._chosen, form))
        self.setMenu(self.forms)

    def _chosen(self, form: Form, _checked: bool = False) -> None:
        self.ask_target(form)

    def ask_target(self, form: Form) -> None:
        """Ask where to put the file."""
        seen, later = self._state.compared, self._state.later_path
        name = f"{later.stem if later else 'file'} compared{form.ending}"
        chosen, _ = QFileDialog.getSaveFileName(
            self._page,
            TITLE,
            str((later.parent if later else Path.home()) / name),
            form.kind,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.save_to(Path(chosen), form, seen)

    def save_to(self, target: Path, form: Form, seen: Compared | None) -> None:
        """Write the file; ask before another one is replaced. seen: what it was asked for."""
        if target.suffix.casefold() != form.ending:
            target = target.with_name(f"{target.name}{form.ending}")
        overwrite = False
        if target.exists():
            answer = QMessageBox.question(
                self._page,
                TITLE,
                plain_tip(f"{target.name} is there already. Replace it?"),
                QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel,
                QMessageBox.StandardButton.Cancel,
            )
            if answer != QMessageBox.StandardButton.Yes:
                return
            overwrite = True
        self._state.save(target, seen, form, overwrite=overwrite)
