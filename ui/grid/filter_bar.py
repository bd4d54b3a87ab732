"""Filters of the grid's rows: typed as text, shown as conditions that can be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cldvalidator.problems import InputProblem
from cldvalidator.wording import elided
from ui.announcing import announce
from ui.grid.filter_box import FilterBox
from ui.grid.saved_filters import SavedFilters
from ui.theme import SMALL
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import button, clear, label, row, show_in_place
from ui.widgets.room import AsHighAsNeeded
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.filters import FilterFields
    from cldvalidator.filters.completing import Completions
    from cldvalidator.fixes.saved_filters import SavedFilter
    from cldvalidator.specification.conditions import Condition

_LONGEST = 70
PUT_BACK = "Put back"


class FilterBar(QWidget):
    """The box, what is wrong with its text, and the conditions that are in force."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._replaces = False
        self._removed: tuple[Condition | None, Condition | None] | None = None
        """The filter before a part of it was taken away, and the one that was left."""
        self.box = FilterBox(self._completions)
        self.box.textEdited.connect(lambda _: self._say(""))
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
        self._replaces, self._removed = False, None
        self._say("")
        self._show_conditions()

    def _completions(self, before: str) -> Completions | None:
        from cldvalidator.review.filter_completions import filter_completions

        space = self._workspace
        if space.opened is None:
            return None
        return filter_completions(before, space.opened, space.covered)

    def apply(self) -> None:
        """Show only the rows that fit what is typed, and what was in force before."""
        from cldvalidator.filters import FilterProblem

        text = self.box.text()
        if self._workspace.opened is None or not text.strip():
            return
        try:
            wanted = self._read(text)
        except InputProblem as problem:
            self._say(f"{problem.what} {problem.advice}")
            if isinstance(problem, FilterProblem):
                self.box.setCursorPosition(problem.position)
            return
        parts = () if self._replaces else parts_of(self.where)
        self._replaces = False
        self.box.clear()
        self._say("")
        self._show((*parts, *(p for p in parts_of(wanted) if p not in parts)))

    def show_saved(self, saved: SavedFilter) -> None:
        """Show the rows that fit a saved filter, in place of the filter in force."""
        if self._workspace.opened is None:
            return
        try:
            wanted = self._read(saved.where)
        except InputProblem as problem:
            self._say(f"“{saved.name}” cannot be used here. {problem.what} {problem.advice}")
            return
        self._replaces = False
        self.box.clear()
        self._say("")
        self._show(parts_of(wanted))

    def _read(self, text: str) -> Condition:
        """Return the condition that a text says of the open file. Raises InputProblem."""
        from cldvalidator.filters import read_filter
        from cldvalidator.filters.not_here import refuse_what_is_not_here

        opened, fields = self._workspace.opened, self.fields
        assert opened is not None
        assert fields is not None
        wanted = read_filter(text, fields)
        refuse_what_is_not_here(wanted, opened.extract, opened.read, opened.result)
        return wanted

    def _show(self, parts: tuple[Condition, ...]) -> None:
        """Show the rows that fit all these conditions, and what else was chosen."""
        show_conditions(self._workspace, parts)

    def remove(self, condition: Condition) -> None:
        """Take one condition away; the keyboard goes on to the box."""
        self._take_away(tuple(p for p in parts_of(self.where) if p != condition))

    def _take_away(self, left: tuple[Condition, ...]) -> None:
        """Leave only these conditions; what is taken away can be put back."""
        before = self.where
        self._show(left)
        self._removed = before, self.where
        self._show_conditions()
        self.box.setFocus()
        announce(self, f"Removed. {PUT_BACK} puts it back")

    def _put_back(self) -> None:
        """Show the filter that was in force before a part of it was taken away."""
        if self._removed is not None and self._removed[1] == self.where:
            self._show(parts_of(self._removed[0]))
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
        if self._removed is not None and self._removed[1] != where:
            self._removed = None  # another filter has been chosen since
        self._line.setVisible(where is not None or self._removed is not None)
        if fields is None or (where is None and self._removed is None):
            return
        for part in parts_of(where):
            text = filter_text(covered(part, fields) if hidden else part, fields)
            chip = button(elided(text, _LONGEST), partial(self.remove, part), icon_name="close")
            chip.setToolTip(f"Remove this filter: {text}")
            chip.setAccessibleName(f"Remove the filter {text}")
            self._conditions.addWidget(chip)
        if where is not None and not (hidden and names_a_person(where, fields)):
            self._conditions.addWidget(button("Edit as text", self._edit, kind="link"))
        if where is not None:
            clear_all = button("Remove all", partial(self._take_away, ()), kind="link")
            clear_all.setAccessibleName("Remove all filters")
            self._conditions.addWidget(clear_all)
        if self._removed is not None:
            back = button(PUT_BACK, self._put_back, kind="link")
            back.setAccessibleName("Put the removed filter back")
            self._conditions.addWidget(back)
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
