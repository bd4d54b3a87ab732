"""The price of fixes on the Fix page: asked for, of this version of the file, never stale."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from cldvalidator.presentation.price_text import price_text, short_text
from tests.ui.driving import discard, fix_page, opened, settled
from ui.fixing.price_bar import ANEW, HIDE, NOT_YET, SINCE, STOPPED, WORKING
from ui.preferences import load_preferences
from ui.widgets.room import lines
from ui.widgets.table import ListingView


@pytest.fixture
def fix(qtbot, window, extract_file, monkeypatch):
    discard(monkeypatch, QMessageBox.StandardButton.Discard)
    opened(qtbot, window, extract_file)
    window.show_page("fix")
    settled(qtbot, window)
    return fix_page(window)


@pytest.fixture
def held(monkeypatch):
    """Let the pricing wait until it is let go; it then does what it does, or stops."""
    from cldvalidator.jobs import price

    goes_on, began, made = threading.Event(), threading.Event(), price.price_file

    def waiting(file, *rest, task):
        began.set()
        while not goes_on.wait(0.01):
            task.step("Waiting")
        return made(file, *rest, task=task)

    monkeypatch.setattr(price, "price_file", waiting)
    yield goes_on, began
    goes_on.set()


def heads(fix):
    return fix.proposals.listing_model.listing.headers


def press(qtbot, bar):
    qtbot.mouseClick(bar.price, Qt.MouseButton.LeftButton)


def test_prices_are_a_column_and_a_sentence(qtbot, window, fix):
    bar = fix.side.prices
    assert bar.message.text() == NOT_YET
    assert "Figures" not in heads(fix)
    press(qtbot, bar)
    settled(qtbot, window)
    assert isinstance(window.focusWidget(), ListingView)  # no button that the space bar presses
    prices = bar.known
    assert prices is not None
    by_key = {(p.field, p.proposal.found): p for p in prices.prices if p.proposal is not None}
    listing = fix.proposals.listing_model.listing
    place = list(listing.headers).index("Figures")
    shown = list(listing.columns[place])
    assert shown == [short_text(by_key[p.field, p.found]) for p in fix.shown]
    order = [key for key in by_key if key in {(p.field, p.found) for p in fix.shown}]
    assert [(p.field, p.found) for p in fix.shown] == order
    fix.proposals.select_rows([1])
    settled(qtbot, window)
    first = fix.shown[1]
    assert bar.selected.text() == price_text(by_key[first.field, first.found])
    assert bar.selected.isVisible()
    assert not bar.price.isVisible()


def test_the_plan_leaves_the_room_to_the_list_until_more_of_it_is_wanted(qtbot, window, fix):
    bar, preferences = fix.side.prices, window.workspace.preferences
    assert not bar.more.isVisible()
    press(qtbot, bar)
    settled(qtbot, window)
    assert bar.message.text().startswith("Of the first")
    assert bar.message.text().count(".") == 1
    row = lines(fix, 2.5)
    assert fix.proposals.viewport().height() > 6 * row, "at 1280 by 720 six decisions are seen"
    fix.proposals.setFocus()
    bar.more.setFocus()
    qtbot.keyClick(bar.more, Qt.Key.Key_Space)
    assert bar.more.text() == HIDE
    assert "one a minute" in bar.message.text()
    assert "September 2026" in bar.message.text()
    assert load_preferences().whole_plan
    window.appearance.set_theme("dark")  # the page is made anew
    settled(qtbot, window)
    again = fix_page(window).side.prices
    assert again is not bar
    assert again.more.isVisible()
    assert "one a minute" in again.message.text()
    again.more.click()
    assert again.message.text().count(".") == 1
    assert not load_preferences().whole_plan
    assert not preferences.whole_plan


def test_after_a_change_and_after_undo_the_file_is_priced_again(qtbot, window, fix, held):
    goes_on, began = held
    goes_on.set()
    bar = fix.side.prices
    press(qtbot, bar)
    settled(qtbot, window)
    first = bar.known
    assert first is not None
    goes_on.clear()
    began.clear()
    fix.accept_all_safe()
    qtbot.waitUntil(began.is_set)
    assert bar.known is None  # none of the file before
    assert bar.message.text() == ANEW
    qtbot.waitUntil(lambda: "Figures" not in heads(fix))
    assert not bar.selected.isVisible()
    goes_on.set()
    settled(qtbot, window)
    second = bar.known
    assert second is not None
    assert second is not first
    assert "Figures" in heads(fix)
    window.workspace.undo()
    settled(qtbot, window)
    assert bar.known not in (None, second)


def stop_pricing(qtbot, window, bar, held):
    goes_on, began = held
    press(qtbot, bar)
    qtbot.waitUntil(began.is_set)
    window.workspace.jobs.cancel()
    qtbot.waitUntil(lambda: bar.message.text() == STOPPED)
    goes_on.set()


def test_once_stopped_a_change_prices_nothing(qtbot, window, fix, held):
    bar = fix.side.prices
    stop_pricing(qtbot, window, bar, held)
    fix.accept_all_safe()
    settled(qtbot, window)
    assert bar.known is None
    assert bar.price.isEnabled()


def test_a_change_while_it_is_priced_ends_the_pricing(qtbot, window, fix, held):
    _, began = held
    bar = fix.side.prices
    press(qtbot, bar)
    assert bar.message.text() == WORKING
    assert not bar.price.isEnabled()
    qtbot.waitUntil(began.is_set)
    fix.accept_all_safe()
    qtbot.waitUntil(lambda: bar.message.text() == SINCE)
    settled(qtbot, window)
    assert bar.known is None
    assert bar.price.isEnabled()


def test_it_can_be_stopped_and_asked_for_again(qtbot, window, fix, held):
    bar = fix.side.prices
    stop_pricing(qtbot, window, bar, held)
    press(qtbot, bar)
    settled(qtbot, window)
    assert bar.known is not None


def test_another_file_has_no_prices_yet(qtbot, window, fix, extract_file):
    bar = fix.side.prices
    press(qtbot, bar)
    settled(qtbot, window)
    opened(qtbot, window, extract_file)
    settled(qtbot, window)
    assert bar.known is None
    assert bar.message.text() == NOT_YET
