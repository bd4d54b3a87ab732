"""What stays as it is: rows beside each other, work done when the looks change, decisions."""

from __future__ import annotations

import pytest

from cldvalidator.review.row_choice import RowChoice
from tests.ui.driving import check_page, fix_page, opened, settled, submit_page


def rows_beside(grid) -> tuple[list[int], list[int]]:
    heights = range(5, grid.viewport().height(), 20)
    return [grid.rowAt(y) for y in heights], [grid.frozen.rowAt(y) for y in heights]


def test_the_columns_that_stay_show_the_same_rows_when_other_rows_are_shown(
    qtbot, window, extract_file
):
    opened(qtbot, window, extract_file)
    window.show_page("check")
    panel = check_page(window).panel
    for _ in range(2):
        window.workspace.show(RowChoice(rule="ID-10"))
        settled(qtbot, window)
        panel.grid.go_to(0, panel.model.place_of("Postcode"))
        record = int(panel.model.rows[0])
        window.workspace.show(None)
        settled(qtbot, window)
        scrolled, frozen = rows_beside(panel.grid)
        assert scrolled == frozen
        assert record in scrolled


def test_other_looks_keep_what_was_entered_decided_and_chosen(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    window.show_page("check")
    panel = check_page(window).panel
    panel.grid.sort_wanted.emit("Postcode", False)
    settled(qtbot, window)
    panel.grid.go_to(40, panel.model.place_of("Postcode"))
    cell = window.workspace.cell
    window.show_page("fix")
    settled(qtbot, window)
    fix_page(window).refuse()
    settled(qtbot, window)
    left = set(window.workspace.left_alone)
    window.show_page("submit")
    page = submit_page(window)
    page.name.setText("out.csv")
    page.plain_report.setChecked(True)
    page.begin()
    settled(qtbot, window)
    window.appearance.set_zoom(1)
    window.appearance.set_theme("dark")
    settled(qtbot, window)
    page = submit_page(window)
    assert page.name.text() == "out.csv"
    assert page.plain_report.isChecked()
    assert page._result.count() == 1
    assert window.workspace.left_alone == left
    panel = check_page(window).panel
    assert window.workspace.cell == cell
    index = panel.grid.currentIndex()
    assert (index.row(), panel.model.names[index.column()]) == (40, "Postcode")
    window.appearance.set_zoom(0)
    settled(qtbot, window)


def test_a_value_left_alone_is_listed_and_can_be_proposed_again(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    window.show_page("fix")
    settled(qtbot, window)
    page = fix_page(window)
    before = page.shown
    page.refuse()
    settled(qtbot, window)
    assert page.shown == before[1:]
    assert page.side.summary.text().endswith("; 1 left as it is")
    page.sure.setCurrentIndex(page.sure.findData("left"))
    settled(qtbot, window)
    assert page.shown == before[:1]
    page.refuse()
    page.sure.setCurrentIndex(0)
    settled(qtbot, window)
    assert page.shown == before


@pytest.mark.parametrize("clean", [False, True])
def test_the_result_says_which_findings_are_still_in_the_submission(
    qtbot, window, extract_file, clean
):
    if clean:
        from cldvalidator.specification import load_specification
        from cldvalidator.synthetic_data.generator import generate
        from cldvalidator.writing.submission import write_submission

        made = load_specification("2")
        extract_file.unlink()
        write_submission(generate(2_000, seed=3, specification=made), made, extract_file)
    opened(qtbot, window, extract_file)
    window.show_page("submit")
    settled(qtbot, window)
    page = submit_page(window)
    page.begin()
    settled(qtbot, window)
    said = page._last
    assert said is not None
    assert said[2] == ("" if clean else "107 errors and 61 warnings remain")


def test_the_line_above_the_grid_says_how_many_rows_were_mended(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    window.workspace.show(RowChoice(rule="LIST-SHAPE", label="LIST-SHAPE"))
    settled(qtbot, window)
    panel = check_page(window).panel
    rows = len(panel.model.rows)
    window.show_page("fix")
    settled(qtbot, window)
    fix_page(window).accept_all_safe()
    settled(qtbot, window)
    assert f"{rows:,} of 2,000 rows ({rows:,} of them no longer): LIST-SHAPE" in panel.shown.text()
    window.workspace.undo()
    settled(qtbot, window)
    panel.search.setText("zzqq")
    panel._search()
    settled(qtbot, window)
    assert panel.shown.text() == "Nothing found: LIST-SHAPE, “zzqq”"
