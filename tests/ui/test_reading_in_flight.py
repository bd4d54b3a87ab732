"""While a file is read, nothing that the user does is lost or done to another file."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from cldvalidator.checks.rules import Severity
from cldvalidator.fixes.profile import default_profile
from cldvalidator.jobs import check as check_job
from cldvalidator.review.row_choice import RowChoice
from tests.ui.driving import (
    SAMPLE,
    WAIT,
    Gate,
    check_page,
    discard,
    fix_page,
    let_go,
    log,
    opened,
    settled,
    submit_page,
    told,
)
from tests.ui.in_flight import FIELD
from ui.grid.leaving_out import leaving_out
from ui.main_window import MainWindow
from ui.widgets.choice import Choice


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
    gate.reached(qtbot)
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
    gate.reached(qtbot)
    window.workspace.jobs.cancel()
    gate.open()
    settled(qtbot, window)
    QCoreApplication.sendPostedEvents(None, 52)  # deferred deletion
    assert box().currentData() == "2"
    assert window.workspace.header_matches == {}


def test_a_change_made_while_another_file_is_read_is_asked_about(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    other = tmp_path / "other.csv"
    shutil.copy(SAMPLE, other)
    gate = Gate(monkeypatch, check_job, "open_file")
    window.open_file(other)
    gate.reached(qtbot)
    window.workspace.edit_cell(3, FIELD, "Unknown")
    qtbot.waitUntil(lambda: len(log(window)) == 1, timeout=WAIT)
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    gate.open()
    settled(qtbot, window)
    assert asked == ["Open the file"]
    assert window.workspace.path == extract_file
    assert len(log(window)) == 1
    asked = discard(monkeypatch, QMessageBox.StandardButton.Discard)
    opened(qtbot, window, other)
    assert len(asked) == 1, "asked once, before it is read"


def test_cancel_does_not_wait_for_a_library_that_cannot_stop(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    gate = Gate(monkeypatch, check_job, "open_file")
    window.open_file(SAMPLE)
    gate.reached(qtbot)
    began = time.monotonic()
    window.workspace.jobs.cancel()
    qtbot.waitUntil(lambda: not window.workspace.jobs.running(), timeout=WAIT)
    assert time.monotonic() - began < WAIT / 1000, "it is still held, and yet it is over"
    gate.open()
    qtbot.wait(100)
    settled(qtbot, window)
    assert window.workspace.path == extract_file, "what comes later is not taken"


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


def test_rows_of_a_file_are_not_walked_before_its_columns_are_shown(
    qtbot: QtBot, window: MainWindow, extract_file: Path, tmp_path: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    settled(qtbot, window)
    other = tmp_path / "other.csv"
    shutil.copy(extract_file, other)
    space, panel = window.workspace, check_page(window).panel
    with pytest.MonkeyPatch.context() as held:
        held.setattr(space.deferred, "_go_on", lambda: None)
        window.open_file(other)
        qtbot.waitUntil(lambda: space.path == other, timeout=WAIT)
        space.show(RowChoice(severity=Severity.ERROR))
        qtbot.waitUntil(lambda: not space.jobs.running(), timeout=WAIT)
        panel.walk.step(forward=True)
        assert len(panel.model.rows) == 0
    space.deferred._go_on()
    settled(qtbot, window)
    assert 0 < len(panel.model.rows) < len(space.opened.extract)  # type: ignore[union-attr]
    panel.walk.step(forward=True)
    assert space.cell is not None


def test_a_cell_that_was_typed_in_is_the_same_one_after_a_row_above_it_is_left_out(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    space = window.workspace
    assert space.opened is not None
    seen = space.opened.extract
    leaving_out(space, [0])()
    settled(qtbot, window)
    space.edit_cell(3, FIELD, "Unknown", seen=seen)  # as an editor that was opened before does
    settled(qtbot, window)
    assert space.history is not None
    (change,) = space.history.steps[-1].changes
    assert (change.source_row, change.record) == (int(seen.source_rows[3]), 3)
    let_go(window)
