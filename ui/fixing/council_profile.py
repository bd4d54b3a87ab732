"""The council's profile in the window: what it knows, used on the open file, remembered, kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.edited_file import OTHER_FILE
from ui.fixing.profile_change import Offer
from ui.fixing.saved_work import SavedWork
from ui.fixing.team_answers import TeamAnswers
from ui.fixing.whole_file import WholeFile
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.filters.completing import Completions
    from cldvalidator.fixes import Change, ValueChange
    from cldvalidator.fixes.accepted import AcceptedFinding
    from cldvalidator.fixes.profile import KnownFinding, Profile
    from cldvalidator.fixes.profile_store import ProfileEdit
    from cldvalidator.fixes.profile_use import Use
    from cldvalidator.fixes.proposals import Proposal
    from cldvalidator.fixes.saved_filters import SavedFilter
    from cldvalidator.fixes.spellings import Spelling
    from cldvalidator.problems import Problem
    from cldvalidator.specification import Specification
    from cldvalidator.specification.conditions import Condition
    from cldvalidator.task import Task

_LANE = "keep profile"


@dataclass(frozen=True, eq=False)
class InFile:
    """A profile held against the file that is open.

    uses: its meanings, with what each would change. changes: those that it would make. known: the
    accepted findings that are in the file. new: values that need a decision and have no meaning.
    """

    profile: Profile
    uses: tuple[Use, ...]
    changes: tuple[Change, ...]
    known: tuple[AcceptedFinding, ...]
    new: tuple[Proposal, ...]


class CouncilProfile(QObject):
    """Reads and writes the profile of this computer, always off the window's thread.

    changed: `now` is another, or the `problem` why it cannot be read. reported: what was done, a
    sentence. offered: an `Offer` to be agreed to. rules_wanted: its own rules are to be shown.
    """

    changed = Signal()
    offered = Signal(object)
    reported = Signal(str)
    rules_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.now: InFile | None = None
        self.problem: Problem | None = None
        self._writes: deque[ProfileEdit] = deque()
        self.whole_file = WholeFile(workspace, self)
        self.whole_file.reported.connect(self.reported)
        self.answers = TeamAnswers(workspace)
        self.work = SavedWork(workspace, self._accepted, self.know_again)
        workspace.checked.connect(self.refresh)
        self.refresh()

    @property
    def specification(self) -> Specification | None:
        """The specification that the open file is held against; None without a file."""
        opened = self._workspace.opened
        return opened.specification if opened is not None else None

    def refresh(self) -> None:
        """Read the profile and hold it against the file."""
        opened = self._workspace.opened
        if opened is None:
            self._found(None)
            return

        def work(_: Task) -> InFile:
            from cldvalidator.fixes.accepted import known_in
            from cldvalidator.fixes.profile_store import stored_profile
            from cldvalidator.fixes.profile_use import new_since, profile_changes, used_in

            extract, result = opened.extract, opened.result
            profile = stored_profile()
            return InFile(
                profile,
                used_in(profile, extract, result),
                tuple(profile_changes(profile, extract, result)),
                known_in(profile.known, extract, result),
                new_since(profile, extract, result),
            )

        self._workspace.jobs.start("profile", work, self._found, failed=self._broken, quiet=True)

    def _found(self, now: InFile | None) -> None:
        self.now = now
        self.problem = None
        if now is not None:
            self._workspace.use_rules(now.profile.rules)
        self.changed.emit()

    def _broken(self, problem: Problem) -> None:
        """Go on without a profile that cannot be read."""
        self.now = None
        self.problem = problem
        self.changed.emit()

    def use(self) -> None:
        """Make the changes that the profile knows, as one step."""
        if self.now is not None and self.now.changes:
            self._workspace.change("From the council's profile", self.now.changes)

    def remember(self) -> None:
        """Keep what was decided for this file, as far as it is about no person."""
        now, history = self._workspace.opened, self._workspace.history
        if now is None or history is None:
            return

        def change(profile: Profile) -> tuple[Profile, str]:
            from cldvalidator.fixes.profile_use import remembered

            kept = remembered(history.changes, now.specification, history.start)
            more = profile.with_meanings(kept.meanings).with_spellings(kept.spellings)
            return more, kept.sentence

        self.keep(change)

    def known_as(self, rule: str, field: str, value: str | None) -> KnownFinding | None:
        """Return what a finding of a value is known as; None where it is open."""
        from cldvalidator.fixes.accepted import known_as

        known = self.now.profile.known if self.now is not None else ()
        return known_as(known, rule, field, value)

    def accept(
        self, rule: str, field: str, reason: str, *, value: str | None = None, of: object = None
    ) -> None:
        """Keep that a finding is known and accepted, and why; value: only those of it.

        of: the `file` of the workspace that its user saw; refused once another one is open.
        """
        opened = self._workspace.opened
        if of is not None and of is not self._workspace.file:
            self._workspace.tell(OTHER_FILE)
            return
        if opened is None:
            return

        def change(profile: Profile) -> tuple[Profile, str]:
            from cldvalidator.fixes.accepted import accept

            known = accept(rule, field, reason, opened.extract, opened.result, value=value)
            only = f" of “{value}”" if value is not None else ""
            return profile.with_known(known), f"{rule} in {field}{only} is known from now on."

        self.keep(change)

    def _accepted(self) -> list[dict[str, Any]]:
        """Return the accepted findings that are in the file."""
        return [asdict(k.finding) for k in self.now.known] if self.now is not None else []

    def know_again(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Keep findings that were accepted in earlier work, those that are not known yet."""
        from cldvalidator.fixes.profile import KnownFinding

        here = self.now.profile.known if self.now is not None else ()
        new = [
            k for k in (KnownFinding(**f) for f in findings) if k.key not in {h.key for h in here}
        ]
        for finding in new:
            self.keep_known(finding)

    def keep_column(self, header: str, field: str | None) -> None:
        """Keep which field a column header stands for, if the header is about no person."""
        opened = self._workspace.opened

        def change(profile: Profile) -> tuple[Profile, str]:
            from cldvalidator.fixes.profile import why_column_not_kept
            from cldvalidator.problems import InputProblem

            if why := why_column_not_kept(header, opened.extract if opened else None):
                raise InputProblem(
                    f"The header of a column is not remembered for the next file: {why}.",
                    "Match it again in the next file; in this one it counts as you said.",
                )
            return profile.with_column(header, field), ""

        self.keep(change)

    def keep_sheet(self, name: str) -> None:
        """Keep which sheet of a workbook has the records, if its name is about no person."""
        opened = self._workspace.opened

        def change(profile: Profile) -> tuple[Profile, str]:
            from cldvalidator.review.public_names import PublicNames

            private = opened is not None and PublicNames(opened.extract).is_private(name)
            return profile if private else profile.with_sheet(name), ""

        self.keep(change)

    def forget_column(self, header: str) -> None:
        """Forget which field a column header stands for."""
        self._workspace.forget_header(header)
        self.keep(lambda profile: (profile.without_column(header), f"“{header}” is forgotten."))

    def keep_meaning(self, name: str, found: str, written: str, note: str) -> None:
        """Keep what a value means."""
        opened = self._workspace.opened
        if opened is None:
            return

        def change(profile: Profile) -> tuple[Profile, str]:
            from cldvalidator.fixes.profile import new_meaning

            meaning = new_meaning(
                name, found, written, opened.specification, opened.extract, note=note
            )
            words = f"Kept: in {name}, “{meaning.found}” means “{written or 'blank'}”."
            return profile.with_meanings([meaning]), words

        self.keep(change)

    def forget_meaning(self, name: str, found: str) -> None:
        """Forget what a value means."""
        words = f"What “{found}” means in {name} is forgotten."
        self.keep(lambda profile: (profile.without_meaning(name, found), words))

    def keep_known(self, finding: KnownFinding) -> None:
        """Keep a known finding with another reason, if that is about no person."""
        opened = self._workspace.opened

        def change(profile: Profile) -> tuple[Profile, str]:
            from cldvalidator.fixes.private_texts import why_personal_text
            from cldvalidator.problems import InputProblem

            if why := why_personal_text(finding.reason, opened.extract if opened else None):
                raise InputProblem(why, "Give the reason without identifiers, names or addresses.")
            words = f"The reason for {finding.rule} in {finding.field} is kept."
            return profile.with_known(finding), words

        self.keep(change)

    def forget_known(self, finding: KnownFinding) -> None:
        """Let a known finding count as open again."""
        words = f"{finding.rule} in {finding.field} counts as open again."
        self.keep(lambda profile: (profile.without_known(finding), words))

    def keep_filter(self, name: str, condition: Condition) -> None:
        """Save a filter of the open file's rows under a name, if it holds nothing of a person."""
        opened = self._workspace.opened
        if opened is None:
            return

        def change(profile: Profile) -> tuple[Profile, str]:
            from cldvalidator.filters import FilterFields
            from cldvalidator.fixes.private_texts import People
            from cldvalidator.fixes.saved_filters import new_filter

            fields = FilterFields.of(opened.extract, opened.specification)
            made = new_filter(name, condition, fields, People(opened.extract))
            return profile.with_filters([made]), f"The filter “{made.name}” is saved."

        self.keep(change)

    def filter_completions(self, before: str) -> Completions | None:
        """Return what can be typed next in a filter: no value that may be about a person."""
        from cldvalidator.review.filter_completions import filter_completions

        space = self._workspace
        if space.opened is None:
            return None
        return filter_completions(before, space.opened, space.is_personal)

    def keep_filter_text(self, name: str, text: str) -> None:
        """Save a filter that is given as text. A problem with it is told at once."""
        from cldvalidator.filters import FilterFields, FilterProblem, read_filter

        opened = self._workspace.opened
        if opened is None:
            return
        try:
            condition = read_filter(text, FilterFields.of(opened.extract, opened.specification))
        except FilterProblem as problem:
            self._workspace.tell(problem)
        else:
            self.keep_filter(name, condition)

    def keep_spellings(self, changes: Sequence[ValueChange], *, of: object) -> None:
        """Keep that names are spellings of others, as far as they are about no person.

        of: the `file` of the workspace that they were seen in; another one keeps none.
        """
        opened = self._workspace.opened
        if opened is None or of is not self._workspace.file:
            return

        def change(profile: Profile) -> tuple[Profile, str]:
            from cldvalidator.fixes.profile_use import remembered

            kept = remembered(changes, opened.specification, opened.extract)
            return profile.with_spellings(kept.spellings), kept.sentence_of_spellings

        self.keep(change)

    def forget_spelling(self, spelling: Spelling) -> None:
        """Forget a spelling."""
        words = f"“{spelling.found}” stays as it is spelt from now on."
        self.keep(lambda profile: (profile.without_spelling(spelling), words))

    def forget_filter(self, saved: SavedFilter) -> None:
        """Forget a filter."""
        words = f"The filter “{saved.name}” is forgotten."
        self.keep(lambda profile: (profile.without_filter(saved), words))

    def keep(self, change: ProfileEdit) -> None:
        """Change the stored profile, after what is being changed in it now; none is dropped."""
        if self._workspace.opened is not None:
            self._writes.append(change)
            if not self._workspace.jobs.running(_LANE):
                self._write()

    def _write(self) -> None:
        opened = self._workspace.opened
        if opened is None:
            return

        def work(_: Task) -> tuple[list[str], list[Problem]]:
            from cldvalidator.fixes.profile_store import store_edits

            return store_edits(self._writes, opened.specification)

        def done(outcome: tuple[list[str], list[Problem]]) -> None:
            words, problems = outcome
            self.refresh()
            for sentence in filter(None, words):
                self.reported.emit(sentence)
            for problem in problems:
                self._workspace.tell(problem)
            if self._writes:
                self._write()

        self._workspace.jobs.start(_LANE, work, done, quiet=True, writes="your council's profile")

    def export(self, target: Path, *, overwrite: bool) -> None:
        """Write the profile as a workbook to review, with the values it does not know yet."""
        opened = self._workspace.opened
        if opened is None:
            return

        def work(_: Task) -> None:
            from cldvalidator.fixes.profile_store import stored_profile
            from cldvalidator.fixes.profile_use import new_since
            from cldvalidator.fixes.profile_workbook import write_profile_workbook

            profile = stored_profile()
            write_profile_workbook(
                profile,
                target,
                opened.specification,
                new=new_since(profile, opened.extract, opened.result),
                extract=opened.extract,
                overwrite=overwrite,
            )

        def done(_: None) -> None:
            self.reported.emit(f"Written: {target.name}")

        self._workspace.jobs.start("export profile", work, done, writes="the profile")

    def read_reviewed(self, path: Path) -> None:
        """Read a reviewed workbook and offer to take it in place of the profile."""
        opened = self._workspace.opened
        if opened is None:
            return

        def work(_: Task) -> Offer:
            from cldvalidator.fixes.profile_differences import differences
            from cldvalidator.fixes.profile_store import stored_profile
            from cldvalidator.fixes.profile_workbook_reading import read_profile_workbook
            from cldvalidator.wording import counted

            before = stored_profile()
            profile = read_profile_workbook(path, opened.specification, opened.extract, before)
            # The workbook has no place for these.
            profile = profile.with_sheet(before.sheet).with_rules(before.rules)
            words = f"The profile was read: {counted(len(profile.meanings), 'meaning')}."
            changes = differences(before, profile)
            return Offer("Take the reviewed profile", changes, (), lambda _: (profile, words))

        self._workspace.jobs.start("read profile", work, self.offered.emit, of_file=False)

    def read_other(self, path: Path) -> None:
        """Read another profile and offer to add its entries."""

        def work(_: Task) -> Offer:
            from cldvalidator.fixes.profile import load_profile, merged
            from cldvalidator.fixes.profile_differences import differences
            from cldvalidator.fixes.profile_store import stored_profile
            from cldvalidator.official import current_specification

            theirs, mine = load_profile(path, current_specification("2")), stored_profile()
            together, disagreements = merged(mine, theirs)
            changes = differences(mine, together)

            def make(now: Profile) -> tuple[Profile, str]:
                added = "1 entry was" if len(changes) == 1 else f"{len(changes):,} entries were"
                return merged(now, theirs)[0], f"{added} added."

            return Offer("Add the entries of another profile", changes, disagreements, make)

        self._workspace.jobs.start("read profile", work, self.offered.emit, of_file=False)

    def take(self, offer: Offer) -> None:
        """Make the change that was offered."""
        self.keep(offer.make)
