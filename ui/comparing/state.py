"""The comparison of the open file with an earlier one: made when asked for, dropped when stale."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cldvalidator.problems import InputProblem, Problem
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.review.opened import Opened
    from cldvalidator.submissions.compare_result import Compared
    from cldvalidator.submissions.waterfall import Waterfall
    from cldvalidator.task import Task

LANE, FIGURES, WRITING = "comparison", "compared figures", "comparison workbook"


class ComparisonState(QObject):
    """Holds the earlier file and what it says beside the open one, as long as both stay the same.

    changed: there is another comparison, none any more, or none to be had. figures_changed: the
    figures are being computed, or have been. saved: the path of a workbook that was written.
    """

    changed = Signal()
    figures_changed = Signal()
    saved = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.path: Path | None = None
        self._earlier: Opened | None = None
        self.compared: Compared | None = None
        self.figures: Waterfall | None = None
        self.problem: Problem | None = None
        self.stopped = False
        self._of: object = None
        workspace.file_changed.connect(self._file_changed)
        workspace.checked.connect(self._checked)
        workspace.jobs.fault.connect(lambda _: self._stopped())

    @property
    def comparing(self) -> bool:
        """Whether the files are being compared."""
        return self._workspace.jobs.running(LANE)

    @property
    def computing(self) -> bool:
        """Whether the figures are being computed."""
        return self._workspace.jobs.running(FIGURES)

    def choose(self, path: Path) -> None:
        """Compare with another earlier file."""
        self._forget()
        self.path, self._earlier = path, None
        self.compare()

    def want(self) -> None:
        """Compare if an earlier file was chosen and nothing is there or on its way."""
        there = self.compared is not None or self.problem is not None or self.stopped
        if self.path is not None and not there and not self.comparing:
            self.compare()

    def compare(self) -> None:
        """Compare the files in the background."""
        later, path, earlier = self._workspace.opened, self.path, self._earlier
        if later is None or path is None:
            return
        self._of, self.problem, self.stopped = later, None, False

        def work(task: Task) -> tuple[Opened, Compared]:
            from cldvalidator.jobs.compare import compare_opened, open_earlier

            before = earlier or open_earlier(path, task=task)
            return before, compare_opened(before, later, task=task)

        def done(found: tuple[Opened, Compared]) -> None:
            self._earlier, self.compared = found
            self.changed.emit()

        def failed(problem: Problem) -> None:
            self.problem = problem
            self.changed.emit()

        self._workspace.jobs.start(
            LANE,
            work,
            done,
            failed=failed,
            stopped=lambda _: self._stopped(),
            changes_nothing=True,
        )
        self.changed.emit()

    def compute_figures(self) -> None:
        """Compute the figures before and after in the background."""
        compared = self.compared
        if compared is None:
            return

        def work(task: Task) -> Waterfall:
            from cldvalidator.jobs.compare import movement_of_figures

            return movement_of_figures(compared, task=task)

        def done(figures: Waterfall) -> None:
            if self.compared is compared:
                self.figures = figures
            self.figures_changed.emit()

        def failed(problem: Problem) -> None:
            self._workspace.tell(problem)
            self.figures_changed.emit()

        self._workspace.jobs.start(
            FIGURES,
            work,
            done,
            failed=failed,
            stopped=lambda _: self.figures_changed.emit(),
            changes_nothing=True,
        )
        self.figures_changed.emit()

    def save(self, target: Path, seen: Compared | None, *, overwrite: bool) -> None:
        """Write the workbook of what was seen; refused when the comparison is another now."""
        compared, figures = self.compared, self.figures
        if compared is None or compared is not seen:
            self._workspace.tell(
                InputProblem(
                    "Nothing was written: the comparison that you saw is not that of the file now.",
                    "Look at the comparison, then save it again.",
                )
            )
            return

        def work(task: Task) -> Path:
            from cldvalidator.writing.comparison_workbook import write_comparison

            write_comparison(compared, target, moved=figures, overwrite=overwrite)
            return target

        self._workspace.jobs.start(
            WRITING, work, self.saved.emit, writes=f"the comparison {target.name}"
        )

    def _file_changed(self) -> None:
        self.path = self._earlier = None
        self._forget()

    def _checked(self) -> None:
        """Drop what was said of the file as it was before a change."""
        if self._of is not self._workspace.opened:
            self._forget()

    def _forget(self) -> None:
        self._workspace.jobs.drop(LANE)
        self._workspace.jobs.drop(FIGURES)
        self.compared = self.figures = self.problem = self._of = None
        self.stopped = False
        self.changed.emit()

    def _stopped(self) -> None:
        if self.compared is None and self.path is not None:
            self.stopped = True
        self.changed.emit()
