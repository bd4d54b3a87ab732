"""What is typed and edited while a change is checked is kept, in its order, and can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from cldvalidator.fixes import CellChange, History
from cldvalidator.jobs import fix as fix_job
from cldvalidator.problems import InputProblem
from tests.ui.driving import (
    WAIT,
    Gate,
    at_page,
    check_page,
    discard,
    let_go,
    log,
    opened,
    settled,
    told,
)
from tests.ui.in_flight import FIELD, hold_edit
from ui.main_window import MainWindow


@pytest.mark.parametrize("way", ["close", "read again", "undo"])
def test_what_is_typed_in_a_cell_counts_as_a_change(
    way: str,
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_page(qtbot, window, extract_file, "check")
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    type_in_cell(window, "Typed")
    if way == "close":
        assert not window.close()
        assert asked == ["Close CLD Validator"]
    elif way == "read again":
        assert not window.workspace.open_again()
        assert asked == ["Read the file again"]
    else:
        window.appearance.set_zoom(1)  # the pages are made anew
        qtbot.waitUntil(lambda: len(log(window)) == 1, timeout=WAIT)
    settled(qtbot, window)
    assert [w for _, _, w in log(window)] == ["Typed"]
    let_go(window)


def type_in_cell(window: MainWindow, text: str, record: int = 3) -> QLineEdit:
    grid = check_page(window).panel.grid
    window.activateWindow()
    check_page(window).panel.go_to(record, FIELD)
    QTest.keyClick(grid, Qt.Key.Key_F2)
    (editor,) = grid.viewport().findChildren(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, text)
    return editor


def test_what_is_typed_in_a_cell_outlives_rows_that_arrive(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    at_page(qtbot, window, extract_file, "check")
    editor = type_in_cell(window, "Typ")
    window.workspace.edit_cell(9, FIELD, "Unknown")  # shown behind the editor
    settled(qtbot, window)
    assert editor.text() == "Typ"
    QTest.keyClicks(editor, "ed")
    check_page(window).panel.grid.sort_wanted.emit("Gender", False)
    settled(qtbot, window)
    assert [w for _, _, w in log(window)] == ["Unknown", "Typed"]
    assert window.workspace.history is not None
    assert window.workspace.history.current.column(FIELD).text(3) == "Typed"
    let_go(window)


def test_rows_chosen_or_sorted_during_an_edit_are_shown(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cldvalidator.review import row_choice

    at_page(qtbot, window, extract_file, "check")
    panel = check_page(window).panel
    gate = Gate(monkeypatch, row_choice, "sorted_rows")
    panel.grid.sort_wanted.emit("Gender", False)
    gate.reached(qtbot)
    window.workspace.edit_cell(3, FIELD, "Unknown")  # told before the order is there
    qtbot.waitUntil(lambda: len(log(window)) == 1, timeout=WAIT)
    gate.open()
    settled(qtbot, window)
    column = panel.model.place_of("Gender")
    shown = [panel.model.text(row, column) for row in range(panel.model.rowCount())]
    assert shown == sorted(shown, key=lambda t: (not t, t.casefold())) or shown == sorted(shown)
    let_go(window)


def test_undo_during_the_check_of_a_change_takes_that_change_back(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, extract_file)
    gate = hold_edit(qtbot, window, monkeypatch)
    assert window.menus._undo.isEnabled()
    assert not window.menus._redo.isEnabled()
    window.menus._undo.trigger()
    assert not window.menus._undo.isEnabled()
    assert window.menus._redo.isEnabled()
    gate.open()
    settled(qtbot, window)
    assert log(window) == []
    assert window.menus._redo.isEnabled()
    window.menus._redo.trigger()
    settled(qtbot, window)
    assert [w for _, _, w in log(window)] == ["Unknown"]
    let_go(window)


def test_undo_takes_nothing_back_that_it_was_not_meant_for(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    said = told(window)
    window.workspace.edit_cell(3, FIELD, "Unknown")
    settled(qtbot, window)

    def nothing(history: History) -> History:
        return history

    window.workspace.edit(nothing)
    window.workspace.undo()  # of that
    settled(qtbot, window)
    assert [w for _, _, w in log(window)] == ["Unknown"]
    assert [line.split(".")[0] for line in said] == ["Nothing was changed", "Nothing was undone"]
    let_go(window)


def test_closing_while_a_change_is_checked_asks(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, extract_file)
    gate = hold_edit(qtbot, window, monkeypatch)
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    assert not window.close()
    assert asked == ["Close CLD Validator"]
    gate.open()
    settled(qtbot, window)
    assert len(log(window)) == 1
    window.workspace.undo()
    settled(qtbot, window)


def test_an_edit_that_cannot_be_made_takes_no_other_with_it(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, extract_file)
    space = window.workspace
    said = told(window)
    gate = Gate(monkeypatch, fix_job, "check_again")

    def impossible(_: History) -> History:
        raise InputProblem("It does not fit.", "Choose another.")

    space.edit_cell(3, FIELD, "Unknown")
    gate.reached(qtbot)
    space.edit_cell(4, FIELD, "Unknown")
    space.edit(impossible)
    space.edit_cell(5, FIELD, "Unknown")
    gate.open()
    qtbot.waitUntil(lambda: len(log(window)) == 3, timeout=WAIT)
    settled(qtbot, window)
    assert said == ["It does not fit. Choose another."]
    column = space.opened.extract.column(FIELD)  # type: ignore[union-attr]
    assert [column.text(r) for r in (3, 4, 5)] == ["Unknown"] * 3
    let_go(window)


def test_cells_changed_behind_an_edit_keep_their_order(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    space = window.workspace
    for text in ("One", "Two", "Three"):
        space.edit_cell(3, FIELD, text)
    settled(qtbot, window)
    qtbot.waitUntil(lambda: len(log(window)) == 3, timeout=WAIT)
    made = [s.changes[0] for s in space.history.steps]  # type: ignore[union-attr]
    assert [c.written for c in made] == ["One", "Two", "Three"]
    assert all(isinstance(c, CellChange) for c in made)
    let_go(window)


def test_figures_that_are_gone_are_not_saved_without_a_word(
    qtbot: QtBot, window: MainWindow, extract_file: Path, tmp_path: Path
) -> None:
    from ui.pages.preview import PreviewPage

    opened(qtbot, window, extract_file)
    window.show_page("preview")
    qtbot.waitUntil(lambda: window.preview.preview is not None, timeout=WAIT)
    settled(qtbot, window)
    page, said = window.pages["preview"], told(window)
    assert isinstance(page, PreviewPage)
    seen = window.preview.shown_figures
    window.workspace.edit_cell(3, FIELD, "Unknown")
    qtbot.waitUntil(lambda: len(log(window)) == 1, timeout=WAIT)
    page.save_to(tmp_path / "figures.xlsx", seen)
    settled(qtbot, window)
    assert not (tmp_path / "figures.xlsx").exists()
    assert [line.split(":")[0] for line in said] == ["Nothing was written"]
    let_go(window)


def test_what_is_entered_among_the_inputs_outlives_figures_that_are_dropped(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    from ui.figures.inputs import InputsView
    from ui.figures.state import INPUTS

    opened(qtbot, window, extract_file)
    window.show_page("preview")
    qtbot.waitUntil(lambda: window.preview.preview is not None, timeout=WAIT)
    window.preview.show(INPUTS)
    settled(qtbot, window)

    def view() -> InputsView:
        return next(v for v in window.pages["preview"].findChildren(InputsView) if v.isVisible())

    band, before = next(iter(view().population)), view()
    QTest.keyClicks(view().population[band], "1234")
    window.workspace.edit_cell(3, FIELD, "Unknown")
    qtbot.waitUntil(lambda: len(log(window)) == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: window.preview.preview is not None, timeout=WAIT)
    settled(qtbot, window)
    assert view() is not before
    assert view().population[band].text() == "1234"
    let_go(window)
