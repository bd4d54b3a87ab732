"""The one place that holds what is open: pages read it, ask it to act, and hear what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from cldvalidator.problems import InputProblem, Problem
from ui.deferred import DeferredCalls
from ui.edits import EditQueue, Make
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.reading import Edited, edited, read

if TYPE_CHECKING:
    from cldvalidator.checks.memory import Memory
    from cldvalidator.extract import Extract
    from cldvalidator.fixes import Change, History, Step
    from cldvalidator.review.opened import Opened
    from cldvalidator.review.row_choice import RowChoice
    from cldvalidator.review.views import FindingViews
    from cldvalidator.task import Task


STEPS = ("open", "check", "fix", "preview", "compare", "submit")
"""The pages in the order of the work."""


Act = Callable[[], object]
OTHER_FILE = InputProblem(
    "Nothing was changed: another file has been opened since.",
    "Do it again if it is meant for the file that is open now.",
)


@dataclass(frozen=True, eq=False)
class _Reading:
    """A reading of a file that goes on: what was told for it, what is to be done after it."""

    path: Path
    told: dict[str, Any]
    then: Callable[[], object] | None


class Workspace(QObject):
    """What is open now. Everything slow runs in `jobs`; signals tell the pages afterwards.

    file_changed: another file is open, or none. records_changed: its records can be shown; told
    after that, as all of it at once would take long. checked: the findings are new. choice_changed:
    other rows are to be shown. cell_wanted: the grid is to go to a record (0-based) and field.
    cell_current: the cell that the grid is at. hidden_changed: personal fields are covered or
    shown. help_wanted: a rule, field or measure to be explained.
    page_wanted: the name of a step. open_began: a file is being read. open_failed: a Problem in
    place of the file that is named in `wanted`. open_stopped: it is not read after all.
    file_wanted, demo_wanted, path_wanted: a page asks for a file, the sample, or one that it names.
    commit_wanted: an editor that is open is to make its change now. edits_changed: something is
    being changed, or was. edit_failed: a change could not be made.
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
    open_stopped = Signal()
    commit_wanted = Signal()
    edits_changed = Signal()
    edit_failed = Signal()
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
        self._rows_as_read: Extract | None = None
        self.views: FindingViews | None = None
        self.history: History | None = None
        self.written_steps: tuple[Step, ...] = ()
        self._memory: Memory | None = None
        self.edits = EditQueue()
        self.path: Path | None = None
        self.wanted: Path | None = None
        self.choice: RowChoice | None = None
        self.cell: tuple[int, str] | None = None
        self.left_alone: set[tuple[str, str]] = set()
        """Values, each with its field, for which the user wants no proposal."""
        self.drafts: dict[tuple[str, str], str] = {}
        """What was typed for values, each with its field, and not accepted yet."""
        self._asked: dict[str, Any] = {}
        self._asking: _Reading | None = None
        self.ask: Callable[[str], bool] = lambda _: True
        self.unsaved: Callable[[], bool] = lambda: self.dirty
        self.keep_changes: Callable[[Mapping[str, Any]], Callable[[], object] | None] = lambda _: (
            None
        )

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
        told: dict[str, Any] = {
            "sheet": sheet,
            "header_matches": header_matches,
            "release": release,
        }
        asking = _Reading(path, told, then)
        before = self._unsaved

        def ended() -> None:
            if self._asking is asking:
                self._asking = None

        def done(edited: Edited) -> None:
            ended()
            self.commit_wanted.emit()
            if self._unsaved != before and not self.may_lose_changes("Open the file"):
                self.open_stopped.emit()
                return  # changed while the other file was being read
            self.jobs.drop_of_file()
            self.as_read = edited.opened
            self._take(edited)
            self.edits.restart(edited.history)
            self.written_steps = ()
            self.path = path
            self.choice = None
            self.cell = None
            self.left_alone.clear()
            self.drafts.clear()
            self._asked = asking.told
            self.preferences.opened(path)
            self.preferences.save()
            if then is not None:
                then()
            for tell in (self._tell_records, self._tell_checked):
                self.deferred.cancel(tell)  # after what the pages put off about this file
            self.file_changed.emit()
            self.deferred.defer(self._tell_records)
            self.deferred.defer(self._tell_checked)

        def failed(problem: Problem) -> None:
            ended()
            self.open_failed.emit(problem)

        def stopped(_: str) -> None:
            ended()
            self.open_stopped.emit()

        self.wanted = path
        self._asking = asking
        self.open_began.emit()
        self.jobs.start(
            "open",
            lambda task: read(path, task=task, **told),
            done,
            failed=failed,
            stopped=stopped,
            changes_nothing=True,
        )

    @property
    def file(self) -> object:
        """What tells the open file from another one, and from the same one read again."""
        return self.as_read

    @property
    def _unsaved(self) -> tuple[object, ...]:
        """What would be lost with the file; another value after each change of it."""
        return self.file, self.edits.asked, tuple(self.drafts.items())

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
        file, begun = self.file, self._reading_again
        self.commit_wanted.emit()
        kept = self.keep_changes(told) if begun is None else None
        if kept is None and not self.may_lose_changes("Read the file again"):
            return False
        if self.path is None or self.file is not file:
            return False
        # Not read to the end: what was told for it counts as well, and is remembered as well.
        before = begun.then if begun is not None else None
        thens = [t for t in (before, told.pop("then", None), kept) if t is not None]
        asked = self._asked if begun is None else begun.told
        self.open(self.path, **(asked | told), then=lambda: [then() for then in thens])
        return True

    @property
    def _reading_again(self) -> _Reading | None:
        """The reading of the open file that is going on."""
        asking = self._asking
        return asking if asking is not None and asking.path == self.path else None

    @property
    def told(self) -> dict[str, Any]:
        """What the user told of how the file is read, or is being read again."""
        again = self._reading_again
        return self._asked if again is None else again.told

    @property
    def header_matches(self) -> dict[str, str | None]:
        """The header matches that the user told, by the header as it stands in the file."""
        return dict(self.told.get("header_matches") or {})

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

    @property
    def rows_as_read(self) -> Extract | None:
        """The file as it was read, without the rows that are left out now."""
        if self.opened is None or self.as_read is None:
            return None
        from cldvalidator.extract.table import RowsApart

        now, then = self.opened.extract, self.as_read.extract
        if len(now) == len(then):
            return then
        if self._rows_as_read is None:
            self._rows_as_read = then.without(RowsApart(then.rows_beside(now)))
        return self._rows_as_read

    def text_as_read(self, record: int, field: str) -> str | None:
        """Return what the file held in a cell that was changed; None for one that was not."""
        if self.opened is None or self.as_read is None:
            return None
        as_read = self.rows_as_read
        if as_read is None:
            return None
        then, now = as_read.column(field), self.opened.extract.column(field)
        text = then.text(record)
        return None if then is now or text == now.text(record) else text

    def edit_cell(
        self,
        record: int,
        field: str,
        text: str,
        *,
        of: object = None,
        seen: Extract | None = None,
    ) -> None:
        """Give one cell another text. of: see `edit`. seen: where the record has this number."""
        if self.opened is None:
            return
        row = int((seen or self.opened.extract).source_rows[record])

        def edit(history: History) -> History:
            import numpy as np

            from cldvalidator.fixes import CellChange

            place = history.start.positions(np.array([row]))
            now = history.current.positions(np.array([row]))
            if not len(now):  # left out meanwhile
                return history
            found = history.current.column(field).text(int(now[0]))
            change = CellChange(field, int(place[0]), row, found, text)
            return history.do(f"Row {row:,}: {field}", [change])

        self.edit(edit, of=of)

    def edit(self, make: Make, *, of: object = None) -> None:
        """Do something to the history of changes, after what is being done to it now.

        of: the `file` that its user saw; it is refused once another one is open. Edits are made one
        after the other and none is dropped, so they cannot be cancelled; each can be undone.
        """
        if of is not None and of is not self.file:
            self.tell(OTHER_FILE)
        elif self.history is not None:
            self.edits.add(make)
            self._go_on_editing()

    def change(self, title: str, changes: Sequence[Change], *, of: object = None) -> None:
        """Make changes as one step that can be undone. of: see `edit`."""
        self.edit(lambda history: history.do(title, changes), of=of)

    def undo(self) -> None:
        """Take the last step back, be it one that is still being made."""
        self.edits.undo()
        self._go_on_editing()

    def redo(self) -> None:
        """Do the step again that was undone last, or is being undone."""
        self.edits.redo()
        self._go_on_editing()

    def _go_on_editing(self) -> None:
        if self.edits and not self.jobs.running("edit"):
            self._make_edits()
        self.edits_changed.emit()

    def _make_edits(self) -> None:
        edits = self.edits.take()
        opened, views = self.opened, self.views
        history, memory = self.history, self._memory
        if opened is None or views is None or history is None or memory is None:
            return
        assert self.as_read is not None
        read_as = self.as_read.specification.release

        def work(_: Task) -> tuple[Edited | None, list[Exception]]:
            return edited(Edited(opened, views, history, memory), edits, read_as)

        def done(found: tuple[Edited | None, list[Exception]]) -> None:
            now, failed = found
            rows = opened.extract.source_rows
            if now is not None:
                self._take(now)
            self.edits.follow(self.history)
            if self.edits:
                self._make_edits()
            if failed:
                self.edit_failed.emit()
            self.edits_changed.emit()
            left = now.opened.extract.source_rows if now is not None else rows
            if len(rows) != len(left) or bool((rows != left).any()):
                # Rows were left out or put back: every number of a record is another.
                self._rows_as_read = None
                self.choice, self.cell = None, None
                self.records_changed.emit()
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
        """Say whether something may be done that loses changes; `ask` asks the user.

        What is being typed in a cell is one of them, and what was typed for a value.
        """
        self.commit_wanted.emit()
        return not (self.unsaved() or self.drafts) or self.ask(doing)

    @property
    def dirty(self) -> bool:
        """Whether there are changes that are in no submission yet, those being made included."""
        history = self.history
        if history is None or history.steps == self.written_steps:
            return self.is_editing
        same_rows = not any(step.decides_about_rows for step in history.steps)
        same_cells = not history.release and not history.cells_changed
        as_read = not self.written_steps and same_rows and same_cells
        return self.is_editing or not as_read

    @property
    def is_editing(self) -> bool:
        """Whether a change is being made that is not in the history yet."""
        return self.history is not None and (bool(self.edits) or self.jobs.running("edit"))

    def tell(self, problem: Problem) -> None:
        """Show a problem that no page shows in its own place."""
        self.jobs.problem.emit(problem)
