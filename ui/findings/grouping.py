"""By what the findings are grouped; by team, also which column names the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from ui.findings.listings import GROUPINGS, TEAM
from ui.theme import SMALL
from ui.widgets.choice import Choice
from ui.widgets.parts import label
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.review.opened import Opened

NOT_CHOSEN = "Choose the team column"


class TeamColumn(Choice):
    """The columns that may say the team; the one that is named like a team is chosen first."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Column that names the team")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self._offered: tuple[str, ...] = ()

    def offer(self, opened: Opened | None, wanted: str | None = None) -> None:
        """Offer the columns of a file; a choice that it has as well stays.

        wanted: the one that was chosen in earlier work.
        """
        from cldvalidator.review.teams import team_column, team_columns

        names = team_columns(opened.extract, opened.specification) if opened is not None else ()
        if names == self._offered and wanted in (None, self.column):
            return
        chosen, self._offered = wanted or self.column, names
        self.blockSignals(True)
        self.clear()
        self.addItem(NOT_CHOSEN, None)
        for name in names:
            self.addItem(name, name)
        if chosen not in names:
            chosen = team_column(opened.extract, None) if opened is not None else None
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.blockSignals(False)

    @property
    def column(self) -> str | None:
        """The column that is chosen."""
        chosen: str | None = self.currentData()
        return chosen

    def choose(self, column: str | None) -> None:
        """Choose a column, if it is offered."""
        place = self.findData(column)
        if place >= 0:
            self.setCurrentIndex(place)


class GroupBy(QWidget):
    """The two choices beside each other. changed: one of them is another."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.by = Choice()
        for key, text in GROUPINGS.items():
            self.by.addItem(text, key)
        self.by.setAccessibleName("Group the findings by")
        self.team = TeamColumn()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(label("Group by", wrap=False))
        layout.addWidget(self.by)
        layout.addWidget(self.team, 1)
        layout.addStretch(0)
        self.by.currentIndexChanged.connect(lambda _: self._chosen())
        self.team.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.team.hide()

    def _chosen(self) -> None:
        self.refresh()
        self.changed.emit()

    def refresh(self, wanted: str | None = None) -> None:
        """Follow the file that is open. wanted: the team column of earlier work."""
        self.team.offer(self._workspace.opened, wanted)
        self.team.setVisible(self.by.currentData() == TEAM)

    @property
    def grouping(self) -> str:
        """The key of the grouping."""
        key: str = self.by.currentData()
        return key
