"""The habits of a spreadsheet: type, clear, paste and fill down, each as one step."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from cldvalidator.fixes import CellChange
from cldvalidator.problems import Problem
from tests.ui.driving import check_page, opened, settled
from ui.grid import entering
from ui.grid.leaving_out import leaving_out
from ui.grid.view import Grid
from ui.main_window import MainWindow


@pytest.fixture
def grid(qtbot: QtBot, window: MainWindow, extract_file: Path) -> Grid:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    settled(qtbot, window)
    found = check_page(window).panel.grid
    found.go_to(0, found.grid.place_of("Gender"))
    found.setFocus()
    return found


@pytest.fixture
def told(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []

    def tell(problem: Problem) -> None:
        said.append(problem.what)

    monkeypatch.setattr(window.workspace, "tell", tell)
    return said


def select(grid: Grid, rows: range, *names: str) -> None:
    places = [grid.grid.place_of(n) for n in names]
    first = grid.grid.index(rows.start, places[0])
    last = grid.grid.index(rows.stop - 1, places[-1])
    grid.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
    grid.selectionModel().select(
        QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )


def texts(grid: Grid, rows: range, name: str) -> list[str]:
    return [grid.grid.text(row, grid.grid.place_of(name)) for row in rows]


def steps(window: MainWindow) -> list[str]:
    assert window.workspace.history is not None
    return [s.title for s in window.workspace.history.steps]


def test_what_is_typed_on_a_cell_edits_it(qtbot: QtBot, window: MainWindow, grid: Grid) -> None:
    before = grid.currentIndex()
    qtbot.keyClick(grid, Qt.Key.Key_O)
    (editor,) = grid.viewport().findChildren(QLineEdit)
    assert editor.text().casefold() == "o"
    qtbot.keyClicks(editor, "ther")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert texts(grid, range(1), "Gender")[0].casefold() == "other"
    assert grid.currentIndex() == before or grid.currentIndex().column() == before.column()


def test_delete_clears_what_is_selected_in_one_step_that_can_be_undone(
    qtbot: QtBot, window: MainWindow, grid: Grid
) -> None:
    before = texts(grid, range(4), "Gender")
    select(grid, range(3), "Gender")
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    settled(qtbot, window)
    assert texts(grid, range(4), "Gender") == ["", "", "", before[3]]
    assert steps(window) == ["Clear: 3 cells in Gender"]
    window.workspace.undo()
    settled(qtbot, window)
    assert texts(grid, range(4), "Gender") == before


def test_one_value_is_pasted_into_all_that_is_selected(
    qtbot: QtBot, window: MainWindow, grid: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(entering.PasteDialog, "exec", lambda self: asked.append(self) or True)
    QGuiApplication.clipboard().setText("Other\r\n")
    select(grid, range(3), "Gender")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert texts(grid, range(3), "Gender") == ["Other"] * 3
    assert len(asked) == 1, "what would change is shown first"
    assert len(steps(window)) == 1


def test_a_block_is_pasted_from_the_cell_on_and_only_when_that_is_agreed(
    qtbot: QtBot, window: MainWindow, grid: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = grid.grid.names
    place = grid.grid.place_of("Gender")
    beside = names[place + 1]
    QGuiApplication.clipboard().setText("a\tb\nc\td\n")
    monkeypatch.setattr(entering.PasteDialog, "exec", lambda _: False)
    before = texts(grid, range(2), "Gender")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert texts(grid, range(2), "Gender") == before
    monkeypatch.setattr(entering.PasteDialog, "exec", lambda _: True)
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert texts(grid, range(2), "Gender") == ["a", "c"]
    assert texts(grid, range(2), beside) == ["b", "d"]


def test_copied_cells_run_nowhere_and_are_the_same_when_pasted_back(
    qtbot: QtBot, window: MainWindow, grid: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = ["=cmd|' /C calc'!A0", '\uff1d"x"\t\n=1', "-12.50"]
    for row, text in enumerate(hostile):
        window.workspace.edit_cell(row, "Gender", text)
        settled(qtbot, window)
    select(grid, range(3), "Gender")
    qtbot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert QGuiApplication.clipboard().text().split("\n") == [
        "'=cmd|' /C calc'!A0",
        '\'\uff1d"x"  =1',
        "-12.50",
    ]
    monkeypatch.setattr(entering.PasteDialog, "exec", lambda _: True)
    grid.go_to(5, grid.grid.place_of("Gender"))
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert texts(grid, range(5, 8), "Gender") == hostile


def test_what_does_not_fit_is_refused(
    qtbot: QtBot, window: MainWindow, grid: Grid, told: list[str]
) -> None:
    board = QGuiApplication.clipboard()
    board.setText("a\nb")
    select(grid, range(3), "Gender")
    check_page(window).panel.entering.paste()
    grid.go_to(grid.grid.rowCount() - 1, grid.grid.place_of("Gender"))
    check_page(window).panel.entering.paste()
    board.setText("a\tb\nc")
    check_page(window).panel.entering.paste()
    board.setText("")
    check_page(window).panel.entering.paste()
    settled(qtbot, window)
    assert steps(window) == []
    assert [t.split("(")[0].strip() for t in told] == [
        "The copied cells",
        "The copied cells",
        "The copied rows differ in their number of cells.",
        "There is no text to paste.",
    ]


def test_covered_cells_are_neither_cleared_nor_pasted_over(
    qtbot: QtBot, window: MainWindow, grid: Grid, told: list[str]
) -> None:
    window.workspace.set_hidden(True)
    settled(qtbot, window)
    grid.go_to(0, grid.grid.place_of("Last Name"))
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    settled(qtbot, window)
    assert steps(window) == []
    assert told == ["These columns cannot be changed: Last Name."]


def test_a_value_is_filled_down(qtbot: QtBot, window: MainWindow, grid: Grid) -> None:
    first = texts(grid, range(1), "Ethnicity")
    select(grid, range(4), "Ethnicity")
    qtbot.keyClick(grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert texts(grid, range(4), "Ethnicity") == first * 4
    grid.go_to(4, grid.grid.place_of("Ethnicity"))
    qtbot.keyClick(grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert texts(grid, range(5), "Ethnicity") == first * 5


def test_an_nhs_number_is_found_as_people_write_it(
    qtbot: QtBot, window: MainWindow, grid: Grid
) -> None:
    (number,) = texts(grid, range(1), "NHS Number")
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    panel = check_page(window).panel
    for text in (spaced, spaced.replace(" ", "-"), number):
        panel.search.setText(text)
        panel.search.returnPressed.emit()
        settled(qtbot, window)
        assert 0 < grid.grid.rowCount() < 50, text
        assert grid.grid.names[grid.currentIndex().column()] == "NHS Number"


def test_the_box_has_a_sign_to_empty_it_only_while_it_holds_a_text(
    qtbot: QtBot, window: MainWindow, grid: Grid
) -> None:
    panel = check_page(window).panel
    seen = []
    panel.search.textChanged.connect(seen.append)  # what shows and hides the sign
    panel.search.setText("Female")
    panel.search.returnPressed.emit()
    settled(qtbot, window)
    window.workspace.show(None)
    settled(qtbot, window)
    assert panel.search.text() == ""
    assert seen[-1] == ""


def test_the_keyboard_goes_to_the_next_row_when_its_own_is_not_listed_any_more(
    qtbot: QtBot, window: MainWindow, grid: Grid
) -> None:
    """A search lists rows by what they hold: one that was cleared goes with the next listing."""
    panel = check_page(window).panel
    panel.within.setCurrentText("Gender")
    panel.search.setText("Male")
    panel._search()
    settled(qtbot, window)
    place = panel.model.place_of("Gender")
    for row, then in ((2, 3), (panel.model.rowCount() - 2, panel.model.rowCount() - 3)):
        before = panel.model.rows.tolist()  # the first round takes one away: the second row is last
        grid.go_to(row, place)
        panel.entering.clear()
        settled(qtbot, window)
        panel.file_order()
        settled(qtbot, window)
        assert before[row] not in panel.model.rows
        assert panel.model.rows[grid.currentIndex().row()] == before[then]


def test_what_was_found_before_is_not_explained_when_nothing_is_found(
    qtbot: QtBot, window: MainWindow, grid: Grid
) -> None:
    panel = check_page(window).panel
    panel.search.setText("surely nowhere")
    panel.search.returnPressed.emit()
    settled(qtbot, window)
    assert grid.grid.rowCount() == 0
    words = [w.text() for w in check_page(window).explain.findChildren(QLabel) if w.isVisible()]
    assert words == ["No row is shown. Search for something else, or show all rows."]


@pytest.mark.parametrize("entered", ["clear", "paste"])
def test_cells_are_entered_in_their_own_rows_after_rows_above_were_left_out(
    qtbot: QtBot, window: MainWindow, grid: Grid, entered: str
) -> None:
    """Their neighbours hold the same text, so that a place by number would meet one of them."""
    same = next(
        row
        for row in range(8, 500)
        if len(set(texts(grid, range(row - 4, row + 1), "Gender"))) == 1
    )
    source = window.workspace.opened
    assert source is not None
    number = int(source.extract.source_rows[same])
    leaving_out(window.workspace, [0, 1, 2])()
    settled(qtbot, window)
    row = same - 3
    select(grid, range(row, row + 1), "Gender")
    if entered == "clear":
        check_page(window).panel.entering.clear()
    else:
        QGuiApplication.clipboard().setText("Other")
        check_page(window).panel.entering.paste()
    settled(qtbot, window)
    history = window.workspace.history
    assert history is not None
    (change,) = history.steps[-1].changes
    assert isinstance(change, CellChange)
    assert change.source_row == number
    assert texts(grid, range(row, row + 1), "Gender") == ["" if entered == "clear" else "Other"]
    assert (
        history.current.column("Gender").text(row) == texts(grid, range(row, row + 1), "Gender")[0]
    )
