"""Compare: the open file beside that of the submission before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from cldvalidator.problems import InputProblem
from ui.comparing.answers_button import AnswersButton
from ui.comparing.listings import (
    FIGURES,
    FINDINGS,
    PROMISES,
    Group,
    events_listing,
    figures_listing,
    findings_listing,
    groups_of,
    promises_listing,
)
from ui.comparing.methods import MethodsChoice
from ui.comparing.records import (
    PersonRows,
    both_files_listing,
    group_of_part,
    groups_of_finding,
)
from ui.comparing.saving import SaveButton
from ui.comparing.state import ComparisonState
from ui.comparing.summary import ComparisonSummary
from ui.person_wanted import PersonWanted
from ui.theme import MEDIUM
from ui.widgets.choice import Choice
from ui.widgets.empty_step import say_in_the_middle
from ui.widgets.listing import EMPTY, Listing
from ui.widgets.parts import (
    Page,
    button,
    clear,
    in_reading_order,
    label,
    notice,
    row,
    scrolling,
    show_in_place,
    stop_button,
)
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.submissions.both_files import BothFiles
    from cldvalidator.submissions.compare_result import Compared
    from cldvalidator.submissions.promises import PromiseFate

SENTENCE = "See what has changed since your last submission."
LETTERS = 110
"""The width of a column, at most: two values beside each other in one line."""
FILES = "Extracts (*.csv *.gz *.txt *.tsv *.xlsx *.xlsm *.xls *.xlsb *.ods);;All files (*)"
NOT_LATER = InputProblem(
    "The open file has no record of this person.",
    "Choose This person in both files to list those of the earlier file.",
)


class ComparePage(Page):
    """A summary at the left, the events at the right; compared when an earlier file is chosen."""

    def __init__(self, workspace: Workspace, state: ComparisonState) -> None:
        super().__init__("Compare", SENTENCE)
        self._workspace = workspace
        self._state = state
        self._shown: Compared | None = None
        self._groups: list[Group] = []
        self._offered = 0
        self._both_files: BothFiles | None = None
        self._first: QWidget | None = None
        self.choose = button("Other earlier file ...", self.ask_earlier, icon_name="open")
        self.older = button(
            "Older files ...",
            self.ask_older,
            hint="Submissions before both: an event that was in one of them is back, not new",
        )
        self.teams = AnswersButton(state)
        self.save = SaveButton(state, self)
        for part in (self.choose, self.older, self.teams, self.save):
            self.head.addWidget(part)
        self._left = QWidget()
        self._summary = QVBoxLayout(self._left)
        self._summary.setContentsMargins(0, 0, 0, 0)
        self.area = scrolling(self._left, "The summary")
        right = self._build_lists(state)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.area)
        self.split.addWidget(right)
        self.split.setStretchFactor(1, 1)
        self._empty = QWidget()
        self._instead = QVBoxLayout(self._empty)
        self._instead.setSpacing(MEDIUM)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(in_reading_order(self.split), 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._catch_up)
        self.table.opened.connect(lambda _: self._open_line())
        state.changed.connect(self._changed)
        state.figures_changed.connect(self._figures_changed)
        state.saved.connect(self._saved)
        workspace.hidden_changed.connect(self._list)
        self._changed()

    def _build_lists(self, state: ComparisonState) -> QWidget:
        """Return the right half: what is listed, and what can be done with it."""
        self.filter = Choice()
        self.filter.setAccessibleName("Events, findings or figures to list")
        self.filter.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.filter.setMinimumContentsLength(24)
        self.filter.currentIndexChanged.connect(lambda _: self._list())
        self.rows = button("Show these rows on Check", self._show_rows, icon_name="filter")
        self.records = button("Show the records", self._open_line, icon_name="next")
        self.person = button("This person in both files", self._open_person, icon_name="person")
        self.story = button("Story of this person", self._show_story)
        self.methods = MethodsChoice(state)
        self.table = ListingView("Events of the two files", letters=LETTERS)
        self._note = label("", "muted")
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(MEDIUM, 0, 0, 0)
        beside.setSpacing(MEDIUM)
        beside.addWidget(self.filter)
        beside.addLayout(row(self.records, self.person, self.story, self.rows, None))
        beside.addWidget(self.methods)
        beside.addWidget(self._note)
        beside.addWidget(self.table, 1)
        return right

    def focus_first(self) -> None:
        """Begin with what is listed; without a comparison the page itself waits for keys."""
        first = self.filter if self.split.isVisibleTo(self) else self._first
        (first or self).setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Compare again when the page is looked at and the file has changed."""
        super().showEvent(event)
        self._later.start(0)

    def _changed(self) -> None:
        if self._state.compared is None:
            self._shown = None
            self.table.show_listing(EMPTY)
            clear(self._summary)
        self._later.start(0)

    def _catch_up(self) -> None:
        state = self._state
        if self.isVisible() and self._workspace.opened is not None:
            state.want()
        there = state.compared is not None
        stays = there and self.split.isVisibleTo(self)
        now = self.window().focusWidget()
        mine = now is not None and (now is self or self.isAncestorOf(now))
        has_keyboard = mine and self.isVisible() and not stays
        if has_keyboard:
            self.setFocus()  # what has the keyboard is about to be hidden
        for part in (self.split, self.choose, self.older, self.teams, self.save):
            part.setVisible(there)
        self._empty.setVisible(not there)
        if not there:
            self.sentence.setText(SENTENCE)
            self._show_instead()
        elif self._shown is not state.compared:
            self._show()
        if has_keyboard:
            self.focus_first()

    def _show_instead(self) -> None:
        """Say why there is no comparison, and what to do."""
        clear(self._instead)
        state = self._state
        self._first = None
        ask = button("Choose the earlier file ...", self.ask_earlier, kind="main", icon_name="open")
        if state.problem is not None:
            self._instead.addWidget(notice("error", state.problem.what, state.problem.advice))
            self._instead.addLayout(row(ask, None))
            self._instead.addStretch(1)
        elif state.stopped:
            again = button("Compare again", state.compare)
            say_in_the_middle(
                self._instead, "compare", "The files have not been compared", ask, again
            )
        elif state.comparing:
            stop = stop_button(self._workspace.jobs.cancel)
            self._first = stop
            say_in_the_middle(self._instead, "compare", "Comparing the files", stop)
        else:
            words = "Compare this file with your last submission"
            say_in_the_middle(self._instead, "compare", words, ask)
        self._first = self._first or ask
        show_in_place(self._first, True)  # what is not seen yet cannot have the keyboard

    def _show(self) -> None:
        compared = self._state.compared
        if compared is None:
            return
        self._shown = compared
        clear(self._summary)
        older = self._state.older
        self._summary.addWidget(ComparisonSummary(compared, self._choose_listed, older))
        self._both_files = None
        character = self.fontMetrics().averageCharWidth()
        self.split.setSizes([character * 46, max(1, self.width() - character * 46)])
        earlier, later = (f.extract.reading.name for f in compared.comparison.two.files)
        self.sentence.setText(f"{later} compared with {earlier}.")
        self._groups = groups_of(compared)
        self.filter.blockSignals(True)
        self.filter.clear()
        for what in (FINDINGS, *((PROMISES,) if compared.promises else ()), FIGURES):
            self.filter.addItem(what, what)
        for group in self._groups:
            self._offer(group)
        self._offered = self.filter.count()
        self.filter.blockSignals(False)
        self._list()

    def _offer(self, group: Group | PersonRows) -> None:
        self.filter.addItem(f"{group.name} ({len(group.rows):,})", group)

    def _choose_listed(self, name: str) -> None:
        """Choose what is listed by its name: a group, or one of the other lists."""
        for place in range(self.filter.count()):
            listed = self.filter.itemData(place)
            if (listed.name if isinstance(listed, Group) else listed) == name:
                self.filter.setCurrentIndex(place)

    def _list_these(self, groups: Sequence[Group | PersonRows]) -> None:
        """Offer the records behind a line at the end of the filter, and list the first of them."""
        if not groups:
            self._note.setText("This line has no records in either file.")
            self._note.setVisible(True)
            return
        self.filter.blockSignals(True)
        while self.filter.count() > self._offered:
            self.filter.removeItem(self._offered)
        for group in groups:
            self._offer(group)
        self.filter.setCurrentIndex(-1)
        self.filter.blockSignals(False)
        self.filter.setCurrentIndex(self._offered)
        self.table.setFocus()  # the button that was pressed may be gone
        self.table.select_rows([0])

    def _open_line(self) -> None:
        """List the records of the finding, or of the part of a figure, that is selected."""
        compared, chosen = self._state.compared, self.filter.currentData()
        key = self.table.current_key()
        if compared is None or compared is not self._shown or key is None:
            return
        if chosen == FINDINGS:
            self._list_these(groups_of_finding(key))
        elif chosen == PROMISES:
            self._show_promise(compared, key)
        elif chosen == FIGURES:
            movement, part = key
            parts = movement.parts if part is None else (part,)
            groups = [group_of_part(movement, p) for p in parts]
            self._list_these([g for g in groups if len(g.rows)])

    def _show_promise(self, compared: Compared, fate: PromiseFate) -> None:
        """Show the row of a promise in the grid of Check, if the record is there."""
        import numpy as np

        from cldvalidator.review.row_choice import RowChoice

        places = compared.later.extract.positions(np.array([fate.row]))
        if len(places):
            words = "Promised to be corrected at source"
            self._workspace.show(RowChoice(among=places.astype("int32"), label=words))

    def _open_person(self) -> None:
        """List what both files have of the person of the record that is selected."""
        compared, place = self._state.compared, self.table.current_key()
        if compared is None or compared is not self._shown or place is None:
            return
        rows = tuple(self._people(compared).of_person(place))
        if rows:
            self._list_these([PersonRows("This person in both files", rows)])

    def _show_story(self) -> None:
        """Show the story, in the open file, of the person of the record that is selected."""
        compared, place = self._state.compared, self.table.current_key()
        if compared is None or compared is not self._shown or place is None:
            return
        later = [found.row for found in self._people(compared).of_person(place) if found.side == 1]
        if later:
            self._workspace.story_wanted.emit(PersonWanted(record=later[0]))
        else:
            self._workspace.tell(NOT_LATER)

    def _people(self, compared: Compared) -> BothFiles:
        from cldvalidator.submissions.both_files import BothFiles

        if self._both_files is None:
            self._both_files = BothFiles(compared.comparison)
        return self._both_files

    def _list(self) -> None:
        """List what is chosen."""
        compared, chosen = self._state.compared, self.filter.currentData()
        if compared is None or chosen is None or self._shown is not compared:
            return
        note, stretch = "", -1
        if chosen == FINDINGS:
            listing, stretch = findings_listing(compared), 0
        elif chosen == PROMISES:
            listing, stretch = promises_listing(compared, self._workspace.covering()), 3
        elif chosen == FIGURES:
            listing, stretch = self._figures(), 1
            note = self._figures_note()
        else:
            listing, note = self._events(compared, chosen)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.rows.setVisible(isinstance(chosen, Group) and chosen.side != 0)
        self.records.setVisible(chosen in (FINDINGS, PROMISES, FIGURES))
        for part in (self.person, self.story):
            part.setVisible(isinstance(chosen, Group))
        self.methods.setVisible(chosen == FIGURES)
        self.table.show_listing(listing, stretch=stretch)

    def _events(self, compared: Compared, chosen: Group | PersonRows) -> tuple[Listing, str]:
        """Return the listing of a group of events, and what is to be said of it."""
        covered = self._workspace.covering()
        if isinstance(chosen, PersonRows):
            return both_files_listing(compared, chosen.rows, covered), ""
        if chosen.beside and chosen.side is not None:
            places = tuple(self._people(compared).beside(chosen.rows, chosen.side))
            note = "Below each record: the person's services in the later file."
            return both_files_listing(compared, places, covered, below=chosen.side), note
        pairs = "A changed cell shows the earlier value, then the later one."
        return events_listing(compared, chosen, covered), pairs if chosen.side is None else ""

    def _figures(self) -> Any:
        state = self._state
        if state.figures is None:
            if not state.computing:
                state.compute_figures()
            return EMPTY
        return figures_listing(state.figures)

    def _figures_note(self) -> str:
        figures = self._state.figures
        if figures is None:
            return "Calculating the figures before and after."
        from cldvalidator.presentation.waterfall_text import about_waterfall

        return about_waterfall(figures)

    def _figures_changed(self) -> None:
        if self.filter.currentData() == FIGURES and (
            self._state.figures is not None or self._state.computing
        ):
            self._list()
        elif self.filter.currentData() == FIGURES:
            self._note.setText("The figures have not been calculated. Choose them again.")

    def _show_rows(self) -> None:
        """Show the rows of the group in the grid of Check."""
        compared, group = self._state.compared, self.filter.currentData()
        if compared is None or compared is not self._shown or not isinstance(group, Group):
            return
        from cldvalidator.review.row_choice import RowChoice

        found = compared.comparison
        records = found.later[group.rows] if group.side is None else group.rows
        numbers = found.two.source_rows(1)[records]
        places = compared.later.extract.positions(numbers)
        self._workspace.show(RowChoice(among=places.astype("int32"), label=group.name))

    def ask_older(self) -> None:
        """Ask for files before both."""
        seen, before = self._state.path, self._state.path
        folder = str(before.parent) if before is not None else ""
        chosen, _ = QFileDialog.getOpenFileNames(self, "Choose older submissions", folder, FILES)
        if chosen and self._state.path is seen:
            self._state.choose_older([Path(path) for path in chosen])

    def ask_earlier(self) -> None:
        """Ask for the earlier file."""
        before = self._state.path or self._workspace.path
        folder = str(before.parent) if before is not None else ""
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Choose the earlier submission", folder, FILES
        )
        if chosen:
            self._state.choose(Path(chosen))

    def _saved(self, target: Path) -> None:
        self.sentence.setText(f"Written: {target.name}, in {target.parent}.")
