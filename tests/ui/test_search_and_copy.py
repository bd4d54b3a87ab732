"""What is searched for, copied and shown is what stands in the cells, letter for letter."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.driving import (
    check_page,
    fix_page,
    let_go,
    opened,
    settled,
    told,
)
from tests.ui.in_flight import FIELD
from ui.main_window import MainWindow


def test_a_search_in_all_columns_follows_one_in_a_single_column(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    panel = check_page(window).panel
    panel.search.setText("1")
    panel.within.setCurrentText("Postcode")
    panel._search()
    settled(qtbot, window)
    some = panel.model.rowCount()
    panel.within.setCurrentIndex(0)
    panel.within.activated.emit(0)
    settled(qtbot, window)
    assert window.workspace.choice is not None
    assert window.workspace.choice.within is None
    assert panel.model.rowCount() > some


def test_every_selected_cell_is_copied_and_too_many_are_refused_in_words(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QApplication

    from ui.grid import panel as panel_module

    opened(qtbot, window, extract_file)
    window.show_page("check")
    panel = check_page(window).panel
    panel.grid.selectAll()
    panel.copy(headers=True)
    settled(qtbot, window)
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 2_001
    assert lines[0].split("\t") == panel.model.names
    for row in (0, 700, 1_999):
        cells = [panel.model.text(row, p) for p in range(len(panel.model.names))]
        assert lines[1 + row].split("\t") == cells
    said = told(window)
    monkeypatch.setattr(panel_module, "MOST_COPIED", 10)
    panel.copy(headers=False)
    assert "100,000 cells are too many" in str(said)


def test_a_selection_of_all_rows_costs_the_headers_nothing(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    grid = check_page(window).panel.grid
    grid.selectAll()
    for header in (grid.horizontalHeader(), grid.frozen.horizontalHeader()):
        assert not header.selectionModel().hasSelection(), "it asks every row of every section"


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
