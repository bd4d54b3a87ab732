"""Entries of a tree that stand on several lines rather than end in an ellipsis."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

AT_LEAST = 60
"""Pixels of a line, however narrow the tree is."""


class Wrapped(QStyledItemDelegate):
    """Makes each entry as high as its text is in the width that its tree has for it."""

    def __init__(self, tree: QTreeView) -> None:
        super().__init__(tree)
        self._tree = tree
        tree.setWordWrap(True)
        tree.viewport().installEventFilter(self)

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of an entry."""
        one_line = super().sizeHint(option, index)
        icon = option.decorationSize.width() if index.data(Qt.ItemDataRole.DecorationRole) else 0
        margin = self._tree.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
        room = self._tree.viewport().width() - self._indent(index) - icon - 6 * margin
        flags = int(Qt.TextFlag.TextWordWrap)
        metrics, text = option.fontMetrics, str(index.data() or "")
        wrapped = metrics.boundingRect(QRect(0, 0, max(room, AT_LEAST), 10_000), flags, text)
        more = max(0, wrapped.height() - metrics.height())
        return QSize(one_line.width(), one_line.height() + more)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Lay the tree out anew when it becomes wider or narrower."""
        if event.type() == QEvent.Type.Resize:
            self._tree.scheduleDelayedItemsLayout()
        return super().eventFilter(watched, event)

    def _indent(self, index: QModelIndex | QPersistentModelIndex) -> int:
        levels, parent = 1, index.parent()
        while parent.isValid():
            levels, parent = levels + 1, parent.parent()
        return levels * self._tree.indentation()
