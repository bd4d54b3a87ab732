"""Sheets of figures: a choice of them, the chart of the one chosen, and its numbers beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import LARGE, MEDIUM, SMALL, TIGHT
from ui.widgets.bar_chart import BarChart
from ui.widgets.choice import Choice
from ui.widgets.line_chart import LineChart
from ui.widgets.parts import Card, button, label, row
from ui.widgets.sheet_table import SheetTable
from ui.widgets.strip_chart import StripChart

if TYPE_CHECKING:
    from cldvalidator.presentation.sheet import Chart, Sheet

_AROUND_TITLE = 48
"""Pixels of the box that chooses a table around its text: the arrow and the frame."""


class SheetPanel(QWidget):
    """Shows one of some sheets. chosen: the key of a cell, a bar or a point."""

    chosen = Signal(object)

    def __init__(self, sheets: Sequence[Sheet], name: str, *, hint: str = "") -> None:
        super().__init__()
        self._sheets = list(sheets)
        self._name = name
        self._chart: BarChart | LineChart | StripChart | None = None
        self.choose = Choice()
        self.choose.setAccessibleName(f"Table of {name}")
        self.choose.addItems([s.title for s in self._sheets])
        self.choose.setVisible(len(self._sheets) > 1)
        self.choose.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choose.setMinimumContentsLength(24)
        self.choose.currentIndexChanged.connect(self._show)
        self.choose.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        titles = [self.fontMetrics().horizontalAdvance(s.title) for s in self._sheets]
        self._title_width = max(titles, default=0) + _AROUND_TITLE
        self.table = SheetTable(name)
        self.table.chosen.connect(self.chosen)
        self.copy = button(
            "Copy with headers", self.table.copy_all, icon_name="copy", hint="The whole table"
        )
        self._beside = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._beside.setSpacing(LARGE)
        self._beside.addWidget(self.table, 1)
        about = row(label(hint, "muted"), self.copy, spacing=SMALL)
        about.setStretch(0, 1)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(SMALL)
        self._top.addWidget(self.choose, 1)
        self._top.addLayout(about, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addLayout(self._top)
        layout.addLayout(self._beside)
        self.note = label("", "muted")
        layout.addWidget(self.note)
        layout.addStretch(1)
        self.table.fitted.connect(self._arrange)
        if self._sheets:
            self._show(0)

    @property
    def chart(self) -> BarChart | LineChart | StripChart | None:
        """The chart that is shown, if the sheet has one."""
        return self._chart

    @property
    def sheet(self) -> Sheet:
        """The sheet that is shown."""
        return self._sheets[max(0, self.choose.currentIndex())]

    def _show(self, place: int) -> None:
        sheet = self._sheets[place]
        self.table.show_sheet(sheet)
        self.note.setText(sheet.note)
        self.note.setVisible(bool(sheet.note))
        self.draw(sheet.chart)

    def draw(self, shown: Chart | None) -> None:
        """Draw another chart beside the table, or none."""
        sheet = self.sheet
        if self._chart is not None:
            holder = self._beside.takeAt(0)
            widget = holder.widget() if holder is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
            self._chart = None
        if sheet.strip is not None:
            self._chart = StripChart(sheet.strip, sheet.title)
            notes = (label(note) for note in sheet.notes)
            card = Card(self._chart, *notes, spacing=TIGHT)
            card.add(None)
            self._beside.insertWidget(0, card)
        elif shown is not None:
            title = sheet.title if len(self._sheets) > 1 else self._name
            bars = shown.kind == "bars"
            chart = BarChart(shown, title) if bars else LineChart(shown, title)
            chart.chosen.connect(self.chosen)
            card = Card(chart)
            if bars:
                card.add(None)
            self._chart = chart
            self._beside.insertWidget(0, card)
        self._arrange()

    def resizeEvent(self, event: Any) -> None:  # noqa: N802
        """Put the chart beside the table where there is room, else above it."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= self.fontMetrics().averageCharWidth() * 150
        sides = QBoxLayout.Direction
        self._beside.setDirection(sides.LeftToRight if wide else sides.TopToBottom)
        beside = len(self._sheets) < 2 or self.width() >= 2 * self._title_width
        self._top.setDirection(sides.LeftToRight if beside else sides.TopToBottom)
        most = max(self._title_width, self.fontMetrics().averageCharWidth() * 64)
        self.choose.setMaximumWidth(most if beside else self.width())
        top = Qt.AlignmentFlag.AlignTop if wide else Qt.AlignmentFlag(0)
        if self._chart is not None:
            self._beside.setStretch(0, 2 if wide else 0)
            self._beside.setStretch(1, 3 if wide else 1)
            self._beside.setAlignment(self.table, top)
        # The page scrolls and not the table, unless that is very long.
        line = self.fontMetrics().height()
        self.table.setFixedHeight(max(4 * line, min(44 * line, self.table.full_height())))
