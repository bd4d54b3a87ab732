"""What each decision does to the national figures: asked for, and of this version of the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.announcing import announce
from ui.fixing.proposals import Key, key_of
from ui.theme import SMALL, TIGHT
from ui.widgets.parts import button, label, row, show_in_place
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes.prices import Price, Prices
    from cldvalidator.problems import Problem
    from cldvalidator.review.opened import Opened
    from cldvalidator.task import Task

LANE = "prices"
NOT_YET = "Effect on national figures: not priced yet."
SINCE = "Effect on national figures: not priced since the last change."
ANEW = "Pricing every decision again after your change ..."
WORKING = "Trying each decision on the national figures..."
STOPPED = "Stopped. The decisions are not priced."
SHOW, HIDE = "Show the plan", "Hide the plan"


class PriceBar(QWidget):
    """A sentence, and a button that tries every decision; then what comes first, and why.

    Of the plan only the first sentence is there until more is wanted: the list needs the room.

    Prices belong to the very version of the file that they were computed from: after any change
    they are gone, and the file is priced anew if it was before. changed: other prices are known, or
    none any more.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._asked: Opened | None = None
        self._of: Opened | None = None
        self._prices: Prices | None = None
        self._by_key: dict[Key, Price] = {}
        self._is_kept_up = False
        """Whether the file is priced anew after each change: once it was, until it is stopped."""
        self._words = self._plan = ""
        self.message = label("", "muted")
        self.more = button(SHOW, self._turn, kind="link", hint="The decisions to begin with")
        self.selected = label("")
        self.price = button(
            "Price every fix",
            self.begin,
            hint="Tries each decision and shows which national figures it moves. Nothing changes.",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        beside = row(self.message, self.price, self.more, spacing=SMALL)
        beside.setStretch(0, 1)
        beside.setAlignment(self.more, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.selected)
        layout.addLayout(beside)
        workspace.file_changed.connect(self._file_changed)
        workspace.checked.connect(self._checked)
        self._say(NOT_YET)

    @property
    def known(self) -> Prices | None:
        """The prices of the file as it is now; None where it is not priced."""
        return self._prices if self._of is self._workspace.opened else None

    def short(self) -> Mapping[Key, str]:
        """Return the price of each value in a word or two; empty where the file is not priced."""
        if self.known is None:
            return {}
        from cldvalidator.presentation.price_text import short_text

        return {key: short_text(price) for key, price in self._by_key.items()}

    def take_over(self, earlier: PriceBar) -> None:
        """Keep the prices that are known, or what is said instead."""
        if earlier._prices is not None and earlier.known is not None:
            self._take(self._workspace.opened, earlier._prices, aloud=False)
        else:
            self._say(earlier._words)

    def begin(self) -> None:
        """Try every decision, off the window's thread."""
        self._begin(WORKING, aloud=True)

    def _begin(self, words: str, *, aloud: bool) -> None:
        space = self._workspace
        opened = space.opened
        if opened is None or space.jobs.running(LANE):
            return

        def work(task: Task) -> Prices:
            from cldvalidator.jobs.price import price_file

            return price_file(opened, task=task)

        def done(prices: Prices) -> None:
            if space.opened is opened:
                self._take(opened, prices, aloud=aloud)
            else:  # changed a moment ago, and not told of it yet
                self._forget(SINCE)

        def failed(problem: Problem) -> None:
            self._is_kept_up = False
            self._forget(f"Not priced. {problem.what} {problem.advice}")

        self._forget(words)
        self._asked = opened
        if self.price.hasFocus():
            self.focusPreviousChild()  # else it goes to the next button, which keeps decisions
        self.price.setEnabled(False)
        space.jobs.start(
            LANE,
            work,
            done,
            failed=failed,
            stopped=self._stopped,
            changes_nothing=True,
        )

    def _stopped(self, _: object) -> None:
        self._is_kept_up = False
        self._forget(STOPPED)

    def show_selected(self, keys: tuple[Key, ...]) -> None:
        """Say what the value does that is selected; nothing of several, or where it is unknown."""
        price = self._by_key.get(keys[0]) if len(keys) == 1 and self.known is not None else None
        if price is not None:
            from cldvalidator.presentation.price_text import price_text

            self.selected.setText(price_text(price))
        else:
            self.selected.clear()
        self.selected.setVisible(price is not None)

    def _take(self, opened: Opened | None, prices: Prices, *, aloud: bool = True) -> None:
        from cldvalidator.presentation.price_text import plan_sentences

        self._asked, self._of, self._prices = None, opened, prices
        self._is_kept_up = True
        self._by_key = {key_of(p.proposal): p for p in prices.prices if p.proposal is not None}
        period, method = prices.processed.period, prices.processed.parameters.method.name
        about = f"Year to {period.last:%d/%m/%Y}, method of {method}."
        first, *others = plan_sentences(prices.plan)
        plan = " ".join([first, *others, about])
        self._say(first, plan)
        self.price.hide()
        if aloud:
            announce(self, plan)
        self.changed.emit()

    def _file_changed(self) -> None:
        self._workspace.jobs.drop(LANE)
        self._is_kept_up = False
        self._forget(NOT_YET)

    def _checked(self) -> None:
        """Let go of prices of the file before a change."""
        now = self._workspace.opened
        if any(of is not None and of is not now for of in (self._asked, self._of)):
            self._workspace.jobs.drop(LANE)
            self._forget(SINCE)
            if self._is_kept_up:
                self._begin(ANEW, aloud=False)
        elif self._asked is None:
            self._enable()

    def _forget(self, words: str) -> None:
        had = self._prices is not None
        self._asked = self._of = self._prices = None
        self._by_key = {}
        self._say(words)
        self.show_selected(())
        self.price.show()
        self._enable()
        if had:
            self.changed.emit()

    def _enable(self) -> None:
        self.price.setEnabled(self._workspace.opened is not None)

    def _turn(self) -> None:
        """Show the whole plan, or its first sentence; the next file's is shown in the same way."""
        preferences = self._workspace.preferences
        preferences.whole_plan = not preferences.whole_plan
        preferences.save()
        self._say(self._words, self._plan)

    def _say(self, words: str, plan: str = "") -> None:
        """Say something; plan: all there is to it, where that is a plan."""
        self._words, self._plan = words, plan
        whole = bool(plan) and self._workspace.preferences.whole_plan
        self.message.setText(plan if whole else words)
        self.more.setText(HIDE if whole else SHOW)
        show_in_place(self.more, bool(plan))
        self.selected.setVisible(bool(self.selected.text()))
