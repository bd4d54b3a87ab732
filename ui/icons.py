"""The SVG icons of `resources/icons`, drawn in a colour of the theme."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cldvalidator.bundled import bundled
from ui.theme import colours

_SIZES = (16, 20, 24, 32, 48, 64, 128)
_LARGEST = 256
_LARGE = frozenset({"app", "file"})
"""What is ever shown so large; it takes three times as long to draw as all smaller sizes."""


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return an icon by its file name, in the colour of text unless another is given."""
    return _icon(name, colour or colours().text)


def pixmap(name: str, size: int, colour: str | None = None) -> QPixmap:
    """Return an icon as a pixmap of `size` device-independent pixels, sharp at any scale."""
    return icon(name, colour).pixmap(QSize(size, size))


@cache
def _icon(name: str, colour: str) -> QIcon:
    raw = bundled("icons", f"{name}.svg").read_text("utf-8")
    renderer = QSvgRenderer(QByteArray(raw.replace("currentColor", colour).encode()))
    made = QIcon()
    for size in (*_SIZES, _LARGEST) if name in _LARGE else _SIZES:
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(picture)
    return made
