"""The grid and what is asked of it: search, rows shown, columns, walking the findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cldvalidator.problems import InputProblem
from ui.grid.arrangement import Arrangement
from ui.grid.asking import asked_row
from ui.grid.columns import ColumnsButton
from ui.grid.commands import SAME_PERSON, SAME_VALUE, STORY
from ui.grid.copying import MOST_COPIED
from ui.grid.entering import Entering
from ui.grid.filter_bar import FilterBar
from ui.grid.leaving_out import row_actions
from ui.grid.model import GridModel
from ui.grid.replace import ReplaceDialog
from ui.grid.search_box import SearchBox
from ui.grid.shown_text import shown_text
from ui.grid.view import Grid
from ui.grid.walking import Cells, FindingWalk
from ui.person_wanted import PersonWanted
from ui.theme import SMALL
from ui.widgets.choice import Choice
from ui.widgets.clipboard import copy_cells
from ui.widgets.parts import Elided, button, row
from ui.widgets.room import lines
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.task import Task

ALL_COLUMNS = "All columns"


class GridPanel(QWidget):
    """Shows the rows of the workspace's choice and keeps up with it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.model = GridModel(self)
        self.model.hide_personal = workspace.preferences.hide_personal
        self.grid = Grid(self.model, workspace.deferred)
        self.entering = Entering(workspace, self.grid)
        self.arrangement = Arrangement(workspace, self.grid)
        self._sort: tuple[str, bool] | None = None
        self._file: object = None
        self.walk = FindingWalk(workspace, self.grid, self.model)
        self._rows_of: tuple[object, ...] = ()
        """What the rows that are shown were found for."""
        self._after: tuple[int, str] | None = None
        self._to_first = False

        self.search = SearchBox()
        self.search.setPlaceholderText("Search (Ctrl+F)")
        self.search.setAccessibleName("Search the cells")
        self.search.asked.connect(self._search)
        self.within = Choice()
        self.within.setAccessibleName("Column to search in")
        self.within.addItem(ALL_COLUMNS)
        self.within.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.within.setMinimumContentsLength(len(ALL_COLUMNS))
        self.within.activated.connect(lambda _: self._search() if self.search.text() else None)
        self.filter = FilterBar(workspace)
        self.shown = Elided("muted", lines=2)
        self.all = button("Show all rows", lambda: workspace.show(None), kind="link")
        self.everywhere = button("Search all rows", self._search_all, kind="link")
        back, on = (partial(self.walk.step, forward=forward) for forward in (False, True))
        self.back = _arrow("previous", "Previous finding", "Shift+F8", back)
        self.on = _arrow("next", "Next finding", "F8", on)
        self.story = button(STORY, partial(self.act, STORY), hint="Ctrl+T")
        self.columns = ColumnsButton(self.grid, self.arrangement.choose)
        self._lay_out()
        self._connect()
        self._show_file()
        self._refresh()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        find = _arrow("filter", "Filter the rows", "Ctrl+Shift+F", self.filter.begin)
        tools = row(self.search, self.within, find, self.back, self.on, spacing=SMALL)
        tools.setStretch(0, 1)
        layout.addLayout(tools)
        layout.addWidget(self.filter)
        layout.addLayout(self._line_above())
        layout.addWidget(self.grid, 1)

    def _connect(self) -> None:
        workspace = self._workspace
        self.grid.cell_changed.connect(workspace.cell_shown)
        self.grid.sort_wanted.connect(self._sort_by)
        self.grid.copy_wanted.connect(self.copy)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._menu)
        self.model.edited.connect(self._edited)
        self.model.modelAboutToBeReset.connect(self.grid.commit)
        workspace.commit_wanted.connect(self.grid.commit)
        workspace.file_changed.connect(self._file_changed)
        workspace.records_changed.connect(self._show_file)
        workspace.choice_changed.connect(self._choice_changed)
        workspace.checked.connect(self._checked)
        workspace.cell_wanted.connect(self.go_to)
        workspace.hidden_changed.connect(self._hidden_changed)

    def _line_above(self) -> QHBoxLayout:
        """Return what is shown and the ways out of it; nothing moves when they come and go."""
        self.shown.setMinimumHeight(max(self.columns.sizeHint().height(), lines(self.shown, 2)))
        made = row(self.shown, self.everywhere, self.all, self.story, self.columns, spacing=SMALL)
        made.setStretch(0, 1)
        return made

    def _file_changed(self) -> None:
        """Let go of the file before: the user may act before the records of this one are shown."""
        self.walk.forget()
        self._after = None
        self._to_first = False
        self.model.show(None, np.zeros(0, np.int32))

    def _show_file(self) -> None:
        opened, as_read = self._workspace.opened, self._workspace.rows_as_read
        self._file = self._workspace.file
        self._after = None
        self._sort = None
        self.grid.set_sorted(None, False)
        self.search.clear()
        self.within.clear()
        self.within.addItem(ALL_COLUMNS)
        rows = np.arange(len(opened.extract) if opened else 0, dtype=np.int32)
        self.model.show(opened, rows, as_read)
        self.within.addItems(self.model.names)

    def _checked(self) -> None:
        opened = self._workspace.opened
        if opened is not None and self.model.opened is not None:
            self.model.set_opened(opened)
        self._refresh(keep_rows=True)

    def _choice_changed(self) -> None:
        self._to_first = self._workspace.choice is not None
        text = self._workspace.choice.contains if self._workspace.choice else ""
        if self.search.text() != text:
            self.search.show_text(text)
        self._refresh()

    def _refresh(self, *, keep_rows: bool = False) -> None:
        """Find the rows and the cells to walk through, off the window's thread.

        keep_rows: a row stays where it is when a change of its cells takes its finding away.
        """
        opened, choice, sort = self._workspace.opened, self._workspace.choice, self._sort
        asked_for = self._workspace.file, choice, sort
        if self._file is not self._workspace.file:
            return  # its columns are not shown yet: nothing can be told of its rows, or gone to
        kept = self.model.rows if keep_rows and self._rows_of == asked_for else None
        if opened is None:
            self.walk.forget()
            self.shown.setText("")
            self.all.hide()
            self.everywhere.hide()
            return

        def work(task: Task) -> tuple[npt.NDArray[np.int32], Cells]:
            from cldvalidator.review.row_choice import (
                RowChoice,
                finding_cells,
                rows_of,
                sorted_rows,
            )

            extract, findings = opened.extract, opened.result.findings
            asked = choice or RowChoice()
            if kept is not None and len(kept):
                return kept, finding_cells(findings, asked, kept, len(extract))
            rows = rows_of(opened, asked)
            task.step("")
            if sort is not None:
                rows = sorted_rows(extract, opened.specification, rows, sort[0], descending=sort[1])
            task.step("")
            return rows, finding_cells(findings, asked, rows, len(extract))

        def done(found: tuple[npt.NDArray[np.int32], Cells]) -> None:
            self._rows_of = asked_for
            self._show_rows(found)

        self._workspace.jobs.start("rows", work, done, quiet=True)

    def _show_rows(self, found: tuple[npt.NDArray[np.int32], Cells]) -> None:
        from cldvalidator.review.row_choice import RowChoice

        rows, self.walk.cells = found
        opened, choice = self._workspace.opened, self._workspace.choice
        if opened is None:
            return
        here = self.grid.currentIndex()
        place = here.row()  # asked for now: it is nowhere once other rows are shown
        record, name = self._workspace.cell or (-1, "")
        if here.isValid():
            record, name = int(self.model.rows[here.row()]), self.model.names[here.column()]
        before = self.model.rows
        if not np.array_equal(rows, before):
            self.model.set_rows(rows)
        if not len(rows):
            self._workspace.cell_current.emit(-1, "")  # no row is in view to be explained
        there = self.model.row_of(record) if record >= 0 else -1
        if there < 0 <= place:
            there = self.model.row_beside(place, before)
        if there >= 0 and not self.grid.currentIndex().isValid():
            self.grid.go_to(there, max(self.model.place_of(name), 0))
        total = len(opened.extract)
        self.shown.setText(shown_text(choice, len(rows), total, self._mended(len(rows))))
        self.all.setVisible(choice is not None)
        narrowed = choice is not None and replace(choice, contains="", within=None) != RowChoice()
        self.everywhere.setVisible(
            not len(rows) and choice is not None and bool(choice.contains) and narrowed
        )
        for tool in (self.back, self.on):
            tool.setEnabled(len(self.walk.cells) > 0)
        if self._after is not None:
            target, self._after = self._after, None
            self.go_to(*target)
        elif self._to_first and len(rows) and choice is not None and choice.contains:
            self.grid.go_to(0, self._place_holding(choice.contains))
        elif self._to_first and len(self.walk.cells):
            self.walk.go_to_first()
        elif self._to_first and len(rows):
            self.grid.go_to(0, max(0, self.grid.currentIndex().column()))
        self._to_first = False

    def _place_holding(self, text: str) -> int:
        """Return the first column whose cell in the first row holds what was searched for."""
        from cldvalidator.review.row_choice import holds

        record = int(self.model.rows[0])
        for place, column in enumerate(self.model.columns):
            if holds(column.text(record), text):
                return place
        return 0

    def _mended(self, rows: int) -> str:
        """Say how many of the rows have lost the finding for which they are shown."""
        choice = self._workspace.choice
        if choice is None or (choice.rule is None and choice.severity is None):
            return ""
        mended = self.walk.rows_without(rows)
        return f" ({mended:,} of them no longer)" if mended > 0 else ""

    def take_over(self, earlier: GridPanel) -> None:
        """Keep the order, the search and the columns of a panel whose place this one takes."""
        self._sort = earlier._sort
        if self._sort is not None:
            self.grid.set_sorted(*self._sort)
        self.search.show_text(earlier.search.text())
        self.within.setCurrentIndex(earlier.within.currentIndex())
        self.grid.show_columns(earlier.grid.shown_columns())
        self._refresh()

    def go_to(self, record: int, name: str) -> None:
        """Go to a cell; a filter that hides its row is taken away first."""
        row_ = self.model.row_of(record)
        if row_ < 0:
            self._after = (record, name)
            self._workspace.show(None)
            return
        self.grid.go_to(row_, max(self.model.place_of(name), 0))
        self.grid.setFocus()

    def ask_row(self) -> None:
        """Ask for the number of a row as Excel shows it, and go there."""
        opened = self._workspace.opened
        if opened is None or not len(opened.extract):
            return
        source, file = opened.extract.source_rows, self._workspace.file
        record, _ = self._workspace.cell or (0, "")
        here = int(source[min(record, len(source) - 1)])
        number = asked_row(int(source[0]), int(source[-1]), self, here)
        if number is not None and self._workspace.file is file:
            record = min(int(np.searchsorted(source, number)), len(source) - 1)
            index = self.grid.currentIndex()
            name = self.model.names[index.column() if index.isValid() else 0]
            self.go_to(record, name)
            self.grid.setFocus()

    def begin_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus()
        self.search.selectAll()

    def replace(self) -> None:
        """Ask for a text to find in a column and one to put in its place."""
        opened = self._workspace.opened
        if opened is None:
            return
        index = self.grid.currentIndex()
        name = self.model.names[index.column()] if index.isValid() else self.model.names[0]
        ReplaceDialog(self._workspace, name, self).exec()

    def _search(self) -> None:
        from cldvalidator.review.row_choice import RowChoice

        text = self.search.text()
        earlier = self._workspace.choice or RowChoice()
        within = self.within.currentText() if self.within.currentIndex() > 0 else None
        if (text, within) == (earlier.contains, earlier.within):
            return
        choice = replace(earlier, contains=text, within=within)
        self._workspace.show(None if choice.everything else choice)

    def _search_all(self) -> None:
        from cldvalidator.review.row_choice import RowChoice

        within = self.within.currentText() if self.within.currentIndex() > 0 else None
        self._workspace.show(RowChoice(contains=self.search.text(), within=within))

    def _edited(self, record: int, name: str, text: str) -> None:
        self._workspace.edit_cell(record, name, text, of=self._file, seen=self.model.extract)

    def _sort_by(self, name: str, descending: bool) -> None:
        self._sort = (name, descending)
        self._refresh()

    def copy(self, headers: bool) -> None:
        """Put the selected cells on the clipboard; say so when they are too many."""
        selected = self.grid.selected()
        if selected.cells > MOST_COPIED:
            self._workspace.tell(
                InputProblem(
                    f"{selected.cells:,} cells are too many to copy at once.",
                    f"Select up to {MOST_COPIED:,} cells, or write the submission and open that.",
                )
            )
        elif selected.cells:
            self._workspace.jobs.start(
                "copy",
                lambda _: selected.text(headers=headers),
                lambda texts: copy_cells(*texts),
                quiet=True,
            )

    def file_order(self) -> None:
        """Show the rows in the order of the file again."""
        self._sort = None
        self.grid.set_sorted(None, False)
        self._refresh()

    def _menu(self, where: QPoint) -> None:
        index = self.grid.indexAt(where)
        if not index.isValid():
            return
        menu = QMenu(self)
        for text, pressed in self._cell_actions(index.row(), index.column()):
            action = QAction(text, menu)
            action.triggered.connect(lambda _=False, p=pressed: p())
            menu.addAction(action)
        menu.exec(self.grid.viewport().mapToGlobal(where))

    def _cell_actions(self, row_: int, place: int) -> list[tuple[str, Callable[[], object]]]:
        from cldvalidator.review.row_choice import RowChoice

        name, record = self.model.names[place], int(self.model.rows[row_])
        text, wanted = self.model.columns[place].text(record), self._workspace.story_wanted.emit
        same = RowChoice(values=((name, text),), label=f"same {name}")
        return [
            ("Copy", lambda: self.copy(headers=False)),
            ("Copy with headers", lambda: self.copy(headers=True)),
            ("Paste", self.entering.paste),
            ("Fill down", self.entering.fill_down),
            ("Clear", self.entering.clear),
            (SAME_VALUE, lambda: self._workspace.show(same)),
            (SAME_PERSON, lambda: self._workspace.show_person(record)),
            (STORY, lambda: wanted(PersonWanted(record=record, among=self.model.rows))),
            ("Sort A to Z", lambda: self.grid.sort_here(descending=False)),
            ("Sort Z to A", lambda: self.grid.sort_here(descending=True)),
            ("Restore file order", self.file_order),
            ("Hide this column", self.arrangement.hide),
            *row_actions(self._workspace, self.grid.selected().records.tolist(), record),
        ]

    def act(self, text: str) -> None:
        """Do with the current cell what its menu calls so."""
        index = self.grid.currentIndex()
        if index.isValid():
            dict(self._cell_actions(index.row(), index.column()))[text]()

    def _hidden_changed(self) -> None:
        self.model.hide_personal = self._workspace.preferences.hide_personal
        self.grid.forget_texts()
        self.grid.frozen.forget_texts()


def _arrow(sign: str, name: str, keys: str, pressed: Callable[[], object]) -> QPushButton:
    made = button("", pressed, icon_name=sign, hint=f"{name} ({keys})")
    made.setAccessibleName(name)
    return made
