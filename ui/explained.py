"""F1 in a dialog: opens the help at the part about it, in a window that can be used beside it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget


@runtime_checkable
class Explains(Protocol):
    """The window that the help is of."""

    def explain(self, topic: str, beside: QDialog) -> QDialog:
        """Open the help at a topic, in a window of a dialog, and return that."""


class Explained(QDialog):
    """A dialog in which F1 opens the help at its topic: a part of the guide, `#` and its section.

    The help belongs to the dialog: one that is modal does not block what is its own.
    """

    topic = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.help: QDialog | None = None
        QShortcut(QKeySequence.StandardKey.HelpContents, self, self.explain)

    def explain(self) -> None:
        """Open the help."""
        over = self.parentWidget()
        while over is not None and not isinstance(over, Explains):
            over = over.parentWidget()
        if isinstance(over, Explains):
            self.help = over.explain(self.topic, self)

    def done(self, result: int) -> None:
        """Close the help as well."""
        if self.help is not None:
            self.help.close()
        super().done(result)
