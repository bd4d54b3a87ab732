"""Submit: a twin of the open file, about nobody, for support and training."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from cldvalidator.problems import Problem
from cldvalidator.storage.targets import submission_stem
from ui.announcing import announce
from ui.dialogs import agrees, where_to_save, with_ending
from ui.theme import MEDIUM, SMALL
from ui.widgets.parts import Card, button, clear, label, notice, plain_tip, row
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.jobs.twin import WrittenTwin
    from cldvalidator.review.opened import Opened
    from cldvalidator.task import Task

TITLE = "Make a twin file"
_ABOUT = (
    "A file about nobody that behaves like this one: for support, suppliers and training. A page "
    "beside it proves that nobody of your file is in it."
)


@dataclass(frozen=True)
class Outcome:
    """What became of a twin, as the card shows it. page: the proof, where there is one."""

    tone: str
    words: str
    more: str
    page: Path | None = None


class TwinCard(Card):
    """One button, and what became of it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._outcome: Outcome | None = None
        self._proof: QPushButton | None = None
        self._result = QVBoxLayout()
        self._result.setSpacing(SMALL)
        self.make = button(f"{TITLE} ...", self.ask_target, icon_name="file")
        super().__init__(
            label("A twin file", "heading"),
            label(_ABOUT, "muted"),
            row(self.make, None),
            self._result,
            spacing=MEDIUM,
        )
        self.setAccessibleName(TITLE)
        workspace.file_changed.connect(self._file_changed)

    def take_over(self, earlier: TwinCard) -> None:
        """Keep what became of the twin."""
        if earlier._outcome is not None:
            self._show(earlier._outcome)

    def _file_changed(self) -> None:
        self._outcome = None
        clear(self._result)
        self.make.setEnabled(not self._workspace.jobs.running("twin"))

    def ask_target(self) -> None:
        """Ask for a name, and make a twin of what is open."""
        opened, path = self._workspace.opened, self._workspace.path
        if opened is None or path is None or not self.make.isEnabled():
            return
        self.make.setFocus()  # so that what a twin is can be read beside the question
        offered = path.with_name(f"{submission_stem(path)}_twin.csv")
        chosen = where_to_save(self, TITLE, offered, "CSV (*.csv)")
        if chosen is not None:
            self.write_to(with_ending(chosen, ".csv"), opened)

    def write_to(self, target: Path, opened: Opened) -> None:
        """Write the twin; ask before other files are replaced. opened: what it was asked for."""
        from cldvalidator.jobs.twin import twin_files, write_twin

        there = [file.name for file in twin_files(target) if file.exists()]
        if there and not agrees(self, TITLE, plain_tip(f"Replace {', '.join(there)}?")):
            return

        def work(task: Task) -> WrittenTwin:
            return write_twin(opened, target, overwrite=bool(there), task=task)

        name = opened.extract.reading.name
        self.setFocus()  # no button that comes and goes with the work gets the keyboard
        self.make.setEnabled(False)
        self._outcome = None
        clear(self._result)
        self._workspace.jobs.start(
            "twin",
            work,
            partial(self._done, name),
            failed=self._failed,
            stopped=self._stopped,
            writes="the twin",
        )

    def _done(self, name: str, written: WrittenTwin) -> None:
        from cldvalidator.presentation.twin_text import near_sentence, verdict_of

        words = f"The twin of {name} is written: {written.path.name}."
        more = f"{verdict_of(written.proof)} {near_sentence(written.proof)}"
        self._tell(Outcome("good", words, more, written.page))

    def _failed(self, problem: Problem) -> None:
        self._tell(Outcome("error", problem.what, problem.advice))

    def _stopped(self, standing: str) -> None:
        self._tell(Outcome("warning", "Stopped.", standing or "Nothing was written."))

    def _tell(self, outcome: Outcome) -> None:
        """Show what became of it, and say it."""
        waited = self.hasFocus()
        self.make.setEnabled(True)
        announce(self, self._show(outcome))
        if waited:  # nobody has gone elsewhere: the result comes into view
            (self._proof or self.make).setFocus()

    def _show(self, outcome: Outcome) -> str:
        """Show what became of the twin; return how a screen reader says it."""
        self._outcome, self._proof = outcome, None
        clear(self._result)
        shown = notice(outcome.tone, outcome.words, outcome.more)
        self._result.addWidget(shown)
        if outcome.page is not None:
            page = QUrl.fromLocalFile(str(outcome.page))
            self._proof = button(
                "Open the proof",
                lambda: QDesktopServices.openUrl(page),
                kind="link",
                icon_name="open",
            )
            self._result.addLayout(row(self._proof, None))
        return shown.accessibleName()
