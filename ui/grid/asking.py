"""Asks for a row of the file by its number in Excel."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

_ANY = 99_999_999
_CHARACTERS = 44
"""The width of the dialog; a narrower one would cut its title."""


def asked_row(first: int, last: int, parent: QWidget, here: int) -> int | None:
    """Return a number from `first` to `last`, or None when the user thought better of it.

    here: the number that is offered.

    A number outside is taken as typed and answered with what there is: a box that allows no digit
    too many would go to another row.
    """
    dialog = QInputDialog(parent)
    dialog.setWindowTitle("Go to row")
    dialog.setLabelText("Row, as Excel shows it:")
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setIntRange(0, _ANY)
    dialog.setIntValue(here)
    dialog.resize(_CHARACTERS * parent.fontMetrics().averageCharWidth(), dialog.height())
    while dialog.exec():
        if first <= dialog.intValue() <= last:
            return dialog.intValue()
        QMessageBox.information(
            parent, "Go to row", f"The records that are shown are in rows {first:,} to {last:,}."
        )
    return None
