"""What a person does on the Check page, in its grid above all."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from cldvalidator.fixes.changes import LEFT_OUT
from tests.ui.driving import check_page
from tests.ui.expected import Wanted, WantedRow, row_of
from tests.ui.machine.driven import SOME, DrivenWindow
from ui.grid.panel import GridPanel
from ui.pages.check import _line_key

ENTERED = st.sampled_from(["clear", "fill_down"])


class OnCheck(DrivenWindow):
    """What is changed is the cell, and what is left out the row, that was seen."""

    @property
    def panel(self) -> GridPanel:
        return check_page(self.window).panel

    def _has_rows(self) -> bool:
        return bool(len(self.panel.model.rows)) and self.panel._after is None

    @rule(record=SOME, place=st.integers(0, 12), text=st.sampled_from(["x", "Unknown", ""]))
    @precondition(lambda self: self.typing is None and self.space.opened is not None)
    def type_in_cell(self, record: int, place: int, text: str) -> None:
        self.window.show_page("check")
        self._events()
        panel = self.panel
        if not self._has_rows():
            return
        row, place = record % len(panel.model.rows), place % len(panel.model.names)
        name, shown = panel.model.names[place], panel.model.text(row, place)
        assert panel.model.extract is not None
        number = int(panel.model.extract.source_rows[panel.model.rows[row]])
        panel.grid.go_to(row, place)
        panel.grid.setFocus()
        QTest.keyClick(panel.grid, Qt.Key.Key_F2)
        editors = panel.grid.viewport().findChildren(QLineEdit)
        if editors and panel.grid.state() == panel.grid.State.EditingState:
            editors[-1].selectAll()
            QTest.keyClicks(editors[-1], text) if text else QTest.keyClick(
                editors[-1], Qt.Key.Key_Delete
            )
            if text != shown:
                self.typing = number, name, text
                self.typed_at = self.asked

    @rule(key=st.sampled_from([Qt.Key.Key_Return, Qt.Key.Key_Escape]))
    @precondition(lambda self: self.typing is not None and self._editor() is not None)
    def end_typing(self, key: Qt.Key) -> None:
        editor = self._editor()
        assert editor is not None
        if key == Qt.Key.Key_Escape:
            self.typing = None
        QTest.keyClick(editor, key)
        self._events()

    @rule(first=SOME, count=st.integers(1, 3), place=st.integers(0, 12), how=ENTERED)
    @precondition(lambda self: self.typing is None and self._has_rows())
    def enter_in_cells(self, first: int, count: int, place: int, how: str) -> None:
        """Clear cells, or fill them down: each change is of the row that is shown there."""
        model, grid = self.panel.model, self.panel.grid
        self._select(first, count, place)
        rows = sorted({index.row() for index in grid.selectionModel().selectedIndexes()})
        place = grid.currentIndex().column()
        if how == "fill_down" and len(rows) == 1:
            rows = [rows[0] - 1, *rows]
        text = "" if how == "clear" else model.text(max(rows[0], 0), place)
        assert model.extract is not None
        numbers = model.extract.source_rows[model.rows]
        wanted = [
            Wanted(model.names[place], model.text(row, place), text, int(numbers[row]))
            for row in rows
            if row >= 0
        ]
        pressed = self.panel.entering.clear if how == "clear" else self.panel.entering.fill_down
        self._press(pressed, [*wanted])

    @rule(first=SOME, count=st.integers(1, 3))
    @precondition(_has_rows)
    def open_menu(self, first: int, count: int) -> None:
        """Open the menu of some rows; what it offers may be taken much later."""
        self._select(first, count, 0)
        model = self.panel.model
        records = self.panel.grid.selected().records.tolist()
        actions = self.panel._cell_actions(self.panel.grid.currentIndex().row(), 0)
        (leave,) = (
            do for text, do in actions if text.startswith("Leave ") and "no rec" not in text
        )
        extract = model.extract
        assert extract is not None
        wanted: list[Wanted | WantedRow] = [
            WantedRow(int(extract.source_rows[r]), LEFT_OUT, row_of(extract, r))
            for r in sorted(records)  # in the order of the file, however the grid is sorted
        ]
        self.menu = [(leave, wanted, self.space.file)]

    @rule()
    @precondition(lambda self: self.menu)
    def leave_rows_out(self) -> None:
        (leave, wanted, file), self.menu = self.menu.pop(), []
        self._press(leave, wanted, file)

    def _select(self, first: int, count: int, place: int) -> None:
        model, grid = self.panel.model, self.panel.grid
        top = first % len(model.rows)
        last = min(top + count, len(model.rows)) - 1
        place %= len(model.names)
        grid.go_to(top, place)
        cells = QItemSelection(model.index(top, place), model.index(last, place))
        grid.selectionModel().select(cells, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @rule(what=st.sampled_from(["next", "group", "search", "all"]), place=SOME)
    @precondition(lambda self: self.window.page == "check")
    def look_around(self, what: str, place: int) -> None:
        page = check_page(self.window)
        if what == "next":
            self.panel.walk.step(forward=bool(place % 2))
        elif what == "group" and page.groups.model().rowCount():
            page.groups.choose_row(place % page.groups.model().rowCount())
        elif what == "search":
            self.panel.search.setText(str(place))
            self.panel.search.returnPressed.emit()
        elif what == "all":
            self.space.show(None)
        self._events()

    @rule(descending=st.sampled_from([True, False, None]))
    @precondition(lambda self: self.window.page == "check" and self.space.calm)
    def order(self, descending: bool | None) -> None:
        """Order the rows: the cell that has the keyboard is the same one after it.

        A row that a search does not find any more is not listed with the others; another one is.
        """
        before = self._current()
        if descending is None:
            self.panel.file_order()
        else:
            self.panel.grid.sort_here(descending=descending)
        self._let_end()
        if before is None or not len(self.panel.model.rows):
            return
        extract = self.panel.model.extract
        assert extract is not None
        if before[0] in extract.source_rows[self.panel.model.rows]:
            assert self._current() == before, "another cell has the keyboard"
        else:
            assert self._current() is not None, "no cell has the keyboard"

    def _current(self) -> tuple[int, str] | None:
        index, extract = self.panel.grid.currentIndex(), self.panel.model.extract
        if not index.isValid() or extract is None:
            return None
        record = self.panel.model.rows[index.row()]
        return int(extract.source_rows[record]), self.panel.model.names[index.column()]

    def _group(self) -> object:
        return _line_key(check_page(self.window).groups.current_key())

    def _due(self) -> list[QTimer]:
        """The timers that elapse soon: not the one that waits for the user to have looked."""
        return [timer for timer in self.timers.held if timer is not self.page.guard._look_first]

    def _let_end(self) -> None:
        """Let everything end that was begun; a group that is still there stays the one chosen."""
        page = check_page(self.window)
        group, is_calm = self._group(), self.space.calm
        while self.jobs.held or self.space.deferred.pending or self._due():
            if self.jobs.held:
                self.jobs.let_go(0)
            self._events()
            self.space.deferred._run_next()
            self._events()
            for timer in self._due():
                self.timers.elapse(timer)
            self._events()
        there = [_line_key(key) for key in page.groups.listing_model.listing.keys]
        if not is_calm and group is not None and self._group() is not None and group in there:
            assert self._group() == group, "another group is chosen"
