"""Layouts that follow the room there is: a line that wraps, and columns as many as fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.theme import MEDIUM, SMALL


class FlowLayout(QLayout):
    """Widgets beside each other; those that do not fit go to the next line."""

    def __init__(self, *widgets: QWidget, spacing: int = SMALL) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Add an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Return an item; None where there is none."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Say that no room is wanted beyond what is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Say that the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height of all lines."""
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Place the widgets."""
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size of one line."""
        sizes = [i.sizeHint() for i in self._items if not i.isEmpty()]
        width = sum(s.width() for s in sizes) + self.spacing() * max(0, len(sizes) - 1)
        return QSize(width, max((s.height() for s in sizes), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802
        """Return the size of the largest widget."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        x, y = rect.x(), rect.y()
        line: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            size.setWidth(min(size.width(), max(rect.width(), item.minimumSize().width())))
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y = rect.x(), y + _height(line) + self.spacing()
                if place:
                    _centre(line)
                line = []
            line.append((item, QRect(QPoint(x, y), size)))
            x += size.width() + self.spacing()
        if place:
            _centre(line)
        return y + _height(line) - rect.y()


def _height(line: Sequence[tuple[QLayoutItem, QRect]]) -> int:
    return max((where.height() for _, where in line), default=0)


def _centre(line: Sequence[tuple[QLayoutItem, QRect]]) -> None:
    """Place the items of a line, each at its middle."""
    for item, where in line:
        item.setGeometry(where.translated(0, (_height(line) - where.height()) // 2))


class _ColumnsLayout(FlowLayout):
    """Widgets in columns of equal width; the next one goes where there is most room.

    Heights are asked for each time: Qt's own layouts keep those of widgets not yet shown.
    """

    def __init__(self, least: int, most: int, widest: int = 0) -> None:
        super().__init__(spacing=MEDIUM)
        self._least, self._most, self._widest = least, most, widest
        self.height_wanted = 0
        """The height that wider columns may use, so that no half of a large screen is empty."""

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        gap = self.spacing()
        most = max(1, min(self._most, (rect.width() + gap) // (self._least + gap)))
        fewest = -(-(rect.width() + gap) // (self._widest + gap)) if self._widest else most
        for count in range(min(fewest, most), most):
            if (height := self._in_columns(rect, count, place=False)) <= self.height_wanted:
                return self._in_columns(rect, count, place=True) if place else height
        return self._in_columns(rect, most, place=place)

    def _in_columns(self, rect: QRect, count: int, *, place: bool) -> int:
        shown = [item for item in self._items if not item.isEmpty()]
        gap = self.spacing()
        width = (rect.width() - (count - 1) * gap) // count
        ends = [0] * count
        for item in shown:
            tall = item.hasHeightForWidth()
            height = item.heightForWidth(width) if tall else item.sizeHint().height()
            column = ends.index(min(ends))
            if place:
                left, top = rect.x() + column * (width + gap), rect.y() + ends[column]
                item.setGeometry(QRect(left, top, width, height))
            ends[column] += height + gap
        return max(0, max(ends) - gap)


class Columns(QWidget):
    """Widgets in columns, as many as fit.

    least: the width of one, in characters. widest: up to how many characters columns may be wide so
    that they fill the height that is seen; 0 where they are not to.
    """

    def __init__(
        self, widgets: Sequence[QWidget] = (), *, least: int, most: int, widest: int = 0
    ) -> None:
        super().__init__()
        letter = self.fontMetrics().averageCharWidth()
        self._layout = _ColumnsLayout(letter * least, most, letter * widest)
        self.setLayout(self._layout)
        for widget in widgets:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        """Add one more at the end."""
        self._layout.addWidget(widget)

    def fill(self, height: int) -> None:
        """Use up to this height rather than as many columns as fit."""
        if height != self._layout.height_wanted:
            self._layout.height_wanted = height
            self._layout.invalidate()
