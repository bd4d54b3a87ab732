"""Several submissions on the Open page: the list, the picture, and what is said of each file."""

from __future__ import annotations

import json
from hashlib import sha256

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from cldvalidator.submissions import gathering
from tests.ui.driving import WAIT, Gate, discard, opened, settled, told, words
from tests.ui.sets import choose, drop, dropped, follow, is_seen, states
from ui.joining.quarters import QuarterGridView


def picture(view):
    """Return what the picture says, by file, without what is blank."""
    assert isinstance(view.picture.view, QuarterGridView)
    grid = view.picture.view.grid
    return {
        row.name: [q for q, c in zip(grid.quarters, row.cells, strict=True) if c.state == "serves"]
        for row in grid.rows
    }


def test_files_that_are_dropped_are_a_set(qtbot, window, golden):
    view = dropped(qtbot, window, *golden.values())
    assert states(window) == {
        "f1.csv": "serves 4 quarters",
        "f6.csv": "serves nothing: f8.csv, imported later, covers its quarters",
        "f8.csv": "serves 4 quarters and the year",
    }
    assert picture(view) == {
        "f1.csv": ["Apr 24", "Jul 24", "Oct 24", "Jan 25"],
        "f6.csv": [],
        "f8.csv": ["Jul 25", "Oct 25", "Jan 26", "Apr 26", "Year"],
        "No file": [],
    }
    said = words(view)
    assert "3 submissions of Lincolnshire (503)" in said
    assert "No file serves Apr to Jun 2025" in said
    assert "The day of import is a guess for f1.csv, f6.csv, f8.csv" in said
    view.picture.show_one(view.picture._names.index("Table"))
    model = view.picture.view.table.sheet_model
    table = [[model.index(r, c).data() for c in range(3)] for r in range(model.rowCount())]
    assert ["Apr to Jun 2025", "no file", "no file"] in table
    assert ["Apr to Jun 2026", "f8.csv", "f8.csv"] in table


def test_the_picture_is_gone_over_by_keys_and_said(qtbot, window, golden):
    view = dropped(qtbot, window, golden["f1"].parent)
    grid = view.picture.view
    assert "September 2026" in grid.accessibleName()
    missing = grid.currentIndex()
    said = int(Qt.ItemDataRole.AccessibleTextRole)
    assert missing.data(said) == "No file serves Apr to Jun 2025."
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Up)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.currentIndex().data(said) == "f8.csv serves Jul to Sep 2025."
    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().startswith("File\tApr 24\tJul 24")


def test_files_are_taken_out_and_put_back_and_days_told(qtbot, window, golden):
    view = dropped(qtbot, window, *golden.values())
    choose(window, "f8.csv")
    view.members.out.click()
    follow(qtbot, window)
    assert states(window)["f8.csv"] == "taken out by you"
    assert states(window)["f6.csv"] == "serves 1 quarter"
    choose(window, "f8.csv")
    view.members.back.click()
    follow(qtbot, window)
    assert states(window)["f8.csv"] == "serves 4 quarters and the year"
    choose(window, "f6.csv")
    view.members.day.setText("soon")
    view.members.confirm.click()
    said = "A day of import cannot be read"
    qtbot.waitUntil(lambda: said in words(view.members), timeout=WAIT)
    view.members.day.setText("25/07/2026")
    view.members.confirm.click()
    follow(qtbot, window)
    assert states(window)["f6.csv"] == "serves 1 quarter"
    listing = view.members.table.listing_model.listing
    assert "25/07/2026 (told)" in listing.columns[listing.headers.index("Imported")]
    view.as_of.setText("24/07/2026")
    view.count.click()
    follow(qtbot, window)
    assert states(window)["f6.csv"] == "not counted: imported after 24/07/2026"


def test_what_is_wrong_is_said_beside_each_file_and_the_rest_goes_on(qtbot, window, golden):
    folder = golden["f1"].parent
    (folder / "again.csv").write_bytes(golden["f8"].read_bytes())
    (folder / "noise.csv").write_bytes(bytes(range(256)) * 40)
    other = golden["f6"].read_bytes().replace(b"\n503,", b"\n104,")
    (folder / "other.csv").write_bytes(other)
    manifest = {"output": {"sha256": "0" * 64}, "written": "2026-07-20T10:00:00+00:00"}
    (folder / "f1.manifest.json").write_text(json.dumps(manifest))
    view = dropped(qtbot, window, folder)
    said = states(window)
    assert said["f1.csv"] == "serves 4 quarters"
    assert "the same file as" in said["again.csv"] + said.get("f8.csv", "")
    assert said["noise.csv"].startswith("left out: ")
    assert "another council (LA Code 104)" in said["other.csv"]
    assert "f1.manifest.json is about another file than f1.csv" in words(view)
    marks = view.members.table.listing_model.listing.marks
    assert marks.count("error") == 3


def test_a_set_without_a_file_that_can_be_read(qtbot, window, golden, tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(b"")
    drop(window, tmp_path / "a.csv", tmp_path / "b.csv")
    qtbot.waitUntil(lambda: window.sets.problem is not None, timeout=WAIT)
    view = window.pages["open"].set_view
    said = "No file can be used as a submission"
    qtbot.waitUntil(lambda: said in words(view), timeout=WAIT)
    view.close_set.click()
    assert not view.isVisible()
    assert window.pages["open"].drop.isVisible()


def test_a_set_is_saved_and_opened_again(qtbot, window, golden, tmp_path):
    view = dropped(qtbot, window, *golden.values())
    choose(window, "f6.csv")
    view.members.day.setText("03/02/2026 10:30")
    view.members.confirm.click()
    follow(qtbot, window)
    target = golden["f1"].parent / "set"
    view.save_to(target)
    target = target.with_suffix(".json")
    qtbot.waitUntil(lambda: not window.sets.decided, timeout=WAIT)
    content = json.loads(target.read_text("utf-8"))
    assert [m["path"] for m in content["members"]] == ["f1.csv", "f6.csv", "f8.csv"]
    digest = sha256(golden["f6"].read_bytes()).hexdigest()
    assert content["members"][1]["sha256"] == digest
    golden["f1"].write_bytes(golden["f1"].read_bytes() + b"\n")
    assert window.workspace.preferences.recent == [str(target)]
    window.workspace.path_wanted.emit(str(target))
    follow(qtbot, window)
    settled(qtbot, window)
    view = window.pages["open"].set_view
    said = states(window)
    assert "not the file that the set names" in said["f1.csv"]
    listing = view.members.table.listing_model.listing
    assert listing.columns[listing.headers.index("Imported")][0] == "03/02/2026 (told)"


def test_a_file_is_taken_out_while_it_is_read(qtbot, window, golden, monkeypatch):
    gate = Gate(monkeypatch, gathering, "read_submission")
    drop(window, *golden.values())
    gate.reached(qtbot)
    qtbot.waitUntil(lambda: len(states(window)) == 3, timeout=WAIT)
    assert set(states(window).values()) == {"being read"}
    view = window.pages["open"].set_view
    for name in ("f1.csv", "f8.csv"):  # the one that is read just now, and one that waits
        choose(window, name)
        view.members.out.click()
    assert states(window)["f8.csv"] == "taken out"
    gate.open()
    qtbot.waitUntil(lambda: is_seen(window), timeout=WAIT)
    assert states(window) == {
        "f6.csv": "serves 1 quarter",
        "f1.csv": "taken out by you",
        "f8.csv": "taken out by you",
    }
    choose(window, "f8.csv")
    view.members.back.click()
    follow(qtbot, window)
    assert states(window)["f8.csv"] == "serves 4 quarters and the year"


def test_reading_is_cancelled(qtbot, window, golden, monkeypatch):
    gate = Gate(monkeypatch, gathering, "read_submission")
    drop(window, *golden.values())
    gate.reached(qtbot)
    view = window.pages["open"].set_view
    qtbot.waitUntil(view.stop.isVisible, timeout=WAIT)
    view.stop.click()
    gate.open()
    qtbot.waitUntil(lambda: window.sets.stopped, timeout=WAIT)
    qtbot.waitUntil(lambda: "you stopped it" in words(view), timeout=WAIT)
    assert not view.members.isVisible()


def test_days_told_while_files_are_added_are_kept(qtbot, window, golden, monkeypatch):
    view = dropped(qtbot, window, golden["f1"], golden["f6"])
    gate = Gate(monkeypatch, gathering, "read_submission")
    window.sets.add([golden["f8"]])
    gate.reached(qtbot)
    choose(window, "f6.csv")
    view.members.day.setText("25/07/2026")
    view.members.confirm.click()
    choose(window, "f1.csv")
    view.members.out.click()
    gate.open()
    qtbot.waitUntil(lambda: is_seen(window), timeout=WAIT)
    assert states(window) == {
        "f8.csv": "serves 3 quarters and the year",
        "f6.csv": "serves 1 quarter",
        "f1.csv": "taken out by you",
    }


def test_an_action_on_a_file_that_is_another_now_is_refused(qtbot, window, golden):
    dropped(qtbot, window, *golden.values())
    said = told(window)
    before = window.sets.gathered
    window.sets.take_out(golden["f1"], "0" * 64)
    window.sets.set_import(golden["f1"], "0" * 64, before.set.submissions[0].imported)
    window.sets.put_back(golden["f1"])
    window.sets.save(golden["f1"].parent / "set.json", object(), overwrite=False)
    assert len(said) == 4
    assert all("not the one that you saw" in text for text in said)
    assert window.sets.gathered is before


def test_a_set_leaves_an_edit_alone_and_a_file_of_it_asks(
    qtbot, window, golden, extract_file, monkeypatch
):
    opened(qtbot, window, extract_file)
    window.show_page("check")
    settled(qtbot, window)
    window.workspace.edit_cell(0, "Postcode", "ZZ99 3VZ")
    settled(qtbot, window)
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    view = dropped(qtbot, window, *golden.values())
    assert not asked
    assert window.workspace.dirty
    assert window.workspace.path == extract_file
    choose(window, "f8.csv")
    view.members.open.click()
    settled(qtbot, window)
    assert asked
    assert window.workspace.path == extract_file
    discard(monkeypatch, QMessageBox.StandardButton.Discard)
    view.members.open.click()
    qtbot.waitUntil(lambda: window.workspace.path == golden["f8"], timeout=WAIT)
    settled(qtbot, window)
    page = window.pages["open"]
    assert page.tabs.isVisible()
    assert not view.isVisible()
    page.tabs.buttons[1].click()
    assert view.isVisible()


def test_what_is_decided_of_a_set_is_asked_about(qtbot, window, golden, monkeypatch):
    view = dropped(qtbot, window, *golden.values())
    choose(window, "f1.csv")
    view.members.out.click()
    follow(qtbot, window)
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    drop(window, golden["f1"], golden["f6"])
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT)
    assert len(states(window)) == 3
    discard(monkeypatch, QMessageBox.StandardButton.Discard)
    dropped(qtbot, window, golden["f1"], golden["f6"])
    assert set(states(window)) == {"f1.csv", "f6.csv"}
