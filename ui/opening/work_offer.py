"""Offers to go on with the work that was saved for the open file, or for an earlier extract."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.announcing import announce
from ui.theme import SMALL
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import button, clear, notice, show_in_place

if TYPE_CHECKING:
    from ui.fixing.saved_work import Offer, SavedWork


class WorkOffer(QWidget):
    """Hidden where nothing is offered."""

    def __init__(self, work: SavedWork) -> None:
        super().__init__()
        self._work = work
        self.go_on: QPushButton | None = None
        self.afresh: QPushButton | None = None
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        work.offered.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Follow what is offered."""
        offer = self._work.offer
        clear(self._place)
        self.go_on = self.afresh = None
        if offer is not None:
            self._show(offer)
        show_in_place(self, offer is not None)

    def _show(self, offer: Offer) -> None:
        words = "Go on where you stopped" if offer.is_same else "See what still fits ..."
        self.go_on = button(words, self._work.go_on, kind="main")
        self.afresh = button("Begin afresh", self._work.decline)
        choices = QWidget()
        choices.setLayout(FlowLayout(self.go_on, self.afresh, spacing=SMALL))
        title = (
            "You have saved work on this file."
            if offer.is_same
            else f"You have saved work on an earlier extract, {offer.file.of['name']}."
        )
        about = _about(offer)
        self._place.addWidget(notice("info", title, about, choices))
        announce(self, f"{title} {about}")


def _about(offer: Offer) -> str:
    """Say what the saved work holds, when it was saved and where."""
    from cldvalidator.wording import counted

    file = offer.file
    parts = [counted(len(file.steps), "step"), counted(file.changes, "change")]
    if out := file.rows_left_out:
        parts.append(f"{counted(out, 'row')} left out")
    if left := len(file.work.get("left", ())):
        parts.append(f"{counted(left, 'value')} left as found")
    saved = f"{datetime.fromisoformat(file.saved).astimezone():%d/%m/%Y at %H:%M}"
    return f"{', '.join(parts)}. Saved on {saved} in {offer.path.name}."
