"""The set of submissions: its files, when each was imported, and which quarter each serves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cldvalidator.problems import InputProblem, Problem
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.jobs.join import NamedFiles
    from cldvalidator.jobs.set_seen import SetSeen
    from cldvalidator.measures.effect import CheckedFile
    from cldvalidator.submissions.gathering import Gathered
    from cldvalidator.submissions.submission_reading import ReadSubmission
    from cldvalidator.task import Task

LANE, SELECTING, WRITING = "set", "set selection", "set file"
OTHER_SET = InputProblem(
    "Nothing was changed: the set is not the one that you saw.", "Look at it, then do it again."
)


@dataclass(frozen=True, eq=False)
class TakenOut:
    """A file that the user took out. read: its records, None where it was not read yet."""

    path: Path
    read: ReadSubmission | None


class SetState(QObject):
    """Holds the set until it is closed. Files are read, and quarters chosen, in the background.

    changed: other files, other days, another choice of quarters, or why there is none. saved: the
    path of a set file that was written. preview_wanted: the joined figures are to be shown.
    person_wanted: a person of the set is to be found. `version` is another object after each change
    of what the figures of the set rest on: results belong to the version that they came from.
    """

    changed = Signal()
    saved = Signal(object)
    preview_wanted = Signal()
    person_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.gathered: Gathered | None = None
        self.taken_out: tuple[TakenOut, ...] = ()
        self.reading: tuple[Path, ...] = ()
        self.seen: SetSeen | None = None
        self.problem: Problem | None = None
        self.stopped = False
        self.as_of: date | None = None
        self.year_end: date | None = None
        self.version: object = object()
        self.checked: dict[str, CheckedFile] = {}
        """Files that were checked for the figures, by SHA-256: a file is checked once."""
        self.decided = False
        """Whether the user took files out or told days that no set file holds yet."""
        self.ask: Callable[[], bool] = lambda: True
        self._unwanted: set[Path] = set()
        self._waiting: list[Path] = []
        workspace.jobs.fault.connect(lambda _: self._ended())

    @property
    def is_open(self) -> bool:
        """Whether there is a set, or one is being read, or it could not be."""
        return bool(self.gathered or self.reading or self.problem or self.stopped)

    @property
    def is_reading(self) -> bool:
        """Whether files of the set are being read."""
        return self._workspace.jobs.running(LANE)

    def open(self, paths: Sequence[Path]) -> bool:
        """Read files, folders or a saved set; the set before goes. False: the user keeps that."""
        if self.decided and not self.ask():
            return False
        self._forget()
        self._read(paths)
        return True

    def add(self, paths: Sequence[Path]) -> None:
        """Read more files, folders or a saved set into the set."""
        if self.is_reading:
            self._waiting += paths
        else:
            self._read(paths)

    def close(self) -> bool:
        """Let the set go. False: the user keeps it."""
        if self.decided and not self.ask():
            return False
        self._forget()
        self.changed.emit()
        return True

    def _forget(self) -> None:
        for lane in (LANE, SELECTING):
            self._workspace.jobs.drop(lane)
        self.gathered = self.seen = self.problem = self.as_of = self.year_end = None
        self.taken_out = self.reading = ()
        self.stopped = self.decided = False
        self._unwanted.clear()
        self._waiting.clear()
        self.checked = {}
        self.version = object()

    def _read(self, paths: Sequence[Path]) -> None:
        """Find out which files are meant, then read them."""
        self.problem, self.stopped = None, False
        self.reading = tuple(paths)
        wanted = list(paths)

        def work(task: Task) -> NamedFiles:
            from ui.loading import load_libraries

            load_libraries()
            from cldvalidator.jobs.join import named_files

            task.step("Looking for submissions")
            return named_files(wanted)

        self._start(work, self._gather)

    def _gather(self, named: NamedFiles) -> None:
        self.reading = named.files
        known, unwanted = self.gathered, self._unwanted

        def work(task: Task) -> Gathered:
            from cldvalidator.jobs.join import gather_named

            return gather_named(
                named, known=known, is_wanted=lambda path: path not in unwanted, task=task
            )

        self._start(work, lambda found: self._gathered(found, known))

    def _start(self, work: Callable[[Task], object], done: Callable[..., None]) -> None:
        self._workspace.jobs.start(
            LANE,
            work,
            done,
            failed=self._failed,
            stopped=lambda _: self._cancelled(),
            changes_nothing=True,
            of_file=False,
        )
        self.changed.emit()

    def _gathered(self, found: Gathered, known: Gathered | None) -> None:
        """Take the set that was read, with what was done to its files meanwhile."""
        if self.gathered is not known:
            found = found.following(known, self.gathered)
        named, self.reading = self.reading, ()
        for path in [p for p in named if p in self._unwanted]:
            read = next((r for r in found.reads if r.submission.path == path), None)
            if read is not None:
                found = found.without(read.submission.sha256)
            self._take_out(path, read)
        self._unwanted.clear()
        back = {r.submission.sha256 for r in found.reads}
        self.taken_out = tuple(
            t for t in self.taken_out if t.read is None or t.read.submission.sha256 not in back
        )
        self._take(found)
        if self._waiting:
            waiting = list(self._waiting)
            self._waiting.clear()
            self._read(waiting)

    def _failed(self, problem: Problem) -> None:
        self.problem = problem
        self._ended()

    def _cancelled(self) -> None:
        self.stopped = True
        self._ended()

    def _ended(self) -> None:
        """Let go of what was being read."""
        if self.reading and not self.is_reading:
            for path in [p for p in self.reading if p in self._unwanted]:
                self._take_out(path, None)
            self.reading = ()
            self._unwanted.clear()
            self._waiting.clear()
        self.changed.emit()

    def _take_out(self, path: Path, read: ReadSubmission | None) -> None:
        others = tuple(t for t in self.taken_out if t.path != path)
        self.taken_out = (*others, TakenOut(path, read))

    def _take(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.version = object()
        self.seen = None
        self._select()

    def _select(self) -> None:
        """Choose what serves each quarter, off the window's thread."""
        gathered, version = self.gathered, self.version
        as_of, year_end = self.as_of, self.year_end
        if gathered is None:
            self.changed.emit()
            return

        def work(task: Task) -> SetSeen:
            from cldvalidator.jobs.set_seen import see_set

            return see_set(gathered, as_of, year_end, task=task)

        def done(seen: SetSeen) -> None:
            if self.version is version:
                self.seen = seen
                self.changed.emit()

        self._workspace.jobs.start(
            SELECTING, work, done, quiet=True, changes_nothing=True, of_file=False
        )
        self.changed.emit()

    def _member(self, path: Path, sha256: str) -> ReadSubmission | None:
        """Return the member that was seen; None when it is another file now, or gone."""
        reads = self.gathered.reads if self.gathered is not None else ()
        same = (r for r in reads if r.submission.path == path)
        return next((r for r in same if r.submission.sha256 == sha256), None)

    def take_out(self, path: Path, sha256: str = "") -> None:
        """Take a file out, be it one that is still being read. sha256: of the one that was seen."""
        found = self._member(path, sha256)
        if found is not None and self.gathered is not None:
            self._take_out(path, found)
            self.decided = True
            rest = self.gathered.without(sha256)
            if rest.reads:
                self._take(rest)
            else:
                self.gathered = self.seen = None
                self.version = object()
                self.changed.emit()
        elif not sha256 and path in self.reading:
            self._unwanted.add(path)
            self.changed.emit()
        else:
            self._workspace.tell(OTHER_SET)

    def is_unwanted(self, path: Path) -> bool:
        """Whether a file that is being read was taken out already."""
        return path in self._unwanted

    def put_back(self, path: Path) -> None:
        """Put a file back that was taken out; one that was not read yet is read."""
        if path in self._unwanted:
            self._unwanted.discard(path)
            self.add([path])  # it may have been passed over already
            return
        found = next((t for t in self.taken_out if t.path == path), None)
        if found is None:
            self._workspace.tell(OTHER_SET)
            return
        self.taken_out = tuple(t for t in self.taken_out if t is not found)
        self.decided = True
        if found.read is None:
            self.add([path])
        elif self.gathered is None:
            from cldvalidator.submissions.gathering import arranged

            self._take(arranged([found.read], ()))
        else:
            self._take(self.gathered.with_member(found.read))

    def set_import(self, path: Path, sha256: str, moment: datetime) -> None:
        """Tell when a file reached DHSC. sha256: of the one that was seen."""
        if self._member(path, sha256) is None or self.gathered is None:
            self._workspace.tell(OTHER_SET)
            return
        self.decided = True
        self._take(self.gathered.with_import(sha256, moment))

    def set_as_of(self, day: date | None) -> None:
        """Count imports up to a day; None counts all."""
        if day != self.as_of:
            self.as_of = day
            self.version = object()
            self.seen = None
            self._select()

    def set_year(self, last: date | None) -> None:
        """Say on which day the year ends that is measured; None takes the one stated."""
        if last != self.year_end:
            self.year_end = last
            self.version = object()
            self.seen = None
            self._select()

    def save(self, target: Path, seen: object, *, overwrite: bool) -> None:
        """Write the set that was seen as a file; refused when it is another now."""
        gathered, version = self.gathered, self.version
        if gathered is None or version is not seen:
            self._workspace.tell(OTHER_SET)
            return

        def work(task: Task) -> Path:
            from cldvalidator.jobs.join import members_of
            from cldvalidator.submissions.set_file import write_set_file

            task.step("Saving the set")
            write_set_file(members_of(gathered), target, overwrite=overwrite)
            return target

        def done(written: Path) -> None:
            if self.version is version:
                self.decided = False
            self.saved.emit(written)

        self._workspace.jobs.start(WRITING, work, done, writes=f"the set {target.name}")
