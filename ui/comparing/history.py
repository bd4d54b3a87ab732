"""The history that was asked for: read in the background, kept while the window is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cldvalidator.problems import InputProblem
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.submissions.history import History
    from cldvalidator.task import Task

LANE, WRITING = "history", "history page"


class HistoryState(QObject):
    """Holds what the manifests of some folders say; it does not depend on the open file.

    changed: there is another history, or one is being read. saved: the path of a page.
    """

    changed = Signal()
    saved = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.places: tuple[Path, ...] = ()
        self.history: History | None = None
        workspace.jobs.fault.connect(lambda _: self.changed.emit())

    @property
    def reading(self) -> bool:
        """Whether manifests are being read."""
        return self._workspace.jobs.running(LANE)

    def choose(self, places: Sequence[Path]) -> None:
        """Read the manifests of folders, or manifests."""
        asked = tuple(places)
        self.places, self.history = asked, None

        def work(task: Task) -> History:
            from cldvalidator.submissions.history import read_history

            task.step("Reading the manifests")
            return read_history(*asked)

        def done(history: History) -> None:
            if self.places == asked:
                self.history = history
            self.changed.emit()

        self._workspace.jobs.start(
            LANE,
            work,
            done,
            stopped=lambda _: self.changed.emit(),
            changes_nothing=True,
            of_file=False,
        )
        self.changed.emit()

    def save(self, target: Path, seen: History | None, *, overwrite: bool) -> None:
        """Write the page of what was seen; refused when there is another history now."""
        history = self.history
        if history is None or history is not seen:
            self._workspace.tell(
                InputProblem(
                    "Nothing was written: the history that you saw is not the one there is now.",
                    "Look at the history, then save it again.",
                )
            )
            return

        def work(task: Task) -> Path:
            from cldvalidator.presentation.history_text import history_document
            from cldvalidator.storage.transaction import write_file

            content = history_document(history).html().encode()
            write_file(content, target, overwrite=overwrite)
            return target

        self._workspace.jobs.start(
            WRITING, work, self.saved.emit, writes=f"the history {target.name}"
        )
