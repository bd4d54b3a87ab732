"""The list of measures, with a box that finds any of them by name or by what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.figures.state import ACTIVITY, BESIDE, INPUTS, PROOF, PUBLISHED, STORY, SUMMARY
from ui.theme import SMALL, TIGHT, colours
from ui.widgets.sheet_table import Index

if TYPE_CHECKING:
    from cldvalidator.measures.preview import Previewed

KEY = int(Qt.ItemDataRole.UserRole)
TITLE, FOUND_BY = KEY + 1, KEY + 2
GROUP = (
    ACTIVITY,
    "Activity report",
    "LTS001b and others, when asked for",
    "activity salt sts lts tables long-term support lts001a lts001b lts001c lts003 lts004 sts001 "
    "sts002a sts002b lts002 sts003 sts004 reviews",
)
TOOLS = (
    (SUMMARY, "All measures", "The headline figures", "summary overview"),
    (
        PUBLISHED,
        "Beside published",
        "Region, England, similar councils",
        "compare ascof rank",
    ),
    (PROOF, "Prove it on yourself", "A published year beside yours", "published proof trust"),
    (INPUTS, "Inputs", "Year, method, population", "period population method release settings"),
    (STORY, "Is this row counted?", "Why a row counts or not", "story record dropped duplicate"),
)

OF_SETS = (
    BESIDE,
    "Joined and last file alone",
    "What joining changes",
    "beside compare difference submissions",
)


class _TwoLines(QStyledItemDelegate):
    """Draws the name in bold and the title below it, wrapped."""

    names_only = False

    def _fonts(self, option: QStyleOptionViewItem) -> tuple[QFont, QFont]:
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        return bold, option.font

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the height that the wrapped title needs."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListWidget) else 240
        box = QRect(0, 0, width - 3 * SMALL, 1000)
        flags = int(Qt.TextFlag.TextWordWrap)
        bold, _ = self._fonts(option)
        name = QFontMetrics(bold).boundingRect(box, flags, str(index.data())).height()
        if self.names_only:
            return QSize(80, name + 2 * SMALL)
        height = option.fontMetrics.boundingRect(box, flags, str(index.data(TITLE))).height()
        return QSize(120, height + name + 2 * SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw an entry, with a bar at its side when it is the one that is shown."""
        painter.save()
        c, room = colours(), option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(room, QColor(c.accent_soft))
            painter.fillRect(QRect(room.x(), room.y(), 3, room.height()), QColor(c.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(room, QColor(c.window))
        bold, plain = self._fonts(option)
        text = room.adjusted(SMALL + TIGHT, SMALL - 1, -SMALL, -TIGHT)
        flags = int(Qt.TextFlag.TextWordWrap)
        painter.setFont(bold)
        painter.setPen(QColor(c.accent if chosen else c.text))
        line = QFontMetrics(bold).boundingRect(text, flags, str(index.data())).height()
        painter.drawText(text, flags, str(index.data()))
        painter.setFont(plain)
        painter.setPen(QColor(c.text if chosen else c.muted))
        if not self.names_only:
            below = text.adjusted(0, line, 0, 0)
            painter.drawText(below, int(Qt.TextFlag.TextWordWrap), str(index.data(TITLE)))
        painter.setPen(QColor(c.line))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.restore()


class MeasureList(QWidget):
    """A filter box above the entries. chosen: the key of the entry to show."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Find a measure")
        self.filter.setAccessibleName("Find a measure by name")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._find)
        self.filter.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Measures")
        self._lines = _TwoLines(self.list)
        self.list.setItemDelegate(self._lines)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.currentItemChanged.connect(self._changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, SMALL, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.filter)
        layout.addWidget(self.list, 1)
        self._silent = False

    def show_measures(
        self, measures: Sequence[Previewed], current: str, *, joined: bool = False
    ) -> None:
        """List the measures, with one of the entries chosen. joined: they are of several files."""
        summary, *tools = (*TOOLS, OF_SETS) if joined else TOOLS
        entries = [summary]
        tables: list[tuple[str, str, str, str]] = []
        for item in measures:
            t = item.measure.text
            listed = (t.id, t.id, t.title, f"{t.definition} {t.numerator}")
            (tables if item.measure.on_request else entries).append(listed)
        entries += [GROUP, *tables]
        self._silent = True
        self.list.clear()
        for key, name, title, words in [*entries, *tools]:
            entry = QListWidgetItem(name)
            entry.setData(KEY, key)
            entry.setData(TITLE, title)
            entry.setData(FOUND_BY, f"{name} {title} {words}".casefold())
            entry.setData(int(Qt.ItemDataRole.AccessibleTextRole), f"{name}: {title}")
            entry.setToolTip(title)
            self.list.addItem(entry)
        self._silent = False
        self.set_current(current)
        self._find(self.filter.text())

    def set_names_only(self, names_only: bool) -> None:
        """Leave the titles out where there is no room for them."""
        if self._lines.names_only != names_only:
            self._lines.names_only = names_only
            self.list.scheduleDelayedItemsLayout()

    def set_current(self, key: str) -> None:
        """Mark an entry without telling."""
        self._silent = True
        for entry in self._entries():
            if entry.data(KEY) == key:
                self.list.setCurrentItem(entry)
        self._silent = False

    def _entries(self) -> list[QListWidgetItem]:
        return [self.list.item(i) for i in range(self.list.count())]

    def _find(self, text: str) -> None:
        """Show the entries that hold every word; names that begin so need no more."""
        words = text.casefold().split()
        for entry in self._entries():
            entry.setHidden(not all(w in entry.data(FOUND_BY) for w in words))

    def visible_keys(self) -> list[str]:
        """Return the keys of the entries that the filter lets through."""
        return [e.data(KEY) for e in self._entries() if not e.isHidden()]

    def _changed(self, entry: QListWidgetItem | None, _: QListWidgetItem | None) -> None:
        if entry is not None and not self._silent:
            self.chosen.emit(entry.data(KEY))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Go from the box into the list with Down, and to the first entry with Enter."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            shown = [e for e in self._entries() if not e.isHidden()]
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus()
                if shown and self.list.currentItem() not in shown:
                    self.list.setCurrentItem(shown[0])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and shown:
                # The best name first: an entry whose own name holds the text.
                text = self.filter.text().casefold().strip()
                named = [e for e in shown if text in e.text().casefold()]
                self.list.setCurrentItem((named or shown)[0])
                return True
        return super().eventFilter(watched, event)
