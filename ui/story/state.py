"""Whose story is shown, of which version of which file, and who else is in the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cldvalidator.problems import InputProblem, Problem
from ui.figures.state import PreviewState
from ui.person_wanted import PersonWanted
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.checks.local_rules import CouncilRule
    from cldvalidator.measures.figures import MeasureResult
    from cldvalidator.review.person_story import PersonStories, PersonStory
    from cldvalidator.review.story_measure import CountedRecords
    from cldvalidator.task import Task

LANE, MEASURE = "story", "story measure"
NO_FIGURES = InputProblem(
    "There are no figures to take the person from.", "Wait for the figures on Preview."
)
NOBODY = InputProblem(
    "Nobody has that identifier or name.",
    "Type a whole NHS number or LA person identifier, or the beginning of a first or last name.",
)
JUST_CHANGED = InputProblem(
    "The event was not opened: the file has just changed.", "Look at the story, then choose again."
)
OTHERS = "The file or the figures are others now. Open the story again from there."
GONE = "This person is no longer in the file as it is now."


@dataclass(frozen=True, eq=False)
class _Source:
    """Everybody's story, and what it was made of: a version of the file, or the figures.

    rules: those of the council's own that judged the files of joined figures.
    """

    of: object
    of_figures: bool
    rules: object
    stories: PersonStories


class StoryState(QObject):
    """Holds the story that is shown. changed: another one, or none that may be shown.

    What is shown belongs to the version it was made of. A later version of the same file renews it;
    when the file or the figures are others, `stale` says so until a story is asked for again.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, preview: PreviewState) -> None:
        super().__init__(workspace)
        self._workspace, self._preview = workspace, preview
        self._source: _Source | None = None
        self._file: object = None
        self._counted: CountedRecords | None = None
        self._waiting: Callable[[_Source], None] | None = None
        """What goes on once there are figures."""
        self.people: list[int] = []
        """The people of the list, as `ProcessedEvents.people` numbers them."""
        self.place = -1
        self.measure = ""
        self.story: PersonStory | None = None
        self.record: int | None = None
        self.stale = ""
        self.problem: Problem | None = None
        workspace.checked.connect(self._version_changed)
        workspace.file_changed.connect(self._version_changed)
        preview.changed.connect(self._version_changed)

    @property
    def busy(self) -> bool:
        """Whether a story is being made."""
        jobs = self._workspace.jobs
        return jobs.running(LANE) or jobs.running(MEASURE) or self._waiting is not None

    @property
    def of_figures(self) -> bool:
        """Whether what is shown is of the figures of Preview, not of the open file as it is."""
        return self._source is not None and self._source.of_figures

    @property
    def basis(self) -> str:
        """Say what the story is made of."""
        if self.of_figures:
            return self._preview.basis
        path = self._workspace.path
        return path.name if path is not None else ""

    @property
    def never(self) -> tuple[Path, ...]:
        """The files that a picture may not replace."""
        return self._preview.never

    def ask(self, wanted: PersonWanted) -> None:
        """Show the story of a person, and take the list they stand in."""
        if wanted.measure:
            self.measure = wanted.measure

        def then(source: _Source) -> None:
            stories = source.stories
            self.record = wanted.record
            if wanted.people is not None:
                self.people = [int(p) for p in wanted.people]
            elif wanted.among is not None:
                self.people = stories.people_of(wanted.among).tolist()
            person = wanted.person
            if person is None and wanted.record is not None:
                person = int(stories.processed.person_of[wanted.record])
            if person is None:
                self.people, self.place, self.story = [], -1, None
                self.changed.emit()
                return
            if person not in self.people:
                self.people = [person]
            self.place = self.people.index(person)
            self._tell()

        self._with_source(wanted.of_figures, then)

    def find(self, text: str) -> None:
        """Make the people that a text names the list."""
        of_figures = self.of_figures

        def then(source: _Source) -> None:
            def work(_: Task) -> list[int]:
                found: list[int] = source.stories.find(text).tolist()
                return found

            def done(found: list[int]) -> None:
                if source is not self._source:
                    return
                self.problem = None if found else NOBODY
                if found:
                    self.people, self.place, self.record = found, 0, None
                    self._tell()
                else:
                    self.changed.emit()

            self._workspace.jobs.start(LANE, work, done, changes_nothing=True, quiet=True)

        self._with_source(of_figures, then)

    def step(self, by: int) -> None:
        """Go to the next person of the list, or the one before; at an end nothing changes."""
        place = self.place + by
        if not self.stale and 0 <= place < len(self.people):
            self.place, self.record = place, None
            self._tell()

    def set_measure(self, measure: str) -> None:
        """Say who counts in another measure; "" for none."""
        if measure != self.measure:
            self.measure = measure
            if self._source is not None and not self.stale and self.place >= 0:
                self._tell()
            else:
                self.changed.emit()

    def go_to(self, record: int) -> None:
        """Show a record of the story in the grid."""
        if self.stale or self._source is None:
            return
        if self._now(self._source.of_figures) is not self._source.of:
            self._workspace.tell(JUST_CHANGED)  # it is renewed, or taken away, in a moment
            return
        if self._source.of_figures:
            self._preview.rows.go_to(record)
        else:
            self._workspace.go_to(record, "Event Type")

    def _with_source(self, of_figures: bool, then: Callable[[_Source], None]) -> None:
        """Make everybody's story where it is not there yet, and go on.

        Figures that are not there are asked for first.
        """
        self.problem = self._waiting = None
        of = self._now(of_figures)
        if of is None and of_figures and self._preview.is_ready:
            self.stale, self._waiting = "", then
            self._preview.want()
            self.changed.emit()
            return
        if of is None:
            self._workspace.tell(NO_FIGURES)
            return
        self._file = None if of_figures else self._workspace.file
        self.stale = ""
        rules = self._rules if of_figures else None
        there = self._source
        if there is not None and there.of is of and there.rules == rules:
            then(there)
            return
        self.changed.emit()

        def done(stories: PersonStories) -> None:
            if self._now(of_figures) is of:
                self._source = _Source(of, of_figures, rules, stories)
                self._counted = None
                then(self._source)

        def failed(problem: Problem) -> None:
            self.problem, self.story, self.place = problem, None, -1
            self.changed.emit()

        self._workspace.jobs.start(
            LANE, self._making(of_figures), done, failed=failed, changes_nothing=True,
            of_file=not of_figures,
        )  # fmt: skip

    def of_open_file(self) -> Callable[[Task], PersonStories] | None:
        """Return the work that makes everybody's story of the open file; None without one."""
        return None if self._workspace.opened is None else self._making(False)

    def _now(self, of_figures: bool) -> object:
        """Return what a story would be made of now: the events of the figures, or the file."""
        if not of_figures:
            return self._workspace.opened
        preview = self._preview.preview
        return preview.processed if preview is not None else None

    @property
    def _rules(self) -> tuple[CouncilRule, ...] | None:
        """The council's own rules that judge joined files: those of the open file, if there is one.

        Without an open file those of this computer's profile are read where stories are made.
        """
        opened = self._workspace.opened
        if opened is None or not self._preview.is_joined:
            return None
        return tuple(rule.kept for rule in opened.result.local)

    def _making(self, of_figures: bool) -> Callable[[Task], PersonStories]:
        preview, opened = self._preview.preview, self._workspace.opened
        inputs, same = self._preview.inputs, self._preview.is_of_open_file
        joined, rules = self._preview.is_joined, self._rules

        def work(task: Task) -> PersonStories:
            from cldvalidator.fixes.profile_store import readable_profile
            from cldvalidator.jobs.preview import checked_events
            from cldvalidator.jobs.story import judged_by_own_rules
            from cldvalidator.measures.effect import CheckedFile
            from cldvalidator.review.person_story import PersonStories

            if preview is not None and of_figures and joined:
                own = readable_profile().rules if rules is None else rules
                files = judged_by_own_rules(preview.files, own, task=task)
                return PersonStories(preview.processed, files)
            if preview is not None and (of_figures or same):
                return PersonStories(preview.processed, preview.files)
            assert opened is not None
            processed = checked_events(opened.extract, opened.result, inputs, task=task)
            return PersonStories(processed, [CheckedFile(opened.extract, opened.result)])

        return work

    def _tell(self) -> None:
        """Make the story of the person at the place, with what the measure counts."""
        source, measure = self._source, self.measure
        if source is None:
            return
        counted = self._counted
        if not measure or (counted is not None and counted.measure == measure):
            self._show(counted if measure else None)
            return
        known = self._known_result(measure)

        def work(task: Task) -> CountedRecords | None:
            from cldvalidator.jobs.story import counted_in
            from cldvalidator.review.story_measure import CountedRecords

            if known is not None and source.of_figures:
                return CountedRecords(known, source.stories.processed)
            return counted_in(source.stories, measure, task=task)

        def done(found: CountedRecords | None) -> None:
            if source is self._source and measure == self.measure:
                self._counted = found
                self._show(found)

        self._workspace.jobs.start(MEASURE, work, done, changes_nothing=True, of_file=False)
        self.changed.emit()

    def _known_result(self, measure: str) -> MeasureResult | None:
        """Return a measure that Preview has computed, of the year."""
        preview = self._preview.preview
        items = preview.previewed if preview is not None else ()
        return next((i.results[0] for i in items if i.measure.text.id == measure), None)

    def _show(self, counted: CountedRecords | None) -> None:
        assert self._source is not None
        person = self.people[self.place]
        stories = self._source.stories
        if person >= 0:
            self.story = stories.of_person(person, counted)
        elif self.record is not None:
            self.story = stories.of_record(self.record, counted)
        self.changed.emit()

    def _version_changed(self) -> None:
        """Renew what is shown for a later version; say so where it is of something else now."""
        if self._waiting is not None:
            self._figures_changed(self._waiting)
            return
        source = self._source
        if source is None or self.stale:
            return
        if source.of_figures:
            if self._now(True) is not source.of:
                self._let_go(OTHERS)
            return
        if self._workspace.file is not self._file or self._workspace.opened is None:
            self._let_go(OTHERS)
        elif self._workspace.opened is not source.of and self.story is not None:
            self._renew(source)

    def _figures_changed(self, then: Callable[[_Source], None]) -> None:
        """Go on where there are figures now; say so where there will be none."""
        if self._now(True) is not None:
            self._with_source(True, then)
        elif not self._preview.computing:
            self._waiting = None
            self.problem = self._preview.problem or NO_FIGURES
            self.changed.emit()

    def forget(self) -> None:
        """Drop the story: nobody looks at it any more."""
        self._let_go("")

    def _let_go(self, why: str) -> None:
        """Keep nothing that could be acted on."""
        for lane in (LANE, MEASURE):
            self._workspace.jobs.drop(lane)
        self._source = self._counted = self._waiting = None
        self.stale, self.story, self.people, self.place = why, None, [], -1
        self.changed.emit()

    def _renew(self, before: _Source) -> None:
        """Make the story anew of the later version, of the same people by what they are called."""
        names = [before.stories.called(p) for p in self.people if p >= 0]
        shown = self.story.called if self.story is not None else ""

        def then(source: _Source) -> None:
            numbers = {name: n for n, name in enumerate(source.stories.processed.people)}
            self.people = [numbers[name] for name in names if name in numbers]
            self.record = None
            called = [source.stories.called(p) for p in self.people]
            if shown not in called:
                self._let_go(GONE)
                return
            self.place = called.index(shown)
            self._tell()

        self._with_source(False, then)
