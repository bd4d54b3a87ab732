"""A drop-down that only changes when its user means it."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget


class Choice(QComboBox):
    """A combo box that leaves the mouse wheel to the page it is on.

    Pages scroll under the pointer: a box that took the wheel would change a column, a release or a
    value without anybody noticing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roomy = False

    def showPopup(self) -> None:  # noqa: N802
        """Give the lines the theme's room before they are seen; the list is made only then."""
        if not self._roomy:
            self._roomy = True
            self.setItemDelegate(QStyledItemDelegate(self))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Pass it on."""
        event.ignore()
