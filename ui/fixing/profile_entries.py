"""Entries of one kind of the council's profile: a list, and a form for the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from ui.fixing.council_profile import CouncilProfile, InFile
from ui.theme import MEDIUM, SMALL
from ui.widgets.listing import Listing
from ui.widgets.parts import button, label, row
from ui.widgets.table import ListingView

STANDINGS = {
    "used": "Used",
    "not needed": "Not needed any more",
    "contradicts": "Not used",
    "not listed": "Not used: no longer in the list",
    "no such field": "Not used: no longer a field with a list",
}


def state_of(why_unused: str) -> str:
    """Return the state of an entry that is used unless something says why not."""
    return f"Not used: {why_unused}" if why_unused else STANDINGS["used"]


class Entries(QWidget):
    """Entries of one kind: a list, and below it the one that is chosen, to change or forget."""

    title = ""
    sentence = ""

    def __init__(self, profile: CouncilProfile) -> None:
        super().__init__()
        self._profile = profile
        self.entries = ListingView(self.title)
        self.entries.selectionModel().currentRowChanged.connect(
            lambda index, _: self._show(index.row())
        )
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find")
        self.search.setAccessibleName(f"Find in {self.title}")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self.refresh())
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(MEDIUM)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.keep = button("Keep", self.keep_entry, kind="main")
        self.forget = button("Forget", self.forget_entry)
        for made in (self.keep, self.forget):
            made.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.setSpacing(MEDIUM)
        layout.addWidget(label(self.sentence, "muted"))
        layout.addWidget(self.search)
        layout.addWidget(self.entries, 1)
        layout.addLayout(self.form)
        self._buttons = row(self.keep, self.forget, None, spacing=SMALL)
        layout.addLayout(self._buttons)

    def _add(self, words: str, part: QWidget) -> None:
        part.setAccessibleName(words)
        self.form.addRow(words, part)

    @property
    def _chosen(self) -> Any:
        return self.entries.key_at(self.entries.currentIndex().row())

    def refresh(self) -> None:
        """List the entries anew; stay where the list was."""
        now = self._profile.now
        wanted = self.search.text().strip().casefold()
        lines = [] if now is None else self.lines(now)
        shown = [
            (key, texts)
            for key, *texts in lines
            if any(wanted in str(text).casefold() for text in texts)
        ]
        here, chosen = max(0, self.entries.currentIndex().row()), self._chosen
        columns = tuple(zip(*(texts for _, texts in shown), strict=True)) if shown else ()
        headers = self.headers()
        self.entries.show_listing(
            Listing(headers, columns or tuple(() for _ in headers), keys=[k for k, _ in shown]),
            stretch=1,
        )
        if shown and not self.entries.select_key(chosen):
            self.entries.selectRow(min(here, len(shown) - 1))
        self._show(self.entries.currentIndex().row() if shown else -1)

    def _show(self, _: int) -> None:
        self.show_entry(self._chosen)

    def headers(self) -> tuple[str, ...]:
        """Return the headers of the list."""
        raise NotImplementedError

    def lines(self, now: InFile) -> Sequence[tuple[Any, ...]]:
        """Return for each entry its key, and a text or number for each header."""
        raise NotImplementedError

    def show_entry(self, key: Any) -> None:
        """Fill the form with an entry; empty it for None."""
        raise NotImplementedError

    def keep_entry(self) -> None:
        """Keep what stands in the form."""
        raise NotImplementedError

    def forget_entry(self) -> None:
        """Take the chosen entry out of the profile."""
        raise NotImplementedError
