"""The answers of teams, looked at before anything changes: what fits, what does not and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from ui.announcing import announce
from ui.explained import Explained
from ui.fixing.team_answers import Review, TeamAnswers
from ui.grid.model import MASK
from ui.theme import LARGE, MEDIUM
from ui.widgets.listing import Listing
from ui.widgets.parts import button, label, notice
from ui.widgets.room import give_room
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes.answers import AnswerFate
    from cldvalidator.problems import Problem
    from cldvalidator.task import Task

LANE = "answer prices"
HEADERS = ("Cell", "Found", "Becomes", "Who answers", "What becomes of it")


class AnswersDialog(Explained):
    """Lists each right value with who gives it; those that are not applied first."""

    topic = "fix#Answers of the teams"

    def __init__(
        self, workspace: Workspace, answers: TeamAnswers, review: Review, parent: QWidget
    ) -> None:
        from cldvalidator.presentation.answers_text import more_sentences, summary
        from cldvalidator.wording import counted

        super().__init__(parent)
        self.setWindowTitle("Answers of the teams")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._answers, self._review = workspace, answers, review
        self._file, self._opened = workspace.file, workspace.opened
        self._fates = [*review.answers.left, *review.answers.fitting]
        self._effects: dict[AnswerFate, str] = {}
        fits = len(review.answers.fitting)
        self.words = label(f"{summary(review.answers)} Nothing changes until you agree.")
        self.more = label("\n".join(more_sentences(review.answers)), "muted")
        self.more.setVisible(bool(self.more.text()))
        self.effect = label("", "strong")
        self.effect.hide()
        self.list = ListingView("Answers and what becomes of them")
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._count())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        roles = QDialogButtonBox.ButtonRole
        self.price = button("What would they move?", self.begin_pricing)
        self.some = button("Accept the selected", self._agree_to_some)
        self.go = button(
            f"Accept {counted(fits, 'value')}" if fits else "Nothing to accept",
            self._agree,
            kind="main",
        )
        buttons.addButton(self.price, roles.ActionRole)
        buttons.addButton(self.some, roles.ActionRole)
        buttons.addButton(self.go, roles.ActionRole)
        for part in (self.go, self.price):
            part.setEnabled(bool(fits))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.words)
        if review.is_other:
            layout.addWidget(
                notice(
                    "warning",
                    "These workbooks are about another file than the one that is open.",
                    "Values are taken only where the same row still holds the same value.",
                )
            )
        layout.addWidget(self.list, 1)
        layout.addWidget(self.more)
        layout.addWidget(self.effect)
        layout.addWidget(buttons)
        give_room(self, 160, 37)
        workspace.file_changed.connect(self.reject)
        workspace.hidden_changed.connect(self._list)
        self._list()
        self.list.setFocus()

    def _list(self) -> None:
        lines = [self._line(fate) for fate in self._fates]
        self.list.show_listing(
            Listing(
                HEADERS,
                tuple(list(c) for c in zip(*lines, strict=True)) or tuple([] for _ in HEADERS),
                marks=["warning" if fate.why else "" for fate in self._fates],
                keys=self._fates,
            ),
            stretch=4,
        )
        self._count()

    def _line(self, fate: AnswerFate) -> tuple[str, ...]:
        change, field = fate.change, fate.line.key.field
        row = change.source_row if change is not None else fate.line.key.row
        hidden = self._workspace.covered(field)
        found = change.found if change is not None else ""
        found, written = (MASK if hidden and text else text for text in (found, fate.written))
        reason = change.why if change is not None else fate.line.because
        becomes = self._effects.get(fate, "Changes 1 cell.")
        because = f"Why: {MASK if hidden else reason}" if reason else ""
        what = fate.why or f"{becomes} {because}".strip()
        return f"Row {row:,}: {field}", found, written or "blank", fate.who, what

    @property
    def _selected(self) -> list[AnswerFate]:
        """The answers that are selected and fit."""
        keys = self.list.listing_model.listing.keys
        places = {index.row() for index in self.list.selectionModel().selectedRows()}
        return [keys[place] for place in sorted(places) if not keys[place].why]

    def _count(self) -> None:
        count = len(self._selected)
        self.some.setText(f"Accept the {count:,} selected" if count else "Accept the selected")
        self.some.setEnabled(bool(count))

    def begin_pricing(self) -> None:
        """Try each value on the national figures, and all together; nothing changes."""
        space, opened, fitting = self._workspace, self._opened, self._review.answers.fitting
        if opened is None or space.opened is not opened:
            return
        each = [[fate.change] for fate in fitting if fate.change is not None]

        def work(task: Task) -> list[str]:
            from cldvalidator.jobs.price import effects

            return effects(opened, [*each, [change for (change,) in each]], task=task)

        def done(found: list[str]) -> None:
            *of_each, together = found
            self._effects = dict(zip(fitting, of_each, strict=True))
            self._say(f"All together: {together}")
            self._list()

        def failed(problem: Problem) -> None:
            self._say(f"Not priced. {problem.what}")

        self.price.setEnabled(False)
        self._say("Trying each answer on the national figures...")
        space.jobs.start(LANE, work, done, failed=failed, changes_nothing=True)

    def _say(self, words: str) -> None:
        self.effect.setText(words)
        self.effect.show()
        announce(self, words)

    def _agree(self) -> None:
        self._answers.accept(self._review, self._review.answers.fitting, of=self._file)
        self.accept()

    def _agree_to_some(self) -> None:
        if selected := self._selected:
            self._answers.accept(self._review, selected, of=self._file)
            self.accept()

    def done(self, result: int) -> None:
        """Let go of a pricing that goes on."""
        self._workspace.jobs.drop(LANE)
        super().done(result)
