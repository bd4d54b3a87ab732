"""The one place that holds what is open: pages read it, ask it to act, and hear what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from cldvalidator.problems import Problem
from ui.deferred import DeferredCalls
from ui.jobs import Jobs
from ui.loading import load_libraries
from ui.preferences import Preferences

if TYPE_CHECKING:
    from cldvalidator.checks.memory import Memory
    from cldvalidator.fixes import Change, History, Step
    from cldvalidator.review.opened import Opened
    from cldvalidator.review.row_choice import RowChoice
    from cldvalidator.review.views import FindingViews
    from cldvalidator.task import Task

Edit = Callable[["History"], "History"]


@dataclass(frozen=True, eq=False)
class Edited:
    """What is open after it was read or changed: all of it belongs together."""

    opened: Opened
    views: FindingViews
    history: History
    memory: Memory


STEPS = ("open", "check", "fix", "preview", "submit")
"""The pages in the order of the work; comparing with an earlier file belongs before submit."""


class Workspace(QObject):
    """What is open now. Everything slow runs in `jobs`; signals tell the pages afterwards.

    file_changed: another file is open, or none. records_changed: its records can be shown; told
    after that, as all of it at once would take long. checked: the findings are new. choice_changed:
    other rows are to be shown. cell_wanted: the grid is to go to a record (0-based) and field.
    cell_current: the cell that the grid is at. hidden_changed: personal fields are covered or
    shown. help_wanted: a rule, field or measure to be explained.
    page_wanted: the name of a step. open_began: a file is being read. open_failed: a Problem in
    place of the file that is named in `wanted`. file_wanted,
    demo_wanted, path_wanted: a page asks for a file, the sample, or a file that it names.
    release_2_wanted: Release 1 values are to be converted, after a look at what becomes of them.
    """

    file_changed = Signal()
    records_changed = Signal()
    checked = Signal()
    choice_changed = Signal()
    cell_wanted = Signal(int, str)
    page_wanted = Signal(str)
    open_began = Signal()
    open_failed = Signal(object)
    cell_current = Signal(int, str)
    hidden_changed = Signal()
    help_wanted = Signal(str)
    file_wanted = Signal()
    demo_wanted = Signal()
    path_wanted = Signal(str)
    release_2_wanted = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.jobs = Jobs(self)
        self.deferred = DeferredCalls(self)
        self.opened: Opened | None = None
        self.as_read: Opened | None = None
        self.views: FindingViews | None = None
        self.history: History | None = None
        self.written_steps: tuple[Step, ...] = ()
        self._memory: Memory | None = None
        self._edits: list[Edit] = []
        self.path: Path | None = None
        self.wanted: Path | None = None
        self.choice: RowChoice | None = None
        self.cell: tuple[int, str] | None = None
        self.left_alone: set[tuple[str, str]] = set()
        """Values, each with its field, for which the user wants no proposal."""
        self._asked: dict[str, Any] = {}
        self.ask: Callable[[str], bool] = lambda _: True

    def open(
        self,
        path: Path,
        *,
        sheet: str | None = None,
        header_matches: Mapping[str, str | None] | None = None,
        release: str | None = None,
        then: Callable[[], object] | None = None,
    ) -> None:
        """Read and check a file; what is open stays until the new one has been read.

        then: what is to be done once it has been read, and not when it could not be.
        """

        def work(task: Task) -> Edited:
            load_libraries()
            from cldvalidator.checks.memory import Memory
            from cldvalidator.fixes import History
            from cldvalidator.fixes.profile_store import remembered_reading
            from cldvalidator.jobs.check import open_file
            from cldvalidator.review.views import FindingViews

            memory = Memory()
            columns, usual_sheet = remembered_reading()
            opened = open_file(
                path,
                sheet=sheet,
                header_matches={**columns, **(header_matches or {})},
                usual_sheet=usual_sheet,
                release=release,
                memory=memory,
                task=task,
            )
            views = FindingViews(opened.extract, opened.result)
            return Edited(opened, views, History(opened.extract), memory)

        steps = self.history.steps if self.history is not None else ()

        def done(edited: Edited) -> None:
            since = self.history is not None and self.history.steps != steps
            if (since or self.jobs.running("edit")) and not self.may_lose_changes("Open the file"):
                return  # changed while the other file was being read
            self.as_read = edited.opened
            self._take(edited)
            self._edits.clear()
            self.jobs.drop("edit")
            self.written_steps = ()
            self.path = path
            self.choice = None
            self.cell = None
            self.left_alone.clear()
            self._asked = {"sheet": sheet, "header_matches": header_matches, "release": release}
            self.preferences.opened(path)
            self.preferences.save()
            if then is not None:
                then()
            for told in (self._tell_records, self._tell_checked):
                self.deferred.cancel(told)  # after what the pages put off about this file
            self.file_changed.emit()
            self.deferred.defer(self._tell_records)
            self.deferred.defer(self._tell_checked)

        self.wanted = path
        self.open_began.emit()
        self.jobs.start("open", work, done, failed=self.open_failed.emit, changes_nothing=True)

    def _tell_records(self) -> None:
        self.records_changed.emit()

    def _tell_checked(self) -> None:
        self.checked.emit()

    @property
    def calm(self) -> bool:
        """Whether no work goes on and everything that changed has been told."""
        return not self.jobs.running() and not self.deferred.pending

    def open_again(self, **told: Any) -> bool:
        """Read the same file again with other choices of sheet, header matches or release.

        False: there is no file, or the user did not want to lose the changes made.
        """
        if self.path is None or not self.may_lose_changes("Read the file again"):
            return False
        self.open(self.path, **(self._asked | told))
        return True

    @property
    def header_matches(self) -> dict[str, str | None]:
        """The header matches that the user told, by the header as it stands in the file."""
        return dict(self._asked.get("header_matches") or {})

    def forget_header(self, header: str) -> None:
        """Let a header be recognised by itself again when the file is read the next time."""
        matches = self.header_matches
        if header in matches:
            del matches[header]
            self._asked["header_matches"] = matches

    def show(self, choice: RowChoice | None, *, page: str = "check") -> None:
        """Show only the rows of a choice in the grid; None shows all."""
        self.choice = choice
        self.choice_changed.emit()
        self.page_wanted.emit(page)

    def go_to(self, record: int, field: str) -> None:
        """Bring a cell into view."""
        self.page_wanted.emit("check")
        self.cell_wanted.emit(record, field)

    def cell_shown(self, record: int, field: str) -> None:
        """Tell the pages which cell the grid is at."""
        self.cell = (record, field)
        self.cell_current.emit(record, field)

    def show_person(self, record: int) -> None:
        """Show all rows of the person of a record."""
        views = self.views
        if views is not None:
            self.jobs.start("person", lambda _: views.rows_of_person(record), self._show_among)

    def show_person_called(self, person: str) -> None:
        """Show all rows of a person by NHS Number, else by LA Person Unique Identifier."""
        views = self.views
        if views is not None:
            self.jobs.start("person", lambda _: views.rows_of_id(person), self._show_among)

    def _show_among(self, rows: Any) -> None:
        from cldvalidator.review.row_choice import RowChoice

        self.show(RowChoice(among=rows, label="one person"))

    def is_personal(self, field: str) -> bool:
        """Say whether a field is about a person."""
        known = self.opened.specification.by_name.get(field) if self.opened else None
        return known is None or known.personal

    def covered(self, field: str) -> bool:
        """Say whether the texts of a field are not to be seen now."""
        return self.preferences.hide_personal and self.is_personal(field)

    def covering(self) -> Callable[[str], bool]:
        """Return `covered` as it is now, for work off the window's thread."""
        hidden, known = self.preferences.hide_personal, self.opened
        fields = known.specification.by_name if known is not None else {}
        return lambda name: hidden and (name not in fields or fields[name].personal)

    def set_hidden(self, hidden: bool) -> None:
        """Cover or show the fields about a person, for screen sharing."""
        self.preferences.hide_personal = hidden
        self.preferences.save()
        self.hidden_changed.emit()

    def text_as_read(self, record: int, field: str) -> str | None:
        """Return what the file held in a cell that was changed; None for one that was not."""
        if self.opened is None or self.as_read is None:
            return None
        then, now = self.as_read.extract.column(field), self.opened.extract.column(field)
        text = then.text(record)
        return None if then is now or text == now.text(record) else text

    def edit_cell(self, record: int, field: str, text: str) -> None:
        """Give one cell another text."""
        if self.opened is None:
            return
        row = int(self.opened.extract.source_rows[record])

        def edit(history: History) -> History:
            from cldvalidator.fixes import CellChange

            found = history.current.column(field).text(record)
            change = CellChange(field, record, row, found, text)
            return history.do(f"Row {row:,}: {field}", [change])

        self.edit(edit)

    def edit(self, edit: Edit) -> None:
        """Do something to the history of changes, after what is being done to it now.

        Edits are made one after the other and none is dropped, so they cannot be cancelled; each
        can be undone.
        """
        if self.history is None:
            return
        self._edits.append(edit)
        if not self.jobs.running("edit"):
            self._make_edits()

    def change(self, title: str, changes: Sequence[Change]) -> None:
        """Make changes as one step that can be undone."""
        self.edit(lambda history: history.do(title, changes))

    def undo(self) -> None:
        """Take the last step back."""
        self.edit(lambda history: history.undo())

    def redo(self) -> None:
        """Do the step that was undone last again."""
        self.edit(lambda history: history.redo())

    def _make_edits(self) -> None:
        edits, self._edits = self._edits, []
        opened, history, memory = self.opened, self.history, self._memory
        if opened is None or history is None or memory is None or self.as_read is None:
            return
        read_as = self.as_read.specification.release

        def work(_: Task) -> tuple[Edited, list[Exception]]:
            from cldvalidator.jobs.fix import check_again
            from cldvalidator.review.views import FindingViews

            after = history
            failed: list[Exception] = []
            for edit in edits:
                try:
                    after = edit(after)
                except Exception as error:  # the others are made all the same
                    failed.append(error)
            now, kept = check_again(opened, after, memory, read_as)
            return Edited(now, FindingViews(now.extract, now.result), after, kept), failed

        def done(found: tuple[Edited, list[Exception]]) -> None:
            edited, failed = found
            self._take(edited)
            if self._edits:
                self._make_edits()
            self.checked.emit()
            for error in failed:
                (self.jobs.problem if isinstance(error, Problem) else self.jobs.fault).emit(error)

        self.jobs.start("edit", work, done, quiet=True)

    def _take(self, edited: Edited) -> None:
        self.opened, self.views = edited.opened, edited.views
        self.history, self._memory = edited.history, edited.memory

    def written(self, steps: tuple[Step, ...]) -> None:
        """Remember that these steps are in a submission."""
        self.written_steps = steps
        self.checked.emit()

    def may_lose_changes(self, doing: str) -> bool:
        """Say whether something may be done that loses changes; `ask` asks the user."""
        return not self.dirty or self.ask(doing)

    @property
    def dirty(self) -> bool:
        """Whether there are changes that are in no submission yet, those being made included."""
        history = self.history
        if history is None or history.steps == self.written_steps:
            return self.is_editing
        as_read = not self.written_steps and not history.release and not history.cells_changed
        return self.is_editing or not as_read

    @property
    def is_editing(self) -> bool:
        """Whether a change is being made that is not in the history yet."""
        return self.history is not None and (bool(self._edits) or self.jobs.running("edit"))

    def tell(self, problem: Problem) -> None:
        """Show a problem that no page shows in its own place."""
        self.jobs.problem.emit(problem)
