"""The whole job without a mouse: nothing is reached but by Tab, arrows, letters and shortcuts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.driving import WAIT, check_page, fix_page, opened, settled, submit_page
from ui.main_window import MainWindow
from ui.workspace import STEPS

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MOST_TABS = 60


def focused(window: MainWindow) -> QWidget:
    return QApplication.focusWidget() or window


def press(window: MainWindow, key: Qt.Key, with_key: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(focused(window), key, with_key or Qt.KeyboardModifier.NoModifier)


def tab_to(window: MainWindow, wanted: Callable[[QWidget], bool]) -> QWidget:
    """Press Tab until the keyboard is where it is wanted; fail when it never gets there."""
    for _ in range(MOST_TABS):
        here = focused(window)
        if wanted(here):
            return here
        press(window, Qt.Key.Key_Tab)
    pytest.fail(f"{MOST_TABS} times Tab did not lead there; the last was {here}")


def is_button(text: str) -> Callable[[QWidget], bool]:
    return lambda w: isinstance(w, QAbstractButton) and w.text().startswith(text)


def test_the_whole_job(  # noqa: PLR0915 - one story from the first key to the last
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(extract_file), ""))
    window.activateWindow()
    tab_to(window, is_button("Open a file"))
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.workspace.opened is not None, timeout=WAIT)
    settled(qtbot, window)

    tab_to(window, is_button("See what is wrong"))
    press(window, Qt.Key.Key_Space)
    assert window.page == "check"
    page = check_page(window)
    assert focused(window) is page.groups, "the work of the page begins with the groups"
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert window.workspace.choice is not None
    press(window, Qt.Key.Key_F8)
    first = window.workspace.cell
    assert first is not None
    press(window, Qt.Key.Key_F8)
    assert window.workspace.cell != first
    press(window, Qt.Key.Key_F8, SHIFT)
    assert window.workspace.cell == first
    press(window, Qt.Key.Key_F2)
    editor = focused(window)
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "Unknown")
    press(window, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert len(window.workspace.history.steps) == 1  # type: ignore[union-attr]

    press(window, Qt.Key.Key_3, CTRL)
    fix = fix_page(window)
    qtbot.waitUntil(fix.accept_safe.isEnabled, timeout=WAIT)
    tab_to(window, is_button("Accept all"))
    press(window, Qt.Key.Key_Space)
    settled(qtbot, window)
    assert len(window.workspace.history.steps) == 2  # type: ignore[union-attr]
    press(window, Qt.Key.Key_Z, CTRL)
    settled(qtbot, window)
    assert len(window.workspace.history.steps) == 1  # type: ignore[union-attr]
    press(window, Qt.Key.Key_Y, CTRL)
    settled(qtbot, window)

    press(window, Qt.Key.Key_4, CTRL)
    settled(qtbot, window)
    qtbot.waitUntil(lambda: window.preview.preview is not None, timeout=WAIT)
    settled(qtbot, window)
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Down)
    settled(qtbot, window)
    assert window.preview.entry == "ASCOF 2A"

    press(window, Qt.Key.Key_6, CTRL)
    settled(qtbot, window)
    submit = submit_page(window)
    tab_to(window, lambda w: w is submit.folder)
    press(window, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(submit.folder, str(tmp_path))
    tab_to(window, is_button("Write the submission"))
    press(window, Qt.Key.Key_Space)
    settled(qtbot, window)
    assert (tmp_path / "council_submission.csv").is_file()
    assert is_button("Open the folder")(focused(window)), "what was written has the keyboard"


@pytest.mark.parametrize("step", STEPS)
def test_tab_goes_round_every_page_and_is_caught_nowhere(
    qtbot: QtBot, window: MainWindow, extract_file: Path, step: str
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page(step)
    settled(qtbot, window)
    window.activateWindow()
    first = focused(window)
    seen = [first]
    for _ in range(MOST_TABS):
        press(window, Qt.Key.Key_Tab)
        if focused(window) is first:
            break
        seen.append(focused(window))
    assert focused(window) is first, "Tab comes back to where it began"
    least = 1 if step == "compare" else 4  # it begins with one question: which file was before
    assert len(set(map(id, seen))) == len(seen) > least, "and stops nowhere twice"


def test_rows_are_sorted_by_the_column_of_the_cell(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    press(window, Qt.Key.Key_2, CTRL)
    panel = check_page(window).panel
    place = panel.model.place_of("Gender")
    panel.grid.go_to(5, place)
    for modifier, descending in ((None, False), (SHIFT, True)):
        press(window, Qt.Key.Key_F7, modifier)
        settled(qtbot, window)
        shown = [panel.model.text(r, place) for r in range(panel.model.rowCount())]
        listed = [t for t in shown if t in ("Female", "Male")]
        assert listed == sorted(listed, reverse=descending)


def test_another_field_is_chosen_for_a_column(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    press(window, Qt.Key.Key_1, CTRL)
    table = tab_to(window, lambda w: isinstance(w, QTableWidget))
    assert isinstance(table, QTableWidget)
    headers = [table.item(line, 1).text() for line in range(table.rowCount())]  # type: ignore[union-attr]
    for _ in range(headers.index("Gender") - max(table.currentRow(), 0)):
        press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_F2)
    box = focused(window)
    assert isinstance(box, QComboBox)
    assert box.accessibleName() == "Field of the column Gender"
    press(window, Qt.Key.Key_Home)
    settled(qtbot, window)


def test_the_keys_of_a_list_go_where_they_say_and_open_what_they_reach(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    page = check_page(window)
    settled(qtbot, window)
    groups = page.groups
    groups.setFocus()
    last = len(groups.listing_model.listing) - 1
    for key, row in (
        (Qt.Key.Key_Down, 0),
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_End, last),
        (Qt.Key.Key_Up, last - 1),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(groups, key)
        settled(qtbot, window)
        assert [i.row() for i in groups.selectionModel().selectedRows()] == [row]
        choice, wanted = window.workspace.choice, groups.current_key()
        assert choice is not None
        assert (choice.rule, choice.field) == (wanted.rule, wanted.field)
    window.workspace.show(None)
    settled(qtbot, window)
    assert groups.current_key() is None, "the rows are others"


def test_the_group_that_is_shown_stays_selected_in_other_colours(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    settled(qtbot, window)
    check_page(window).groups.choose_row(2)
    settled(qtbot, window)
    before = window.workspace.choice
    window.appearance.set_theme("dark")
    qtbot.waitUntil(lambda: check_page(window).groups.current_key() is not None, timeout=WAIT)
    settled(qtbot, window)
    key = check_page(window).groups.current_key()
    assert before is not None
    assert (key.rule, key.field) == (before.rule, before.field)
    window.appearance.set_theme("light")
    settled(qtbot, window)
