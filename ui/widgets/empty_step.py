"""What a step shows while no file is open: what it will show, and the way to a file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.theme import MEDIUM, colours
from ui.widgets.parts import Page, button, clear, label, picture, row
from ui.widgets.rail import TITLES
from ui.workspace import Workspace

PROMISES = {
    "check": "Open a file to see what is wrong with it",
    "fix": "Open a file to see what can be fixed in it",
    "preview": "Open a file to see its national figures",
    "compare": "Open a file to compare it with your last submission",
    "submit": "Open a file to write its submission",
}


class EmptyStep(Page):
    """Stands in place of any step but the first."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("", "")
        self._inside = QVBoxLayout()
        self._inside.setSpacing(MEDIUM)
        self.body.addLayout(self._inside, 1)
        self._workspace = workspace
        self._open: QPushButton | None = None

    def stand_for(self, step: str) -> None:
        """Say what a step will show."""
        self.title.setText(TITLES[step])
        self.setAccessibleName(TITLES[step])
        space = self._workspace
        self._open = button(
            "Open a file ...", space.file_wanted.emit, kind="main", icon_name="open"
        )
        demo = button("Try the demo file", space.demo_wanted.emit)
        clear(self._inside)
        say_in_the_middle(self._inside, step, PROMISES[step], self._open, demo)

    def focus_first(self) -> None:
        """Begin with the button that opens a file."""
        (self._open or self).setFocus()


def say_in_the_middle(layout: QVBoxLayout, sign: str, words: str, *buttons: QWidget) -> None:
    """Fill a layout with one picture, one sentence and what can be done about it."""
    centre = Qt.AlignmentFlag.AlignHCenter
    layout.addStretch(2)
    layout.addWidget(picture(sign, 48, colours().accent), 0, centre)
    layout.addWidget(label(words, "heading", wrap=False), 0, centre)
    layout.addLayout(row(None, *buttons, None))
    layout.addStretch(3)
