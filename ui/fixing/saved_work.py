"""The user's work on a file: saved beside it, and gone on with on another day.

What was decided is kept in a change file, which holds cell values and lies beside the extract or
where the user says. The settings only keep where that file is and the SHA-256 of the extract.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from cldvalidator.paths import stamp_of
from cldvalidator.problems import EnvironmentProblem, InputProblem, Problem
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import History, Step
    from cldvalidator.fixes.carry_over import CarriedOver
    from cldvalidator.fixes.change_file import ChangeFile
    from cldvalidator.review.opened import Opened
    from cldvalidator.task import Task

ENDING = ".changes.json"
_MOST_BESIDE = 50


@dataclass(frozen=True, eq=False)
class Offer:
    """Saved work that belongs to the open file, or to an earlier extract of the same council."""

    path: Path
    file: ChangeFile
    is_same: bool


class SavedWork(QObject):
    """Saves the work, finds what was saved, and goes on with it; always off the window's thread.

    offered: `offer` is another. reported: what was done, a sentence. reviewing: a CarriedOver to be
    looked at before anything changes, with the path of its change file.
    """

    offered = Signal()
    reported = Signal(str)
    reviewing = Signal(object, object)

    def __init__(
        self,
        workspace: Workspace,
        accepted: Callable[[], list[dict[str, Any]]],
        know_again: Callable[[Sequence[Mapping[str, Any]]], None],
    ) -> None:
        """accepted: gives the findings that are accepted in the file; know_again: takes them."""
        super().__init__(workspace)
        self._workspace, self._accepted, self._know_again = workspace, accepted, know_again
        self.path: Path | None = None
        """Where the work on the open file is saved; None before it is."""
        self.offer: Offer | None = None
        self.team: str | None = None
        """The column that says the team, as the user has chosen it."""
        self._saved: tuple[tuple[Step, ...], frozenset[tuple[str, str]]] | None = None
        self._left_at_first: frozenset[tuple[str, str]] = frozenset()
        self._file: object = None
        """The file, as it was read, whose saved work was gone on with."""
        self._stamp: tuple[int, int] | None = None
        workspace.unsaved = self.is_unsaved
        workspace.keep_changes = self.keep_changes
        workspace.file_changed.connect(self._file_changed)

    def is_unsaved(self) -> bool:
        """Whether something was decided that is in no change file and in no submission."""
        space = self._workspace
        if space.history is None or space.is_editing:
            return space.dirty
        now = space.history.steps, frozenset(space.left_alone)
        if self._saved == now:
            return False
        saved_left = self._saved[1] if self._saved is not None else self._left_at_first
        return space.dirty or now[1] != saved_left

    def keep_changes(self, options: Mapping[str, Any]) -> Callable[[], object] | None:
        """Return what makes the changes again once the file is read with other columns.

        options: how it is to be read. None where that cannot be: another sheet has other rows,
        the file may have changed on the disk, or something is not a change yet.
        """
        space = self._workspace
        history, opened, path = space.history, space.as_read, space.path
        if history is None or opened is None or path is None or space.is_editing or space.drafts:
            return None
        if not options or set(options) - {"header_matches", "release", "then"}:
            return None
        steps, left, saved = history.steps, frozenset(space.left_alone), self._saved
        sha256 = opened.extract.reading.sha256
        converted = "release" in options and any(step.release for step in steps)
        if not steps or converted or self._stamp is None or self._stamp != stamp_of(path):
            return None

        def again() -> None:
            from cldvalidator.fixes.change_file import repeated

            if space.as_read is None or space.as_read.extract.reading.sha256 != sha256:
                changed = "The file has changed on the disk: your changes were not made again."
                space.tell(InputProblem(changed, "Make them again, or apply saved changes."))
                return
            self._file, self._saved = space.file, saved
            space.left_alone = set(left)
            space.edit(lambda now: repeated(now, steps))

        return again

    def _file_changed(self) -> None:
        """Look for work on the file that was opened; one that was read again is gone on with."""
        space = self._workspace
        opened, beside = space.opened, space.path
        self._stamp = stamp_of(beside) if beside is not None else None
        if opened is None or beside is None or space.file is self._file:
            return
        self.path = self.team = self._saved = None
        self._set_offer(None)

        def work(_: Task) -> Offer | None:
            return find_work(opened, beside)

        space.jobs.start("saved work", work, self._found, quiet=True)

    def _found(self, offer: Offer | None) -> None:
        history = self._workspace.history
        if history is not None and not history.steps and self._saved is None:
            self._set_offer(offer)

    def _set_offer(self, offer: Offer | None) -> None:
        if offer is not self.offer:
            self.offer = offer
            self.offered.emit()

    def decline(self) -> None:
        """Begin afresh; the saved work stays where it is."""
        self._set_offer(None)

    @property
    def offered_path(self) -> Path:
        """Where the work on the open file would be saved: beside it."""
        path = self.path or self._workspace.path or Path("work.csv")
        return path if path.name.endswith(ENDING) else path.with_name(f"{path.stem}{ENDING}")

    def content(self) -> dict[str, Any]:
        """Return what else is kept with the changes: how the file is read, what is left, accepted.

        No value of a person is in it but those that are left as they are, which the user chose.
        """
        space = self._workspace
        reading = space.reading_options
        return {
            "sheet": reading.get("sheet"),
            "release": reading.get("release"),
            "columns": space.header_matches,
            "left": sorted(list(pair) for pair in space.left_alone),
            "known": self._accepted(),
            "team": self.team,
        }

    def save(self, target: Path) -> None:
        """Write the work to a change file, off the window's thread. The name was agreed to."""
        space, as_read = self._workspace, self._workspace.as_read
        history, left = space.history, frozenset(space.left_alone)
        if history is None or as_read is None:
            return
        content = self.content()
        file = space.file

        def work(_: Task) -> None:
            write_work(history, as_read, content, target, keep=space.preferences.keep_recent)

        def done(_: None) -> None:
            if space.file is file:
                self._note(target, history.steps, left)
            self.reported.emit(f"Work saved in {target.name}.")

        space.jobs.start("save work", work, done, writes="your work")

    def save_now(self, target: Path) -> None:
        """Write the work before something ends. Raises Problem."""
        space = self._workspace
        if space.history is None or space.as_read is None:
            return
        keep = space.preferences.keep_recent
        write_work(space.history, space.as_read, self.content(), target, keep=keep)
        self._note(target, space.history.steps, frozenset(space.left_alone))

    def _note(self, path: Path, steps: tuple[Step, ...], left: frozenset[tuple[str, str]]) -> None:
        self.path, self._saved = path, (steps, left)
        self._set_offer(None)
        self._workspace.edits_changed.emit()

    def go_on(self) -> None:
        """Do again what the offered work holds; of an earlier extract, show first what still fits.

        Where the file is read in another way than then, it is read again first.
        """
        offer = self.offer
        if offer is not None:
            self._set_offer(None)
            self._take(offer)

    def apply(self, path: Path) -> None:
        """Do again what a change file holds that the user has chosen."""
        opened = self._workspace.opened
        if opened is None:
            return

        def work(_: Task) -> Offer:
            from cldvalidator.fixes.change_file import read_change_file

            file = read_change_file(path)
            return Offer(path, file, file.is_of(opened.extract))

        self._workspace.jobs.start("replay", work, self._take)

    def _take(self, offer: Offer) -> None:
        space, reading = self._workspace, self._reading_of(offer)
        then = self._replay if offer.is_same else self._review
        if reading and space.history is not None and not space.history.steps:
            space.open_again(**reading, then=lambda: then(offer))
        else:
            then(offer)

    def _reading_of(self, offer: Offer) -> dict[str, Any]:
        """Return how the file has to be read again, as it was then; empty if it is read so."""
        space, opened, work = self._workspace, self._workspace.opened, offer.file.work
        if opened is None or not work:
            return {}
        read, reading = opened.extract.reading, {}
        now = {m.found.removesuffix(f" (column {m.letter})"): m.field for m in read.headers}
        columns = {h: f for h, f in work.get("columns", {}).items() if now.get(h, f) != f}
        if columns:
            reading["header_matches"] = space.header_matches | columns
        sheet, release = work.get("sheet"), work.get("release")
        if sheet is not None and sheet != read.sheet and sheet in read.sheets:
            reading["sheet"] = sheet
        if release is not None and release != opened.specification.release:
            reading["release"] = release
        return reading

    def _replay(self, offer: Offer) -> None:
        """Make the steps again on the very file that they were made to."""
        from cldvalidator.fixes.change_file import replay, steps_for

        space, file = self._workspace, offer.file
        if space.as_read is None or space.history is None:
            return
        try:
            steps = steps_for(file, space.as_read.extract)
        except Problem as problem:
            space.tell(problem)
            return
        if not space.history.steps:
            self.path = offer.path
        if steps:
            space.edit(lambda history: replay(history, steps), of=space.file)
        self._take_rest(offer, (*space.history.steps, *steps))
        made = "1 step is" if len(steps) == 1 else f"{len(steps):,} steps are"
        self.reported.emit(f"{offer.path.name}: {made} made again. Each can be undone.")

    def _review(self, offer: Offer) -> None:
        """Hold the decisions against the file, and have them looked at."""
        space, as_read, history = self._workspace, self._workspace.as_read, self._workspace.history
        if as_read is None or history is None:
            return

        def work(_: Task) -> CarriedOver:
            from cldvalidator.fixes.carry_over import carry_over

            return carry_over(offer.file, history, as_read.read)

        space.jobs.start("replay", work, lambda carried: self.reviewing.emit(carried, offer))

    def carry(self, carried: CarriedOver, offer: Offer, *, of: object) -> None:
        """Make the changes that were looked at; refused if the file has changed since."""

        def make(history: History) -> History:
            if history is not carried.before:
                raise InputProblem(
                    "Nothing was changed: you have made changes since you looked at the list.",
                    "Apply the saved changes again, and look at the new list.",
                )
            return carried.history

        self._workspace.edit(make, of=of)
        self._take_rest(offer, None)
        count = len(carried.fitting)
        one = "1 decision was" if count == 1 else f"{count:,} decisions were"
        self.reported.emit(f"{one} carried over from {offer.path.name}. Each step can be undone.")

    def _take_rest(self, offer: Offer, steps: tuple[Step, ...] | None) -> None:
        """Take what is no change of the file. steps: those that are saved, None for a new file."""
        space, work = self._workspace, offer.file.work
        self._file = space.file
        left = {(field, value) for field, value in work.get("left", ())}
        if left:
            space.left_alone = space.left_alone | left
        if steps is not None:
            self._saved = steps, frozenset(space.left_alone)
        self.team = work.get("team") or self.team
        self._know_again(work.get("known", ()))
        space.checked.emit()


def write_work(
    history: History, as_read: Opened, content: dict[str, Any], target: Path, *, keep: bool
) -> None:
    """Write a change file, and keep where it is. keep: whether the settings may say so.

    Raises InputProblem, EnvironmentProblem.
    """
    from cldvalidator.fixes import save_changes
    from cldvalidator.settings import remember_work

    save_changes(history, target, read=as_read.read, work=content, overwrite=True)
    if keep:
        with suppress(EnvironmentProblem):
            remember_work(as_read.extract.reading.sha256, target.absolute())


def find_work(opened: Opened, beside: Path) -> Offer | None:
    """Return the newest work that was saved for a file, else for an earlier extract of the council.

    It is looked for beside the file, and where the settings say. An earlier extract is one of the
    same council and period.
    """
    from cldvalidator.extract.stated import la_code_of, period_texts
    from cldvalidator.fixes.change_file import glance, read_change_file

    sha256 = opened.extract.reading.sha256
    council, period = la_code_of(opened.extract), period_texts(opened.read)
    found = []
    for path in _places(beside):
        with suppress(Problem):
            seen = glance(path)
            is_ours = council in seen.councils and bool(council) and seen.period == period
            if seen.sha256 == sha256 or is_ours:
                found.append((seen.sha256 == sha256, seen.saved, path))
    for is_same, _, path in sorted(found, reverse=True):
        with suppress(Problem):
            file = read_change_file(path)
            if file.steps or file.work.get("left"):
                return Offer(path, file, is_same)
    return None


def _places(beside: Path) -> list[Path]:
    """Return the change files that may be about a file: beside it, and where work was saved."""
    from cldvalidator.settings import remembered_work

    near: list[Path] = []
    with suppress(OSError):
        near = sorted(beside.parent.glob(f"*{ENDING}"))[:_MOST_BESIDE]
    return list(dict.fromkeys([*near, *(path for _, path in remembered_work())]))
