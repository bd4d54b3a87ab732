"""The Preview page through the real window: what it shows is what the engine says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from cldvalidator.measures.preview import preview
from cldvalidator.measures.registry import registered
from tests.ui.previewing import (
    TWO_A,
    WAIT,
    at_preview,
    figures_of,
    measure,
    open_demo,
    page_of,
)
from ui.figures.measure_view import BEHIND, MeasureView
from ui.figures.row_story import RowStoryView
from ui.figures.state import STORY, SUMMARY
from ui.figures.summary import Summary
from ui.main_window import MainWindow
from ui.pages.preview import PreviewPage

AT_ONCE = [i for i, m in registered().items() if not m.on_request]


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> PreviewPage:
    return at_preview(window, qtbot)


def test_nothing_is_computed_before_the_page_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    open_demo(window, qtbot)
    qtbot.wait(50)
    assert window.preview.preview is None
    assert not window.preview.computing


def test_figures_are_those_of_the_engine(page: PreviewPage, window: MainWindow) -> None:
    opened, shown = window.workspace.opened, window.preview.preview
    assert opened is not None
    assert shown is not None
    expected = preview(shown.processed, shown.inputs)
    assert [i.measure.text.id for i in expected] == AT_ONCE
    for item in expected:
        view = measure(page, window, item.measure.text.id)
        assert view.figures is not None
        told = {
            id(cell.key[0]): cell.key[0]
            for sheet in view.figures._sheets
            for row in sheet.rows
            for cell in row
            if cell.key is not None
        }
        got = {
            (f.description, f.group): (f.value, f.numerator, f.denominator) for f in told.values()
        }
        want = {
            (f.description, f.group): (f.value, f.numerator, f.denominator)
            for f in item.results[0].figures
        }
        assert got == want


def test_the_table_says_the_figure_in_words(page: PreviewPage, window: MainWindow) -> None:
    view = measure(page, window, TWO_A)
    assert view.figures is not None
    model = view.figures.table.sheet_model
    total = next(f for f in figures_of(window, TWO_A) if f.group == "Total")
    rows = [[str(model.data(model.index(r, c))) for c in range(4)] for r in range(model.rowCount())]
    assert ["Total", f"{total.value:,.1f}%", f"{total.numerator}", f"{total.denominator}"] in rows
    assert view.figures.chart is not None
    assert f"Total {total.value:,.1f}%" in view.figures.chart.accessibleDescription()


def test_every_measure_has_a_card_with_its_headline(
    page: PreviewPage, window: MainWindow, qtbot: QtBot
) -> None:
    summary = page.shown
    assert isinstance(summary, Summary)
    qtbot.waitUntil(lambda: len(summary.cards) == len(AT_ONCE), timeout=WAIT)
    assert [c.id for c in summary.cards] == AT_ONCE
    summary.copy()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0].startswith("Measure\tTitle\tFigure\tValue")
    total = next(f for f in figures_of(window, TWO_A) if f.group == "Total")
    assert any(line.startswith(TWO_A) and f"{total.value:,.1f}%" in line for line in copied)


def test_a_measure_is_found_by_name(page: PreviewPage, window: MainWindow, qtbot: QtBot) -> None:
    box = page.list.filter
    qtbot.keyClicks(box, "care home")
    assert page.list.visible_keys()
    assert "ASCOF 2B and 2C" in page.list.visible_keys()
    assert "Costs" not in page.list.visible_keys()
    box.clear()
    qtbot.keyClicks(box, "3d car")
    assert page.list.visible_keys() == ["ASCOF 3D carers"]
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert window.preview.entry == "ASCOF 3D carers"


def test_the_list_works_by_keyboard(page: PreviewPage, window: MainWindow, qtbot: QtBot) -> None:
    page.focus_first()
    qtbot.keyClick(page.list.filter, Qt.Key.Key_Down)
    qtbot.keyClick(page.list.list, Qt.Key.Key_Down)
    assert window.preview.entry == TWO_A
    view = page.shown
    assert isinstance(view, MeasureView)
    assert view.figures is not None
    table = view.figures.table
    table.setCurrentIndex(table.sheet_model.index(1, 1))
    with qtbot.waitSignal(view.behind.shown, timeout=WAIT):
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert view.part == BEHIND


def test_where_a_row_went(page: PreviewPage, window: MainWindow) -> None:
    opened, shown = window.workspace.opened, window.preview.preview
    assert opened is not None
    assert shown is not None
    window.workspace.cell_shown(3, "Event Type")
    window.preview.show(STORY)
    view = page.shown
    assert isinstance(view, RowStoryView)
    assert view.row.text() == str(opened.extract.source_rows[3])
    story = shown.processed.story_of(3, opened.extract.source_rows)
    assert view.sentences[: len(story)] == story
    view.row.setText("1")
    view.tell()
    assert view.sentences == []
    view.row.setText("many")
    view.tell()
    assert view.sentences == []


def test_the_theme_keeps_what_is_shown(page: PreviewPage, window: MainWindow, qtbot: QtBot) -> None:
    window.preview.show("Costs")
    window.appearance.set_theme("dark")
    again = page_of(window)
    assert again is not page
    qtbot.waitUntil(lambda: isinstance(again.shown, MeasureView), timeout=WAIT)
    assert not window.preview.computing
    assert again.list.list.currentItem().text() == "Costs"
    window.preview.show(SUMMARY)
    assert isinstance(again.shown, Summary)


def test_the_part_that_is_turned_to_begins_at_its_top(
    page: PreviewPage, window: MainWindow
) -> None:
    window.preview.show("ASCOF 3D clients")
    view = page.shown
    assert isinstance(view, MeasureView)
    bar = page.area.verticalScrollBar()
    bar.setMaximum(max(bar.maximum(), 100))
    bar.setValue(100)
    view.show_part("About")
    assert bar.value() == 0
