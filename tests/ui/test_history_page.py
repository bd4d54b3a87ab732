"""History: charts of submissions over time, from manifests; it needs no open file."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMessageBox

from cldvalidator.jobs.check import open_file, submit
from tests.submissions.changed_files import made
from tests.submissions.test_history import put
from tests.ui.driving import settled, words
from ui.pages.history import HistoryPage

WAIT = 20_000
QUARTERS = {"a": ("2025-09-30", 40), "b": ("2025-12-31", 400), "c": ("2026-03-31", 380)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three manifests of a year, one of which bends, and one that is none."""
    place = tmp_path_factory.mktemp("manifests")
    made(100, 4)[0].to_csv(place / "file.csv", index=False)
    submit(open_file(place / "file.csv"), place / "first.csv")
    content = json.loads((place / "first.manifest.json").read_text("utf-8"))
    sent = place / "sent"
    sent.mkdir()
    for name, (ends, errors) in QUARTERS.items():
        rules = {"DATE-01": {"error": errors}, "COST-04": {"warning": 3}}
        changed = {"period": ["2025-01-01", ends], "findings_as_written__by_rule": rules}
        put(sent, name, content, **changed)
    (sent / "broken.manifest.json").write_text("{", "utf-8")
    return sent


@pytest.fixture
def page(window, qtbot, folder):
    window.show_page("history")
    shown = window.pages["history"]
    assert isinstance(shown, HistoryPage)
    window.history.choose([folder])
    qtbot.waitUntil(lambda: shown.panel is not None, timeout=WAIT)
    return shown


def chosen(page, title):
    page.panel.choose.setCurrentText(title)
    assert page.panel.sheet.title == title
    return page.panel.sheet


def test_it_begins_with_a_folder_and_no_file(window, qtbot):
    window.show_page("history")
    assert window.workspace.opened is None
    qtbot.waitUntil(lambda: "Choose or drop the folder" in words(window.pages["history"]))
    assert window.rail._buttons["history"].isChecked()
    window.show_page("check")
    assert not window.rail._buttons["history"].isChecked()


def test_charts_tables_and_bends_by_mouse_and_keyboard(window, page, qtbot):
    sheet = chosen(page, "Findings by rule")
    assert [c.text for c in sheet.rows[0]][1:] == ["40", "400", "380"]
    assert page.panel.chart.chart.series[0].values == (40, 400, 380)
    assert "31/12/2025 400" in page.panel.chart.accessibleDescription()
    assert "broken.manifest.json cannot be read" in words(page)
    moved = [c.text for c in page.moved.sheet.rows[0]]
    assert moved[0] == "DATE-01"
    assert "40 to 400" in moved
    table = page.panel.table
    table.setCurrentIndex(table.model().index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert [s.name[:7] for s in page.panel.chart.chart.series] == ["COST-04"]
    page.panel.chart.grab()
    point, said, _ = page.panel.chart._points[0]
    assert said.startswith("30/09/2025, COST-04")
    assert said.endswith(": 3")
    assert page.panel.chart._at(point)[0] == said


def test_it_stays_when_colours_change_and_another_folder_replaces_it(window, page, qtbot, folder):
    window.appearance.set_theme("dark")
    qtbot.waitUntil(lambda: window.pages["history"] is not page, timeout=WAIT)
    again = window.pages["history"]
    assert again.panel is not None
    window.history.choose([folder.parent / "none"])
    window.history.choose([folder / "a.manifest.json"])
    qtbot.waitUntil(lambda: window.history.history is not None, timeout=WAIT)
    assert [s.name for s in window.history.history.submissions] == ["a"]
    settled(qtbot, window)
    assert [s.name for s in window.history.history.submissions] == ["a"]
    window.history.choose([folder / "broken.manifest.json"])
    qtbot.waitUntil(lambda: "no manifest that can be read" in words(again), timeout=WAIT)


def test_manifests_are_dropped_here_and_other_files_are_not(window, page, qtbot, folder):
    def data(*paths):
        made_ = QMimeData()
        made_.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
        return made_

    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    files = data(folder / "a.manifest.json", folder / "b.manifest.json")
    page.dropEvent(QDropEvent(QPointF(5, 5), copy, files, left, none))
    assert [p.name for p in window.history.places] == ["a.manifest.json", "b.manifest.json"]
    other = data(folder / "extract.csv")
    entering = QDragEnterEvent(QPoint(5, 5), copy, other, left, none)
    entering.ignore()
    page.dragEnterEvent(entering)
    assert not entering.isAccepted()  # the window opens it
    settled(qtbot, window)


def test_what_was_seen_is_what_is_saved(window, page, qtbot, tmp_path, monkeypatch):
    seen, target = window.history.history, tmp_path / "page.html"
    page.save_to(tmp_path / "page", seen)
    qtbot.waitUntil(target.exists, timeout=WAIT)
    settled(qtbot, window)
    assert target.read_text("utf-8").count("<svg") == len(page.panel._sheets)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Cancel)
    target.write_text("mine", "utf-8")
    page.save_to(target, seen)
    assert target.read_text("utf-8") == "mine"
    told = []
    monkeypatch.setattr(window.workspace, "tell", told.append)
    window.history.choose([])
    page.save_to(tmp_path / "other.html", seen)
    assert "that you saw is not" in told[0].what
    settled(qtbot, window)
