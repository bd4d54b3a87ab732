"""Rows are left out in the grid, by their own numbers, and put back by undo."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.ui.driving import check_page, errors, opened, settled
from ui.grid.leaving_out import NO_RECORDS, leaving_out_words

PAGES = Path(__file__).parents[1] / "data" / "cases" / "57-report-pages.csv"


def action(panel, row, text):
    return dict(panel._cell_actions(row, 0))[text]


def test_all_rows_that_are_no_records_by_one_decision(qtbot, window, tmp_path):
    path = tmp_path / "pages.csv"
    shutil.copy(PAGES, path)
    opened(qtbot, window, path)
    panel = check_page(window).panel
    assert errors(window) == 7
    action(panel, 0, NO_RECORDS)()
    settled(qtbot, window)
    assert errors(window) == 0
    assert len(window.workspace.opened.extract) == len(panel.model.rows) == 120
    assert window.workspace.dirty
    assert NO_RECORDS not in dict(panel._cell_actions(0, 0))
    window.workspace.undo()
    settled(qtbot, window)
    assert errors(window) == 7
    assert len(panel.model.rows) == 127
    assert not window.workspace.dirty


def test_a_row_is_left_out_and_cells_are_edited_after_it(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    panel, space = check_page(window).panel, window.workspace
    place = panel.model.place_of("Ethnicity")
    start = space.opened.extract
    action(panel, 3, leaving_out_words(1))()
    settled(qtbot, window)
    assert len(space.opened.extract) == len(start) - 1
    assert int(space.opened.extract.source_rows[3]) == int(start.source_rows[4])
    assert panel.model.setData(panel.model.index(5, place), "edited")
    settled(qtbot, window)
    assert space.opened.extract.column("Ethnicity").text(5) == "edited"
    assert space.history.changes[-1].source_row == int(start.source_rows[6])
    assert space.history.changes[-1].record == 6
    assert space.text_as_read(5, "Ethnicity") == start.column("Ethnicity").text(6)
    assert space.text_as_read(4, "Ethnicity") is None
    space.undo()
    space.undo()
    settled(qtbot, window)
    assert space.opened.extract is start or len(space.opened.extract) == len(start)
    assert not space.dirty
