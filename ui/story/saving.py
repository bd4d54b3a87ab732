"""A story as a picture that may be kept: PNG or PDF, marked as personal data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from cldvalidator.task import Task
from ui.story.painting import paint_story
from ui.story.scene import Scene
from ui.story.texts import ShapedTexts
from ui.theme import SMALL, colours

PNG, PDF = ".png", ".pdf"
KINDS = "PNG picture (*.png);;PDF document (*.pdf)"
MARKING = "OFFICIAL-SENSITIVE: personal data"
NAME = "OFFICIAL-SENSITIVE story of a person.png"
"""The name that is offered: it names nobody."""
WIDTH, SCALE, DOTS = 1400, 2, 96
_WRAPPED = int(Qt.TextFlag.TextWordWrap)


def picture_bytes(scene: Scene, lines: Sequence[str], font: QFont, ending: str) -> bytes:
    """Draw a story below its marking and its sentences; return the file. ending: PNG or PDF."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if ending == PDF:
        _as_pdf(buffer, scene, lines, font)
    else:
        _as_png(buffer, scene, lines, font)
    return bytes(buffer.data().data())


def _as_png(buffer: QBuffer, scene: Scene, lines: Sequence[str], font: QFont) -> None:
    height = _height(scene, lines, font, WIDTH)
    image = QImage(WIDTH * SCALE, round(height) * SCALE, QImage.Format.Format_RGB32)
    image.fill(QColor(colours().surface))
    painter = QPainter(image)
    painter.scale(SCALE, SCALE)
    _draw(painter, scene, lines, font, WIDTH)
    painter.end()
    image.save(buffer, "PNG")  # type: ignore[call-overload]


def _as_pdf(buffer: QBuffer, scene: Scene, lines: Sequence[str], font: QFont) -> None:
    writer = QPdfWriter(buffer)
    writer.setTitle(MARKING)
    writer.setCreator("CLD Validator")
    writer.setResolution(DOTS)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    writer.setPageMargins(QMarginsF(10, 10, 10, 10), QPageLayout.Unit.Millimeter)
    painter = QPainter(writer)
    fits = min(writer.width() / WIDTH, writer.height() / _height(scene, lines, font, WIDTH))
    painter.scale(fits, fits)
    _draw(painter, scene, lines, font, WIDTH)
    painter.end()


def _blocks(lines: Sequence[str], font: QFont, width: int) -> list[tuple[str, float]]:
    metrics = QFontMetrics(font)
    room = QRectF(0, 0, width - 2 * SMALL, 100_000)
    texts = (MARKING, *lines)
    return [(t, metrics.boundingRect(room.toRect(), _WRAPPED, t).height() + SMALL) for t in texts]


def _height(scene: Scene, lines: Sequence[str], font: QFont, width: int) -> float:
    heads = sum(height for _, height in _blocks(lines, font, width))
    return 2 * SMALL + heads + Scene.height_of(scene.layout, QFontMetrics(font))


def _draw(painter: QPainter, scene: Scene, lines: Sequence[str], font: QFont, width: int) -> None:
    painter.setFont(font)
    top = float(SMALL)
    for text, height in _blocks(lines, font, width):
        painter.setPen(QColor(colours().error if text is MARKING else colours().text))
        painter.drawText(QRectF(SMALL, top, width - 2 * SMALL, height), _WRAPPED, text)
        top += height
    metrics = QFontMetrics(font)
    room = QRectF(0, top, width, Scene.height_of(scene.layout, metrics))
    painter.save()
    paint_story(painter, replace(scene, room=room, texts=ShapedTexts(metrics), current=-1))
    painter.restore()


def writing(
    content: bytes, target: Path, never: tuple[Path, ...], *, overwrite: bool
) -> Callable[[Task], Path]:
    """Return the work that writes a picture as every file is written here."""

    def work(task: Task) -> Path:
        from cldvalidator.storage.targets import check_target
        from cldvalidator.storage.transaction import write_file

        task.step("Writing the picture")
        check_target(target, overwrite=overwrite, never=never)
        write_file(content, target, overwrite=overwrite, never=never)
        return target

    return work
