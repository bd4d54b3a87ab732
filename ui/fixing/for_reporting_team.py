"""The profile as what corrects its values at the source: shown, and saved for those who do it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from cldvalidator.problems import Problem
from ui.dialogs import may_replace, where_to_save, with_ending
from ui.explained import Explained
from ui.theme import LARGE, MEDIUM, SMALL
from ui.widgets.choice import Choice
from ui.widgets.parts import button, clear, label, notice, row
from ui.widgets.room import give_room

if TYPE_CHECKING:
    from cldvalidator.specification import Specification
    from ui.fixing.council_profile import InFile

FILES = {
    "csv": "Comma-separated values (*.csv)",
    "sql": "SQL (*.sql)",
    "powerquery": "Power Query (*.pq)",
}


class ForReportingTeam(Explained):
    """Shows the profile in the form that is chosen, with the spellings of the open file."""

    topic = "fix#Your council's profile"

    def __init__(self, now: InFile, specification: Specification, parent: QWidget) -> None:
        from cldvalidator.writing.profile_compiled import NAMES, entries_of

        super().__init__(parent)
        self.setWindowTitle("For your reporting team")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries = entries_of(now.profile, specification, now.changes)
        self.form = Choice()
        for form, name in NAMES.items():
            self.form.addItem(name, form)
        self.form.setAccessibleName("Form")
        self.form.currentIndexChanged.connect(lambda _: self._show())
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("What will be saved")
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.words = label("", "muted")
        self.message = QVBoxLayout()
        self.save = button("Save ...", self._save, kind="main")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addLayout(self.message)
        layout.addWidget(
            label(
                "What your own values mean, for those who make the extract: with it the next "
                "extract has them right. It holds values of lists only, and nothing about a "
                "person.",
                "muted",
            )
        )
        layout.addLayout(row(label("Form", wrap=False), self.form, None, spacing=SMALL))
        layout.addWidget(self.text, 1)
        layout.addWidget(self.words)
        layout.addWidget(buttons)
        give_room(self, 120, 37)
        self._show()
        self.form.setFocus()

    def _show(self) -> None:
        from cldvalidator.writing.profile_compiled import compiled

        self.made = compiled(self._entries, self.form.currentData())
        self.text.setPlainText(self.made.text)
        self.words.setText(self.made.sentence)
        self.save.setEnabled(bool(self.made.entries))

    def _save(self) -> None:
        """Ask where to, and write what is shown; the file is small."""
        from cldvalidator.writing.profile_compiled import ENDINGS, write_compiled

        made, ending = self.made, ENDINGS[self.made.form]
        title = "Save for your reporting team"
        target = where_to_save(self, title, Path(f"cld-values{ending}"), FILES[made.form])
        if target is None:
            return
        target = with_ending(target, ending)
        if not may_replace(self, title, target):
            return
        clear(self.message)
        try:
            write_compiled(made, target, overwrite=True)
        except Problem as problem:
            self.message.addWidget(notice("error", problem.what, problem.advice))
        else:
            self.message.addWidget(notice("good", f"Saved: {target.name}.", str(target.parent)))
