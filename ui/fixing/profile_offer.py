"""A profile that is to be taken: what is new, changed and gone is shown before it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from ui.explained import Explained
from ui.fixing.profile_change import Offer
from ui.theme import LARGE, MEDIUM
from ui.widgets.listing import EMPTY, Listing
from ui.widgets.parts import label
from ui.widgets.room import give_room
from ui.widgets.table import ListingView

if TYPE_CHECKING:
    pass

KINDS = {"new": "New", "changed": "Changed", "gone": "Gone"}
KEPT = "Kept as it is"


class OfferDialog(Explained):
    """Shows an offer. agreed: the user wants it."""

    topic = "fix#Your council's profile"

    agreed = Signal(object)

    def __init__(self, offer: Offer, parent: QWidget) -> None:
        super().__init__(parent)
        from cldvalidator.fixes.profile_differences import counted_differences

        self.setWindowTitle(offer.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = f"In your profile: {counted_differences(offer.differences)}."
        if offer.disagreements:
            count = len(offer.disagreements)
            words += f" Where the two differ ({count:,}), yours stays."
        self.sentence = label(words)
        self.entries = ListingView("What would change in the profile")
        lines = [(KINDS[d.kind], d.place, d.before, d.after) for d in offer.differences]
        lines += [(KEPT, d.place, d.mine, d.theirs) for d in offer.disagreements]
        columns = tuple(list(c) for c in zip(*lines, strict=True))
        headers = ("What", "Entry", "Your profile says", "The other says")
        self.entries.show_listing(Listing(headers, columns) if lines else EMPTY, stretch=1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(
            "Change the profile" if offer.differences else "Nothing to change",
            QDialogButtonBox.ButtonRole.AcceptRole,
        )
        self.go.setProperty("kind", "main")
        self.go.setEnabled(bool(offer.differences))
        self.go.clicked.connect(lambda _=False: self.agreed.emit(offer))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.sentence)
        layout.addWidget(self.entries, 1)
        layout.addWidget(buttons)
        give_room(self, 130, 31)
