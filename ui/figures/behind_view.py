"""Who and what is behind a figure: people or records, numerator and denominator apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from cldvalidator.wording import counted
from ui.figures.behind_table import BehindTable
from ui.figures.state import PreviewState
from ui.figures.why_line import WhyLine
from ui.person_wanted import PersonWanted
from ui.theme import MEDIUM, SMALL
from ui.widgets.choice import Choice
from ui.widgets.clipboard import listing_text
from ui.widgets.flow import FlowLayout
from ui.widgets.listing import EMPTY
from ui.widgets.parts import button, label, notice, row
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.measures.behind import BehindFigure
    from cldvalidator.measures.figures import Figure
    from cldvalidator.task import Task

SIDES = (
    ("both", "Everyone behind it"),
    ("numerator", "In the numerator"),
    ("denominator only", "In the denominator, not the numerator"),
)
COPIED_AT_MOST = 100_000


class BehindView(QWidget):
    """The table behind one figure, with a way to the grid. shown: the figure is there."""

    shown = Signal()

    def __init__(self, workspace: Workspace, state: PreviewState) -> None:
        super().__init__()
        self._workspace, self._state = workspace, state
        self._figure: Figure | None = None
        self._behind: BehindFigure | None = None
        self._each: Any = None
        self.what = label("", "heading")
        self.counts = label("", "muted")
        self._offer_choices()
        self.lines: BehindTable | None = None
        """What the table shows; the key of a row is its line."""
        self.table = ListingView("People and events behind the figure")
        self.table.setMinimumHeight(self.fontMetrics().height() * 10)
        self.table.opened.connect(self._go)
        self.to_grid = button(
            "Show these records in the grid", self.show_in_grid, kind="main", icon_name="table"
        )
        self.copy = button("Copy with headers", self.copy_all, icon_name="copy")
        self.story = button("Story of this person", self.show_story)
        self.why = WhyLine(workspace, state)
        self.nobody = notice(
            "info",
            "Figures for sharing do not show who is behind them.",
            "Turn off For sharing to see the people and events.",
        )
        self._give_room()
        choices = row(self.kind, self.side, spacing=SMALL)
        choices.addStretch(1)
        choices.setStretch(1, 3)
        tools = FlowLayout(self.story, self.to_grid, self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.what)
        layout.addWidget(self.counts)
        layout.addWidget(self.nobody)
        layout.addLayout(choices)
        layout.addLayout(tools)
        layout.addWidget(self.why)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        workspace.hidden_changed.connect(self._cover)
        self._follow()
        self._clear()

    def _offer_choices(self) -> None:
        self.side = Choice()
        self.side.setAccessibleName("Numerator or denominator")
        self.kind = Choice()
        self.kind.setAccessibleName("People or records")
        self.kind.addItems(["Records", "People"])
        for box in (self.side, self.kind):
            box.currentIndexChanged.connect(lambda _: self._refill())

    def _give_room(self) -> None:
        """Let the choice of side take what is left, but not all of a wide window."""
        self.side.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.side.setMinimumContentsLength(12)
        self.side.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.side.setMaximumWidth(self.fontMetrics().averageCharWidth() * 64)

    def _follow(self) -> None:
        """Say why the chosen row counts."""
        chosen = self.table.selectionModel().currentRowChanged
        chosen.connect(lambda now, _: self._say_why(self.table.key_at(now.row())))
        self.table.listing_model.modelReset.connect(self.why.hide)

    def _clear(self) -> None:
        self.what.setText("Choose a figure")
        self.counts.setText(
            "Click a number in the figures or a bar in the chart, or press Enter on it, to see the "
            "people and events behind it."
        )
        self._behind = None
        self._list(None)
        for part in (
            self.side,
            self.kind,
            self.copy,
            self.story,
            self.to_grid,
            self.table,
            self.nobody,
        ):
            part.hide()

    def show_figure(self, key: tuple[Any, str] | None) -> None:
        """Show who is behind a figure; worked out in the background."""
        preview = self._state.preview
        if key is None or preview is None:
            self._clear()
            return
        figure, side = key
        self._figure = figure
        group = "" if figure.group in ("All", "Total") else f", {figure.group}"
        self.what.setText(f"{figure.description}{group}")
        if self._state.share:
            self._clear_for_sharing()
            return

        def work(task: Task) -> tuple[BehindFigure, Any]:
            from cldvalidator.measures.behind import behind_figure, records_each

            found = behind_figure(figure.behind, preview.processed)
            return found, records_each(found, preview.processed)

        def done(found: tuple[BehindFigure, Any]) -> None:
            self._behind, self._each = found
            self._fill(side)

        self._workspace.jobs.start("behind", work, done, quiet=True)

    def _clear_for_sharing(self) -> None:
        text = self.what.text()
        self._clear()
        self.what.setText(text)
        self.counts.setText("")
        self.nobody.show()

    def _fill(self, side: str) -> None:
        behind = self._behind
        if behind is None:
            return
        self.side.blockSignals(True)
        self.side.clear()
        for key, text in SIDES:
            self.side.addItem(
                f"{text} ({counted(len(behind.people_of(key)), 'person', 'people')})", key
            )
        self.side.setCurrentIndex(max(0, self.side.findData(side)))
        self.side.blockSignals(False)
        for part in (self.kind, self.copy, self.story, self.to_grid, self.table):
            part.show()
        self.side.setVisible(behind.has_denominator)
        self.nobody.hide()
        self._refill()
        self.shown.emit()

    def _refill(self) -> None:
        if self._behind is None:
            return
        people = self.kind.currentIndex() == 1
        side = str(self.side.currentData() or "both")
        extract, preview = self._state.extract, self._state.preview
        if extract is None or preview is None:
            return
        self._list(
            BehindTable(
                self._behind,
                self._each,
                people,
                side,
                extract,
                preview.processed,
                self._workspace.covering(),
            )
        )
        records = len(self._behind.records_of(side))
        persons = len(self._behind.people_of(side))
        who = counted(persons, "person", "people")
        figure = self._figure
        if figure is not None and figure.is_percentage:
            units = {"both": figure.denominator, "numerator": figure.numerator}.get(side)
            if units is not None and units != persons:  # such as spells: somebody has several
                who = f"{units:,.0f} in the figure, of {who}"
        words = f"{self._state.basis}. {who}, {counted(records, 'record')}."
        if self.why.explains(self._figure):
            words += " Select one to see why it counts."
        if not self._behind.named:
            words += " The measure names people only: these are all records of theirs."
        self.counts.setText(words)
        self.to_grid.setEnabled(records > 0)
        self.story.setEnabled(len(self.lines or ()) > 0)
        self.copy.setEnabled(len(self.lines or ()) <= COPIED_AT_MOST)

    def _list(self, lines: BehindTable | None) -> None:
        self.lines = lines
        self.table.show_listing(lines.listing() if lines is not None else EMPTY, stretch=-1)

    def _cover(self) -> None:
        if self._behind is not None:
            self._refill()

    def _say_why(self, line: int | None) -> None:
        if line is not None:
            self.why.say(self._figure, self.lines, line)

    def _go(self, line: int) -> None:
        record = self.lines.record(line) if self.lines is not None else None
        if record is not None:
            self._state.rows.go_to(record)

    def show_story(self) -> None:
        """Show the story of the chosen person, or the first, and why they count."""
        table = self.lines
        line = self.table.key_at(max(0, self.table.currentIndex().row()))
        if table is not None and line is not None:
            ask = PersonWanted(
                of_figures=True,
                record=table.record(line),
                among=None if table.people else table.records(),
                person=table.person(line) if table.people else None,
                people=table.behind.people[table.chosen] if table.people else None,
                measure=self._measure,
            )
            self._workspace.story_wanted.emit(ask)

    @property
    def _measure(self) -> str:
        """The id of the measure whose figure is shown."""
        figure, preview = self._figure, self._state.preview
        for item in preview.previewed if preview is not None else ():
            for result in item.results:
                cells = (f for grid in result.grids for f in grid.figures())
                if any(f is figure for f in (*result.figures, *cells)):
                    return item.measure.text.id
        return ""

    def show_in_grid(self) -> None:
        """Show the records of what the table shows in the grid of the check page."""
        state, figure, table = self._state, self._figure, self.lines
        if figure is not None and table is not None:
            group = "" if figure.group in ("All", "Total") else f" {figure.group}"
            name = f"behind {state.entry or figure.description}{group}"
            state.rows.show(table.records(), name)

    def copy_all(self) -> None:
        """Put the table on the clipboard as it is shown, with its headers."""
        listing = self.table.listing_model.listing
        if self.lines is not None:
            self._workspace.jobs.start(
                "copy",
                lambda task: listing_text(listing, range(len(listing)), task),
                QGuiApplication.clipboard().setText,
                changes_nothing=True,
            )
