"""A window that takes files dropped on it, wherever they are dropped."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow


class TakesFiles(QMainWindow):
    """Says what is held above it, and opens what is dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    def held_above(self, over: bool) -> None:
        """Show whether files are held above the window."""
        raise NotImplementedError

    def open_paths(self, paths: list[Path]) -> None:
        """Open what was dropped: one file, or several as a set."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files from anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self.held_above(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """Forget the file that left."""
        self.held_above(False)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open what was dropped."""
        self.held_above(False)
        paths = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            QTimer.singleShot(0, partial(self.open_paths, paths))
