"""Compare: the open file beside that of the submission before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox, QSplitter, QVBoxLayout, QWidget

from ui.comparing.listings import (
    FIGURES,
    FINDINGS,
    Group,
    events_listing,
    figures_listing,
    findings_listing,
    groups_of,
)
from ui.comparing.state import ComparisonState
from ui.comparing.summary import ComparisonSummary
from ui.theme import MEDIUM
from ui.widgets.choice import Choice
from ui.widgets.empty_step import say_in_the_middle
from ui.widgets.listing import EMPTY
from ui.widgets.parts import (
    Page,
    button,
    clear,
    in_reading_order,
    label,
    notice,
    plain_tip,
    row,
    scrolling,
    show_in_place,
)
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.submissions.compare_result import Compared

SENTENCE = "What this file says otherwise than the submission before."
LETTERS = 110
"""The width of a column, at most: two values beside each other in one line."""
FILES = "Extracts (*.csv *.gz *.txt *.tsv *.xlsx *.xlsm *.xls *.xlsb *.ods);;All files (*)"


class ComparePage(Page):
    """A summary at the left, the events at the right; compared when an earlier file is chosen."""

    def __init__(self, workspace: Workspace, state: ComparisonState) -> None:
        super().__init__("Compare", SENTENCE)
        self._workspace = workspace
        self._state = state
        self._shown: Compared | None = None
        self._groups: list[Group] = []
        self._first: QWidget | None = None
        self.choose = button("Other earlier file ...", self.ask_earlier, icon_name="open")
        self.save = button("Save as Excel ...", self.ask_target, icon_name="table")
        self.head.addWidget(self.choose)
        self.head.addWidget(self.save)
        self._left = QWidget()
        self._summary = QVBoxLayout(self._left)
        self._summary.setContentsMargins(0, 0, 0, 0)
        self.area = scrolling(self._left, "The summary")
        self.filter = Choice()
        self.filter.setAccessibleName("What is listed")
        self.filter.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.filter.setMinimumContentsLength(24)
        self.filter.currentIndexChanged.connect(lambda _: self._list())
        self.rows = button("Show these rows on Check", self._show_rows, icon_name="filter")
        self.table = ListingView("Events of the two files", letters=LETTERS)
        self._said = label("", "muted")
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(MEDIUM, 0, 0, 0)
        beside.setSpacing(MEDIUM)
        above = row(self.filter, self.rows)
        above.setStretch(0, 1)
        beside.addLayout(above)
        beside.addWidget(self._said)
        beside.addWidget(self.table, 1)
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
        state.changed.connect(self._changed)
        state.figures_changed.connect(self._figures_changed)
        state.saved.connect(self._saved)
        workspace.hidden_changed.connect(self._list)
        self._changed()

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
        for part in (self.split, self.choose, self.save):
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
            stop = button("Cancel", self._workspace.jobs.cancel, hint="Stop the work (Esc)")
            self._first = stop
            say_in_the_middle(self._instead, "compare", "Comparing the files", stop)
        else:
            words = "Compare this file with that of the submission before"
            say_in_the_middle(self._instead, "compare", words, ask)
        self._first = self._first or ask
        show_in_place(self._first, True)  # what is not seen yet cannot have the keyboard

    def _show(self) -> None:
        compared = self._state.compared
        if compared is None:
            return
        self._shown = compared
        clear(self._summary)
        self._summary.addWidget(ComparisonSummary(compared, self._choose_group))
        character = self.fontMetrics().averageCharWidth()
        self.split.setSizes([character * 46, max(1, self.width() - character * 46)])
        earlier, later = (f.extract.reading.name for f in compared.comparison.two.files)
        self.sentence.setText(f"{later} beside {earlier}.")
        self._groups = groups_of(compared)
        self.filter.blockSignals(True)
        self.filter.clear()
        for group in self._groups:
            self.filter.addItem(f"{group.name} ({len(group.rows):,})", group)
        self.filter.addItem(FINDINGS, FINDINGS)
        self.filter.addItem(FIGURES, FIGURES)
        self.filter.blockSignals(False)
        self._list()

    def _choose_group(self, name: str) -> None:
        place = next((i for i, g in enumerate(self._groups) if g.name == name), -1)
        if place >= 0:
            self.filter.setCurrentIndex(place)

    def _list(self) -> None:
        """List what is chosen."""
        compared, chosen = self._state.compared, self.filter.currentData()
        if compared is None or chosen is None or self._shown is not compared:
            return
        said, stretch = "", -1
        if chosen == FINDINGS:
            listing, stretch = findings_listing(compared), 0
        elif chosen == FIGURES:
            listing, stretch = self._figures(), 1
            said = self._said_of_figures()
        else:
            listing = events_listing(compared, chosen, self._workspace.covering())
            if chosen.side is None:
                said = "A changed cell shows the earlier value, then the later one."
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self.rows.setVisible(isinstance(chosen, Group) and chosen.side != 0)
        self.table.show_listing(listing, stretch=stretch)

    def _figures(self) -> Any:
        state = self._state
        if state.figures is None:
            if not state.computing:
                state.compute_figures()
            return EMPTY
        return figures_listing(state.figures)

    def _said_of_figures(self) -> str:
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
            self._said.setText("The figures have not been computed. Choose them again.")

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

    def ask_earlier(self) -> None:
        """Ask for the earlier file."""
        before = self._state.path or self._workspace.path
        folder = str(before.parent) if before is not None else ""
        chosen, _ = QFileDialog.getOpenFileName(self, "The earlier submission", folder, FILES)
        if chosen:
            self._state.choose(Path(chosen))

    def ask_target(self) -> None:
        """Ask where to put the workbook; a file that exists is asked about."""
        seen, path = self._state.compared, self._workspace.path
        name = f"{path.stem if path else 'file'} compared.xlsx"
        folder = path.parent if path else Path.home()
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "Save the comparison as Excel",
            str(folder / name),
            "Excel workbook (*.xlsx)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.save_to(Path(chosen), seen)

    def save_to(self, target: Path, seen: Compared | None = None) -> None:
        """Write the workbook; ask before another file is replaced. seen: what it was asked for."""
        seen = seen or self._state.compared
        if target.suffix.casefold() != ".xlsx":
            target = target.with_name(f"{target.name}.xlsx")
        overwrite = False
        if target.exists():
            answer = QMessageBox.question(
                self,
                "Save the comparison as Excel",
                plain_tip(f"{target.name} is there already. Replace it?"),
                QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel,
                QMessageBox.StandardButton.Cancel,
            )
            if answer != QMessageBox.StandardButton.Yes:
                return
            overwrite = True
        self._state.save(target, seen, overwrite=overwrite)

    def _saved(self, target: Path) -> None:
        self.sentence.setText(f"Written: {target.name}, in {target.parent}.")
