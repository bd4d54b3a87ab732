"""Preview: what the national figures will be, who is behind them, and what findings do to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QSplitter, QVBoxLayout, QWidget

from cldvalidator.problems import InputProblem
from ui.dialogs import may_replace, where_to_save, with_ending
from ui.figures.activity_view import ActivityView
from ui.figures.inputs import InputsView
from ui.figures.measure_list import MeasureList
from ui.figures.measure_view import MeasureView
from ui.figures.proof_view import ProofView
from ui.figures.published_view import PublishedView
from ui.figures.row_story import RowStoryView
from ui.figures.state import (
    ACTIVITY,
    BESIDE,
    INPUTS,
    PROOF,
    PUBLISHED,
    STORY,
    SUMMARY,
    PreviewState,
)
from ui.figures.summary import Summary
from ui.theme import MEDIUM
from ui.widgets.empty_step import say_in_the_middle
from ui.widgets.parts import (
    Page,
    button,
    clear,
    in_reading_order,
    notice,
    row,
    scrolling,
    stop_button,
)
from ui.widgets.sheet_panel import SheetPanel
from ui.widgets.tabs import Tabs
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.jobs.join import SetPreview
    from cldvalidator.measures.preview import Previewed
    from cldvalidator.presentation.figure_sheets import MeasureSheets

SHARE = "For sharing: suppress 1 to 4 and round to 5"
NARROW = 125
"""The width of the page, in characters, below which the list gives up its titles."""
ALONE, JOINED = range(2)
BASES = ("This file alone", "Joined submissions")
NOT_WRITTEN = (
    "{} was changed here. Joined figures are of the files as they are on the disk: write the "
    "submission, and add that to the set."
)
SAVING = "Save the figures as Excel"
SENTENCE = "What the national figures will be for this file."


class PreviewPage(Page):
    """The measures at the left, one of them at the right; computed when the page is first shown."""

    def __init__(self, workspace: Workspace, state: PreviewState) -> None:
        super().__init__("Preview", SENTENCE)
        self._workspace = workspace
        self._state = state
        self.share = QCheckBox(SHARE)
        self.share.setToolTip(SHARE)
        self.share.setAccessibleName(SHARE)
        self.share.setChecked(self._state.share)
        self.share.toggled.connect(self._state.set_share)
        self.save = button("Save as Excel ...", self.ask_target, icon_name="table")
        self.head.addWidget(self.share)
        self.head.addWidget(self.save)
        self.list = MeasureList()
        self.list.chosen.connect(self._state.show)
        self._right = QWidget()
        self._content = QVBoxLayout(self._right)
        self._content.setContentsMargins(0, 0, 0, 0)
        self.area = scrolling(self._right, "The figures")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.list)
        self.split.addWidget(self.area)
        self.split.setStretchFactor(1, 1)
        self.basis = Tabs("What the figures are of", BASES, self._choose_basis)
        self.body.addLayout(row(self.basis, None))
        self._empty = QWidget()
        self._instead = QVBoxLayout(self._empty)
        self._instead.setSpacing(MEDIUM)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(in_reading_order(self.split), 1)
        self._narrow: bool | None = None
        self.shown: QWidget | None = None
        self._measures_of: object = None
        self._listed: object = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._catch_up)
        self._state.changed.connect(self._changed)
        self._state.shown_changed.connect(self._show_entry)
        self._state.saved.connect(self._saved)
        self._state.sets.changed.connect(self._set_changed)
        workspace.file_changed.connect(self._show_basis)
        self._show_basis()
        self._changed()

    def _set_changed(self) -> None:
        """Catch up when nobody waits; a function that belongs to nobody would outlive the page."""
        self._later.start(0)

    def _choose_basis(self, place: int) -> None:
        self._state.show_joined(place == JOINED)

    def _show_basis(self) -> None:
        """Offer the choice where there is one."""
        state = self._state
        self.basis.setVisible(state.can_join and self._workspace.opened is not None)
        self.basis.set_current(JOINED if state.is_joined else ALONE)

    def focus_first(self) -> None:
        """Begin with the box that finds a measure."""
        # Until there are figures the box is hidden; the keyboard then waits on the page itself.
        (self.list.filter if self.split.isVisible() else self).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the figures the room when there is little: a short list, short words."""
        super().resizeEvent(event)
        character = self.fontMetrics().averageCharWidth()
        narrow = self.width() < NARROW * character
        if self._narrow is narrow:
            return
        self._narrow = narrow
        self.list.set_names_only(narrow)
        self.share.setText("For sharing" if narrow else SHARE)
        side = character * (20 if narrow else 38)
        self.split.setSizes([side, max(1, self.width() - side)])

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Compute the figures when the page is looked at."""
        super().showEvent(event)
        self._later.start(0)

    def _changed(self) -> None:
        if self._state.preview is None:
            self._drop_figures()
        self._later.start(0)

    def _drop_figures(self) -> None:
        clear(self._content)
        self.shown = None
        self._measures_of = None

    def _catch_up(self) -> None:
        """Show what there is; ask for the figures if the page is in view and there are none."""
        state = self._state
        self._show_basis()
        if self.isVisible() and state.is_ready:
            state.want()
        there = state.preview is not None
        if not there and self.isAncestorOf(self.window().focusWidget() or self):
            self.setFocus()  # what has the keyboard is about to be hidden
        for part in (self.split, self.share, self.save):
            part.setVisible(there)
        self._empty.setVisible(not there)
        if there and self.hasFocus():
            self.focus_first()
        if not there:
            self.sentence.setText(SENTENCE)
            self._show_instead()
        elif self._measures_of is not state.preview and self.isVisible():
            self._measures_of = state.preview
            self.sentence.setText(self._summary_sentence())
            self._show_entry()

    def _summary_sentence(self) -> str:
        preview = self._state.preview
        if preview is None:
            return SENTENCE
        p = preview.processed
        words = f"{self._state.basis}. "
        words += f"Year {p.period.first:%d/%m/%Y} to {p.period.last:%d/%m/%Y}. "
        words += f"Method of {p.parameters.method.name}."
        if p.parameters.map_release_1:
            words += " Release 1 values read as Release 2."
        return words

    def _show_instead(self) -> None:
        """Say why there are no figures, and what to do."""
        clear(self._instead)
        state, workspace = self._state, self._workspace
        if state.problem is not None:
            self._instead.addWidget(notice("error", state.problem.what, state.problem.advice), 0)
            inputs = InputsView(state)
            self._instead.addWidget(inputs, 1)
        elif state.is_joined and not state.is_ready:
            say_in_the_middle(self._instead, "preview", "Reading the submissions")
        elif state.source is None:
            say_in_the_middle(self._instead, "preview", "Open a file to see its national figures")
        elif state.stopped:
            again = button("Calculate the figures", state.compute, kind="main")
            say_in_the_middle(
                self._instead, "preview", "The figures have not been calculated", again
            )
        else:
            stop = stop_button(workspace.jobs.cancel)
            say_in_the_middle(self._instead, "preview", "Calculating the figures", stop)

    def _show_entry(self) -> None:
        """Build what is shown of the entry that was chosen, and nothing else."""
        state = self._state
        if state.preview is None:
            return
        if self._right.isAncestorOf(self.focusWidget() or self):
            self.list.list.setFocus()
        clear(self._content)
        self._bar_as_needed()
        if self._listed is not state.preview:
            self._listed = state.preview
            self.list.show_measures(state.measures(), state.entry, joined=state.of_set is not None)
        self.share.setChecked(state.share)
        self.list.set_current(state.entry)
        self.shown = self._made(state.entry)
        self._content.addWidget(self.shown)
        self.area.verticalScrollBar().setValue(0)

    def _made(self, entry: str) -> QWidget:
        state = self._state
        measures, sheets = state.measures(), state.sheets()
        if entry == INPUTS:
            view = InputsView(state)
            view.applied.connect(lambda: state.show(SUMMARY))
            return view
        if entry == PUBLISHED:
            return PublishedView(state.beside_published(), "Beside published figures")
        if entry == PROOF:
            return ProofView(state)
        if entry == STORY:
            return RowStoryView(self._workspace, state)
        if entry == BESIDE and state.of_set is not None:
            return self._beside(state.of_set)
        for item in measures:
            if item.measure.text.id == entry:
                return self._measure(item, sheets[entry])
        if entry == ACTIVITY or self._is_table(entry):
            return ActivityView(state, self._bar_as_needed)
        measures = tuple(m for m in measures if not m.measure.on_request)
        made = Summary(measures, sheets, self._notes(), state.basis)
        made.chosen.connect(state.show)
        # The bar is there from the first: all cards would be laid out anew when it comes.
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        made.filled.connect(self._bar_as_needed)
        return made

    @staticmethod
    def _is_table(entry: str) -> bool:
        """Whether an entry is a table of the activity report, computed or not."""
        from cldvalidator.measures.preview import on_request

        return bool(entry) and entry in on_request()

    def _beside(self, of_set: SetPreview) -> QWidget:
        """Return the joined figures beside those of the last file alone."""
        if self._state.share:
            return notice(
                "info",
                "Figures for sharing are not laid beside those of one file.",
                "Turn off For sharing to see both.",
            )
        hint = f"{of_set.last} alone is what the preview of that one file shows."
        return SheetPanel([of_set.beside], of_set.beside.title, hint=hint)

    def _bar_as_needed(self) -> None:
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def _measure(self, item: Previewed, sheets: MeasureSheets) -> MeasureView:
        state = self._state
        view = MeasureView(self._workspace, state, item, sheets, lambda: state.show(INPUTS))
        view.turned.connect(lambda: self.area.verticalScrollBar().setValue(0))
        return view

    def _notes(self) -> list[QWidget]:
        state = self._state
        preview, opened = state.preview, self._workspace.opened
        notes = list(preview.processed.notes) if preview is not None else []
        if state.of_set is not None:
            notes += state.of_set.notices
            used = {r.submission.sha256 for r in state.of_set.joined.used}
            reading = opened.extract.reading if opened is not None else None
            if reading is not None and reading.sha256 in used and self._workspace.dirty:
                notes.insert(0, NOT_WRITTEN.format(reading.name))
        return [notice("warning", note) for note in notes]

    def ask_target(self) -> None:
        """Ask where to put the workbook; a file that exists is asked about."""
        path, wanted = self._workspace.path, self._state.shown_figures
        name = f"{path.stem if path else 'preview'} figures{' to share' * self._state.share}.xlsx"
        folder = path.parent if path else Path.home()
        chosen = where_to_save(self, SAVING, folder / name, "Excel workbook (*.xlsx)")
        if chosen is not None:
            self.save_to(chosen, wanted)

    def save_to(self, target: Path, wanted: object = None) -> None:
        """Write the workbook; ask before another file is replaced.

        wanted: the figures that were shown when it was asked for; by default those shown now.
        """
        wanted = wanted or self._state.shown_figures
        target = with_ending(target, ".xlsx")
        overwrite = target.exists()
        if not may_replace(self, SAVING, target):
            return
        if self._state.shown_figures != wanted:
            self._workspace.tell(
                InputProblem(
                    "Nothing was written: the figures that you saw are not those of the file now.",
                    "Look at the figures, then save them again.",
                )
            )
            return
        self._state.save(target, overwrite=overwrite)

    def _saved(self, target: Path) -> None:
        self.sentence.setText(f"Written: {target.name}, in {target.parent}.")
