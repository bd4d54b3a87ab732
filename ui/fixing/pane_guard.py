"""When something may be done to what is selected on Fix: not before it has been seen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from ui.fixing.proposal_pane import ProposalPane
from ui.fixing.proposals import Key
from ui.fixing.proposals_side import ProposalsSide
from ui.workspace import Workspace


class PaneGuard(QObject):
    """Lets the pane be used while it shows what is selected and nothing is being done to that.

    After the pane has gone on by itself, a press counts only once it could be looked at: the second
    click of a slow double click is meant for what was there before.
    """

    def __init__(self, workspace: Workspace, side: ProposalsSide, pane: ProposalPane) -> None:
        super().__init__(pane)
        self._workspace = workspace
        self._side = side
        self._pane = pane
        self._changing: set[Key] = set()
        self._look_first = QTimer(self)
        self._look_first.setSingleShot(True)
        self._look_first.timeout.connect(self.allow)
        self._moved_on = False

    @property
    def is_new(self) -> bool:
        """Whether what the pane shows has come by itself too shortly ago to be acted on."""
        return self._look_first.isActive()

    def allow(self) -> None:
        """Let the pane be used if it shows what is selected and that is not being changed."""
        self._pane.setEnabled(not self.why_not() or not self._side.keys)

    def wait(self) -> None:
        """Let nothing be done in the pane until it shows what is selected."""
        self._pane.setEnabled(False)

    def listed(self) -> bool:
        """Take note of another list; say whether the selection has gone on by itself."""
        self._moved_on = self._side.keys != self._pane.keys
        return self._moved_on

    def selected(self) -> None:
        """Take note that the user selected something: that has been looked at."""
        self._moved_on = False
        self._look_first.stop()

    def shown(self) -> None:
        """Take note that the pane shows what is selected now."""
        if self._moved_on and len(self._side.chosen):
            self._look_first.start(QApplication.doubleClickInterval() * 3 // 2)
        self._moved_on = False
        self.allow()

    def why_not(self) -> str:
        """Say why nothing may be done to what is selected now; "" where it may."""
        side, keys = self._side, self._side.keys
        if side.listed.wanted != side.wanted:
            return "The list is being made anew. Look at it, then choose again."
        if keys != self._pane.keys or self.is_new:
            return "Nothing was done: the list had just gone on to another value. Look at it first."
        if not self._changing.isdisjoint(keys):
            return "Nothing was done: this is being changed already."
        if not side.shows_left and not self._workspace.left_alone.isdisjoint(keys):
            return "Nothing was done: this is being left as it is."
        return ""

    def begin_changing(self, keys: Iterable[Key]) -> None:
        """Let nothing else be done to values until their change has been made."""
        self._changing.update(keys)
        self.allow()

    def end_changing(self) -> None:
        """Take note that every change that was asked for has been made."""
        self._changing.clear()

    def is_changing_all(self, keys: Iterable[Key]) -> bool:
        """Whether all of these values are being changed."""
        return self._changing.issuperset(keys)
