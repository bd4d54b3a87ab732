"""Work is saved, and gone on with another day: on the same file, or the extract run again."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from tests.ui.driving import WAIT, discard, fix_page, opened, settled, words
from ui.fixing.carry_dialog import CarryDialog
from ui.grid.leaving_out import leaving_out
from ui.opening.work_offer import WorkOffer

LEFT = ("Accommodation Status", "Private rented")


@pytest.fixture
def saved(qtbot, window, extract_file):
    """Decisions of every kind on a file, saved beside it; return the steps."""
    opened(qtbot, window, extract_file)
    space = window.workspace
    space.edit_cell(3, "Event Outcome", "NFA: Other")
    settled(qtbot, window)
    leaving_out(space, [10])()
    settled(qtbot, window)
    space.left_alone = {LEFT}
    window.profile.accept("MAND-02", "Ethnicity", "Agreed with the supplier")
    settled(qtbot, window)
    assert space.unsaved()
    window.profile.work.path = window.profile.work.offered_path
    window.save_work()
    settled(qtbot, window)
    assert not space.unsaved()
    assert not window.isWindowModified()
    return space.history.steps


def other(qtbot, window, path, content):
    """Open another file in between."""
    path.write_bytes(content)
    opened(qtbot, window, path)


def offer_of(window):
    page = window.pages["open"]
    return page.findChildren(WorkOffer)[-1]


def changes_of(path):
    return path.with_name(f"{path.stem}.changes.json")


def test_work_is_gone_on_with_when_the_same_file_is_opened(
    qtbot, window, extract_file, saved, settings_folder, tmp_path
):
    kept = changes_of(extract_file)
    assert kept.is_file()
    settings = b"".join(p.read_bytes() for p in settings_folder.iterdir() if p.is_file())
    assert b"NFA: Other" not in settings
    assert b"Private rented" not in settings
    away = tmp_path / "elsewhere"
    away.mkdir()
    moved = away / "renamed.csv"  # the same file by its content, saved work in another folder
    shutil.move(extract_file, moved)
    (settings_folder / "profile.json").unlink(missing_ok=True)
    opened(qtbot, window, moved)
    assert window.workspace.history.steps == ()
    assert "You have saved work on this file" in words(offer_of(window))
    go_on = offer_of(window).go_on
    go_on.setFocus()
    QTest.keyClick(go_on, Qt.Key.Key_Return)
    settled(qtbot, window)
    space = window.workspace
    assert space.history.steps == saved
    assert space.left_alone == {LEFT}
    assert [k.finding.reason for k in window.profile.now.known] == ["Agreed with the supplier"]
    assert not space.unsaved()
    assert window.profile.work.offer is None
    space.edit_cell(4, "Event Outcome", "NFA: Other")
    settled(qtbot, window)
    assert space.unsaved()
    window.save_work()
    settled(qtbot, window)
    assert not space.unsaved()
    assert window.profile.work.path == kept


def test_beginning_afresh_leaves_the_saved_work_where_it_is(
    qtbot, window, extract_file, saved, tmp_path
):
    before = changes_of(extract_file).read_bytes()
    window.workspace.open_again()
    settled(qtbot, window)
    offer_of(window).afresh.click()
    settled(qtbot, window)
    assert not offer_of(window).isVisibleTo(window)
    assert window.workspace.history.steps == ()
    assert changes_of(extract_file).read_bytes() == before


def test_closing_with_unsaved_work_asks_and_saves(qtbot, window, extract_file, monkeypatch):
    opened(qtbot, window, extract_file)
    window.workspace.left_alone = {LEFT}
    offered = []

    def name(_parent, _title, path, _filter):
        offered.append(path)
        return path, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    asked = discard(monkeypatch, QMessageBox.StandardButton.Save)
    assert window.close()
    assert asked == ["Close CLD Validator"]
    assert offered == [str(changes_of(extract_file))]
    assert changes_of(extract_file).is_file()


def run_again(path, tmp_path):
    """Return the next extract: three rows are gone and the others stand elsewhere."""
    header, *rows = path.read_bytes().splitlines(keepends=True)
    again = tmp_path / "run again.csv"
    again.write_bytes(b"".join([header, *rows[5:], *rows[3:5]]))
    return again


def dialog_of(qtbot, window):
    offer_of(window).go_on.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(CarryDialog)), timeout=WAIT)
    settled(qtbot, window)
    return window.findChildren(CarryDialog)[-1]


def test_what_still_fits_the_next_extract_is_looked_at_first(
    qtbot, window, extract_file, saved, tmp_path
):
    opened(qtbot, window, run_again(extract_file, tmp_path))
    assert "on an earlier extract, council.csv" in words(offer_of(window))
    dialog = dialog_of(qtbot, window)
    space = window.workspace
    assert space.history.steps == ()
    assert "2 decisions of 2 still fit" in words(dialog)
    listing = dialog.list.listing_model.listing
    assert any("is left out" in text for text in listing.columns[3])
    dialog.go.click()
    settled(qtbot, window)
    assert len(space.history.steps) == 2
    extract = space.opened.extract
    row = len(extract) - 2
    assert extract.column("Event Outcome").text(row) == "NFA: Other"
    assert space.left_alone == {LEFT}
    assert space.unsaved()
    assert window.profile.work.path is None
    space.undo()
    settled(qtbot, window)
    assert len(space.history.steps) == 1


def test_what_was_looked_at_is_refused_once_the_file_has_changed(
    qtbot, window, extract_file, saved, tmp_path
):
    opened(qtbot, window, run_again(extract_file, tmp_path))
    dialog = dialog_of(qtbot, window)
    problems = []
    window.workspace.jobs.problem.disconnect()
    window.workspace.jobs.problem.connect(problems.append)
    window.workspace.edit_cell(0, "Gender", "x")
    settled(qtbot, window)
    dialog.go.click()
    settled(qtbot, window)
    assert len(window.workspace.history.steps) == 1
    assert any("since you looked" in p.what for p in problems)


def test_another_councils_work_is_not_offered_and_refused(
    qtbot, window, extract_file, saved, tmp_path
):
    theirs = tmp_path / "theirs.csv"
    other(qtbot, window, theirs, extract_file.read_bytes().replace(b"\n503,", b"\n504,"))
    assert window.profile.work.offer is None
    problems = []
    window.workspace.jobs.problem.disconnect()
    window.workspace.jobs.problem.connect(problems.append)
    window.profile.work.apply(changes_of(extract_file))
    settled(qtbot, window)
    assert "another council" in problems[0].what
    assert window.workspace.history.steps == ()


def test_columns_and_release_are_read_as_they_were_told(
    qtbot, window, extract_file, settings_folder
):
    text = extract_file.read_bytes()
    extract_file.write_bytes(text.replace(b"Gender", b"Column X", 1))
    opened(qtbot, window, extract_file)
    space = window.workspace
    space.open_again(header_matches={"Column X": "Gender"}, release="1")
    settled(qtbot, window)
    space.edit_cell(0, "Gender", "Female")
    space.edit_cell(1, "Gender", "Male")
    settled(qtbot, window)
    steps = space.history.steps
    window.profile.work.path = window.profile.work.offered_path
    window.save_work()
    settled(qtbot, window)
    other(qtbot, window, extract_file.with_name("other.csv"), text[:20_000])
    opened(qtbot, window, extract_file)
    assert "Gender" not in space.opened.extract.columns
    offer_of(window).go_on.click()
    settled(qtbot, window)
    assert space.history.steps == steps
    assert space.opened.specification.release == "1"
    assert not space.unsaved()
    assert fix_page(window).changes is not None
