"""The state of the preview: the figures of the open file, and the user's inputs to them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from cldvalidator.problems import InputProblem, Problem
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.jobs.preview import FilePreview
    from cldvalidator.jobs.preview_inputs import PreviewInputs
    from cldvalidator.measures.methods_compared import MethodsCompared
    from cldvalidator.measures.preview import Previewed
    from cldvalidator.presentation.figure_sheets import MeasureSheets
    from cldvalidator.review.opened import Opened
    from cldvalidator.task import Task

LANE = "preview"
WRITING = "preview workbook"
COMPARING, LISTING = "methods compared", "person-level lists"
SUMMARY, INPUTS, STORY = "", "inputs", "story"
"""The entries beside the measures, which are shown by their id."""


STILL_WRITING = InputProblem(
    "Nothing was written: other figures are still being written.", "Wait, then save them again."
)


class PreviewState(QObject):
    """Computes the figures when they are asked for and holds them until the file changes.

    changed: there are other figures, none any more, or none to be had. shown_changed: another
    measure, or figures for sharing. behind_changed: a figure to look behind. saved: the path of a
    workbook that was written. compared_changed: the methods are being compared, or have been.
    lists_saved: the paths of the person-level lists.
    """

    changed = Signal()
    shown_changed = Signal()
    behind_changed = Signal()
    saved = Signal(object)
    compared_changed = Signal()
    lists_saved = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._inputs: PreviewInputs | None = None
        self.preview: FilePreview | None = None
        self.problem: Problem | None = None
        self.compared: MethodsCompared | None = None
        self.not_compared: Problem | None = None
        self.stopped = False
        self._of: Opened | None = None
        self.share = False
        self.entry = SUMMARY
        self.behind: tuple[Any, str] | None = None
        self.entered: dict[str, str] = {}
        """What was typed among the inputs and not applied yet, by the name of its box."""
        workspace.file_changed.connect(self._file_changed)
        workspace.checked.connect(self._checked)
        workspace.jobs.fault.connect(lambda _: self._stopped())

    @property
    def computing(self) -> bool:
        """Whether figures are being computed."""
        return self._workspace.jobs.running(LANE)

    @property
    def inputs(self) -> PreviewInputs:
        """What the user told."""
        if self._inputs is None:
            from cldvalidator.jobs.preview_inputs import PreviewInputs

            self._inputs = PreviewInputs()
        return self._inputs

    def sheets(self) -> dict[str, MeasureSheets]:
        """Return what is shown of each measure, for sharing or with exact figures."""
        if self.preview is None:
            return {}
        return dict(self.preview.shared_sheets if self.share else self.preview.sheets)

    def measures(self) -> tuple[Previewed, ...]:
        """Return the measures with the figures that are shown."""
        if self.preview is None:
            return ()
        return self.preview.shared if self.share else self.preview.previewed

    def _file_changed(self) -> None:
        self.entered.clear()
        if self._inputs is not None:
            self._inputs = replace(
                self._inputs, period_end=None, population=None, population_year=None
            )
        self.forget()

    def _checked(self) -> None:
        """Keep what is known of this very file: its findings may be told after it was shown."""
        if self._of is not self._workspace.opened:
            self.forget()

    def forget(self) -> None:
        """Drop the figures: they are of another file or of earlier findings."""
        self._workspace.jobs.drop(LANE)
        self._workspace.jobs.drop(COMPARING)
        self.compared = self.not_compared = None
        self.preview = self.problem = self.behind = None
        self.stopped = False
        self._of = None
        self.changed.emit()

    def want(self) -> None:
        """Compute the figures unless they are there, on their way, or cannot be had."""
        there = self.preview is not None or self.problem is not None or self.stopped
        if not there and not self.computing:
            self.compute()

    def set_inputs(self, inputs: PreviewInputs) -> None:
        """Compute the figures anew with what the user told."""
        self._inputs = inputs
        self.entered.clear()
        self.forget()
        self.compute()

    def compute(self) -> None:
        """Compute the figures in the background."""
        opened, told = self._workspace.opened, self._inputs
        if opened is None:
            return
        self.stopped = False
        self.problem = None
        self._of = opened

        def work(task: Task) -> FilePreview:
            task.step("Preparing the preview")
            from cldvalidator.jobs.preview import preview_file, remember_inputs
            from cldvalidator.jobs.preview_inputs import PreviewInputs

            inputs = told or PreviewInputs()
            remember_inputs(opened.extract, inputs)
            return preview_file(opened.extract, opened.result, inputs, task=task)

        def done(preview: FilePreview) -> None:
            self.preview = preview
            self.changed.emit()

        def failed(problem: Problem) -> None:
            self.problem = problem
            self.changed.emit()

        self._workspace.jobs.start(
            LANE, work, done, failed=failed, stopped=self._stopped, changes_nothing=True
        )
        self.changed.emit()

    def _stopped(self, _standing: str = "") -> None:
        if self.preview is None and not self.computing and self._workspace.opened is not None:
            self.stopped = True
            self.changed.emit()

    def show(self, entry: str) -> None:
        """Show a measure by id, the summary, or one of the tools."""
        if entry != self.entry:
            self.entry = entry
            self.behind = None
            self.shown_changed.emit()

    def set_share(self, share: bool) -> None:
        """Show figures that may be shared, or the exact ones."""
        self.share = share
        self.behind = None
        self.shown_changed.emit()

    def look_behind(self, key: tuple[Any, str]) -> None:
        """Show who and what is behind a figure. key: the figure and the side of it."""
        self.behind = key
        self.behind_changed.emit()

    @property
    def shown_figures(self) -> tuple[int, bool]:
        """What tells the figures that are shown from others: of which findings, for whom."""
        return id(self.preview), self.share

    def save(self, target: Path, *, overwrite: bool) -> None:
        """Write the workbook in the background; never over the file that is open."""
        preview, share, path = self.preview, self.share, self._workspace.path
        if preview is None:
            return
        if self._workspace.jobs.running(WRITING):
            self._workspace.tell(STILL_WRITING)
            return

        def work(task: Task) -> Path:
            from cldvalidator.jobs.preview import write_preview

            task.step("Writing the workbook")
            never = (path,) if path is not None else ()
            write_preview(preview, target, share=share, overwrite=overwrite, never=never)
            return target

        self._workspace.jobs.start(WRITING, work, self.saved.emit, writes="the figures")

    @property
    def path(self) -> Path | None:
        """Where the open file is."""
        return self._workspace.path

    @property
    def comparing(self) -> bool:
        """Whether the methods are being compared."""
        return self._workspace.jobs.running(COMPARING)

    @property
    def has_lists(self) -> bool:
        """Whether the method of the figures has person-level lists."""
        return self.preview is not None and (
            self.preview.processed.parameters.method.by_identifiers
        )

    def compare_methods(self) -> None:
        """Compare the methods in the background, for the year and population that were told."""
        opened, told, preview = self._workspace.opened, self.inputs, self.preview
        if opened is None or preview is None or self.comparing:
            return

        def work(task: Task) -> MethodsCompared:
            from cldvalidator.jobs.preview import compare_methods_of

            task.step("Comparing the methods")
            return compare_methods_of(opened.extract, told, preview.inputs, task=task)

        def done(compared: MethodsCompared) -> None:
            self.compared = compared
            self.compared_changed.emit()

        def stopped(_standing: str = "") -> None:
            self.compared_changed.emit()

        def failed(problem: Problem) -> None:
            self.not_compared = problem
            self.compared_changed.emit()

        self.not_compared = None
        self._workspace.jobs.start(
            COMPARING, work, done, failed=failed, stopped=stopped, changes_nothing=True
        )
        self.compared_changed.emit()

    def lists_there(self, folder: Path) -> list[Path]:
        """Return the files of a folder that the lists would replace."""
        from cldvalidator.measures.person_level import LISTS
        from cldvalidator.writing.person_level import person_level_files

        if self.preview is None:
            return []
        period = self.preview.processed.period
        files = person_level_files(folder, dict.fromkeys(LISTS, period))
        return [path for path in files.values() if path.exists()]

    def save_lists(self, folder: Path, *, overwrite: bool) -> None:
        """Write the person-level lists in the background; never over the file that is open."""
        preview, opened, path = self.preview, self._workspace.opened, self.path
        if preview is None or opened is None or self._workspace.jobs.running(LISTING):
            return

        def work(task: Task) -> list[Path]:
            from cldvalidator.jobs.preview import write_lists

            task.step("Writing the lists")
            never = (path,) if path is not None else ()
            return write_lists(preview, opened.extract, folder, overwrite=overwrite, never=never)

        self._workspace.jobs.start(
            LISTING, work, self.lists_saved.emit, writes="the person-level lists"
        )
