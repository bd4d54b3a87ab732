"""The button that saves a comparison: as Excel, a page or JSON, with and without values."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ui.comparing.state import FORMS, ComparisonState, Form
from ui.dialogs import may_replace, where_to_save, with_ending
from ui.icons import icon

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
        folder = later.parent if later else Path.home()
        chosen = where_to_save(self._page, TITLE, folder / name, form.kind)
        if chosen is not None:
            self.save_to(chosen, form, seen)

    def save_to(self, target: Path, form: Form, seen: Compared | None) -> None:
        """Write the file; ask before another one is replaced. seen: what it was asked for."""
        target = with_ending(target, form.ending)
        overwrite = target.exists()
        if may_replace(self._page, TITLE, target):
            self._state.save(target, seen, form, overwrite=overwrite)
