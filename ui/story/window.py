"""The window of a person's story: who, why they count, the picture, the same as a table."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QSplitter, QVBoxLayout, QWidget

from ui.announcing import announce
from ui.dialogs import may_replace, where_to_save, with_ending
from ui.explained import Explained
from ui.story.picture import STEP, StoryPicture
from ui.story.saving import KINDS, NAME, PDF, PNG, picture_bytes, writing
from ui.story.state import StoryState
from ui.theme import MEDIUM, SMALL
from ui.widgets.choice import Choice
from ui.widgets.listing import EMPTY, Listing
from ui.widgets.parts import button, in_reading_order, label, row, scrolling
from ui.widgets.room import give_room
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.review.person_story import PersonStory

TITLE = "A person's story"
NO_MEASURE = "No measure"
SAVE = "Save the picture"
WRITING = "story picture"
LEGEND = (
    "Shaded: the year and its quarters. Full diamond: in the figure. Hollow diamond: in the "
    "denominator only. Hatched: not counted. Dashed edge: in no table of the method. Arrow: goes "
    "on. E, W, Q: errors, warnings, queries."
)
HINT = "Use the arrow keys to go from event to event, Enter for its row, + and - to zoom."
FIND = "Find a person by NHS number, LA person identifier or name."
MOST_SENTENCES = 3


class StoryWindow(Explained):
    """Stays beside the main window, so that both can be seen."""

    topic = "check#A person's story"

    def __init__(self, workspace: Workspace, state: StoryState, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._state = workspace, state
        self.setWindowTitle(TITLE)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self._build()
        self._fill_measures()
        give_room(self, 150, 45)
        state.changed.connect(self.refresh)
        workspace.hidden_changed.connect(self.refresh)
        for keys, by in (("F8", 1), ("Shift+F8", -1)):
            QShortcut(QKeySequence(keys), self, partial(state.step, by))
        QShortcut(QKeySequence("Ctrl+F"), self, self.begin_search)
        self.refresh()

    def _build(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText("NHS number, LA person identifier or name")
        self.search.setAccessibleName(FIND)
        self.search.returnPressed.connect(self.find_people)
        self.find_button = button("Find", self.find_people)
        self.back = button("Previous person", partial(self._state.step, -1), hint="Shift+F8")
        self.on = button("Next person", partial(self._state.step, 1), hint="F8")
        self.where = label("", "muted", wrap=False)
        self.measure = Choice()
        self.measure.setAccessibleName("Measure that the events count in")
        self.measure.activated.connect(lambda _: self._measure_chosen())
        self.who = label("", "heading")
        self.why = label("", "strong")
        self.notice = label("", "muted")
        self.current = label(HINT, "muted")
        self.picture = StoryPicture()
        self.picture.moved.connect(self._bar_moved)
        self.picture.chosen.connect(self._open_record)
        self.table = ListingView("Events of the person")
        self.table.moved.connect(self._row_moved)
        self.table.chosen.connect(self._open_record)
        self.nearer = button("Zoom in", partial(self.picture.zoom, STEP), hint="+")
        self.farther = button("Zoom out", partial(self.picture.zoom, 1 / STEP), hint="-")
        self.whole = button("Show all", self.picture.show_all, hint="0")
        self.go = button("Go to the row", lambda: self._open_record(self.picture.current))
        self.save = button(f"{SAVE} ...", self.ask_target)
        for made in (self.find_button, self.back, self.on, self.nearer, self.farther, self.whole,
                     self.go, self.save):  # fmt: skip
            made.setAutoDefault(False)
        self._lay_out()

    def _lay_out(self) -> None:
        above = row(self.search, self.find_button, self.where, self.back, self.on, spacing=SMALL)
        above.setStretch(0, 1)
        counted = label("Counted in", wrap=False)
        counted.setBuddy(self.measure)
        second = row(self.who, counted, self.measure, spacing=SMALL)
        second.setStretch(0, 1)
        tools = row(self.nearer, self.farther, self.whole, None, self.go, self.save, spacing=SMALL)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(scrolling(self.picture, "Picture of the story"))
        split.addWidget(self.table)
        split.setSizes([400, 180])
        layout = QVBoxLayout(self)
        layout.setSpacing(SMALL)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.addLayout(above)
        layout.addLayout(second)
        layout.addWidget(self.why)
        layout.addWidget(self.notice)
        layout.addWidget(self.current)
        layout.addWidget(in_reading_order(split), 1)
        layout.addLayout(tools)
        layout.addWidget(label(LEGEND, "muted"))

    def _fill_measures(self) -> None:
        from cldvalidator.measures.preview import chosen_measures

        self.measure.addItem(NO_MEASURE, "")
        for item in chosen_measures([], activity=True):
            self.measure.addItem(item.text.id, item.text.id)
            tip = f"{item.text.id}: {item.text.title}"
            self.measure.setItemData(self.measure.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)

    def begin_search(self) -> None:
        """Put the keyboard into the search box."""
        self.search.setFocus()
        self.search.selectAll()

    def find_people(self) -> None:
        """Look for the people that are named."""
        if self.search.text().strip():
            self._state.find(self.search.text())

    def _measure_chosen(self) -> None:
        self._state.set_measure(str(self.measure.currentData()))

    def refresh(self) -> None:
        """Show the story as it is now; while it is made anew nothing of it can be acted on."""
        state, story = self._state, self._state.story
        hidden = self._workspace.preferences.hide_personal
        at = self.measure.findData(state.measure)
        if at < 0:
            self.measure.addItem(state.measure, state.measure)
            at = self.measure.count() - 1
        self.measure.setCurrentIndex(at)
        usable = story is not None and not state.busy
        for part in (self.picture, self.table, self.go, self.save, self.nearer, self.farther,
                     self.whole):  # fmt: skip
            part.setEnabled(usable)
        total = len(state.people)
        self.where.setText(f"{state.place + 1:,} of {total:,}" if total else "")
        self.back.setEnabled(not state.busy and state.place > 0)
        self.on.setEnabled(not state.busy and 0 <= state.place < total - 1)
        message = "Making the story ..." if state.busy else state.stale
        if not message and state.problem is not None:
            message = f"{state.problem.what} {state.problem.advice}"
        self.notice.setText(message or (story.note if story is not None else FIND))
        self.notice.setVisible(bool(self.notice.text()))
        self.picture.hidden = hidden
        self._show(story, hidden)

    def _show(self, story: PersonStory | None, hidden: bool) -> None:
        if story is None:
            self.who.setText("Nobody is shown")
            self.why.setText("")
            self.why.hide()
            self.picture.show_story(None)
            self.table.show_listing(EMPTY)
            self.current.setText(HINT)
            return
        from cldvalidator.presentation.story_text import (
            WHY_COVERED,
            cells_of,
            columns_of,
            person_sentence,
        )

        before = self.picture.story
        self.who.setText(f"{person_sentence(story, hidden=hidden)}. {self._state.basis}")
        sentences = [f"{story.measure}: {s}" for s in story.says[:MOST_SENTENCES]]
        if len(story.says) > MOST_SENTENCES:
            sentences.append(f"And {len(story.says) - MOST_SENTENCES:,} more.")
        if hidden and sentences:
            sentences = [WHY_COVERED]
        self.why.setText("\n".join(sentences))
        self.why.setVisible(bool(sentences))
        self.picture.describe(" ".join([self.who.text(), *sentences]))
        if story is before:
            self.picture.update()
            return
        place = story.bar_of(self._state.record) if self._state.record is not None else -1
        self.picture.show_story(story, place)
        rows = [cells_of(story, bar) for bar in story.bars]
        columns = tuple(zip(*rows, strict=True)) if rows else ()
        marks = [min(b.findings, key=lambda f: f.severity).severity.word if b.findings else ""
                 for b in story.bars]  # fmt: skip
        headers = columns_of(story)
        listing = Listing(headers, columns, tuple(range(len(rows))), marks)
        self.table.show_listing(listing, stretch=headers.index("What"))
        self.current.setText(self.picture.words_of(place) if place >= 0 else HINT)
        if self.focusWidget() in (None, self.search) and not self.search.text():
            self.picture.setFocus()
        announce(self, " ".join([self.who.text(), *sentences]))

    def _bar_moved(self, place: int) -> None:
        self.current.setText(self.picture.words_of(place))
        if self.table.current_key() != place:
            self.table.select_key(place)

    def _row_moved(self) -> None:
        place = self.table.current_key()
        if place is not None and place != self.picture.current:
            self.picture.go_to(int(place), aloud=False)

    def _open_record(self, place: int) -> None:
        story = self._state.story
        if story is not None and 0 <= place < len(story.bars):
            self._state.go_to(story.bars[place].record)

    def ask_target(self) -> None:
        """Ask where to put the picture."""
        seen, path = self._state.story, self._workspace.path
        folder = path.parent if path is not None else Path.home()
        chosen = where_to_save(self, SAVE, folder / NAME, KINDS)
        if chosen is not None and seen is self._state.story:
            self.save_to(chosen)

    def save_to(self, target: Path) -> None:
        """Write the picture that is shown; ask before another file is replaced."""
        scene, target = self.picture.scene, with_ending(target, PNG, PDF)
        overwrite = target.exists()
        if scene is None or not may_replace(self, SAVE, target):
            return
        lines = [self.who.text(), *filter(None, self.why.text().split("\n"))]
        content = picture_bytes(scene, lines, self.picture.font(), target.suffix.casefold())
        work = writing(content, target, self._state.never, overwrite=overwrite)
        self._workspace.jobs.start(WRITING, work, self._saved, writes="the picture")

    def _saved(self, target: Path) -> None:
        self.notice.setText(f"Saved: {target.name}. It holds personal data.")
        self.notice.show()
        announce(self, self.notice.text())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Let go of the story."""
        self._state.forget()
        super().closeEvent(event)

    def reject(self) -> None:
        """Close the window, as Esc does."""
        self.close()
