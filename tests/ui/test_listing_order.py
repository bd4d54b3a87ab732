"""Every table is ordered by a header, and by keys; what is selected stays so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cldvalidator.presentation.sheet import Cell, Sheet
from tests.ui.driving import check_page, opened, settled
from ui.main_window import MainWindow
from ui.widgets.lazy_texts import LazyTexts, alike
from ui.widgets.listing import Listing
from ui.widgets.listing_order import in_order, row_order
from ui.widgets.sheet_order import sheet_in_order
from ui.widgets.table import ListingView


@pytest.mark.parametrize(
    ("values", "ascending", "descending"),
    [
        (["b", "A", "", "c"], ["A", "b", "c", ""], ["c", "b", "A", ""]),
        (["9.5%", "100%", "0%"], ["0%", "9.5%", "100%"], ["100%", "9.5%", "0%"]),
        (["1,200", "-3", "20"], ["-3", "20", "1,200"], ["1,200", "20", "-3"]),
        ([3, 1, 2], [1, 2, 3], [3, 2, 1]),
        (
            ["01/04/2026", "31/03/2026"],
            ["31/03/2026", "01/04/2026"],
            ["01/04/2026", "31/03/2026"],
        ),
    ],
)
def test_order_by_a_column(values, ascending, descending) -> None:
    listing = Listing(("Value", "Place"), (values, [*range(len(values))]), keys=values)
    for turned, wanted in ((False, ascending), (True, descending)):
        found = in_order(listing, row_order(listing, 0, descending=turned))
        assert list(found.columns[0]) == wanted
        assert list(found.keys) == wanted
        assert [values[place] for place in found.columns[1]] == wanted


def test_equal_rows_keep_their_order() -> None:
    listing = Listing(("Value", "Place"), ([1, 2, 1, 2], [0, 1, 2, 3]))
    assert row_order(listing, 0, descending=True).tolist() == [1, 3, 0, 2]


def test_what_is_no_day_comes_last_among_days() -> None:
    days = ["not known", "01/04/2026 (guess)", "31/03/2026", ""]
    listing = Listing(("Imported",), (days,))
    assert row_order(listing, 0, descending=False).tolist() == [2, 1, 0, 3]
    assert row_order(listing, 0, descending=True).tolist() == [1, 2, 0, 3]


def test_rows_of_a_block_stay_together() -> None:
    listing = Listing(("Figure",), (["b", "part", "a", "part"],), blocks=[0, 0, 1, 1])
    assert row_order(listing, 0, descending=False).tolist() == [2, 3, 0, 1]


def test_texts_made_when_looked_at_are_ordered_by_their_codes() -> None:
    values, codes = ["10", "9", ""], np.array([0, 1, 2, 1])
    made: list[int] = []

    def make(row: int) -> str:
        made.append(row)
        return values[codes[row]]

    lazy = LazyTexts(4, make, lambda: (codes, values))
    listing = Listing(("Value", "Like"), (lazy, LazyTexts(4, make, lambda: alike(codes, make))))
    order = row_order(listing, 0, descending=False)
    assert order.tolist() == [1, 3, 0, 2]
    assert not made
    assert list(in_order(listing, order).columns[0]) == ["9", "9", "10", ""]
    made.clear()
    assert row_order(listing, 1, descending=True).tolist() == [0, 1, 3, 2]
    assert len(made) == 3


def test_a_sheet_keeps_its_rows_below_their_headings() -> None:
    def row(text: str, number: float | None) -> tuple[Cell, ...]:
        return Cell(text), Cell(str(number or "none"), number)

    heading = (Cell("Women", section=True),)
    rows = (row("b", 2), row("a", None), row("c", 10), heading, row("z", 3), row("y", 1))
    sheet = sheet_in_order(Sheet("", ("Who", "How many"), rows), 1, descending=True)
    assert [cells[0].text for cells in sheet.rows] == ["c", "b", "a", "Women", "z", "y"]


def test_headers_and_keys_order_a_table(qtbot: QtBot) -> None:
    view = ListingView("Some rows")
    qtbot.addWidget(view)
    listing = Listing(("Name", "Count"), (["b", "c", "a"], [1, 3, 2]), keys=["b", "c", "a"])
    view.show_listing(listing)
    view.selectRow(1)
    for wanted in (["b", "a", "c"], ["c", "a", "b"], ["b", "c", "a"]):
        view.horizontalHeader().sectionClicked.emit(1)
        assert list(view.listing_model.listing.keys) == wanted
        assert view.current_key() == "c"
    view.setCurrentIndex(view.listing_model.index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_F7, Qt.KeyboardModifier.ControlModifier)
    assert list(view.listing_model.listing.keys) == ["a", "b", "c"]
    assert view.current_key() == "b"
    QTest.keyClick(view, Qt.Key.Key_F7, Qt.KeyboardModifier.ControlModifier)
    assert list(view.listing_model.listing.keys) == ["b", "c", "a"]
    QTest.keyClick(view, Qt.Key.Key_F7, Qt.KeyboardModifier.ControlModifier)
    view.show_listing(Listing(("Name", "Count"), (["z", "y"], [1, 2]), keys=["z", "y"]))
    assert list(view.listing_model.listing.keys) == ["y", "z"]
    view.show_listing(Listing(("Other",), (["z", "y"],), keys=["z", "y"]))
    assert list(view.listing_model.listing.keys) == ["z", "y"]


def test_a_group_chosen_in_another_order_is_the_one_that_is_shown(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    page = check_page(window)
    settled(qtbot, window)
    page.groups.sorting.by(1, False)
    choice = page.groups.listing_model.listing.keys[0]
    page.groups.choose_row(0)
    settled(qtbot, window)
    assert window.workspace.choice == choice
    fewest = list(page.groups.listing_model.listing.columns[1])
    assert fewest == sorted(fewest)
