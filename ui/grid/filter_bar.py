"""Filters of the grid's rows: typed as text, shown as conditions that can be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QVBoxLayout, QWidget

from cldvalidator.wording import elided
from ui.announcing import announce
from ui.grid.saved_filters import SavedFilters
from ui.theme import SMALL
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import button, clear, label, row, show_in_place
from ui.widgets.room import AsHighAsNeeded
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.extract import Column
    from cldvalidator.filters import FilterFields
    from cldvalidator.fixes.saved_filters import SavedFilter
    from cldvalidator.specification.conditions import Condition

_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_LONGEST = 70


class FilterBox(QLineEdit):
    """A line with a list of what can be typed next; Enter takes what is chosen there first."""

    def __init__(
        self,
        name: str = "Filter the rows",
        example: str = "Event Type = Service and Event End Date is blank",
    ) -> None:
        super().__init__()
        self.setPlaceholderText(example)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        self.offered = QStringListModel(self)
        self.completer_ = QCompleter(self.offered, self)
        self.completer_.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer_.setWidget(self)
        self.popup = QListView()
        self.popup.setAccessibleName("What can be typed next")
        self.completer_.setPopup(self.popup)
        self.completer_.activated.connect(self.take)
        self._start = 0

    def offer(self, start: int, texts: tuple[str, ...]) -> None:
        """Offer texts in place of what stands between `start` and the cursor."""
        self._start = start
        self.offered.setStringList(list(texts))
        if texts and self.isVisible():
            self.completer_.complete()
        else:
            self.popup.hide()

    def take(self, text: str) -> None:
        """Put an offered text in."""
        before, after = self.text()[: self._start], self.text()[self.cursorPosition() :]
        gap = "" if text.endswith("(") else " "
        lead = " " if before and not before[-1].isspace() and not before.endswith("(") else ""
        self.setText(f"{before}{lead}{text}{gap}{after}")
        self.setCursorPosition(len(before) + len(lead) + len(text) + len(gap))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave Enter and Tab to the list while something in it is chosen."""
        is_chosen = self.popup.isVisible() and self.popup.currentIndex().isValid()
        if event.key() in _TAKES and is_chosen:
            event.ignore()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """The box, what is wrong with its text, and the conditions that are in force."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._replaces = False
        self.box = FilterBox()
        self.box.textEdited.connect(lambda _: self._typed())
        self.box.returnPressed.connect(self.apply)
        self.problem = label("", "error")
        self.problem.hide()
        self._line = AsHighAsNeeded()
        self._conditions = FlowLayout(spacing=SMALL)
        self._line.setLayout(self._conditions)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        self.saved = SavedFilters(workspace, self)
        self.saved.chosen.connect(self.show_saved)
        self.saved.save_wanted.connect(lambda name, _: self._wait_for_save(name))
        self.outcome = label("", "muted")
        self.outcome.hide()
        self._saving = ""
        beside = row(self.box, self.saved, spacing=SMALL)
        beside.setStretch(0, 1)
        layout.addLayout(beside)
        for part in (self.problem, self.outcome, self._line):
            layout.addWidget(part)
        self.hide()
        workspace.file_changed.connect(self._file_changed)
        workspace.choice_changed.connect(self._show_conditions)
        workspace.records_changed.connect(self._show_conditions)
        workspace.hidden_changed.connect(self._show_conditions)

    @property
    def where(self) -> Condition | None:
        """The filter in force."""
        choice = self._workspace.choice
        return choice.where if choice is not None else None

    @property
    def fields(self) -> FilterFields | None:
        """The fields of the open file."""
        from cldvalidator.filters import FilterFields

        opened = self._workspace.opened
        if opened is None:
            return None
        rules = opened.result.findings.rules
        return FilterFields.of(opened.extract, opened.specification, rules)

    def begin(self) -> None:
        """Show the box and put the keyboard into it."""
        show_in_place(self, True)
        self.box.setFocus()
        self.box.selectAll()

    def _file_changed(self) -> None:
        self.box.clear()
        self._replaces = False
        self._say("")
        self._show_conditions()

    def _typed(self) -> None:
        from cldvalidator.filters.completing import completions

        self._say("")
        fields = self.fields
        if fields is not None:
            before = self.box.text()[: self.box.cursorPosition()]
            found = completions(before, fields, self._column)
            self.box.offer(found.start, found.texts if before.strip() else ())

    def _column(self, name: str) -> Column | None:
        """Return a column whose values may be offered: of the open file, unless covered."""
        from cldvalidator.review.row_choice import column_of

        opened = self._workspace.opened
        return None if opened is None or self._covered(name) else column_of(opened.extract, name)

    def _covered(self, name: str) -> bool:
        return self._workspace.covered(name)

    def apply(self) -> None:
        """Show only the rows that fit what is typed, and what was in force before."""
        from cldvalidator.filters import FilterProblem, read_filter

        fields, text = self.fields, self.box.text()
        if fields is None or not text.strip():
            return
        try:
            wanted = read_filter(text, fields)
        except FilterProblem as problem:
            self._say(f"{problem.what} {problem.advice}")
            self.box.setCursorPosition(problem.position)
            return
        parts = () if self._replaces else parts_of(self.where)
        self._replaces = False
        self.box.clear()
        self._say("")
        self._show((*parts, *(p for p in parts_of(wanted) if p not in parts)))

    def show_saved(self, saved: SavedFilter) -> None:
        """Show the rows that fit a saved filter, in place of the filter in force."""
        from cldvalidator.filters import FilterProblem, read_filter

        fields = self.fields
        if fields is None:
            return
        try:
            wanted = read_filter(saved.where, fields)
        except FilterProblem as problem:
            self._say(f"“{saved.name}” cannot be used here. {problem.what} {problem.advice}")
            return
        self._replaces = False
        self.box.clear()
        self._say("")
        self._show(parts_of(wanted))

    def _show(self, parts: tuple[Condition, ...]) -> None:
        """Show the rows that fit all these conditions, and what else was chosen."""
        show_conditions(self._workspace, parts)

    def remove(self, condition: Condition) -> None:
        """Take one condition away; the keyboard goes on to the box."""
        self._show(tuple(p for p in parts_of(self.where) if p != condition))
        self.box.setFocus()

    def _edit(self) -> None:
        """Put the whole filter into the box, to be changed there."""
        from cldvalidator.filters import filter_text

        fields, where = self.fields, self.where
        if fields is not None and where is not None:
            self._replaces = True
            self.box.setText(filter_text(where, fields))
            self.box.setFocus()

    def _show_conditions(self) -> None:
        """Show a button for each condition in force."""
        from cldvalidator.filters import filter_text
        from cldvalidator.filters.covering import covered, names_a_person

        clear(self._conditions)
        self.outcome.hide()
        fields, where = self.fields, self.where
        hidden = self._workspace.preferences.hide_personal
        self._line.setVisible(where is not None)
        if fields is None or where is None:
            return
        for part in parts_of(where):
            text = filter_text(covered(part, fields) if hidden else part, fields)
            chip = button(elided(text, _LONGEST), partial(self.remove, part), icon_name="close")
            chip.setToolTip(f"Remove this filter: {text}")
            chip.setAccessibleName(f"Remove the filter {text}")
            self._conditions.addWidget(chip)
        if not (hidden and names_a_person(where, fields)):
            self._conditions.addWidget(button("Edit as text", self._edit, kind="link"))
        clear_all = button("Remove all", partial(self._show, ()), kind="link")
        clear_all.setAccessibleName("Remove all filters")
        self._conditions.addWidget(clear_all)
        show_in_place(self, True)
        self._line.setMinimumHeight(self._conditions.heightForWidth(self._line.width()))

    def _wait_for_save(self, name: str) -> None:
        self._saving = name

    def offer(self, filters: Sequence[SavedFilter]) -> None:
        """Offer the filters of the council's profile; say so when one was saved just now."""
        self.saved.show_filters(filters)
        name = self._saving
        if name and any(saved.name == name for saved in filters):
            self._saving = ""
            self.outcome.setText(f"Saved as “{name}” in your council's profile.")
            self.outcome.show()
            announce(self, self.outcome.text())

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        if text:
            announce(self.problem, text)


def add_condition(workspace: Workspace, condition: Condition) -> None:
    """Show only the rows that fit a condition as well as those in force."""
    parts = parts_of(workspace.choice.where if workspace.choice is not None else None)
    show_conditions(workspace, parts if condition in parts else (*parts, condition))


def show_conditions(workspace: Workspace, parts: tuple[Condition, ...]) -> None:
    """Show the rows that fit all these conditions, and what else was chosen."""
    from cldvalidator.review.row_choice import RowChoice
    from cldvalidator.specification.conditions import All

    where = None if not parts else parts[0] if len(parts) == 1 else All(parts)
    choice = replace(workspace.choice or RowChoice(), where=where)
    workspace.show(None if choice.everything else choice)


def parts_of(where: Condition | None) -> tuple[Condition, ...]:
    """Return the conditions that a filter joins with "and"; each can be taken away alone."""
    from cldvalidator.specification.conditions import All

    if where is None:
        return ()
    return where.parts if isinstance(where, All) else (where,)
