"""The filter of the grid: typed with completion, shown as conditions, each taken away alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.driving import check_page, discard, opened, settled, told
from ui.fixing.profile_editor import ProfileEditor
from ui.grid.saved_filters import SAVE
from ui.main_window import MainWindow


def chips(panel) -> list[QPushButton]:
    shown = panel.filter.findChildren(QPushButton)
    named = (b for b in shown if b.accessibleName().startswith("Remove the filter"))
    return [b for b in named if not b.isHidden()]


def typed(qtbot: QtBot, window: MainWindow, text: str) -> None:
    panel = check_page(window).panel
    panel.filter.begin()
    QTest.keyClicks(panel.filter.box, text)
    panel.filter.box.popup.hide()
    QTest.keyClick(panel.filter.box, Qt.Key.Key_Return)
    settled(qtbot, window)


def test_filters_are_typed_added_and_taken_away(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    panel = check_page(window).panel
    types = panel.model.extract.column("Event Type")
    service = [r for r in range(len(types)) if types.text(r) == "Service"]
    typed(qtbot, window, "Event Type = Service")
    assert panel.model.rows.tolist() == service
    assert "filtered" in panel.shown.text()
    typed(qtbot, window, "not Event End Date is blank")
    ends = panel.model.extract.column("Event End Date")
    both = [r for r in service if ends.text(r).strip()]
    assert panel.model.rows.tolist() == both
    assert 0 < len(both) < len(service)
    assert [b.accessibleName() for b in chips(panel)] == [
        "Remove the filter Event Type = Service",
        "Remove the filter not Event End Date is blank",
    ]
    chips(panel)[1].setFocus()
    QTest.keyClick(chips(panel)[1], Qt.Key.Key_Return)
    settled(qtbot, window)
    assert panel.model.rows.tolist() == service
    panel.all.click()
    settled(qtbot, window)
    assert not chips(panel)
    assert panel.model.rowCount() == len(types)


def test_what_cannot_be_read_is_said_and_nothing_else_is_shown(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    panel = check_page(window).panel
    before = panel.model.rows.tolist()
    for text, said in (
        ("Event Type = Servic", "Did you mean “Service”?"),
        ("has finding LOCAL-01", "there is no such rule here."),
        ("Evnt Type = Service", "Did you mean Event Type?"),
    ):
        panel.filter.box.clear()
        typed(qtbot, window, text)
        assert said in panel.filter.problem.text()
        assert panel.filter.box.text() == text
        assert panel.model.rows.tolist() == before
    assert panel.filter.box.cursorPosition() == 0
    assert window.workspace.choice is None


def test_fields_comparisons_and_values_are_offered(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    bar = check_page(window).panel.filter
    bar.begin()
    for keys, offered in (
        ("Event Ty", "Event Type"),
        ("pe ", "is blank"),
        ("= Ser", "Service"),
        ("vice ", "and"),
        ("and has finding ", "error"),
    ):
        QTest.keyClicks(bar.box, keys)
        assert offered in bar.box.offered.stringList(), keys
    bar.box.setText("")
    QTest.keyClicks(bar.box, "Event T")
    QTest.keyClick(bar.box.popup, Qt.Key.Key_Down)
    QTest.keyClick(bar.box.popup, Qt.Key.Key_Return)
    assert bar.box.text() == "Event Type "
    assert window.workspace.choice is None


def test_covered_values_are_neither_offered_nor_shown(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    panel = check_page(window).panel
    number = panel.model.extract.column("NHS Number").text(0)
    typed(qtbot, window, f"NHS Number = {number}")
    assert any(number in b.text() for b in chips(panel))
    window.workspace.set_hidden(True)
    settled(qtbot, window)
    assert not any(number in b.text() + b.toolTip() + b.accessibleName() for b in chips(panel))
    assert chips(panel)[0].text() == 'NHS Number = "…"'
    QTest.keyClicks(panel.filter.box, "NHS Number = ")
    assert not panel.filter.box.offered.stringList()


def test_a_filter_goes_with_its_file(
    qtbot: QtBot, window: MainWindow, extract_file: Path, tmp_path: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    typed(qtbot, window, "has error")
    panel = check_page(window).panel
    assert chips(panel)
    QTest.keyClicks(panel.filter.box, "Event")
    other = tmp_path / "other.csv"
    other.write_bytes(extract_file.read_bytes())
    opened(qtbot, window, other)
    assert not chips(panel)
    assert panel.filter.box.text() == ""
    assert panel.model.rowCount() == len(window.workspace.opened.extract)


def test_another_group_keeps_the_filter_and_says_what_it_shows(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    page = check_page(window)
    panel = page.panel
    typed(qtbot, window, "Event Type = Service")
    service = set(panel.model.rows.tolist())
    for place in (0, 1):
        page.groups.choose_row(place)
        settled(qtbot, window)
        choice = window.workspace.choice
        assert choice is not None
        assert choice.rule == page.groups.current_key().rule
        assert choice.where is not None
        assert set(panel.model.rows.tolist()) <= service
        assert len(chips(panel)) == 1
        assert "filtered: " in panel.shown.text()
    for on, kept in ((True, service), (False, service)):
        page.verdict.chips["error"].click()
        settled(qtbot, window)
        assert page.verdict.chips["error"].isChecked() is on
        assert set(panel.model.rows.tolist()) <= kept
        assert len(chips(panel)) == 1
    assert set(panel.model.rows.tolist()) == service


def test_a_filter_is_saved_under_a_name_and_chosen_again(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    panel = check_page(window).panel
    saved = panel.filter.saved
    answers = iter([("Open & closed", True), ("Open & closed", True), ("Somebody", True)])
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: next(answers))
    texts = [action.text() for action in saved.offered.actions()]
    assert texts == ["None yet", "", SAVE]
    assert not saved.offered.actions()[-1].isEnabled()
    typed(qtbot, window, "Event Type = Service")
    saved.save()
    settled(qtbot, window)
    assert "Saved as “Open & closed”" in panel.filter.outcome.text()
    rows = panel.model.rows.tolist()
    panel.all.click()
    settled(qtbot, window)
    saved.offered.aboutToShow.emit()
    first = saved.offered.actions()[0]
    assert first.text() == "Open && closed"
    first.trigger()
    settled(qtbot, window)
    assert panel.model.rows.tolist() == rows
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    saved.save()
    assert asked == ["Replace the filter?"]
    panel.all.click()
    typed(qtbot, window, "Last Name = Smith")
    said = told(window)
    saved.save()
    settled(qtbot, window)
    assert "it holds a value of Last Name" in said[0]
    now = window.profile.now
    assert now is not None
    assert [(f.name, f.where) for f in now.profile.filters] == [
        ("Open & closed", "Event Type = Service")
    ]
    editor = ProfileEditor(window.profile, window.workspace.opened.specification, window)
    qtbot.addWidget(editor)
    editor.filters.name.setText("Requests")
    editor.filters.where.setText("Event Type = Request and has error")
    editor.filters.keep_entry()
    settled(qtbot, window)
    assert "Requests" in {f.name for f in window.profile.now.profile.filters}
    editor.filters.entries.select_key(window.profile.now.profile.filters[0])
    editor.filters.forget_entry()
    settled(qtbot, window)
    assert [f.name for f in window.profile.now.profile.filters] == ["Requests"]
    editor.reject()


def links(panel) -> dict[str, QPushButton]:
    shown = panel.filter.findChildren(QPushButton)
    return {b.accessibleName() or b.text(): b for b in shown if not b.isHidden()}


def test_a_filter_that_was_taken_away_is_put_back_until_another_is_chosen(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    panel, back = check_page(window).panel, "Put the removed filter back"
    typed(qtbot, window, "Event Type = Service")
    typed(qtbot, window, "not Event End Date is blank")
    before, where = panel.model.rows.tolist(), panel.filter.where
    assert back not in links(panel)
    QTest.keyClick(chips(panel)[0], Qt.Key.Key_Space)
    settled(qtbot, window)
    assert window.focusWidget() is panel.filter.box
    QTest.keyClick(links(panel)[back], Qt.Key.Key_Space)
    settled(qtbot, window)
    assert panel.filter.where == where
    assert panel.model.rows.tolist() == before
    assert back not in links(panel)
    QTest.keyClick(links(panel)["Remove all filters"], Qt.Key.Key_Return)
    settled(qtbot, window)
    assert not chips(panel)
    assert panel.filter.where is None
    QTest.keyClick(links(panel)[back], Qt.Key.Key_Return)
    settled(qtbot, window)
    assert panel.filter.where == where
    chips(panel)[0].click()
    settled(qtbot, window)
    typed(qtbot, window, "Event Type = Review")
    assert back not in links(panel), "it would take the filter typed since away"
    chips(panel)[0].click()
    settled(qtbot, window)
    opened(qtbot, window, extract_file)
    assert back not in links(panel)


def test_the_keyboard_alone_lists_what_can_be_typed_and_empties_the_line(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_F, shift)
    box = check_page(window).panel.filter.box
    assert window.focusWidget() is box
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.popup.isVisible()
    assert "Event Type" in box.offered.stringList()
    QTest.keyClick(box.popup, Qt.Key.Key_Down)
    first = box.offered.stringList()[0]
    QTest.keyClick(box.popup, Qt.Key.Key_Return)
    assert box.text() == f"{first} "
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
    assert window.workspace.choice is None


def test_a_filter_in_the_profile_is_completed_without_values_about_people(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    specification = window.workspace.opened.specification
    editor = ProfileEditor(window.profile, specification, window)
    qtbot.addWidget(editor)
    editor.tabs.setCurrentWidget(editor.filters)
    editor.show()
    where = editor.filters.where
    QTest.keyClicks(where, "Event Type = Ser")
    assert "Service" in where.offered.stringList()
    where.clear()
    QTest.keyClicks(where, "Last Name = ")
    names = window.workspace.opened.extract.column("Last Name")
    assert not {names.text(r) for r in range(len(names))} & {*where.offered.stringList()}
    where.popup.hide()
