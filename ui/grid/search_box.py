"""The box that searches: it asks when the typing pauses, on Enter, and when it is emptied."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

PAUSE = 350
"""Milliseconds without a key after which the search begins."""


class SearchBox(QLineEdit):
    """asked: search for what is in the box now. Esc empties the box."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_telling = False
        self.setClearButtonEnabled(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.asked)
        self.textEdited.connect(lambda _: self._pause.start())
        self.textChanged.connect(lambda text: None if text else self._ask())
        self.returnPressed.connect(self._ask)

    def show_text(self, text: str) -> None:
        """Show what is searched for already; nothing is asked."""
        self._is_telling = True
        self.setText(text)
        self._is_telling = False

    def _ask(self) -> None:
        self._pause.stop()
        if not self._is_telling:
            self.asked.emit()

    def event(self, event: QEvent) -> bool:
        """Keep Esc for the box while it holds a text; else it stops the work, as everywhere."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Empty the box on Esc; the rest is the line's."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
