"""The one place that holds what is open: pages read it, ask it to act, and hear what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from cldvalidator.problems import Problem
from ui.deferred import DeferredCalls
from ui.edited_file import EditedFile
from ui.jobs import When
from ui.preferences import Preferences
from ui.reading import Edited, read

if TYPE_CHECKING:
    from cldvalidator.review.row_choice import RowChoice


STEPS = ("open", "check", "fix", "preview", "compare", "submit")
"""The pages in the order of the work."""
BESIDE = ("history",)
"""Pages that are no step of the work on a file, and need none."""


@dataclass(frozen=True, eq=False)
class _Reading:
    """A reading of a file that goes on: how it is read, what is to be done after it."""

    path: Path
    options: dict[str, Any]
    then: Callable[[], object] | None


class Workspace(EditedFile):
    """What is open now. Everything slow runs in `jobs`; signals tell the pages afterwards.

    file_changed: another file is open, or none; that its records can be shown and its findings are
    new is told after that, as all of it at once would take long. choice_changed: other rows are to
    be shown. cell_wanted: the grid is to go to a record (0-based) and field.
    story_wanted: the story of a person (`PersonWanted`).
    cell_current: the cell that the grid is at. hidden_changed: personal fields are covered or
    shown. help_wanted: a rule, field or measure to be explained.
    page_wanted: the name of a step. open_began: a file is being read. open_failed: a Problem in
    place of the file that is named in `wanted`. open_stopped: it is not read after all.
    file_wanted, demo_wanted, path_wanted: a page asks for a file, the sample, or one that it names.
    set_wanted: a page asks for several submissions.
    commit_wanted: an editor that is open is to make its change now.
    release_2_wanted: Release 1 values are to be converted, after a look at what becomes of them.
    """

    file_changed = Signal()
    choice_changed = Signal()
    cell_wanted = Signal(int, str)
    story_wanted = Signal(object)
    page_wanted = Signal(str)
    open_began = Signal()
    open_failed = Signal(object)
    open_stopped = Signal()
    commit_wanted = Signal()
    cell_current = Signal(int, str)
    hidden_changed = Signal()
    help_wanted = Signal(str)
    file_wanted = Signal()
    demo_wanted = Signal()
    path_wanted = Signal(str)
    set_wanted = Signal()
    release_2_wanted = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.deferred = DeferredCalls(self)
        self.wanted: Path | None = None
        self.stamp: tuple[int, int] | None = None
        """What the open file was on the disk just before it was read."""
        self.left_alone: set[tuple[str, str]] = set()
        """Values, each with its field, for which the user wants no proposal."""
        self.drafts: dict[tuple[str, str], str] = {}
        """What was typed for values, each with its field, and not accepted yet."""
        self.answers_folder: Path | None = None
        """Where the answers of teams were taken from last, in this run."""
        self._asked: dict[str, Any] = {}
        self._asking: _Reading | None = None
        self.ask: Callable[[str], bool] = lambda _: True
        self.when_told: When = lambda tell: tell()
        """Makes the call that tells that a file has been read, once everybody can hear it."""
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
        options: dict[str, Any] = {
            "sheet": sheet,
            "header_matches": header_matches,
            "release": release,
        }
        asking = _Reading(path, options, then)
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
            self.as_read, self.stamp = edited.opened, edited.stamp
            self._take(edited)
            self.edits.restart(edited.history)
            self.written_steps = ()
            self.path = path
            self.choice = None
            self.cell = None
            self.left_alone.clear()
            self.drafts.clear()
            self._asked = asking.options
            self.preferences.opened(path)
            self.deferred.defer(self.preferences.save)  # what waits for the disk, by itself
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
            lambda task: read(path, task=task, **options),
            done,
            failed=failed,
            stopped=stopped,
            changes_nothing=True,
            when=self.when_told,
        )

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

    def open_again(self, **options: Any) -> bool:
        """Read the same file again with other choices of sheet, header matches or release.

        False: there is no file, or the user did not want to lose the changes made.
        """
        file, begun = self.file, self._reading_again
        self.commit_wanted.emit()
        kept = self.keep_changes(options) if begun is None else None
        if kept is None and not self.may_lose_changes("Read the file again"):
            return False
        if self.path is None or self.file is not file:
            return False
        # Not read to the end: what was asked of it counts as well, and is remembered as well.
        before = begun.then if begun is not None else None
        thens = [t for t in (before, options.pop("then", None), kept) if t is not None]
        asked = self._asked if begun is None else begun.options
        self.open(self.path, **(asked | options), then=lambda: [then() for then in thens])
        return True

    def read_anew(self, then: Callable[[], object]) -> bool:
        """Read the file again just as it was read, where every change can be made again.

        False: there is no file, or something would be lost; nothing was begun then. then: what is
        to be done once it has been read.
        """
        same = {"header_matches": self.reading_options.get("header_matches")}
        lossless = not (self.dirty or self.unsaved()) or self.keep_changes(same) is not None
        return lossless and self.open_again(**same, then=then)

    @property
    def _reading_again(self) -> _Reading | None:
        """The reading of the open file that is going on."""
        asking = self._asking
        return asking if asking is not None and asking.path == self.path else None

    @property
    def reading_options(self) -> dict[str, Any]:
        """What the user chose of how the file is read, or is being read again."""
        again = self._reading_again
        return self._asked if again is None else again.options

    @property
    def header_matches(self) -> dict[str, str | None]:
        """The header matches that the user chose, by the header as it stands in the file."""
        return dict(self.reading_options.get("header_matches") or {})

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

    def may_lose_changes(self, doing: str) -> bool:
        """Say whether something may be done that loses changes; `ask` asks the user.

        What is being typed in a cell is one of them, and what was typed for a value.
        """
        self.commit_wanted.emit()
        return not (self.unsaved() or self.drafts) or self.ask(doing)
