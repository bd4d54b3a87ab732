"""A drop-down that only changes when its user means it."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate


class Choice(QComboBox):
    """A combo box that leaves the mouse wheel to the page it is on.

    Pages scroll under the pointer: a box that took the wheel would change a column, a release or a
    value without anybody noticing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(QStyledItemDelegate(self))  # so that the lines have the theme's room

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Pass it on."""
        event.ignore()
