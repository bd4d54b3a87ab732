"""Rows that are not records: one decision about all of them, or about each kind, on three pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.driving import check_page, errors, fix_page, opened, settled, words
from ui.findings.undecided_rows import UndecidedRows
from ui.pages.open import OpenPage

PAGES = Path(__file__).parents[1] / "data" / "cases" / "57-report-pages.csv"
SAID = "A page header or footer (rows 36, 70, 104, 138); a header repeated (rows 38, 72, 106)."


@pytest.fixture
def pages(qtbot, window, tmp_path):
    path = tmp_path / "pages.csv"
    shutil.copy(PAGES, path)
    opened(qtbot, window, path)
    return window


def at(window, name: str) -> UndecidedRows:
    page = window.pages[name]
    if isinstance(page, OpenPage):
        assert page._read is not None
        return page._read.undecided
    return check_page(window).undecided if name == "check" else fix_page(window).undecided


def go_to(qtbot, window, name):
    window.workspace.page_wanted.emit(name)
    qtbot.waitUntil(window.pages[name].isVisible)
    settled(qtbot, window)


@pytest.mark.parametrize("name", ["open", "check", "fix"])
def test_named_and_left_out_by_the_keyboard_on_each_page(qtbot, pages, name):
    go_to(qtbot, pages, name)
    shown = at(pages, name)
    assert "7 rows are not records" in words(shown)
    assert SAID in words(shown)
    assert words(pages.pages[name]).count("7 rows are not records") == 1
    shown.leave.setFocus()
    assert SAID[1:-1] in shown.leave.accessibleDescription()
    QTest.keyClick(shown.leave, Qt.Key.Key_Return)
    settled(qtbot, pages)
    assert errors(pages) == 0
    assert len(pages.workspace.opened.extract) == 120
    assert pages.focusWidget() is not None
    assert pages.pages[name].isAncestorOf(pages.focusWidget())
    assert all(not at(pages, n).isVisibleTo(pages.pages[n]) for n in ("open", "check", "fix"))
    pages.workspace.undo()
    settled(qtbot, pages)
    assert at(pages, name).isVisible()
    assert not pages.workspace.dirty


def test_kept_as_records(qtbot, pages):
    go_to(qtbot, pages, "check")
    at(pages, "check").keep.click()
    settled(qtbot, pages)
    assert not at(pages, "check").isVisible()
    assert len(pages.workspace.opened.extract) == 127
    assert errors(pages) > 7
    assert pages.workspace.history.steps[-1].title == "7 rows kept as records"
    pages.workspace.undo()
    settled(qtbot, pages)
    assert errors(pages) == 7


def test_each_kind_by_itself(qtbot, pages):
    go_to(qtbot, pages, "fix")
    actions = [a for a in at(pages, "fix").kinds.menu().actions() if a.text()]
    assert [a.text().partition(" (")[0] for a in actions] == [
        "Leave out: a page header or footer",
        "Keep: a page header or footer",
        "Leave out: a header repeated",
        "Keep: a header repeated",
    ]
    actions[0].trigger()
    settled(qtbot, pages)
    assert "3 rows are not records" in words(at(pages, "fix"))
    assert at(pages, "fix").kinds is None
    at(pages, "fix").leave.click()
    settled(qtbot, pages)
    assert [len(s.changes) for s in pages.workspace.history.steps] == [4, 3]
    assert not at(pages, "fix").isVisible()


def test_looked_at_in_the_grid(qtbot, pages):
    go_to(qtbot, pages, "open")
    at(pages, "open").look.click()
    settled(qtbot, pages)
    assert check_page(pages).isVisible()
    rows = pages.workspace.opened.extract.source_rows[check_page(pages).panel.model.rows]
    assert rows.tolist() == [36, 38, 70, 72, 104, 106, 138]


def test_what_is_not_as_it_was_shown_is_refused(qtbot, pages):
    told = []
    pages.workspace.jobs.problem.disconnect()
    pages.workspace.jobs.problem.connect(told.append)
    go_to(qtbot, pages, "fix")
    record = int(pages.workspace.opened.extract.undecided.rows[0])
    pages.workspace.edit_cell(record, "Ethnicity", "something else")
    at(pages, "fix").leave.click()  # of the rows as they were before that edit
    settled(qtbot, pages)
    assert [p.what for p in told] == ["Nothing was changed."]
    assert len(pages.workspace.opened.extract) == 127
    assert at(pages, "fix").leave.isEnabled()
    at(pages, "fix").leave.click()
    settled(qtbot, pages)
    assert len(pages.workspace.opened.extract) == 120
