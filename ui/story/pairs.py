"""People who may be one: the pairs, both stories one above the other, what joining them does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from cldvalidator.problems import Problem
from ui.announcing import announce
from ui.explained import Explained
from ui.grid.model import MASK
from ui.story.picture import StoryPicture
from ui.theme import MEDIUM, SMALL
from ui.widgets.listing import EMPTY, Listing
from ui.widgets.parts import button, column, in_reading_order, label, row, scrolling
from ui.widgets.room import give_room
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.measures.people_joined import EffectOfJoining
    from cldvalidator.measures.preview import Previewed
    from cldvalidator.review.duplicate_people import DuplicatePeople, PossibleDuplicate
    from cldvalidator.review.person_story import PersonStories
    from cldvalidator.task import Task
    from ui.story.state import StoryState

TITLE = "People who may be one"
LANE, EFFECT = "duplicate people", "effect of joining"
LOOKING, CHANGED = "Comparing people ...", "The file has changed. Choose Look again."
CALCULATING = "Calculating the figures with both as one ..."
ABOUT = "A pair is a question, not an error. Nothing is changed here: correct the source system."


@dataclass(frozen=True, eq=False)
class _Found:
    """The pairs, and the version of the file that they are of."""

    of: object
    stories: PersonStories
    people: DuplicatePeople


class PairsWindow(Explained):
    """Lists the pairs of the open file. What it shows belongs to the version it was made of."""

    topic = "check#People who may be one"

    def __init__(self, workspace: Workspace, stories: StoryState, over: QWidget) -> None:
        super().__init__(over)
        self._workspace, self._stories = workspace, stories
        self.found: _Found | None = None
        self.effect: EffectOfJoining | None = None
        self._before: list[Previewed] = []
        self.setWindowTitle(TITLE)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self._build()
        give_room(self, 150, 45)
        workspace.checked.connect(self._version_changed)
        workspace.file_changed.connect(self._version_changed)
        workspace.hidden_changed.connect(self._list)

    def _build(self) -> None:
        self.message = label("", "strong")
        self.again = button("Look again", self.look)
        self.list = ListingView("Pairs of people who may be one")
        self.list.moved.connect(self._show_pair)
        self.pictures = StoryPicture(), StoryPicture()
        self.names = label("", "strong"), label("", "strong")
        self.join = button("What joining them does", self.calculate)
        self.moved = label("", "muted")
        for made in (self.again, self.join):
            made.setAutoDefault(False)
        both = QWidget()
        parts = zip(self.names, self.pictures, strict=True)
        both.setLayout(column(*(part for pair in parts for part in pair), spacing=SMALL))
        for picture, which in zip(self.pictures, ("first", "second"), strict=True):
            picture.setAccessibleName(f"Events of the {which} of the two on a line of time")
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(scrolling(both, "Both stories"))
        split.setSizes([180, 400])
        above = row(self.message, self.again, spacing=SMALL)
        above.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(SMALL)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.addLayout(above)
        layout.addWidget(label(ABOUT, "muted"))
        layout.addWidget(in_reading_order(split), 1)
        layout.addLayout(row(self.join, None))
        layout.addWidget(self.moved)

    @property
    def pair(self) -> PossibleDuplicate | None:
        """The pair that is chosen, of what is shown."""
        place = self.list.current_key()
        if self.found is None or place is None:
            return None
        return self.found.people.pairs[int(place)]

    def look(self) -> None:
        """Compare the people of the file as it is now."""
        self._let_go(LOOKING)
        making = self._stories.of_open_file()
        of = self._workspace.opened
        if making is None:
            return

        def work(task: Task) -> tuple[PersonStories, DuplicatePeople]:
            from cldvalidator.review.duplicate_people import duplicate_people

            stories = making(task)
            task.step("Comparing people")
            return stories, duplicate_people(stories.processed)

        def done(made: tuple[PersonStories, DuplicatePeople]) -> None:
            if self._workspace.opened is of:
                self.found = _Found(of, *made)
                self._list()
                announce(self, self.message.text())

        def failed(problem: Problem) -> None:
            self.message.setText(f"{problem.what} {problem.advice}")

        self._workspace.jobs.start(LANE, work, done, failed=failed, changes_nothing=True)

    def _list(self) -> None:
        """List the pairs, by their rows alone while personal fields are hidden."""
        if self.found is None:
            return
        from cldvalidator.presentation.duplicates_text import (
            notes_of,
            reasons_in_words,
            rows_in_words,
            summary_line,
        )

        people, processed = self.found.people, self.found.stories.processed
        hidden = self._workspace.preferences.hide_personal
        pairs = people.pairs
        columns = [
            [reasons_in_words(pair) for pair in pairs],
            *([MASK if hidden else pair.called[n] for pair in pairs] for n in (0, 1)),
            [rows_in_words(processed, pair.first) for pair in pairs],
            [rows_in_words(processed, pair.second) for pair in pairs],
        ]
        headers = ("Why", "One", "The other", "Rows of the one", "Rows of the other")
        self.message.setText(" ".join([summary_line(people), *notes_of(people)]))
        listing = Listing(headers, tuple(columns), tuple(range(len(pairs))))
        before = self.list.current_key()
        self.list.show_listing(listing if pairs else EMPTY)
        if pairs:
            if not self.list.select_key(before):
                self.list.selectRow(0)
            self._show_pair()

    def _show_pair(self) -> None:
        """Show both stories of the pair that is chosen."""
        from cldvalidator.presentation.story_text import person_sentence

        pair, found = self.pair, self.found
        self.effect = None
        self._workspace.jobs.drop(EFFECT)
        self.moved.setText("")
        self.join.setEnabled(pair is not None)
        if pair is None or found is None:
            return
        hidden = self._workspace.preferences.hide_personal
        for number, picture, name in zip(
            (pair.first, pair.second), self.pictures, self.names, strict=True
        ):
            story = found.stories.of_person(number)
            picture.hidden = hidden
            picture.show_story(story)
            name.setText(person_sentence(story, hidden=hidden))
            picture.describe(name.text())
        for picture, other in (self.pictures, self.pictures[::-1]):
            picture.widen(*other.days)

    def calculate(self) -> None:
        """Calculate the headline figures with the two as one person."""
        pair, found = self.pair, self.found
        if pair is None or found is None:
            return
        self.moved.setText(CALCULATING)

        before = self._before

        def work(task: Task) -> tuple[EffectOfJoining, list[Previewed]]:
            from cldvalidator.measures.people_joined import effect_of_joining
            from cldvalidator.measures.preview import preview
            from cldvalidator.measures.registry import Inputs

            processed = found.stories.processed
            as_is = before or preview(processed, Inputs(), latest_only=True, task=task)
            first, second = pair.first, pair.second
            found_out = effect_of_joining(processed, first, second, Inputs(), as_is, task=task)
            return found_out, as_is

        def done(made: tuple[EffectOfJoining, list[Previewed]]) -> None:
            if self.pair is pair and self.found is found:
                from cldvalidator.presentation.duplicates_text import effect_lines

                effect, self._before = made
                self.effect = effect
                self.moved.setText("\n".join(effect_lines(effect)))
                announce(self, self.moved.text())

        self._workspace.jobs.start(EFFECT, work, done, changes_nothing=True)

    def _version_changed(self) -> None:
        if self.found is not None and self._workspace.opened is not self.found.of:
            self._let_go(CHANGED)

    def _let_go(self, why: str) -> None:
        """Keep nothing that is of another version."""
        for lane in (LANE, EFFECT):
            self._workspace.jobs.drop(lane)
        self.found, self.effect, self._before = None, None, []
        self.message.setText(why)
        self.list.show_listing(EMPTY)
        self.moved.setText("")
        self.join.setEnabled(False)
        for picture, name in zip(self.pictures, self.names, strict=True):
            picture.show_story(None)
            name.setText("")

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Let go of the pairs."""
        self._let_go("")
        super().closeEvent(event)

    def reject(self) -> None:
        """Close the window, as Esc does."""
        self.close()
