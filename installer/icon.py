"""The Windows icon and the picture beside the set-up's first page, from the program's own SVG."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIDE_PICTURE = (164, 314)
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def write_icon(svg: Path, target: Path) -> None:
    """Draw an SVG in every size that Windows asks for and write them as one .ico file."""
    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid():
        raise ValueError(f"{svg.name} is not an SVG that Qt can draw")
    pictures = [_bitmap(_drawn(renderer, size)) for size in SIZES[:-1]]
    pictures.append(_png(_drawn(renderer, SIZES[-1])))
    entries, at = [], 6 + 16 * len(SIZES)
    for size, picture in zip(SIZES, pictures, strict=True):
        entries.append(
            struct.pack("<4B2H2I", size % 256, size % 256, 0, 0, 1, 32, len(picture), at)
        )
        at += len(picture)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(struct.pack("<3H", 0, 1, len(SIZES)) + b"".join(entries + pictures))


def write_side_picture(svg: Path, target: Path) -> None:
    """Draw the picture of the set-up's first and last page, in the size that NSIS has for it."""
    image = QImage(*SIDE_PICTURE, QImage.Format.Format_RGB888)
    image.fill(QColor("#e8f0f9"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(0, 0, 6, SIDE_PICTURE[1], QColor("#0b5cad"))
    QSvgRenderer(str(svg)).render(painter, QRectF(37, 40, 96, 96))
    painter.end()
    if not image.save(str(target)):
        raise OSError(f"{target.name} could not be written")


def _drawn(renderer: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def _bitmap(image: QImage) -> bytes:
    """Return a picture as icons hold small ones: bottom row first, then an empty mask."""
    size = image.width()
    raw = bytes(image.constBits())
    rows = [raw[line : line + 4 * size] for line in range(0, len(raw), 4 * size)]
    mask = bytes((size + 31) // 32 * 4 * size)
    header = struct.pack("<3I2H6I", 40, size, 2 * size, 1, 32, 0, 4 * size * size, 0, 0, 0, 0)
    return header + b"".join(reversed(rows)) + mask


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
