"""Says above the pages that the open file was written anew, and offers to check it again."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.announcing import announce
from ui.opening.file_watch import FileWatch
from ui.theme import LARGE, SMALL
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import button, clear, notice, show_in_place


class WrittenAnew(QWidget):
    """Hidden while the file is as it was read."""

    def __init__(self, watch: FileWatch) -> None:
        super().__init__()
        self._watch = watch
        self.again: QPushButton | None = None
        self.leave: QPushButton | None = None
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(LARGE, SMALL, LARGE, 0)
        watch.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Follow what is offered."""
        offered = self._watch.offered
        clear(self._place)
        self.again = self.leave = None
        if offered is not None:
            self._show(offered)
        show_in_place(self, offered is not None)

    def _show(self, offered: object) -> None:
        self.again = button(
            "Check again and see what changed",
            partial(self._watch.check_again, offered),
            kind="main",
        )
        self.leave = button("Not now", self._watch.leave)
        choices = QWidget()
        choices.setLayout(FlowLayout(self.again, self.leave, spacing=SMALL))
        title = f"{self._watch.name} was written anew."
        about = "What you see is the file as it was when you opened it."
        self._place.addWidget(notice("info", title, about, choices))
        announce(self, f"{title} {about}")
