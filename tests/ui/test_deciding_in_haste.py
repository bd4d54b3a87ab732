"""Decisions on the Fix page belong to what was seen, while the list and the pane catch up."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from cldvalidator.fixes.profile import default_profile
from cldvalidator.jobs import fix as fix_job
from tests.ui.driving import (
    SOON,
    WAIT,
    Gate,
    check_page,
    discard,
    let_go,
    log,
    settled,
)
from tests.ui.in_flight import on_fix, selected
from ui.fixing import proposals as proposals_module
from ui.fixing.proposals import key_of
from ui.main_window import MainWindow
from ui.pages import fix as fix_module
from ui.pages.fix import FixPage


def place(page: FixPage, certainty: str = "", *, after: int = -1) -> int:
    return next(
        i
        for i, p in enumerate(page.shown)
        if i > after and p.written is not None and certainty in ("", p.certainty)
    )


def test_a_held_shift_key_changes_no_selection(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    page = on_fix(qtbot, window, extract_file)
    page.proposals.selectRow(4)
    key = selected(page)
    QTest.keyPress(page.proposals, Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.keyboardModifiers() == Qt.KeyboardModifier.ShiftModifier
    page.accept_all_safe()
    settled(qtbot, window)
    assert len(selected(page)) == 1
    assert page.pane.keys == tuple(selected(page))
    window.workspace.undo()
    settled(qtbot, window)
    page.proposals.selectRow(4)
    assert selected(page) == key
    groups = check_page(window).groups
    window.show_page("check")
    settled(qtbot, window)
    groups.choose_row(2)
    settled(qtbot, window)
    assert len(groups.selectionModel().selectedRows()) == 1
    QTest.keyRelease(page.proposals, Qt.Key.Key_Shift)


def test_the_value_that_was_gone_to_stays_selected_when_one_above_it_goes(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = on_fix(qtbot, window, extract_file)
    first = place(page)
    second = place(page, after=first)
    page.proposals.selectRow(first)
    gate = Gate(monkeypatch, fix_job, "check_again")
    page.accept()
    gate.reached(qtbot)
    page.proposals.selectRow(second)
    seen = selected(page)
    gate.open()
    settled(qtbot, window)
    assert selected(page) == seen
    assert list(page.pane.keys) == seen
    page.accept()
    settled(qtbot, window)
    assert [(f, v) for f, v, _ in log(window)][1:] == seen
    let_go(window)


def test_accepting_all_safe_fixes_leaves_the_choice_where_it_is(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    page = on_fix(qtbot, window, extract_file)
    page.accept_all_safe()
    stays = next(i for i, p in enumerate(page.shown) if p.certainty != "safe" and i > 5)
    page.proposals.selectRow(stays)
    seen = selected(page)
    settled(qtbot, window)
    assert selected(page) == seen
    assert list(page.pane.keys) == seen
    let_go(window)


def test_the_successor_of_a_value_that_is_gone_is_the_next_one(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    page = on_fix(qtbot, window, extract_file)
    row = place(page, after=2)
    page.proposals.selectRow(row)
    following = [key_of(p) for p in page.shown[row + 1 :]]
    page.accept()
    settled(qtbot, window)
    assert selected(page) == [next(k for k in following if k in {key_of(p) for p in page.shown})]
    let_go(window)


def test_a_pane_that_does_not_show_what_is_selected_accepts_nothing(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    page = on_fix(qtbot, window, extract_file)
    page.proposals.selectRow(place(page))
    page.accept()
    lagging: list[tuple[bool, int]] = []
    show_list = page._show_list

    def and_press(*made: object) -> None:
        show_list(*made)  # type: ignore[arg-type]
        if page.pane.keys != tuple(page.side.keys):
            page.pane.accept.click()
            page.accept()
            lagging.append((page.pane.isEnabled(), window.workspace.edits.asked))

    asked = window.workspace.edits.asked
    page._show_list = and_press  # type: ignore[method-assign]
    settled(qtbot, window)
    assert lagging
    assert all(not enabled and count == asked for enabled, count in lagging)
    assert "had just gone on to another value" in page.message.text()
    assert len(log(window)) == 1
    let_go(window)


def test_a_slow_double_click_accepts_one_value(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    page = on_fix(qtbot, window, extract_file)
    QApplication.setDoubleClickInterval(WAIT)  # the second click comes within it, however slow
    page.proposals.selectRow(place(page))
    before = selected(page)
    page.pane.accept.click()
    qtbot.waitUntil(lambda: page.is_new, timeout=WAIT)
    qtbot.waitUntil(lambda: window.workspace.calm, timeout=WAIT)
    assert selected(page) != before
    assert not page.pane.isEnabled()
    QTest.mouseClick(page.pane.accept, Qt.MouseButton.LeftButton)
    page.accept()
    page.refuse()
    assert len(log(window)) == 1
    assert not window.workspace.left_alone
    page.proposals.selectRow(0)
    page.proposals.selectRow(place(page))  # chosen by the user: looked at
    assert page.pane.isEnabled()
    page.accept()
    QApplication.setDoubleClickInterval(SOON)
    settled(qtbot, window)
    assert len(log(window)) == 2
    let_go(window)


def test_what_is_typed_for_a_value_outlives_an_earlier_change(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = on_fix(qtbot, window, extract_file)
    open_ones = [i for i, p in enumerate(page.shown) if p.written is None and p.choices]
    done = place(page)
    page.proposals.selectRow(done)
    gate = Gate(monkeypatch, fix_job, "check_again")
    page.accept()
    gate.reached(qtbot)
    page.proposals.selectRow(open_ones[0])
    page.pane.become.setFocus()
    QTest.keyClicks(page.pane.become, "White: Ir")
    gate.open()
    settled(qtbot, window)
    assert page.pane.become.currentText() == "White: Ir"
    assert page.pane.isAncestorOf(window.focusWidget())
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    settled(qtbot, window)
    assert not default_profile().exists()
    page.proposals.selectRow(0)
    page.proposals.selectRow(page.shown.index(next(p for p in page.shown if p.written is None)))
    assert page.pane.become.currentText().startswith("White: Ir"), "kept while another is seen"
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    let = window.workspace.history
    assert let is not None
    window.workspace.written(let.steps)
    assert not window.close()
    assert asked == ["Close CLD Validator"]
    let_go(window)


def test_typing_ends_on_no_button_when_its_value_goes(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = on_fix(qtbot, window, extract_file)
    page.proposals.selectRow(place(page, "safe"))
    page.pane.become.setFocus()
    QTest.keyClicks(page.pane.become, "x")
    page._workspace.edit(
        lambda h: h.do("All safe fixes", [p.change() for p in page.side.listed.safe])
    )  # while its user is typing
    settled(qtbot, window)
    assert "What you typed in" in page.message.text()
    assert "was not used" in page.message.text()
    assert window.focusWidget() is page.proposals
    page.profile.remember.setFocus()
    QTest.keyClick(page.profile.remember, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert not default_profile().exists(), "Enter never presses what writes the profile"
    let_go(window)


def test_a_refusal_counts_before_the_list_shows_it(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = on_fix(qtbot, window, extract_file)
    page.proposals.selectRow(place(page, "safe"))
    (key,) = selected(page)
    gate = Gate(monkeypatch, fix_module, "proposal_list")
    page.refuse()
    page.accept()
    assert "being left as it is" in page.message.text()
    page.accept_all_safe()
    gate.open()
    settled(qtbot, window)
    assert key in window.workspace.left_alone
    assert key not in {(f, v) for f, v, _ in log(window)}
    let_go(window)


def test_all_safe_fixes_are_made_though_one_was_accepted_and_undone_just_before(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = on_fix(qtbot, window, extract_file)
    page.proposals.selectRow(place(page, "safe"))
    safe = sorted(key_of(p) for p in page.side.listed.safe)
    gate = Gate(monkeypatch, fix_job, "check_again")
    page.accept()
    gate.reached(qtbot)
    window.workspace.undo()
    page.accept_all_safe()
    gate.open()
    settled(qtbot, window)
    assert sorted((f, v) for f, v, _ in log(window)) == safe
    let_go(window)


def test_all_safe_fixes_make_no_change_again_that_is_being_made(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = on_fix(qtbot, window, extract_file)
    page.proposals.selectRow(place(page, "safe"))
    seen, safe = selected(page), sorted(key_of(p) for p in page.side.listed.safe)
    gate = Gate(monkeypatch, fix_job, "check_again")
    page.accept()
    gate.reached(qtbot)
    page.accept_all_safe()
    page.accept_safe.setEnabled(True)  # as when the list is made anew meanwhile
    asked = window.workspace.edits.asked
    page.accept_all_safe()
    assert window.workspace.edits.asked == asked
    assert "being changed already" in page.message.text()
    gate.open()
    settled(qtbot, window)
    assert [(f, v) for f, v, _ in log(window)][:1] == seen
    assert sorted((f, v) for f, v, _ in log(window)) == safe
    let_go(window)


def test_nothing_is_done_under_a_filter_that_is_not_in_force_yet(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = on_fix(qtbot, window, extract_file)
    page.proposals.selectRow(place(page, "likely"))
    gate = Gate(monkeypatch, fix_module, "proposal_list")
    page.sure.setCurrentIndex(page.sure.findData("safe"))
    page.accept()
    page.refuse()
    assert not page.pane.isEnabled()
    assert "being made anew" in page.message.text()
    gate.open()
    settled(qtbot, window)
    assert log(window) == []
    assert not window.workspace.left_alone
    assert page.pane.isEnabled()
    page.refuse()
    settled(qtbot, window)
    page.sure.setCurrentIndex(page.sure.findData(proposals_module.LEFT))
    page.refuse()  # before the values that are left are listed
    settled(qtbot, window)
    assert len(window.workspace.left_alone) == 1
    page.refuse()
    settled(qtbot, window)
    assert not window.workspace.left_alone


def test_a_second_decision_on_a_value_that_is_being_changed_is_refused_in_words(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = on_fix(qtbot, window, extract_file)
    page.proposals.selectRow(place(page))
    gate = Gate(monkeypatch, fix_job, "check_again")
    page.accept()
    gate.reached(qtbot)
    assert not page.pane.isEnabled()
    page.accept()
    assert "being changed already" in page.message.text()
    gate.open()
    settled(qtbot, window)
    assert len(log(window)) == 1
    let_go(window)
