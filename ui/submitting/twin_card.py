"""Submit: a twin of the open file, about nobody, for support and training."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

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


class TwinCard(Card):
    """One button, and what became of it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._keyboard: QWidget | None = None
        """What had the keyboard when the twin was begun."""
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
        workspace.file_changed.connect(self._file_changed)

    def _file_changed(self) -> None:
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
        self.make.setEnabled(False)
        self._keyboard = QApplication.focusWidget()
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

        page = QUrl.fromLocalFile(str(written.page))
        show = button(
            "Open the proof", lambda: QDesktopServices.openUrl(page), kind="link", icon_name="open"
        )
        words = f"The twin of {name} is written: {written.path.name}."
        more = f"{verdict_of(written.proof)} {near_sentence(written.proof)}"
        self._show("good", words, more)
        self._result.addLayout(row(show, None))
        if self.isVisible() and QApplication.focusWidget() is self._keyboard:
            show.setFocus()  # nobody has gone elsewhere: what came of it is brought into view

    def _failed(self, problem: Problem) -> None:
        self._show("error", problem.what, problem.advice)

    def _stopped(self, standing: str) -> None:
        self._show("warning", "Stopped.", standing or "Nothing was written.")

    def _show(self, tone: str, words: str, more: str) -> None:
        self.make.setEnabled(True)
        clear(self._result)
        said = notice(tone, words, more)
        self._result.addWidget(said)
        announce(self, said.accessibleName())
