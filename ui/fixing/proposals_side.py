"""The left side of Fix: which proposals are listed, and which of them are selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from ui.fixing.council_profile import CouncilProfile
from ui.fixing.price_bar import PriceBar
from ui.fixing.profile_bar import ProfileBar
from ui.fixing.proposal_pane import SURE, counted_cells
from ui.fixing.proposals import LEFT, Key, ProposalList
from ui.theme import SMALL
from ui.widgets.choice import Choice
from ui.widgets.parts import button, label, notice, row
from ui.widgets.room import AsHighAsNeeded, lines
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import Proposal


_NOTHING = ProposalList(), (), np.zeros(0, np.int64)


class ProposalsSide(AsHighAsNeeded):
    """Lists proposals of the certainty that is chosen; what is selected is kept by what it is.

    filter_changed: other proposals are to be listed. selected: the user has selected others.
    """

    filter_changed = Signal()
    selected = Signal()

    def __init__(self, workspace: Workspace, profile: CouncilProfile) -> None:
        super().__init__()
        self.listed = ProposalList()
        self._kept: tuple[ProposalList, tuple[Key, ...], npt.NDArray[np.int64]] = _NOTHING
        self._is_listing = False
        self.sure = Choice()
        for key, text in SURE.items():
            self.sure.addItem(text, key)
        self.sure.setMinimumContentsLength(20)
        self.sure.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.sure.setAccessibleName("Show proposals of this certainty")
        self.sure.currentIndexChanged.connect(lambda _: self.filter_changed.emit())
        self.proposals = ListingView("Proposals by value")
        self.proposals.setMinimumHeight(lines(self, 10))
        self.proposals.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self.summary = label("", "muted")
        self.select_all = button(
            "Select all", self._select_all, kind="link", hint="All that are listed (Ctrl+A)"
        )
        self.older = notice(
            "warning",
            "This file uses Release 1 values.",
            "Convert them first: most of the errors go at once.",
            beside=button("Convert ...", workspace.release_2_wanted.emit),
        )
        self.older.hide()
        self.prices = PriceBar(workspace)
        self.profile = ProfileBar(workspace, profile)
        self._lay_out()

    def _lay_out(self) -> None:
        side = QVBoxLayout(self)
        side.setContentsMargins(0, 0, SMALL, 0)
        side.setSpacing(SMALL)
        choose = row(label("Show", wrap=False), self.sure, spacing=SMALL)
        choose.setStretch(1, 1)
        side.addWidget(self.older)
        side.addLayout(choose)
        counted = row(self.summary, self.select_all, spacing=SMALL)
        counted.setStretch(0, 1)
        side.addLayout(counted)
        side.addWidget(self.proposals, 1)
        side.addWidget(self.prices)
        side.addWidget(self.profile)

    @property
    def shown(self) -> tuple[Proposal, ...]:
        """The proposals in the list: of the certainty chosen, or those that are left alone."""
        return self.listed.shown

    @property
    def wanted(self) -> str:
        """The certainty that is chosen; another list is being made while it is not the listed."""
        return str(self.sure.currentData())

    @property
    def shows_left(self) -> bool:
        """Whether the values are listed that are left as they are."""
        return self.listed.wanted == LEFT

    @property
    def chosen(self) -> npt.NDArray[np.int64]:
        """The places of the proposals that are selected."""
        chosen, rows = np.zeros(len(self.shown), bool), self.proposals.given_rows()
        if len(rows) != len(chosen):
            return np.zeros(0, np.int64)  # other proposals are about to be listed
        for part in self.proposals.selectionModel().selection().toList():
            chosen[rows[part.top() : part.bottom() + 1]] = True
        return np.flatnonzero(chosen)

    @property
    def keys(self) -> tuple[Key, ...]:
        """The values that are selected, each with its field."""
        return self.listed.keys_at(self.chosen)

    def take_over(self, earlier: ProposalsSide) -> None:
        """Keep which proposals are shown, and which is looked at."""
        self._kept = earlier.listed, earlier.keys, earlier.proposals.given_rows()
        self.sure.setCurrentIndex(earlier.sure.currentIndex())
        self.prices.take_over(earlier.prices)

    def let_go(self) -> None:
        """Forget what was selected: it belongs to the file before."""
        self.listed = ProposalList(wanted=self.wanted)
        self._kept = _NOTHING

    def show_list(self, listed: ProposalList) -> None:
        """List other proposals; what was selected stays so, or the next one that is there is."""
        if keys := self.keys:
            self._kept = self.listed, keys, self.proposals.given_rows()
        self.listed = listed
        self.proposals.show_listing(listed.listing, stretch=2)
        self.summary.setText(_summary(listed))
        self.select_all.setVisible(len(listed.shown) > 1)
        self._is_listing = True
        places = listed.places_after(*self._kept)
        self.proposals.select_rows(sorted(self.proposals.shown_rows(places).tolist()))
        self._is_listing = False
        self.prices.show_selected(self.keys)

    def _select_all(self) -> None:
        self.proposals.setFocus()
        self.proposals.selectAll()

    def _selected(self) -> None:
        if not self._is_listing:
            self.prices.show_selected(self.keys)
            self.selected.emit()


def _summary(listed: ProposalList) -> str:
    count, left = len(listed.shown), listed.left
    values = "value" if count == 1 else "values"
    words = f"{count:,} {values} in {counted_cells(int(listed.cells.sum()))}"
    if left and listed.wanted != LEFT:
        words += f"; {left:,} left as {'it is' if left == 1 else 'they are'}"
    return words
