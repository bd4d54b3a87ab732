"""Asks for a row of the file by its number in Excel."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog, QWidget

_CHARACTERS = 44
"""The width of the dialog; a narrower one would cut its title."""


def asked_row(first: int, last: int, parent: QWidget) -> int | None:
    """Return a number from `first` to `last`, or None when the user thought better of it."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle("Go to row")
    dialog.setLabelText("Row, as Excel shows it:")
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setIntRange(first, last)
    dialog.setIntValue(first)
    dialog.resize(_CHARACTERS * parent.fontMetrics().averageCharWidth(), dialog.height())
    return dialog.intValue() if dialog.exec() else None
