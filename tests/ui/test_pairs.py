"""People who may be one, in the window: both stories, what joining does, of which version."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cldvalidator.presentation.duplicates_text import effect_lines, reasons_in_words
from cldvalidator.review.duplicate_people import duplicate_people
from tests.ui.driving import WAIT, at_page, settled
from ui.main_window import MainWindow
from ui.story.pairs import CHANGED, PairsWindow


@pytest.fixture
def pairs(qtbot: QtBot, window: MainWindow, extract_file: Path) -> PairsWindow:
    at_page(qtbot, window, extract_file, "check")
    window.story.look_for_pairs()
    found = window.story.pairs
    assert found is not None
    qtbot.waitUntil(lambda: found.found is not None, timeout=WAIT)
    settled(qtbot, window)
    return found


def test_both_stories_stand_above_each_other_and_the_figures_follow_the_pair(
    qtbot: QtBot, window: MainWindow, pairs: PairsWindow
) -> None:
    assert pairs.found is not None
    expected = duplicate_people(pairs.found.stories.processed).pairs
    assert len(expected) > 1
    assert pairs.found.people.pairs == expected
    assert pairs.list.listing_model.listing.columns[0][0] == reasons_in_words(expected[0])
    shown = [picture.story.called for picture in pairs.pictures if picture.story is not None]
    assert shown == list(expected[0].called)
    assert pairs.pictures[0].days == pairs.pictures[1].days
    pairs.join.click()
    qtbot.waitUntil(lambda: pairs.effect is not None, timeout=3 * WAIT)
    settled(qtbot, window)
    assert pairs.effect is not None
    assert pairs.moved.text() == "\n".join(effect_lines(pairs.effect))
    assert "Dashboard: people" in pairs.moved.text()
    QTest.keyClick(pairs.list, Qt.Key.Key_Down)
    settled(qtbot, window)
    assert pairs.moved.text() == ""
    shown = [picture.story.called for picture in pairs.pictures if picture.story is not None]
    assert shown == list(expected[1].called)
    window.workspace.set_hidden(True)
    texts = [*pairs.list.listing_model.listing.columns[1], *(n.text() for n in pairs.names)]
    assert not any(called in text for called in shown for text in texts)
    assert pairs.pair == expected[1]


def test_the_pairs_go_with_the_version_that_they_are_of(
    qtbot: QtBot, window: MainWindow, pairs: PairsWindow
) -> None:
    window.workspace.edit_cell(0, "Event Outcome", "Changed here")
    settled(qtbot, window)
    assert pairs.found is None
    assert pairs.message.text() == CHANGED
    assert pairs.pair is None
    assert not pairs.join.isEnabled()
    pairs.again.click()
    qtbot.waitUntil(lambda: pairs.found is not None, timeout=WAIT)
    settled(qtbot, window)
    assert pairs.join.isEnabled()
    window.workspace.undo()
    settled(qtbot, window)
    assert pairs.found is None
