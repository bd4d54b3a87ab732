"""Names spelt in several ways are written alike only when that was asked for, and can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from tests.ui.driving import fix_page, opened, settled
from ui.fixing.near_spellings import NearSpellingsDialog
from ui.main_window import MainWindow

FIELD = "GP Practice Name"


@pytest.fixture
def several_ways(extract_file: Path, tmp_path: Path) -> Path:
    """A file in which one practice is spelt in capitals in a row or more."""
    text = extract_file.read_text("utf-8")
    path = tmp_path / "several.csv"
    path.write_text(text.replace("Sample practice 3,", "SAMPLE  PRACTICE 3,", 2), "utf-8")
    return path


def test_a_spelling_that_is_selected_becomes_the_most_frequent_one(
    qtbot: QtBot, window: MainWindow, several_ways: Path
) -> None:
    opened(qtbot, window, several_ways)
    window.show_page("fix")
    settled(qtbot, window)
    dialog = NearSpellingsDialog(window.workspace, window.profile, fix_page(window))
    dialog.within.setCurrentText(FIELD)
    settled(qtbot, window)
    changes = list(dialog.list.listing_model.listing.keys)
    assert ("SAMPLE  PRACTICE 3", "Sample practice 3") in [(c.found, c.written) for c in changes]
    assert not dialog.go.isEnabled()
    place = [c.found for c in changes].index("SAMPLE  PRACTICE 3")
    dialog.list.selectRow(place)
    assert dialog.go.isEnabled()
    dialog.accept()
    assert dialog.result() == QDialog.DialogCode.Accepted
    settled(qtbot, window)
    kept = window.profile.now.profile.spellings
    assert [(s.found, s.written) for s in kept] == [("SAMPLE  PRACTICE 3", "Sample practice 3")]
    column = window.workspace.opened.extract.column(FIELD)
    assert "SAMPLE  PRACTICE 3" not in {column.text(r) for r in range(len(column))}
    window.workspace.undo()
    settled(qtbot, window)
    column = window.workspace.opened.extract.column(FIELD)
    assert "SAMPLE  PRACTICE 3" in {column.text(r) for r in range(len(column))}
    window.profile.use()  # as the next file would
    settled(qtbot, window)
    column = window.workspace.opened.extract.column(FIELD)
    assert "SAMPLE  PRACTICE 3" not in {column.text(r) for r in range(len(column))}


def test_covered_names_are_not_compared(
    qtbot: QtBot, window: MainWindow, several_ways: Path
) -> None:
    opened(qtbot, window, several_ways)
    window.workspace.set_hidden(True)
    dialog = NearSpellingsDialog(window.workspace, window.profile)
    qtbot.addWidget(dialog)
    assert dialog.within.findText(FIELD) == -1
    settled(qtbot, window)
    dialog.reject()
