"""What the file tells of its dates is seen on Open, Check and Fix, and decided once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from tests.ui.driving import errors, fix_page, opened, settled
from ui.widgets.date_order import DateOrderBar

CASES = Path(__file__).parents[1] / "data" / "cases"
SWAPPED, MONTH_FIRST = "37-half-swapped-by-us-excel.xlsx", "38-month-first.csv"


def bar(window):
    """Return the notice about dates of the page that is shown."""
    (found,) = [b for b in window.findChildren(DateOrderBar) if b.isVisible()]
    return found


def show(qtbot, window, page):
    window.workspace.page_wanted.emit(page)
    settled(qtbot, window)


@pytest.mark.parametrize("name", [SWAPPED, MONTH_FIRST])
@pytest.mark.parametrize("page", ["open", "check", "fix"])
def test_the_notice_is_seen_and_decides_for_all_columns_at_once(qtbot, window, name, page):
    opened(qtbot, window, CASES / name)
    before = errors(window)
    show(qtbot, window, page)
    assert before
    bar(window).month_first.click()
    settled(qtbot, window)
    assert errors(window) == 0
    (step,) = window.workspace.history.steps
    assert {n for n, _ in step.dates} >= {"Event Start Date", "Reporting Period Start Date"}
    window.workspace.undo()
    settled(qtbot, window)
    assert errors(window) == before
    show(qtbot, window, "fix")
    assert bar(window).month_first.isEnabled()


def words(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_the_evidence_is_told_on_open(qtbot, window):
    opened(qtbot, window, CASES / SWAPPED)
    show(qtbot, window, "open")
    assert "196 dates that are text have a day over 12" in words(bar(window))
    show(qtbot, window, "check")
    assert "The evidence is on the Open page" in words(bar(window))


def test_one_column_alone_can_be_told_and_the_others_stay_open(qtbot, window):
    opened(qtbot, window, CASES / MONTH_FIRST)
    show(qtbot, window, "fix")
    shown = bar(window)
    shown.columns.setCurrentText("Event End Date")
    shown.month_first.click()
    settled(qtbot, window)
    (step,) = window.workspace.history.steps
    assert step.dates == (("Event End Date", "month first"),)
    assert "Event End Date" not in [
        bar(window).columns.itemText(i) for i in range(bar(window).columns.count())
    ]


def test_day_first_is_a_step_too_that_changes_no_cell(qtbot, window):
    opened(qtbot, window, CASES / SWAPPED)
    show(qtbot, window, "fix")
    bar(window).day_first.click()
    settled(qtbot, window)
    assert window.workspace.history.cells_changed == 0
    assert not [g for g in window.workspace.opened.result.findings.groups if g.rule.id == "DATE-17"]
    assert errors(window) > 1  # as the dates stand, events end before they start
    window.workspace.undo()
    settled(qtbot, window)
    assert errors(window) == 1


def test_a_column_with_edited_cells_is_not_turned_round(qtbot, window):
    opened(qtbot, window, CASES / SWAPPED)
    window.workspace.edit_cell(0, "Date of Birth", "01/02/1950")
    settled(qtbot, window)
    problems = []
    window.workspace.jobs.problem.disconnect()
    window.workspace.jobs.problem.connect(problems.append)
    show(qtbot, window, "fix")
    bar(window).month_first.click()
    settled(qtbot, window)
    assert [p.what for p in problems if "Date of Birth" in p.what]
    assert len(window.workspace.history.steps) == 1


def test_a_file_with_the_day_first_says_so_on_open_only(qtbot, window):
    opened(qtbot, window, CASES / "base.csv")
    show(qtbot, window, "open")
    assert "317 cells are possible only as day/month" in words(bar(window))
    show(qtbot, window, "check")
    assert not [b for b in window.findChildren(DateOrderBar) if b.isVisible()]


def test_fix_waits_for_the_answer_before_it_says_that_nothing_is_left(qtbot, window):
    """Where nothing but the order of the dates is wrong, it is asked first."""
    opened(qtbot, window, CASES / MONTH_FIRST)
    show(qtbot, window, "fix")
    pane = fix_page(window).pane
    assert not fix_page(window).shown
    assert "Say first which part of the dates is the day." in words(pane)
    assert "Nothing is left" not in words(pane)
    bar(window).month_first.click()
    settled(qtbot, window)
    assert "Nothing is left that can be proposed." in words(pane)
    window.workspace.undo()
    settled(qtbot, window)
    assert "Say first" in words(pane)


def test_fix_waits_for_what_becomes_of_rows_that_are_no_records(qtbot, window):
    opened(qtbot, window, CASES / "26-rows-of-explanation.csv")
    show(qtbot, window, "fix")
    page = fix_page(window)
    assert "Say first what becomes of the rows that are not records." in words(page.pane)
    page.undecided.leave.click()
    settled(qtbot, window)
    assert "Say first" not in words(page.pane)
