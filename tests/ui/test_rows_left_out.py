"""The rows left out are listed on Fix, and any of them is put back."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cldvalidator.fixes import History
from cldvalidator.fixes.change_file import load_changes, replay, save_changes
from tests.ui.driving import errors, fix_page, opened, settled

PAGES = Path(__file__).parents[1] / "data" / "cases" / "57-report-pages.csv"


def test_listed_and_put_back(qtbot, window, tmp_path):
    path = tmp_path / "pages.csv"
    shutil.copy(PAGES, path)
    opened(qtbot, window, path)
    space, made = window.workspace, fix_page(window).changes
    space.page_wanted.emit("fix")
    settled(qtbot, window)
    assert not made.out.isVisible()
    fix_page(window).undecided.leave.click()
    settled(qtbot, window)
    assert made.out.text() == "7 rows left out ..."
    QTest.keyClick(made.out, Qt.Key.Key_Return)
    dialog = made.dialog
    assert dialog.isVisible()
    listing = dialog.list.listing_model.listing
    assert list(listing.columns[0]) == [36, 38, 70, 72, 104, 106, 138]
    assert set(listing.columns[1]) == {"a page header or footer", "a header repeated"}
    assert set(listing.columns[2]) == {"FILE-13"}
    dialog.list.setCurrentIndex(dialog.list.model().index(1, 0))
    dialog.back.click()
    settled(qtbot, window)
    assert [c.source_row for c in space.history.rows_left_out] == [36, 70, 72, 104, 106, 138]
    assert errors(window) == 1
    assert made.out.text() == "6 rows left out ..."
    saved = tmp_path / "changes.json"
    save_changes(space.history, saved)
    again = replay(History(space.as_read.extract), load_changes(saved, space.as_read.extract))
    assert again.rows_left_out == space.history.rows_left_out
    dialog.all_back.click()
    settled(qtbot, window)
    assert not space.history.rows_left_out
    assert len(space.opened.extract) == 127
    assert not made.out.isVisible()
    space.undo()
    space.undo()
    settled(qtbot, window)
    assert len(space.history.rows_left_out) == 7
    assert errors(window) == 0
