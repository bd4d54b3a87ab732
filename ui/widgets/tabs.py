"""Buttons of which one is pressed: each shows one of several views."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from ui.roles import HEARD, TAB, TABS
from ui.theme import SMALL
from ui.widgets.flow import FlowLayout


class Tabs(QWidget):
    """The buttons, beside each other.

    name: what they choose between, for screen readers. chosen: is called with the place of the one
    that the user presses. wraps: whether they go on in another line where there is no room.
    """

    def __init__(
        self,
        name: str,
        texts: Sequence[str],
        chosen: Callable[[int], object],
        *,
        wraps: bool = False,
    ) -> None:
        super().__init__()
        self.setProperty(HEARD, TABS)  # before the name, which tells screen readers of it
        self.setAccessibleName(name)
        self.group = QButtonGroup(self)
        self.buttons: list[QPushButton] = []
        for place, text in enumerate(texts):
            made = QPushButton()
            made.setProperty(HEARD, TAB)  # before the text, which tells screen readers of it
            made.setText(text)
            made.setAutoDefault(True)
            made.setProperty("kind", "choice")
            made.setCheckable(True)
            self.group.addButton(made, place)
            self.buttons.append(made)
        self.group.idClicked.connect(chosen)
        if wraps:
            self.setLayout(FlowLayout(*self.buttons))
        else:
            layout = QHBoxLayout(self)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(SMALL)
            for made in self.buttons:
                layout.addWidget(made)
        self.set_current(0)

    def set_current(self, place: int) -> None:
        """Press one."""
        self.buttons[place].setChecked(True)
