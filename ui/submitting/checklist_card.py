"""Submit: the list of what stands in the way, each line with the step where it is put right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from ui.theme import SMALL, colours
from ui.widgets.parts import Card, button, clear, label, picture, row
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.review.checklist import Item
    from cldvalidator.task import Task

LANE = "checklist"


class ChecklistCard(Card):
    """The list, drawn up off the window's thread. drawn: it is there, for the file as it is."""

    drawn = Signal()

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lines = QVBoxLayout()
        self._lines.setSpacing(SMALL)
        super().__init__(label("Before you send", "heading"), self._lines)

    @property
    def has_errors(self) -> bool:
        """Whether the file that is open has errors."""
        from cldvalidator.checks.rules import Severity

        opened = self._workspace.opened
        return opened is not None and opened.result.findings.count(Severity.ERROR) > 0

    def refresh(self) -> None:
        """Draw the list up anew, unless no file is open."""
        opened, history = self._workspace.opened, self._workspace.history
        if opened is None or history is None:
            return
        left = frozenset(self._workspace.left_alone)

        def work(_: Task) -> list[Item]:
            from cldvalidator.review.checklist import checklist

            return checklist(opened, history, left)

        self._workspace.jobs.start(LANE, work, self._show, quiet=True)

    def _show(self, items: list[Item]) -> None:
        clear(self._lines)
        for item in items:
            sign = picture(item.tone, 20, getattr(colours(), item.tone))
            sign.setAccessibleName(item.tone)
            parts: list[Any] = [sign, label(item.sentence)]
            if item.step:
                show = partial(self._workspace.page_wanted.emit, item.step)
                parts.append(button(item.action, show, kind="link"))
            line = row(*parts)
            line.setStretch(1, 1)
            self._lines.addLayout(line)
        self.drawn.emit()
