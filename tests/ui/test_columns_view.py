"""Columns at a glance: the table says what is drawn, and a bar shows its rows in the grid."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.driving import SAMPLE, check_page, opened, settled
from ui.findings.columns_view import MAPS
from ui.main_window import MainWindow
from ui.pages.open import FILE, GLANCE, SET


def test_a_bar_shows_its_rows(qtbot: QtBot, window: MainWindow, extract_file: Path) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    page = check_page(window)
    page.views_shown.buttons[3].click()
    settled(qtbot, window)
    view = page.columns
    names = [*view.fields.listing_model.listing.keys]
    assert names == list(window.workspace.opened.extract.columns)
    view.fields.choose_row(names.index("Event Type"))
    listing = view.bars.listing_model.listing
    place = list(listing.columns[0]).index("Review")
    view.bars.selectRow(place)
    view.bars.setFocus()
    QTest.keyClick(view.bars, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert page.stack.currentIndex() == 0
    assert page.panel.model.rowCount() == listing.columns[2][place]
    types = window.workspace.opened.extract.column("Event Type")
    assert {types.text(r) for r in page.panel.model.rows.tolist()} == {"Review"}


def test_covered_columns_show_no_value(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    page = check_page(window)
    page.views_shown.buttons[3].click()
    window.workspace.set_hidden(True)
    settled(qtbot, window)
    listing = page.columns.fields.listing_model.listing
    names = list(listing.keys)
    for name, shown in zip(names, listing.columns[5], strict=True):
        assert (shown == "covered") == window.workspace.is_personal(name)
    page.columns.fields.choose_row(names.index("Last Name"))
    assert not len(page.columns.bars.listing_model.listing)
    assert "covered" in page.columns.about.text()


def test_a_cell_of_the_heat_map_shows_its_rows(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    page = check_page(window)
    page.views_shown.buttons[3].click()
    view = page.columns
    view.shown.setCurrentText(next(iter(MAPS)))
    view.shown.activated.emit(1)
    settled(qtbot, window)
    heat = view.map.heat_model.heat
    field, of_type = heat.down.index("Event End Date"), heat.across.index("Service")
    index = view.map.heat_model.index(field, of_type)
    said = view.map.heat_model.data(index, int(Qt.ItemDataRole.AccessibleTextRole))
    view.map.setCurrentIndex(index)
    QTest.keyClick(view.map, Qt.Key.Key_Return)
    settled(qtbot, window)
    rows = page.panel.model.rowCount()
    assert rows > 0
    assert said.startswith(f"Event End Date, Service: {rows:,} of ")
    ends = window.workspace.opened.extract.column("Event End Date")
    assert not any(ends.text(r).strip() for r in page.panel.model.rows.tolist())


def test_a_column_that_got_worse_is_named_with_its_month(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "worse.csv"
    frame = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    starts = pd.to_datetime(frame["Event Start Date"], format="%d/%m/%Y", errors="coerce")
    frame.loc[(starts >= "2025-11-01") & (frame.index % 4 > 0), "Gender"] = "Fmale"
    frame.to_csv(path, index=False)
    opened(qtbot, window, path)
    window.show_page("check")
    page = check_page(window)
    page.views_shown.buttons[3].click()
    view = page.columns
    settled(qtbot, window)
    assert view.hint.text().startswith("Findings have risen most in Gender, 7")
    assert view.fields.current_key() == view.heading.text() == "Gender"
    place = view.shown.findText("Findings by month")
    view.shown.setCurrentIndex(place)
    view.shown.activated.emit(place)
    settled(qtbot, window)
    assert view.hint.text().startswith("Risen most: Gender, 7")
    assert "% since Nov 25" in view.hint.text()
    across, down = view.map.heat_model.heat.across, view.map.heat_model.heat.down
    here = view.map.currentIndex()
    assert (here.row(), here.column()) == (down.index("Gender"), across.index("Nov 25"))
    view.map.chosen.emit(here.row(), here.column())
    settled(qtbot, window)
    shown = page.panel.model.rows
    assert len(shown) == int(
        ((starts >= "2025-11-01") & (starts < "2025-12-01") & (frame["Gender"] == "Fmale")).sum()
    )


def test_open_has_the_columns_without_findings_and_a_bar_leads_to_check(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("open")
    page = window.pages["open"]
    assert not page.tabs.buttons[SET].isVisibleTo(page)
    assert not page.glance.fields.listing_model.rowCount(), "nothing is counted before it is seen"
    page.tabs.buttons[GLANCE].click()
    settled(qtbot, window)
    view = page.glance
    listing = view.fields.listing_model.listing
    assert "With findings" not in listing.headers
    assert [*listing.keys] == list(window.workspace.opened.extract.columns)
    view.fields.choose_row([*listing.keys].index("Event Start Date"))
    months = view.bars.listing_model.listing
    place = max(range(len(months)), key=months.columns[2].__getitem__)
    view.bars.choose_row(place)
    settled(qtbot, window)
    assert window.page == "check"
    panel = check_page(window).panel
    assert panel.model.rowCount() == months.columns[2][place]
    window.show_page("open")
    page.tabs.buttons[FILE].click()
    assert page.columns is not None
    assert page.columns.isVisibleTo(page)
