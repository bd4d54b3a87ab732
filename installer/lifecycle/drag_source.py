"""A small window to drag a file from: `python -m installer.lifecycle.drag_source FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


class DragSource(QLabel):
    """Gives away a file when the mouse is pressed on it."""

    def __init__(self, path: Path) -> None:
        super().__init__("file")
        self._path = path
        top = Qt.WindowType.WindowStaysOnTopHint
        self.setWindowFlags(Qt.WindowType.FramelessWindowHint | top)
        self.setWindowTitle("drag source")
        self.setGeometry(10, 850, 120, 40)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Start the drag."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._path))])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)


if __name__ == "__main__":
    application = QApplication([])
    source = DragSource(Path(sys.argv[1]))
    source.show()
    application.exec()
