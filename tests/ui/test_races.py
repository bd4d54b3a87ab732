"""What is done belongs to what was seen: while the window catches up, nothing else is acted on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from cldvalidator.fixes import History
from cldvalidator.fixes.profile import default_profile
from cldvalidator.jobs import check as check_job
from cldvalidator.jobs import fix as fix_job
from cldvalidator.jobs import outputs
from tests.ui.driving import (
    SAMPLE,
    SOON,
    WAIT,
    Gate,
    check_page,
    discard,
    fix_page,
    opened,
    settled,
    submit_page,
    words,
)
from ui.fixing import proposals as proposals_module
from ui.fixing.proposals import Key, key_of
from ui.main_window import MainWindow
from ui.pages import fix as fix_module
from ui.pages.fix import FixPage
from ui.widgets.choice import Choice

FIELD = "Ethnicity"
SHIFT = Qt.KeyboardModifier.ShiftModifier


def on_fix(qtbot: QtBot, window: MainWindow, path: Path) -> FixPage:
    opened(qtbot, window, path)
    window.show_page("fix")
    settled(qtbot, window)
    window.activateWindow()
    return fix_page(window)


def selected(page: FixPage) -> list[Key]:
    rows = sorted({i.row() for i in page.proposals.selectionModel().selectedRows()})
    return [key_of(page.shown[row]) for row in rows]


def log(window: MainWindow) -> list[tuple[str, str, str]]:
    history = window.workspace.history
    assert history is not None
    return [(c.field, c.found, c.written) for c in history.changes]


def place(page: FixPage, certainty: str = "", *, after: int = -1) -> int:
    return next(
        i
        for i, p in enumerate(page.shown)
        if i > after and p.written is not None and certainty in ("", p.certainty)
    )


def let_go(window: MainWindow) -> None:
    """Let what was done count as submitted, so that nobody is asked about it."""
    assert window.workspace.history is not None
    window.workspace.drafts.clear()
    window.workspace.written(window.workspace.history.steps)


def told(window: MainWindow) -> list[str]:
    said: list[str] = []
    window.workspace.jobs.problem.disconnect()
    window.workspace.jobs.problem.connect(lambda problem: said.append(str(problem)))
    return said


def test_a_held_shift_key_changes_no_selection(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    page = on_fix(qtbot, window, extract_file)
    page.proposals.selectRow(4)
    key = selected(page)
    QTest.keyPress(page.proposals, Qt.Key.Key_Shift, SHIFT)
    assert QApplication.keyboardModifiers() == SHIFT
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
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
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
        if page.pane.keys != tuple(page._keys()):
            page.pane.accept.click()
            page.accept()
            lagging.append((page.pane.isEnabled(), window.workspace.edits.asked))

    asked = window.workspace.edits.asked
    page._show_list = and_press  # type: ignore[method-assign]
    settled(qtbot, window)
    assert lagging
    assert all(not enabled and count == asked for enabled, count in lagging)
    assert "had just gone on to another value" in page.said.text()
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
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
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
        lambda h: h.do("All safe fixes", [p.change() for p in page._list.safe])
    )  # while its user is typing
    settled(qtbot, window)
    assert "What you typed in" in page.said.text()
    assert "was not used" in page.said.text()
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
    assert "being left as it is" in page.said.text()
    page.accept_all_safe()
    gate.open()
    settled(qtbot, window)
    assert key in window.workspace.left_alone
    assert key not in {(f, v) for f, v, _ in log(window)}
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
    assert "being made anew" in page.said.text()
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
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    assert not page.pane.isEnabled()
    page.accept()
    assert "being changed already" in page.said.text()
    gate.open()
    settled(qtbot, window)
    assert len(log(window)) == 1
    let_go(window)


def test_column_choices_made_while_it_is_read_again_all_count(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = extract_file.read_text("utf-8")
    text = text.replace("LA Person Unique Identifier", "Who", 1).replace("Gender", "Sort of", 1)
    extract_file.write_text(text, "utf-8")
    opened(qtbot, window, extract_file)
    space, kept = window.workspace, []
    gate = Gate(monkeypatch, check_job, "open_file")

    def choose(header: str, field: str) -> None:
        matches = space.header_matches | {header: field}
        assert space.open_again(header_matches=matches, then=lambda: kept.append(header))

    choose("Who", "LA Person Unique Identifier")
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    choose("Sort of", "Gender")
    space.open_again(release="1")
    gate.open()
    settled(qtbot, window)
    assert space.opened is not None
    fields = {h.found: h.field for h in space.opened.extract.reading.headers}
    assert fields["Who"] == "LA Person Unique Identifier"
    assert fields["Sort of"] == "Gender"
    assert space.opened.specification.release == "1"
    assert kept == ["Who", "Sort of"]


def test_a_reading_that_is_cancelled_leaves_no_choice_that_does_not_count(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, extract_file)

    def box() -> Choice:
        boxes = window.pages["open"].findChildren(Choice)
        return next(b for b in boxes if b.accessibleName() == "Release to check against")

    gate = Gate(monkeypatch, check_job, "open_file")
    box().setCurrentIndex(0)
    box().activated.emit(0)
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    window.workspace.jobs.cancel()
    gate.open()
    settled(qtbot, window)
    QCoreApplication.sendPostedEvents(None, 52)  # deferred deletion
    assert box().currentData() == "2"
    assert window.workspace.header_matches == {}


def test_a_submission_is_told_of_the_file_it_is_of(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    other = tmp_path / "other.csv"
    other.write_text("\n".join(extract_file.read_text("utf-8").splitlines()[:40]), "utf-8")
    window.show_page("submit")
    settled(qtbot, window)
    gate = Gate(monkeypatch, outputs, "write_outputs")
    submit_page(window).begin()
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    window.open_file(other)
    qtbot.waitUntil(lambda: window.workspace.path == other, timeout=WAIT)
    page = submit_page(window)
    assert "still being written" in words(page)
    gate.open()
    window.show_page("submit")
    settled(qtbot, window)
    assert (tmp_path / "council_submission.csv").is_file()
    said = words(page)
    assert "council.csv, open before: its submission was written" in said
    assert "Send it once" not in said
    assert "Do not send" not in said
    assert not window.workspace.dirty
    assert not window.isWindowModified()
    assert page.write.isEnabled()


def test_an_answer_counts_only_for_the_file_it_was_asked_about(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    target = tmp_path / "council_submission.csv"
    target.write_text("of last month")
    page = submit_page(window)

    def question(*_: object) -> QMessageBox.StandardButton:
        window.workspace.edit_cell(3, FIELD, "x")  # arrives while the question waits
        return QMessageBox.StandardButton.Yes

    monkeypatch.setattr(QMessageBox, "question", question)
    page.begin()
    assert "The file has changed since you were asked." in words(page)
    settled(qtbot, window)
    assert target.read_text() == "of last month"
    let_go(window)


@pytest.mark.parametrize("way", ["close", "read again", "undo"])
def test_what_is_typed_in_a_cell_counts_as_a_change(
    way: str,
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    settled(qtbot, window)
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    type_in_cell(window, "Typed")
    if way == "close":
        assert not window.close()
        assert asked == ["Close CLD Validator"]
    elif way == "read again":
        assert not window.workspace.open_again()
        assert asked == ["Read the file again"]
    else:
        window.set_zoom(1)  # the pages are made anew
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
    opened(qtbot, window, extract_file)
    window.show_page("check")
    settled(qtbot, window)
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

    opened(qtbot, window, extract_file)
    window.show_page("check")
    settled(qtbot, window)
    panel = check_page(window).panel
    gate = Gate(monkeypatch, row_choice, "sorted_rows")
    panel.grid.sort_wanted.emit("Gender", False)
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
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
    gate = Gate(monkeypatch, fix_job, "check_again")
    window.workspace.edit_cell(3, FIELD, "Unknown")
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
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


def test_an_edit_for_the_file_before_is_refused(
    qtbot: QtBot, window: MainWindow, extract_file: Path, tmp_path: Path
) -> None:
    opened(qtbot, window, extract_file)
    said, before = told(window), window.workspace.file
    other = tmp_path / "other.csv"
    shutil.copy(SAMPLE, other)
    opened(qtbot, window, other)
    window.workspace.edit_cell(3, FIELD, "x", of=before)
    profile = fix_page(window).profile._profile
    profile.accept("MAND-01", FIELD, "Known", of=before)
    profile.whole_file.turn_into_release_2((), of=before)
    settled(qtbot, window)
    assert log(window) == []
    assert len(said) == 2
    assert all("another file has been opened since" in line for line in said)
    assert not default_profile().exists()


def test_a_submission_that_waits_for_a_change_that_fails_is_not_written_later(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("submit")
    settled(qtbot, window)
    faults: list[object] = []
    window.workspace.jobs.fault.disconnect()
    window.workspace.jobs.fault.connect(faults.append)
    with monkeypatch.context() as broken:
        gate = Gate(broken, fix_job, "check_again")

        original = fix_job.check_again

        def fails(*given: object) -> object:
            original(*given)  # type: ignore[arg-type]
            raise MemoryError

        broken.setattr(fix_job, "check_again", fails)
        window.workspace.edit_cell(3, FIELD, "Unknown")
        qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
        submit_page(window).begin()
        gate.open()
        settled(qtbot, window)
    assert len(faults) == 1
    assert "The last change could not be made. Nothing was written." in words(submit_page(window))
    window.workspace.edit_cell(4, FIELD, "Unknown")
    settled(qtbot, window)
    assert not list(tmp_path.glob("*_submission.csv"))
    assert len(log(window)) == 1, "what comes after a fault is made"
    let_go(window)


def test_a_submission_holds_no_change_made_after_it_was_asked_for(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("submit")
    settled(qtbot, window)
    gate = Gate(monkeypatch, fix_job, "check_again")
    window.workspace.edit_cell(3, FIELD, "Unknown")
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    submit_page(window).begin()
    window.workspace.undo()
    gate.open()
    settled(qtbot, window)
    assert "You have made another change since. Nothing was written." in words(submit_page(window))
    assert not list(tmp_path.glob("*_submission.csv"))


def test_closing_while_files_are_written_asks(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("submit")
    settled(qtbot, window)
    gate = Gate(monkeypatch, outputs, "write_outputs")
    submit_page(window).begin()
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    said: list[str] = []

    def question(_parent: object, _title: str, text: str, *_: object) -> QMessageBox.StandardButton:
        said.append(text)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", question)
    assert not window.close()
    assert said == ["CLD Validator is still writing the submission. Stop it and close?"]
    gate.open()
    settled(qtbot, window)
    assert (tmp_path / "council_submission.csv").is_file()


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


def test_reading_the_file_again_keeps_what_was_entered_for_its_submission(
    qtbot: QtBot, window: MainWindow, extract_file: Path, tmp_path: Path
) -> None:
    opened(qtbot, window, extract_file)
    page = submit_page(window)
    page.reason.setText("The supplier corrects the rest in May")
    page.name.setText("ours.csv")
    assert window.workspace.open_again()
    settled(qtbot, window)
    assert page.reason.text() == "The supplier corrects the rest in May"
    assert page.name.text() == "ours.csv"
    other = tmp_path / "other.csv"
    shutil.copy(SAMPLE, other)
    opened(qtbot, window, other)
    assert page.reason.text() == ""
    assert page.name.text() == "other_submission.csv"


def test_of_two_files_that_are_dropped_the_second_is_told_of(
    qtbot: QtBot, window: MainWindow, extract_file: Path, tmp_path: Path
) -> None:
    said = told(window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(p)) for p in (extract_file, tmp_path / "second.csv")])
    drop = QDropEvent(
        QPoint(200, 200),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(drop)
    qtbot.waitUntil(lambda: window.workspace.path == extract_file, timeout=WAIT)
    settled(qtbot, window)
    (line,) = said
    assert line.startswith("Only council.csv is opened")
    assert "Not opened: second.csv." in line


def test_a_file_name_is_shown_letter_for_letter(
    qtbot: QtBot, window: MainWindow, extract_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "care & support.csv"
    shutil.copy(extract_file, path)
    opened(qtbot, window, path)
    assert "care && support.csv" in [a.text() for a in window.menus.recent.actions()]
    assert "care & support.csv" in window.windowTitle()


def test_markup_in_a_value_is_shown_as_text(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.workspace.edit_cell(3, FIELD, "<b>Irish</b>")
    settled(qtbot, window)
    window.show_page("fix")
    settled(qtbot, window)
    model = check_page(window).panel.model
    role = int(Qt.ItemDataRole.ToolTipRole)
    tips = [model.data(model.index(3, model.place_of(FIELD)), role)]
    listed = fix_page(window).proposals.listing_model
    row = next(i for i, p in enumerate(fix_page(window).shown) if p.found == "<b>Irish</b>")
    tips.append(listed.data(listed.index(row, 1), role))
    assert all("&lt;b&gt;Irish" in tip for tip in tips)
    let_go(window)


def test_a_copied_cell_that_begins_with_a_quotation_mark_stays_one_cell(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.workspace.edit_cell(3, FIELD, '"White" Irish')
    settled(qtbot, window)
    panel = check_page(window).panel
    panel.go_to(3, FIELD)
    panel.copy(headers=False)
    settled(qtbot, window)
    assert QApplication.clipboard().text() == '"""White"" Irish"'
    let_go(window)
