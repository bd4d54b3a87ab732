"""The state of the preview: the figures of the open file, and the user's inputs to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from cldvalidator.problems import InputProblem, Problem
from cldvalidator.wording import counted
from ui.figures.activity_tables import ActivityTables
from ui.figures.method_comparison import ComputedFigures, MethodComparison
from ui.joining.rows import RowsInGrid
from ui.joining.state import SetState
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.extract import Extract
    from cldvalidator.jobs.join import SetPreview
    from cldvalidator.jobs.preview import FilePreview
    from cldvalidator.jobs.preview_inputs import PreviewInputs
    from cldvalidator.measures.preview import Previewed
    from cldvalidator.presentation.figure_sheets import MeasureSheets
    from cldvalidator.published.comparison import Comparison
    from cldvalidator.task import Task

LANE = "preview"
WRITING = "preview workbook"
LISTING = "person-level lists"
SUMMARY, INPUTS, STORY, BESIDE, ACTIVITY = "", "inputs", "story", "beside", "activity"
PUBLISHED, PROOF = "published", "proof"
"""The entries beside the measures, which are shown by their id."""

STILL_WRITING = InputProblem(
    "Nothing was written: other figures are still being written.", "Wait, then save them again."
)


class PreviewState(QObject):
    """Computes the figures when they are asked for and holds them until what they are of changes.

    They are of the open file, or joined from the set of submissions (`is_joined`).

    changed: there are other figures, none any more, or none to be had. shown_changed: another
    measure, or figures for sharing. behind_changed: a figure to look behind. saved: the path of a
    workbook that was written. lists_saved: the paths of the person-level lists. earlier_wanted:
    earlier files are to be added.
    """

    changed = Signal()
    shown_changed = Signal()
    behind_changed = Signal()
    saved = Signal(object)
    lists_saved = Signal(object)
    earlier_wanted = Signal()

    def __init__(self, workspace: Workspace, sets: SetState) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.sets = sets
        self.is_joined = False
        self.of_set: SetPreview | None = None
        self._had_set = False
        self.rows = RowsInGrid(workspace, lambda: self.of_set)
        self._inputs: PreviewInputs | None = None
        self.preview: FilePreview | None = None
        self.problem: Problem | None = None
        self.methods = MethodComparison(workspace, self._computed)
        self.stopped = False
        self.activity = ActivityTables(workspace, lambda: self.preview)
        self.activity.added.connect(self._with_activity)
        self.activity.was_stopped.connect(self.shown_changed)
        self._of: object = None
        self.share = False
        self.entry = SUMMARY
        self.behind: tuple[Any, str] | None = None
        self.entered: dict[str, str] = {}
        """What was typed among the inputs and not applied yet, by the name of its box."""
        workspace.file_changed.connect(self._file_changed)
        workspace.checked.connect(self._checked)
        sets.changed.connect(self._set_changed)
        workspace.jobs.fault.connect(lambda _: self._stopped())

    @property
    def source(self) -> object:
        """What the figures are to be of, as it is now: the open file or the set; None for none."""
        if self.is_joined:
            return self.sets.version if self.sets.gathered is not None else None
        return self._workspace.opened

    @property
    def is_of_open_file(self) -> bool:
        """Whether the figures that are there are of the open file as it is now."""
        return (
            not self.is_joined and self.preview is not None and self._of is self._workspace.opened
        )

    @property
    def is_ready(self) -> bool:
        """Whether there is something to compute figures of, read to the end."""
        return self.source is not None and not (self.is_joined and self.sets.is_reading)

    @property
    def can_join(self) -> bool:
        """Whether there is a set to join."""
        return self.sets.gathered is not None

    @property
    def basis(self) -> str:
        """Say what the figures that are shown are of."""
        if self.of_set is not None:
            used = len(self.of_set.joined.used)
            return f"Joined from {counted(used, 'file')}"
        return "This file alone"

    def needs_earlier(self, item: Previewed) -> bool:
        """Whether a measure of one file looks back to months that the file does not have."""
        from cldvalidator.measures.preview import lacks_history

        preview = self.preview
        if preview is None or self.of_set is not None:
            return False
        return any(lacks_history(item.measure, preview.processed, r.period) for r in item.results)

    @property
    def extract(self) -> Extract | None:
        """The records that the figures are of."""
        if self.of_set is not None:
            return self.of_set.joined.processed.read
        opened = self._workspace.opened
        return opened.extract if opened is not None else None

    def show_joined(self, joined: bool) -> None:
        """Show the figures of the set, or those of the open file alone."""
        if joined != self.is_joined:
            self.is_joined = joined
            self.forget()

    def _set_changed(self) -> None:
        """Let go of joined figures when the set is not what it was; begin with them."""
        there = self.can_join
        if there and not self._had_set:
            self.is_joined = True
            self.forget()
        elif self.is_joined and not there:
            self.is_joined = False
            self.forget()
        elif self.is_joined and self._of is not None and self._of is not self.sets.version:
            self.forget()
        self._had_set = there

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
        if self.is_joined:
            return replace(self._inputs, period_end=self.sets.year_end)
        return self._inputs

    def sheets(self) -> dict[str, MeasureSheets]:
        """Return what is shown of each measure, for sharing or with exact figures."""
        if self.preview is None:
            return {}
        return dict(self.preview.shared_sheets if self.share else self.preview.sheets)

    def beside_published(self) -> tuple[Comparison, ...]:
        """Return the figures that are shown beside published ones."""
        if self.preview is None:
            return ()
        return self.preview.shared_compared if self.share else self.preview.compared

    def measures(self) -> tuple[Previewed, ...]:
        """Return the measures with the figures that are shown."""
        if self.preview is None:
            return ()
        return self.preview.shared if self.share else self.preview.previewed

    def _file_changed(self) -> None:
        if self.is_joined:
            return
        self.entered.clear()
        if self._inputs is not None:
            self._inputs = replace(
                self._inputs, period_end=None, population=None, population_year=None
            )
        self.forget()

    def _checked(self) -> None:
        """Keep what is known of this very file: its findings may be told after it was shown."""
        if not self.is_joined and self._of is not self._workspace.opened:
            self.forget()

    def forget(self) -> None:
        """Drop the figures: they are of another file or of earlier findings."""
        self._workspace.jobs.drop(LANE)
        self.activity.forget()
        self.methods.forget()
        self.preview = self.problem = self.behind = self.of_set = None
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
        if self.is_joined:
            self.sets.set_year(inputs.period_end)
        self.forget()
        self.compute()

    def compute(self) -> None:
        """Compute the figures in the background."""
        source, inputs = self.source, self.inputs
        if source is None or not self.is_ready:
            return
        self.stopped = False
        self.problem = None
        self._of = source
        work = self._work_on_set(inputs) if self.is_joined else self._work_on_file(inputs)

        def done(found: tuple[SetPreview | None, FilePreview]) -> None:
            if self._of is source:
                self.of_set, self.preview = found
            self.changed.emit()

        def failed(problem: Problem) -> None:
            self.problem = problem
            self.changed.emit()

        self._workspace.jobs.start(
            LANE,
            work,
            done,
            failed=failed,
            stopped=self._stopped,
            changes_nothing=True,
            of_file=not self.is_joined,
        )
        self.changed.emit()

    def _work_on_file(self, inputs: PreviewInputs) -> Callable[[Task], tuple[None, FilePreview]]:
        opened = self._workspace.opened
        assert opened is not None

        def work(task: Task) -> tuple[None, FilePreview]:
            task.step("Preparing the preview")
            from cldvalidator.jobs.preview import preview_file, remember_inputs

            remember_inputs(opened.extract, inputs)
            return None, preview_file(opened.extract, opened.result, inputs, task=task)

        return work

    def _work_on_set(
        self, inputs: PreviewInputs
    ) -> Callable[[Task], tuple[SetPreview, FilePreview]]:
        gathered, as_of = self.sets.gathered, self.sets.as_of
        known = self.sets.checked
        assert gathered is not None

        def work(task: Task) -> tuple[SetPreview, FilePreview]:
            task.step("Preparing the preview")
            from cldvalidator.jobs.join import preview_set
            from cldvalidator.jobs.preview import remember_inputs

            remember_inputs(gathered.reads[-1].extract, inputs)
            found = preview_set(gathered, inputs, as_of, checked=known, task=task)
            known.update(found.checks)
            return found, found.preview

        return work

    def _with_activity(self, found: FilePreview) -> None:
        self.preview = found
        self.changed.emit()

    def _stopped(self, _standing: str = "") -> None:
        if self.preview is None and not self.computing and self.source is not None:
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
        preview, share, of_set = self.preview, self.share, self.of_set
        never = self.never
        if preview is None:
            return
        if self._workspace.jobs.running(WRITING):
            self._workspace.tell(STILL_WRITING)
            return

        def work(task: Task) -> Path:
            from cldvalidator.jobs.preview import write_preview

            task.step("Writing the workbook")
            about = of_set.about if of_set is not None else ()
            write_preview(
                preview, target, share=share, overwrite=overwrite, never=never, about=about
            )
            return target

        self._workspace.jobs.start(WRITING, work, self.saved.emit, writes="the figures")

    @property
    def path(self) -> Path | None:
        """Where the file is that the figures are of; of a set, the one imported last."""
        if self.is_joined and self.sets.gathered is not None:
            return self.sets.gathered.set.submissions[-1].path
        return self._workspace.path

    @property
    def never(self) -> tuple[Path, ...]:
        """The files that nothing may replace."""
        opened = () if self._workspace.path is None else (self._workspace.path,)
        members = self.of_set.gathered.set.submissions if self.of_set is not None else ()
        return (*opened, *(s.path for s in members))

    @property
    def has_lists(self) -> bool:
        """Whether the method of the figures has person-level lists."""
        return self.preview is not None and (
            self.preview.processed.parameters.method.by_identifiers
        )

    def _computed(self) -> ComputedFigures | None:
        extract, preview = self.extract, self.preview
        if extract is None or preview is None:
            return None
        return ComputedFigures(preview, extract, self.inputs, self.of_set, self.sets.as_of)

    def lists_there(self, folder: Path) -> list[Path]:
        """Return the files of a folder that the lists would replace."""
        from cldvalidator.measures.person_level import list_names
        from cldvalidator.writing.person_level import person_level_files

        if self.preview is None:
            return []
        files = person_level_files(folder, list_names(self.preview.previewed))
        return [path for path in files.values() if path.exists()]

    def save_lists(self, folder: Path, *, overwrite: bool) -> None:
        """Write the person-level lists in the background; never over the file that is open."""
        preview, extract, never = self.preview, self.extract, self.never
        council = self.of_set.council if self.of_set is not None else None
        if preview is None or extract is None or self._workspace.jobs.running(LISTING):
            return

        def work(task: Task) -> list[Path]:
            from cldvalidator.jobs.preview import write_lists

            task.step("Writing the lists")
            return write_lists(
                preview, extract, folder, overwrite=overwrite, never=never, council=council
            )

        self._workspace.jobs.start(
            LISTING, work, self.lists_saved.emit, writes="the person-level lists"
        )
