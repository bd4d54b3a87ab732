"""What is shown is true now: after later changes, other releases, forgotten and broken profiles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cldvalidator.fixes.profile import default_profile
from tests.ui.driving import check_page, fix_page, opened, settled, submit_page, words
from ui.main_window import MainWindow

FIELD = "Ethnicity"


def show(qtbot: QtBot, window: MainWindow, step: str) -> None:
    window.show_page(step)
    settled(qtbot, window)


def test_a_submission_without_the_latest_changes_is_not_called_the_one_to_send(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    show(qtbot, window, "submit")
    page = submit_page(window)
    page.begin()
    settled(qtbot, window)
    assert "Get agreement before you send it." in words(page)
    window.workspace.edit_cell(3, FIELD, "x")
    settled(qtbot, window)
    assert "Do not send this one: it lacks your latest changes." in words(page)
    assert "once that is agreed" not in words(page)
    window.workspace.undo()
    settled(qtbot, window)
    assert "Get agreement before you send it." in words(page)


def test_the_keyboard_stays_on_the_page_when_its_result_is_told_anew(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    show(qtbot, window, "submit")
    window.activateWindow()
    page = submit_page(window)
    page.begin()
    settled(qtbot, window)
    at = window.focusWidget()
    assert isinstance(at, QPushButton)
    assert at.text() == "Open the folder"
    window.workspace.edit_cell(3, FIELD, "x")
    settled(qtbot, window)
    assert "it lacks your latest changes" in words(page)
    assert window.focusWidget() is page.write


def test_known_findings_are_those_of_what_is_written(
    qtbot: QtBot, window: MainWindow, extract_file: Path, tmp_path: Path
) -> None:
    opened(qtbot, window, extract_file)
    profile = fix_page(window).profile._profile
    space = window.workspace
    assert space.opened is not None
    space.edit_cell(3, FIELD, "")
    settled(qtbot, window)
    profile.accept("MAND-01", FIELD, "The supplier mends it in May")
    settled(qtbot, window)
    known = {(k.finding.rule, k.finding.field): k.cells for k in profile.now.known}  # type: ignore[union-attr]
    show(qtbot, window, "submit")
    page = submit_page(window)
    space.undo()
    page.begin()  # at once: the change is still being checked
    settled(qtbot, window)
    (manifest,) = tmp_path.glob("*.manifest.json")
    told = json.loads(manifest.read_text("utf-8"))["known findings"]
    left = sum(line["findings"] for line in told)
    assert left == known["MAND-01", FIELD] - 1


def test_the_release_that_is_shown_is_the_one_that_is_checked_against(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    window.workspace.open(extract_file, release="1")
    qtbot.waitUntil(lambda: window.workspace.path == extract_file, timeout=20_000)
    settled(qtbot, window)

    def shown() -> str:
        boxes = window.pages["open"].findChildren(QComboBox)
        return next(b.currentText() for b in boxes if "Release" in b.currentText())

    assert shown() == "Check against Release 1"
    window.workspace.edit(
        lambda history: history.do(
            "To Release 2",
            [_change(history.current.column(FIELD).text(0))],
            release="2",
        )
    )
    settled(qtbot, window)
    assert shown() == "Check against Release 2"
    window.workspace.undo()
    settled(qtbot, window)
    assert shown() == "Check against Release 1"


def _change(found: str) -> object:
    from cldvalidator.fixes import CellChange

    return CellChange(FIELD, 0, 2, found, "x")


def test_a_forgotten_header_is_read_by_itself_again(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    text = extract_file.read_text("utf-8")
    extract_file.write_text(text.replace("Accommodation Status", "Where lives", 1), "utf-8")
    opened(qtbot, window, extract_file)
    profile = fix_page(window).profile._profile
    window.workspace.open_again(header_matches={"Where lives": "Accommodation Status"})
    settled(qtbot, window)
    profile.keep_column("Where lives", "Accommodation Status")
    settled(qtbot, window)
    profile.forget_column("Where lives")
    settled(qtbot, window)
    window.workspace.open_again()
    settled(qtbot, window)
    assert window.workspace.opened is not None
    assert window.workspace.opened.extract.reading.missing == ("Accommodation Status",)


def test_without_a_profile_that_can_be_read_all_else_can_be_done(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    path = default_profile()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{", "utf-8")
    opened(qtbot, window, extract_file)
    show(qtbot, window, "fix")
    bar = fix_page(window).profile
    assert "Until then nothing of it is used." in bar.words.text()
    assert bar.more.isEnabled()
    assert [tool.isEnabled() for tool in bar.tools] == [False] * 3 + [True] * 4


def test_what_is_left_by_decision_is_said_so_before_sending(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    show(qtbot, window, "fix")
    fix = fix_page(window)
    fix.sure.setCurrentIndex(fix.sure.findData("safe"))
    settled(qtbot, window)
    fix.refuse()
    settled(qtbot, window)
    fix.accept_all_safe()
    settled(qtbot, window)
    show(qtbot, window, "submit")
    said = words(submit_page(window))
    assert "1 value with a safe fix is left as found, by your decision." in said
    assert "not accepted yet" not in said


def test_a_known_finding_that_has_grown_is_said_to_have(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    profile = fix_page(window).profile._profile
    window.workspace.edit_cell(3, FIELD, "")
    settled(qtbot, window)
    profile.accept("MAND-01", FIELD, "The supplier mends it in May")
    settled(qtbot, window)
    show(qtbot, window, "check")
    assert "more than when" not in words(check_page(window))
    window.workspace.edit_cell(9, FIELD, "")
    settled(qtbot, window)
    assert "That is 1 more than when they were accepted" in words(check_page(window))


def test_the_fix_menu_acts_only_on_what_is_seen(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    menu = next(a.menu() for a in window.menuBar().actions() if a.text() == "F&ix")
    safe = next(a for a in menu.actions() if "safe" in a.text())  # type: ignore[union-attr]
    show(qtbot, window, "check")
    safe.trigger()
    settled(qtbot, window)
    history = window.workspace.history
    assert history is not None
    assert window.page == "fix"
    assert history.steps == ()
    safe.trigger()
    settled(qtbot, window)
    assert window.workspace.history is not None
    assert len(window.workspace.history.steps) == 1


@pytest.mark.parametrize("text", ["Show only rows with this value", "Show all rows of this person"])
def test_the_rows_alike_are_shown_from_the_menu(
    text: str, qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    show(qtbot, window, "check")
    panel = check_page(window).panel
    panel.go_to(4, "LA Person Unique Identifier")
    settled(qtbot, window)
    menu = next(a.menu() for a in window.menuBar().actions() if a.text() == "&Edit")
    next(a for a in menu.actions() if a.text() == text).trigger()  # type: ignore[union-attr]
    settled(qtbot, window)
    column = panel.model.place_of("LA Person Unique Identifier")
    found = {panel.model.text(row, column) for row in range(panel.model.rowCount())}
    assert len(found) == 1
    assert 0 < panel.model.rowCount() < 100


def test_tab_goes_from_a_proposal_to_what_can_be_done_with_it(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    show(qtbot, window, "fix")
    page = fix_page(window)
    page.proposals.selectRow(1)
    settled(qtbot, window)
    window.activateWindow()
    page.proposals.setFocus()
    seen: list[QWidget] = []
    while len(seen) < 20 and window.focusWidget() is not page.profile.use:
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(window.focusWidget())
        if window.focusWidget() is page.profile.remember:
            break
    *inside, beyond, _ = seen
    assert all(page.pane.isAncestorOf(part) for part in inside)
    assert len(inside) > 1
    assert beyond is page.side.prices.price


def test_the_group_that_is_looked_at_stays_selected_after_an_edit(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    show(qtbot, window, "check")
    groups = check_page(window).groups
    groups.choose_row(2)
    settled(qtbot, window)
    rule = groups.current_key().rule
    window.workspace.edit_cell(3, "NHS Number", "x")
    settled(qtbot, window)
    assert groups.current_key().rule == rule


def test_undo_and_redo_can_be_chosen_only_when_there_is_something(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    def can() -> tuple[bool, bool]:
        return window.menus._undo.isEnabled(), window.menus._redo.isEnabled()

    assert can() == (False, False)
    opened(qtbot, window, extract_file)
    assert can() == (False, False)
    window.workspace.edit_cell(3, FIELD, "x")
    settled(qtbot, window)
    assert can() == (True, False)
    assert window.isWindowModified()
    window.workspace.undo()
    settled(qtbot, window)
    assert can() == (False, True)
    assert not window.isWindowModified()


def test_the_help_explains_the_finding_that_is_looked_at(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    show(qtbot, window, "check")
    page = check_page(window)
    assert page.topic == ""
    page.panel.walk.step(forward=True)
    settled(qtbot, window)
    assert page.topic in window.workspace.opened.result.findings.rules  # type: ignore[union-attr]
    show(qtbot, window, "fix")
    assert fix_page(window).topic == fix_page(window).shown[0].rule


def test_a_file_of_release_1_is_told_what_to_do(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    from cldvalidator.specification import load_specification
    from cldvalidator.synthetic_data.generator import generate, write_csv

    path = tmp_path / "older.csv"
    write_csv(generate(600, seed=4, specification=load_specification("1")), path)
    window.workspace.open(path, release="2")
    qtbot.waitUntil(lambda: window.workspace.path == path, timeout=20_000)
    settled(qtbot, window)
    assert "Convert them first" in words(window.pages["open"])
    show(qtbot, window, "preview")
    qtbot.waitUntil(lambda: window.preview.preview is not None, timeout=20_000)
    notes = window.preview.preview.processed.notes  # type: ignore[union-attr]
    assert "cells hold values of Release 1, which are not counted" in notes[0]


def test_a_number_beyond_the_last_row_goes_nowhere(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QInputDialog, QMessageBox

    from ui.grid.asking import asked_row

    answers, told = [99_999, 57], []
    monkeypatch.setattr(QInputDialog, "exec", lambda _: bool(answers))
    monkeypatch.setattr(QInputDialog, "intValue", lambda _: answers[0])

    def tell(*words: object) -> None:
        told.append(words[-1])
        answers.pop(0)

    monkeypatch.setattr(QMessageBox, "information", tell)
    assert asked_row(2, 2_001, window, 2) == 57
    assert told == ["The records that are shown are in rows 2 to 2,001."]


@pytest.mark.parametrize(("typed", "becomes"), [("Roma", "White: Roma"), ("Other", "Other")])
def test_enter_completes_only_what_can_be_one_value(
    typed: str, becomes: str, qtbot: QtBot, window: MainWindow
) -> None:
    from cldvalidator.specification import load_specification
    from ui.fixing.proposal_pane import _take_only_match
    from ui.widgets.choice import Choice

    box = Choice()
    qtbot.addWidget(box)
    box.setEditable(True)
    box.addItems(list(load_specification("2").values(FIELD)))
    box.setCurrentText(typed)
    _take_only_match(box)
    assert box.currentText() == becomes
    box.hidePopup()
