"""Changes in the window: made, undone, remembered, asked about before they are lost."""

from __future__ import annotations

import shutil

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton

from cldvalidator.fixes.change_file import load_changes
from tests.ui.driving import (
    SAMPLE,
    WAIT,
    check_page,
    discard,
    errors,
    fix_page,
    opened,
    settled,
    submit_page,
)
from ui.fixing.known_dialog import KnownDialog
from ui.grid.leaving_out import leaving_out
from ui.grid.replace import ReplaceDialog


def pressed(pane, text: str) -> QPushButton:
    return next(b for b in pane.findChildren(QPushButton) if b.text() == text and not b.isHidden())


def test_a_cell_is_edited_undone_and_done_again(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    panel = check_page(window).panel
    before = errors(window)
    panel.grid.go_to(3, panel.model.place_of("Ethnicity"))
    index = panel.grid.currentIndex()
    text = panel.model.text(3, index.column())
    assert panel.model.setData(index, "no such value")
    assert panel.model.setData(index, "nor this one"), "edits in quick succession are all made"
    settled(qtbot, window)
    qtbot.waitUntil(lambda: panel.model.text(3, index.column()) == "nor this one", timeout=WAIT)
    settled(qtbot, window)
    assert errors(window) == before + 1
    assert window.workspace.dirty
    assert len(window.workspace.history.steps) == 2
    for _ in range(2):
        window.workspace.undo()
        settled(qtbot, window)
    assert panel.model.text(3, index.column()) == text
    assert errors(window) == before
    assert not window.workspace.dirty
    window.workspace.redo()
    settled(qtbot, window)
    assert panel.model.text(3, index.column()) == "no such value"
    window.workspace.undo()
    settled(qtbot, window)


def test_a_changed_cell_is_marked_and_can_be_put_back(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    page, space = check_page(window), window.workspace
    window.show_page("check")
    panel = page.panel
    place = panel.model.place_of("First Name")
    was = panel.model.text(3, place)
    assert was
    panel.grid.go_to(3, place)
    settled(qtbot, window)
    plain = panel.grid.viewport().grab().toImage()
    space.edit_cell(3, "First Name", f"{was[0]}xyz")
    settled(qtbot, window)
    index = panel.model.index(3, place)
    told = f"{was[0]}xyz: changed, was {was}"
    assert {index.data(Qt.AccessibleTextRole), index.data(Qt.ToolTipRole)} == {told}
    assert panel.model.index(4, place).data(Qt.ToolTipRole) == panel.model.text(4, place)
    corner = panel.grid.visualRect(index).topLeft() + QPoint(2, 2)
    marked = panel.grid.viewport().grab().toImage()
    assert marked.pixelColor(corner) != plain.pixelColor(corner)
    texts = [w.text() for w in page.explain.findChildren(QLabel)]
    assert f"Changed. The file held “{was}”." in texts
    space.set_hidden(True)
    assert was not in str(index.data(Qt.ToolTipRole))
    assert not any(was in w.text() for w in page.explain.findChildren(QLabel) if w.isVisible())
    space.set_hidden(False)
    pressed(page.explain, "Put it back").click()
    settled(qtbot, window)
    assert panel.model.text(3, place) == was
    assert index.data(Qt.ToolTipRole) == was
    assert len(space.history.steps) == 2
    assert not space.dirty, "nothing would be lost"
    assert panel.grid.hasFocus() or not window.isActiveWindow()
    assert not [b for b in page.explain.findChildren(QPushButton) if b.text() == "Put it back"]
    window.show_page("fix")
    settled(qtbot, window)
    assert fix_page(window).changes.title.text().startswith("Every cell is as it was read")


def test_closing_with_changes_asks(qtbot, window, extract_file, monkeypatch):
    opened(qtbot, window, extract_file)
    window.workspace.edit_cell(0, "Gender", "x")
    settled(qtbot, window)
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    assert not window.close()
    assert asked == ["Close CLD Validator"]
    discard(monkeypatch, QMessageBox.StandardButton.Discard)
    assert window.close()


def test_changes_can_be_kept_before_the_window_closes(
    qtbot, window, extract_file, tmp_path, monkeypatch
):
    opened(qtbot, window, extract_file)
    window.workspace.edit_cell(0, "Gender", "x")
    settled(qtbot, window)
    discard(monkeypatch, QMessageBox.StandardButton.Save)
    chosen = [("", ""), (str(extract_file), ""), (str(tmp_path / "kept.json"), "")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen.pop(0))
    problems = []
    window.workspace.jobs.problem.disconnect()
    window.workspace.jobs.problem.connect(problems.append)
    before = extract_file.read_bytes()
    assert not window.close(), "no name was given"
    assert not window.close(), "the extract itself is never written to"
    assert len(problems) == 1
    assert extract_file.read_bytes() == before
    assert window.close()
    steps = load_changes(tmp_path / "kept.json", window.workspace.as_read.extract)
    assert [c.written for step in steps for c in step.changes] == ["x"]


def test_find_and_replace_shows_what_it_would_do(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    dialog = ReplaceDialog(window.workspace, "Accommodation Status")
    qtbot.addWidget(dialog)
    dialog.found.setText("Private rented")
    dialog.written.setText("Tenant: Private landlord")
    qtbot.waitUntil(dialog.go.isEnabled, timeout=WAIT)
    column = window.workspace.opened.extract.column("Accommodation Status")
    cells = column.strings().to_pylist().count("Private rented")
    assert sum(c.rows for c in dialog.changes) == cells
    dialog.accept()
    settled(qtbot, window)
    after = window.workspace.opened.extract.column("Accommodation Status").strings().to_pylist()
    assert "Private rented" not in after
    window.workspace.undo()
    settled(qtbot, window)


def test_decisions_are_remembered_and_used_on_the_next_file(qtbot, window, extract_file, tmp_path):
    from cldvalidator.fixes.profile import default_profile

    opened(qtbot, window, extract_file)
    fix = fix_page(window)
    window.show_page("fix")
    settled(qtbot, window)
    place = next(i for i, p in enumerate(fix.shown) if p.found == "Private rented")
    fix.proposals.selectRow(place)
    fix.pane.become.setCurrentText("Tenant: Private landlord")
    fix.accept()
    settled(qtbot, window)
    fix.profile.remember.click()
    settled(qtbot, window)
    kept = default_profile().read_text("utf-8")
    assert "Private rented" in kept
    window.workspace.written(window.workspace.history.steps)
    again = tmp_path / "next.csv"
    shutil.copy(SAMPLE, again)
    opened(qtbot, window, again)
    assert fix.profile.use.isEnabled()
    fix.profile.use.click()
    settled(qtbot, window)
    column = window.workspace.opened.extract.column("Accommodation Status")
    assert "Private rented" not in column.strings().to_pylist()
    assert window.workspace.history.changes[0].by == "profile"
    window.workspace.undo()
    settled(qtbot, window)


def test_a_finding_is_marked_as_known_and_goes_with_the_submission(
    qtbot, window, extract_file, tmp_path
):
    opened(qtbot, window, extract_file)
    page = check_page(window)
    explain, space = page.explain, window.workspace
    window.show_page("check")
    codes = space.opened.extract.column("Accommodation Status").strings().to_pylist()
    record = codes.index("Private rented")
    space.go_to(record, "Accommodation Status")
    settled(qtbot, window)
    pressed(explain, "Mark as known ...").click()
    dialog = window.findChild(KnownDialog)
    assert not dialog.go.isEnabled(), "no reason, no known finding"
    dialog.only.setChecked(True)
    dialog.reason.setText("Agreed with the supplier")
    dialog.go.click()
    settled(qtbot, window)
    (known,) = fix_page(window).profile._profile.now.known
    assert (known.finding.value, known.cells) == ("Private rented", codes.count("Private rented"))
    assert any("Agreed with the supplier" in w.text() for w in explain.findChildren(QLabel))
    pressed(explain, "No longer known").click()
    settled(qtbot, window)
    assert fix_page(window).profile._profile.now.known == ()
    pressed(explain, "Mark as known ...").click()
    dialog = window.findChildren(KnownDialog)[-1]
    dialog.reason.setText("Agreed with the supplier")
    dialog.go.click()
    settled(qtbot, window)
    (known,) = fix_page(window).profile._profile.now.known
    assert known.finding.value is None
    assert known.cells > codes.count("Private rented")
    submit = submit_page(window)
    submit.folder.setText(str(tmp_path))
    submit.name.setText("sent.csv")
    submit.begin()
    settled(qtbot, window)
    manifest = (tmp_path / "sent.manifest.json").read_text("utf-8")
    assert "Agreed with the supplier" in manifest
    assert "Agreed with the supplier" in (tmp_path / "sent.sign-off.html").read_text("utf-8")


def test_reading_again_asks_before_changes_are_lost(qtbot, window, extract_file, monkeypatch):
    opened(qtbot, window, extract_file)
    window.workspace.edit_cell(0, "Gender", "x")
    window.workspace.jobs.cancel()
    settled(qtbot, window)
    assert len(window.workspace.history.steps) == 1, "an edit is undone, not cancelled"
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    assert not window.workspace.open_again()
    assert asked == ["Read the file again"]
    assert window.workspace.dirty
    discard(monkeypatch, QMessageBox.StandardButton.Discard)
    assert window.workspace.open_again()
    settled(qtbot, window)
    assert not window.workspace.dirty


def test_changes_are_made_again_when_columns_or_the_release_are_told(
    qtbot, window, extract_file, monkeypatch
):
    extract_file.write_bytes(extract_file.read_bytes().replace(b"Gender", b"Column X", 1))
    opened(qtbot, window, extract_file)
    space = window.workspace
    space.edit_cell(0, "Ethnicity", "x")
    settled(qtbot, window)
    leaving_out(space, [5, 6])()
    settled(qtbot, window)
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    assert space.open_again(header_matches={"Column X": "Gender"})
    settled(qtbot, window)
    assert space.open_again(release="1")
    settled(qtbot, window)
    assert asked == []
    assert "Gender" in space.opened.extract.columns
    assert space.opened.specification.release == "1"
    assert space.opened.extract.column("Ethnicity").text(0) == "x"
    assert [c.source_row for c in space.history.rows_left_out] == [7, 8]
    assert space.unsaved()
    extract_file.write_bytes(extract_file.read_bytes() + b"\n")  # another file on the disk by now
    assert not space.open_again(release="2")
    assert asked == ["Read the file again"]
    discard(monkeypatch, QMessageBox.StandardButton.Discard)


def test_a_change_file_is_made_again_step_by_step(qtbot, window, extract_file, tmp_path):
    opened(qtbot, window, extract_file)
    fix = fix_page(window)
    window.show_page("fix")
    qtbot.waitUntil(fix.accept_safe.isEnabled, timeout=WAIT)
    fix.accept_all_safe()
    settled(qtbot, window)
    window.workspace.edit_cell(0, "Gender", "x")
    settled(qtbot, window)
    steps = window.workspace.history.steps
    profile = fix.profile._profile
    profile.work.save(tmp_path / "changes.json")
    settled(qtbot, window)
    for _ in steps:
        window.workspace.undo()
    settled(qtbot, window)
    assert not window.workspace.dirty
    profile.work.apply(tmp_path / "changes.json")
    settled(qtbot, window)
    assert window.workspace.history.steps == steps
    window.workspace.written(steps)
