"""Headers of a table on several lines, where on one they would need more room than there is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTableView

from ui.widgets.listing_layout import wrapped

MOST_LINES, _USUAL_LINES = 4, 3


def least_width(metrics: QFontMetrics, header: str) -> int:
    """Return the width that a header needs on its lines, without the room around it, in pixels.

    Its longest word is kept whole.
    """
    words = [metrics.horizontalAdvance(word) for word in header.split()]
    alone, gap = metrics.horizontalAdvance(header), metrics.horizontalAdvance(" ")
    width = max(max(words, default=0), alone // _USUAL_LINES)
    while width < alone and _lines(words, gap, width) > MOST_LINES:
        width += gap
    return width


def _lines(words: Sequence[int], gap: int, width: int) -> int:
    """Return how many lines words take. words: their widths."""
    lines, left = 0, -1
    for word in words:
        if left < word + gap:
            lines, left = lines + 1, width + gap
        left -= word + gap
    return lines


def wrap_headers(
    view: QTableView, headers: Sequence[str], lines: dict[int, str], ends: int
) -> None:
    """Show each header on as many lines as it needs in its column.

    lines: by column what the model of the view shows as its header. ends: the room around a text.
    """
    font = view.horizontalHeader().font()
    found = {
        place: "\n".join(wrapped(header, font, view.columnWidth(place) - ends, MOST_LINES))
        for place, header in enumerate(headers)
    }
    if found == lines:
        return
    lines.clear()
    lines.update(found)
    view.model().headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(headers) - 1)
    view.updateGeometries()
