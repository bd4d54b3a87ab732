"""Every table is ordered by a header, and by keys; what is selected stays so."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.driving import check_page, opened, settled
from ui.main_window import MainWindow
from ui.widgets.listing import Listing
from ui.widgets.listing_order import in_order
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
        found = in_order(listing, 0, descending=turned)
        assert list(found.columns[0]) == wanted
        assert list(found.keys) == wanted
        assert [values[place] for place in found.columns[1]] == wanted


def test_equal_rows_keep_their_order() -> None:
    listing = Listing(("Value", "Place"), ([1, 2, 1, 2], [0, 1, 2, 3]))
    assert list(in_order(listing, 0, descending=True).columns[1]) == [1, 3, 0, 2]


def test_headers_and_keys_order_a_table(qtbot: QtBot) -> None:
    view = ListingView("Some rows", sorts=True)
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
    page.groups.order_by(1, descending=False)
    choice = page.groups.listing_model.listing.keys[0]
    page.groups.choose_row(0)
    settled(qtbot, window)
    assert window.workspace.choice == choice
    fewest = list(page.groups.listing_model.listing.columns[1])
    assert fewest == sorted(fewest)
