"""The comparison of the open file with an earlier one: made when asked for, dropped when stale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Form:
    """A form that a comparison is saved in. words: on the button; kind: of its files."""

    words: str
    ending: str
    kind: str
    with_values: bool = False


FORMS = (
    Form("Excel workbook, with values ...", ".xlsx", "Excel workbook (*.xlsx)", with_values=True),
    Form("Excel workbook, without values ...", ".xlsx", "Excel workbook (*.xlsx)"),
    Form("Web page, without values ...", ".html", "Web page (*.html)"),
    Form("JSON, counts only ...", ".json", "JSON (*.json)"),
)


class ComparisonState(QObject):
    """Holds the earlier file and what it says beside the open one, as long as both stay the same.

    changed: there is another comparison, none any more, or none to be had. figures_changed: the
    figures are being computed, or have been. saved: the path of what was written.

    older: files before the earlier one, which tell events that are back from new ones. answers:
    workbooks of teams, for their promises. methods: by which the figures of the earlier and the
    later file are made, None for the newest.
    """

    changed = Signal()
    figures_changed = Signal()
    saved = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.path: Path | None = None
        self.older: tuple[Path, ...] = ()
        self.answers: tuple[Path, ...] = ()
        self.methods: tuple[str, str] | None = None
        self._earlier: Opened | None = None
        self._opened_older: dict[Path, Opened] = {}
        self.compared: Compared | None = None
        self.figures: Waterfall | None = None
        self.problem: Problem | None = None
        self.stopped = False
        self._of: object = None
        workspace.file_changed.connect(self._file_changed)
        workspace.checked.connect(self._checked)
        workspace.jobs.fault.connect(lambda _: self._stopped())

    @property
    def later_path(self) -> Path | None:
        """Where the open file is."""
        return self._workspace.path

    def of(self, opened: object) -> Compared | None:
        """Return the comparison of a file as it is now; None if there is none of it."""
        return self.compared if self._of is opened else None

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
        self.older, self._opened_older, self.answers = (), {}, ()
        self.compare()

    def choose_reading(self, earlier: Opened) -> None:
        """Compare with the open file as it was read before; the disk has it no longer."""
        self._forget()
        self.path, self._earlier = earlier.extract.reading.path, earlier
        self.older, self._opened_older, self.answers = (), {}, ()
        self.compare()

    def choose_older(self, paths: Sequence[Path]) -> None:
        """Compare with the same earlier file, and with these files before it."""
        self._forget()
        self.older = tuple(paths)
        self.compare()

    @property
    def answers_folder(self) -> Path | None:
        """Where answers were last, in this run; else where the earlier file is."""
        beside = self.path.parent if self.path is not None else None
        return self._workspace.answers_folder or beside

    def choose_answers(self, paths: Sequence[Path]) -> None:
        """Compare anew, and say which promises of teams came true. paths: their workbooks."""
        self._forget()
        self.answers = tuple(paths)
        if paths:
            self._workspace.answers_folder = paths[0].parent
        self.compare()

    def choose_methods(self, earlier: str, later: str) -> None:
        """Compute the figures by these methods."""
        if (earlier, later) == self.methods:
            return
        self.methods = (earlier, later)
        self._workspace.jobs.drop(FIGURES)
        self.figures = None
        if self.compared is not None:
            self.compute_figures()

    def want(self) -> None:
        """Compare if an earlier file was chosen and nothing is there or on its way."""
        there = self.compared is not None or self.problem is not None or self.stopped
        if self.path is not None and not there and not self.comparing:
            self.compare()

    def compare(self) -> None:
        """Compare the files in the background."""
        later, path = self._workspace.opened, self.path
        earlier = self._earlier
        if later is not None and earlier is not None and earlier.result.local != later.result.local:
            earlier = None  # it was checked by other rules of the council's own
        if later is None or path is None:
            return
        self._of, self.problem, self.stopped = later, None, False
        asked, known, answers = self.older, dict(self._opened_older), self.answers

        def work(task: Task) -> tuple[Opened, dict[Path, Opened], Compared]:
            from cldvalidator.fixes.answer_workbook import answer_books
            from cldvalidator.jobs.compare import compare_opened, open_earlier

            books = answer_books(answers, task)
            before = earlier or open_earlier(path, beside=later, task=task)
            older = {
                p: known.get(p) or open_earlier(p, f"older file {p.name}", beside=later, task=task)
                for p in asked
            }
            compared = compare_opened(
                before, later, older=tuple(older.values()), answers=books, task=task
            )
            return before, older, compared

        def done(found: tuple[Opened, dict[Path, Opened], Compared]) -> None:
            is_of_these = (self.path, self.older, self.answers) == (path, asked, answers)
            is_of_these = is_of_these and self._of is later
            if is_of_these and self._workspace.opened is later:
                self._earlier, self._opened_older, self.compared = found
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
        compared, methods = self.compared, self.methods
        if compared is None:
            return

        def work(task: Task) -> Waterfall:
            from cldvalidator.jobs.compare import movement_of_figures

            if methods is None:
                return movement_of_figures(compared, task=task)
            return movement_of_figures(compared, methods=methods, task=task)

        def done(figures: Waterfall) -> None:
            if self.compared is compared and self.methods == methods:
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

    def save(self, target: Path, seen: Compared | None, form: Form, *, overwrite: bool) -> None:
        """Write what was seen; refused when the comparison is another now.

        The figures are part of it where they have been computed.
        """
        compared, figures = self.compared, self.figures
        if compared is None or compared is not seen:
            self._workspace.tell(
                InputProblem(
                    "Nothing was written: the file has changed since you looked at the comparison.",
                    "Look at the new comparison, then save it.",
                )
            )
            return

        def work(task: Task) -> Path:
            from cldvalidator.jobs.compare import save_comparison

            save_comparison(
                compared,
                target,
                moved=figures,
                with_values=form.with_values,
                overwrite=overwrite,
            )
            return target

        self._workspace.jobs.start(
            WRITING, work, self.saved.emit, writes=f"the comparison {target.name}"
        )

    def _file_changed(self) -> None:
        self.path = self._earlier = None
        self.older, self._opened_older, self.answers = (), {}, ()
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
