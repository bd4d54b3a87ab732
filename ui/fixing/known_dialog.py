"""A finding marked as known: the whole rule in a field or one value, and the reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.explained import Explained
from ui.theme import LARGE, MEDIUM
from ui.widgets.parts import label, literal


class KnownDialog(Explained):
    """Asks what is known, and why.

    agreed: the value that is accepted (None for the whole rule in the field) and the reason.
    """

    topic = "check#Findings that you know"

    agreed = Signal(object, str)

    def __init__(self, rule: str, field: str, value: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Mark as known")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._value = value
        self.only = QCheckBox(literal(f"Only those of the value “{value or 'blank'}”"))
        self.only.setVisible(value is not None)
        self.reason = QLineEdit()
        self.reason.setAccessibleName("Reason")
        self.reason.setPlaceholderText("Why it is right as it is; nothing about a person")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton("Mark as known", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("kind", "main")
        self.go.setEnabled(False)
        self.reason.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))
        buttons.accepted.connect(self._agree)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(label(f"Findings of {rule} in {field} are accepted.", "strong"))
        layout.addWidget(self.only)
        layout.addWidget(self.reason)
        words = "They stay in the report and the sign-off, with this reason, and count as known."
        layout.addWidget(label(words, "muted"))
        layout.addWidget(buttons)
        self.setMinimumWidth(70 * self.fontMetrics().averageCharWidth())
        self.reason.setFocus()

    def _agree(self) -> None:
        self.agreed.emit(self._value if self.only.isChecked() else None, self.reason.text().strip())
        self.accept()
