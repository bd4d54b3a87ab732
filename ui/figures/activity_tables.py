"""The tables of the activity report, which are added to the figures when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.jobs.preview import FilePreview
    from cldvalidator.task import Task

LANE = "activity tables"


class ActivityTables(QObject):
    """Adds the tables to figures; what comes when those are gone is dropped.

    figures: the figures that are shown now, None for none. added: the figures with the tables.
    was_stopped: the user stopped the work, so that the tables have to be asked for again.
    """

    added = Signal(object)
    was_stopped = Signal()

    def __init__(self, workspace: Workspace, figures: Callable[[], FilePreview | None]) -> None:
        super().__init__(workspace)
        self._jobs, self._figures = workspace.jobs, figures
        self.stopped = False

    @property
    def are_there(self) -> bool:
        """Whether they are among the figures."""
        figures = self._figures()
        return figures is not None and figures.has_activity

    def forget(self) -> None:
        """Drop what is on its way: the figures that it was for are gone."""
        self._jobs.drop(LANE)
        self.stopped = False

    def compute(self) -> None:
        """Compute them in the background, unless they are there or on their way."""
        of = self._figures()
        if of is None or of.has_activity or self._jobs.running(LANE):
            return
        self.stopped = False

        def work(task: Task) -> FilePreview:
            task.step("Calculating the tables of the activity report")
            from cldvalidator.jobs.preview import with_activity

            return with_activity(of, task=task)

        def done(found: FilePreview) -> None:
            if self._figures() is of:
                self.added.emit(found)

        def stopped(_standing: str = "") -> None:
            self.stopped = True
            self.was_stopped.emit()

        # They go with the figures, which are of the open file or of a set.
        self._jobs.start(LANE, work, done, stopped=stopped, changes_nothing=True, of_file=False)
