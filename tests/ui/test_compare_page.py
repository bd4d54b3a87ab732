"""Compare: the open file beside an earlier one, as long as both are what they were."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox

from tests.submissions.changed_files import made
from tests.ui.driving import opened, settled, words
from ui.comparing.listings import FIGURES, FINDINGS
from ui.grid.model import MASK
from ui.pages.compare import ComparePage

ARROW = "\N{RIGHTWARDS ARROW}"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    frame = made(300, 4)[0]
    later = frame.iloc[10:].copy()
    later.iloc[:5, later.columns.get_loc("Postcode")] = "ZZ99 3VZ"
    frame.iloc[:290].to_csv(folder / "earlier.csv", index=False)
    later.to_csv(folder / "later.csv", index=False)
    frame.assign(**{"LA Code": "504"}).to_csv(folder / "other.csv", index=False)
    return folder


@pytest.fixture
def page(window, qtbot, files):
    """The page with both files compared."""
    opened(qtbot, window, files / "later.csv")
    window.show_page("compare")
    made_ = window.pages["compare"]
    assert isinstance(made_, ComparePage)
    settled(qtbot, window)
    window.comparison.choose(files / "earlier.csv")
    qtbot.waitUntil(lambda: window.comparison.compared is not None, timeout=20_000)
    qtbot.waitUntil(lambda: made_.filter.count() > 0, timeout=20_000)
    return made_


def listed(page, name):
    place = next(i for i in range(page.filter.count()) if page.filter.itemText(i).startswith(name))
    page.filter.setCurrentIndex(place)
    return page.table.listing_model.listing


def test_it_asks_for_an_earlier_file_first(window, qtbot, files):
    opened(qtbot, window, files / "later.csv")
    window.show_page("compare")
    settled(qtbot, window)
    qtbot.waitUntil(lambda: "Compare this file" in words(window.pages["compare"]), timeout=20_000)


def test_a_changed_cell_shows_both_values(window, page):
    listing = listed(page, "Changed (5)")
    column = list(listing.columns[listing.headers.index("Postcode")])
    assert all(ARROW in text and text.endswith("ZZ99 3VZ") for text in column)
    assert len(listing) == 5
    window.workspace.set_hidden(True)
    listing = listed(page, "Changed (5)")
    assert set(listing.columns[listing.headers.index("Postcode")]) == {MASK}
    window.workspace.set_hidden(False)


def test_the_summary_counts_what_the_lists_hold(page):
    shown = words(page)
    for text in ("275", "Same", "Gone", "New"):
        assert text in shown
    assert len(listed(page, "New (10)")) == 10
    assert len(listed(page, "Gone (10)")) == 10
    listed(page, "Gone (10)")
    assert not page.rows.isVisible()  # they are not in the open file


def test_rows_of_a_group_are_shown_on_check(window, page, qtbot):
    listed(page, "Changed (5)")
    page.rows.click()
    settled(qtbot, window)
    assert window.page == "check"
    assert window.workspace.choice.among.tolist() == [0, 1, 2, 3, 4]


def test_findings_and_figures_are_listed(window, page, qtbot):
    listing = listed(page, FINDINGS)
    assert listing.headers[2:4] == ("New", "Still there")
    listed(page, FIGURES)
    qtbot.waitUntil(lambda: window.comparison.figures is not None, timeout=60_000)
    assert page.table.listing_model.listing.headers[0] == "Figure"


def test_a_change_makes_the_comparison_anew(window, page, qtbot):
    before = window.comparison.compared
    window.workspace.edit_cell(20, "Postcode", "ZZ99 3VZ")
    settled(qtbot, window)
    qtbot.waitUntil(lambda: window.comparison.compared not in (None, before), timeout=20_000)
    qtbot.waitUntil(lambda: len(listed(page, "Changed (6)")) == 6, timeout=20_000)


def test_another_file_drops_it(window, page, qtbot, files):
    opened(qtbot, window, files / "other.csv")
    assert window.comparison.compared is None
    assert window.comparison.path is None


def test_files_of_two_councils_are_refused_on_the_page(window, page, qtbot, files):
    window.comparison.choose(files / "other.csv")
    qtbot.waitUntil(lambda: window.comparison.problem is not None, timeout=20_000)
    qtbot.waitUntil(lambda: "different councils" in words(page), timeout=20_000)
    settled(qtbot, window)


def test_what_was_seen_is_what_is_saved(window, page, qtbot, tmp_path, monkeypatch):
    target = tmp_path / "out.xlsx"
    page.save_to(target)
    qtbot.waitUntil(target.exists, timeout=20_000)
    settled(qtbot, window)
    told = []
    monkeypatch.setattr(window.workspace, "tell", told.append)
    answers = [QMessageBox.StandardButton.Cancel]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers[0])
    written = target.read_bytes()
    page.save_to(target)
    assert target.read_bytes() == written
    seen = window.comparison.compared
    window.comparison.compare()
    qtbot.waitUntil(lambda: window.comparison.compared is not seen, timeout=20_000)
    page.save_to(tmp_path / "other.xlsx", seen)
    assert "that you saw is not" in told[0].what
    assert not (tmp_path / "other.xlsx").exists()
