"""The pictures of the help: of the window with the demo file, in the colours in use."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from cldvalidator.bundled import bundled
from ui.theme import MEDIUM, colours
from ui.widgets.parts import scrolling

SCHEME = "picture"
NAMES = {
    **{page: f"The page {page.title()}" for page in ("open", "check", "fix", "preview", "submit")},
    "set": "A set of submissions",
    "columns": "Columns, on Check",
    "filter": "A filter, on Check",
    "story": "A person's story",
}
"""What each picture shows."""
SHOWN = frozenset(NAMES)


@cache
def picture(name: str, theme: str) -> QImage:
    """Return the picture of a page. theme: "light" or "dark"."""
    made = QImage()
    made.loadFromData(QByteArray(bundled("help", "pictures", f"{name}-{theme}.png").read_bytes()))
    return made


def fitted(name: str, width: int, ratio: float) -> QImage:
    """Return a picture `width` points wide, for a screen with `ratio` pixels to a point."""
    whole = picture(name, colours().name)
    pixels = min(whole.width(), round(width * ratio))
    made = whole.scaledToWidth(pixels, Qt.TransformationMode.SmoothTransformation)
    made.setDevicePixelRatio(ratio)
    return made


class PictureDialog(QDialog):
    """Shows a picture in its full size."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(NAMES[name])
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.shown = QLabel()
        self.shown.setPixmap(QPixmap.fromImage(picture(name, colours().name)))
        self.shown.setAccessibleName(f"Picture: {NAMES[name]}, with the demo file")
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.addWidget(scrolling(self.shown, "Picture"), 1)
        layout.addWidget(close)
        room = self.screen().availableGeometry()
        self.resize(
            min(self.shown.sizeHint().width() + 60, room.width() - 40),
            min(self.shown.sizeHint().height() + 100, room.height() - 60),
        )
