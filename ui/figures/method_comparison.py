"""The comparison of the two published methods, made of the figures when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cldvalidator.problems import Problem
from ui.workspace import Workspace

if TYPE_CHECKING:
    from datetime import date

    from cldvalidator.extract import Extract
    from cldvalidator.jobs.join import SetPreview
    from cldvalidator.jobs.preview import FilePreview
    from cldvalidator.jobs.preview_inputs import PreviewInputs
    from cldvalidator.measures.methods_compared import MethodsCompared
    from cldvalidator.task import Task

LANE = "methods compared"


@dataclass(frozen=True, eq=False)
class ComputedFigures:
    """Figures as they were computed: the records that they are of, and the user's inputs.

    of_set: the set that they are joined from, None for one file. as_of: the day the set is taken
    on.
    """

    preview: FilePreview
    extract: Extract
    inputs: PreviewInputs
    of_set: SetPreview | None
    as_of: date | None


class MethodComparison(QObject):
    """Compares the methods in the background, for the year and population of the figures.

    figures: the figures that are shown now, None for none. changed: the methods are being compared,
    have been, or could not be. problem: why they could not.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, figures: Callable[[], ComputedFigures | None]) -> None:
        super().__init__(workspace)
        self._jobs, self._figures = workspace.jobs, figures
        self.found: MethodsCompared | None = None
        self.problem: Problem | None = None

    @property
    def is_running(self) -> bool:
        """Whether the methods are being compared."""
        return self._jobs.running(LANE)

    def forget(self) -> None:
        """Drop the comparison, and one that is on its way: the figures it was of are gone."""
        self._jobs.drop(LANE)
        self.found = self.problem = None

    def compute(self) -> None:
        """Compare them, unless that is going on or there are no figures."""
        of = self._figures()
        if of is None or self.is_running:
            return
        activity = of.preview.has_activity

        def work(task: Task) -> MethodsCompared:
            from cldvalidator.jobs.join import compare_methods_of_set
            from cldvalidator.jobs.preview import compare_methods_of

            task.step("Comparing the methods")
            given = of.preview.inputs
            if of.of_set is not None:
                return compare_methods_of_set(
                    of.of_set.gathered, of.inputs, given, of.as_of, activity=activity, task=task
                )
            return compare_methods_of(of.extract, of.inputs, given, activity=activity, task=task)

        def done(found: MethodsCompared) -> None:
            self.found = found
            self.changed.emit()

        def stopped(_standing: str = "") -> None:
            self.changed.emit()

        def failed(problem: Problem) -> None:
            self.problem = problem
            self.changed.emit()

        self.problem = None
        self._jobs.start(LANE, work, done, failed=failed, stopped=stopped, changes_nothing=True)
        self.changed.emit()
