"""What is shown is shown whole, on a small screen as on a large one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout
from pytestqt.qtbot import QtBot

from tests.ui.driving import check_page, fix_page, opened, settled, submit_page
from ui.findings.listings import GROUPINGS, TEAM
from ui.main_window import MainWindow
from ui.widgets.listing import Listing
from ui.widgets.listing_layout import shared_widths, wrapped
from ui.widgets.parts import label
from ui.widgets.room import AsHighAsNeeded
from ui.widgets.table import ListingView

SMALL, LARGE = QSize(1280, 720), QSize(1920, 1080)


def cut_texts(window: MainWindow) -> list[str]:
    """Return the texts that the lists in view show with an ellipsis."""
    views = [v for v in window.findChildren(ListingView) if v.isVisible()]
    assert views
    return [text for view in views for text in view.cut_texts()]


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1280x720", "1920x1080"])
@pytest.mark.parametrize("grouping", sorted(set(GROUPINGS) - {TEAM}))
def test_no_group_of_findings_is_cut(
    qtbot: QtBot, window: MainWindow, extract_file: Path, size: QSize, grouping: str
) -> None:
    window.resize(size)
    opened(qtbot, window, extract_file)
    window.show_page("check")
    choice = check_page(window).grouping
    choice.setCurrentIndex(choice.findData(grouping))
    settled(qtbot, window)
    assert len(check_page(window).groups.listing_model.listing)
    assert cut_texts(window) == []


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1280x720", "1920x1080"])
def test_what_is_found_and_what_it_becomes_are_not_cut(
    qtbot: QtBot, window: MainWindow, extract_file: Path, size: QSize
) -> None:
    window.resize(size)
    opened(qtbot, window, extract_file)
    window.show_page("fix")
    settled(qtbot, window)
    assert len(fix_page(window).proposals.listing_model.listing)
    assert cut_texts(window) == []


def test_columns_use_the_room_of_a_window_that_grows(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("fix")
    settled(qtbot, window)
    view = fix_page(window).proposals
    before = view.columnWidth(2), view.verticalHeader().length()
    window.resize(LARGE)
    QApplication.processEvents()
    assert view.columnWidth(2) > before[0]
    assert view.verticalHeader().length() < before[1]  # fewer lines are needed


def test_what_has_changed_has_no_room_until_there_is_a_change(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("fix")
    settled(qtbot, window)
    page = fix_page(window)
    assert not page.changes.log.isVisible()
    page.accept_all_safe()
    settled(qtbot, window)
    assert page.changes.log.isVisible()


@pytest.mark.parametrize(
    ("wanted", "room", "expected"),
    [
        ([100, 200, 60], 400, [100, 200, 60]),
        ([100, 500, 60], 360, [100, 200, 60]),
        ([100, 500, 60], 220, [80, 80, 60]),
        ([300, 500, 60], 20, [50, 50, 60]),
    ],
)
def test_wide_columns_give_way_and_narrow_ones_do_not(
    wanted: list[int], room: int, expected: list[int]
) -> None:
    assert shared_widths(wanted, [50, 50, 50], [True, True, False], room) == expected


def test_a_text_is_wrapped_at_its_words_and_cut_only_after_the_last_line(qtbot: QtBot) -> None:
    view = ListingView("any")
    qtbot.addWidget(view)
    words = "one two three four five six seven eight nine ten eleven twelve"
    width = view.fontMetrics().horizontalAdvance(words) // 3
    lines = wrapped(words, view.font(), width)
    assert " ".join(lines) == words
    assert len(lines) > 1
    short = wrapped(words, view.font(), width, most=2)
    assert len(short) == 2
    assert short[1].endswith("…")
    view.show_listing(Listing(("Text",), ([words * 40],)))
    view.resize(200, 200)
    view.show()
    assert view.cut_texts() == [words * 40]


@pytest.mark.parametrize("step", ["open", "check", "fix", "preview", "submit"])
def test_a_screen_of_1280x720_at_150_percent_has_room_for_every_page(
    qtbot: QtBot, window: MainWindow, extract_file: Path, step: str
) -> None:
    assert window.minimumWidth() <= 837
    assert window.minimumHeight() <= 432
    window.resize(837, 432)
    opened(qtbot, window, extract_file)
    window.show_page(step)
    settled(qtbot, window)
    if step == "preview":
        qtbot.waitUntil(lambda: window.preview.preview is not None, timeout=20_000)
        settled(qtbot, window)
    assert window.size() == QSize(837, 432)
    page = window.pages[step]
    room = page.parentWidget()
    assert room is not None
    assert page.width() <= room.width(), "nothing has to be scrolled sideways"


def test_the_button_that_writes_is_seen_on_a_small_screen(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    window.resize(837, 432)
    opened(qtbot, window, extract_file)
    window.show_page("submit")
    settled(qtbot, window)
    button = submit_page(window).write
    assert button.visibleRegion().boundingRect().size() == button.size()


def test_the_steps_are_shown_by_their_signs_where_there_is_little_room(window: MainWindow) -> None:
    wide = window.rail.width()
    window.resize(837, 432)
    assert window.rail.width() < wide / 2
    window.resize(1280, 720)
    assert window.rail.width() == wide


def test_a_part_whose_text_becomes_longer_asks_for_more_room_and_then_for_less(
    qtbot: QtBot,
) -> None:
    area, part = QScrollArea(), AsHighAsNeeded()
    above, below = ListingView("any"), label("One line")
    above.setMinimumHeight(100)
    inside = QVBoxLayout(part)
    for widget in (above, below):
        inside.addWidget(widget)
    area.setWidgetResizable(True)
    area.setWidget(part)
    qtbot.addWidget(area)
    area.resize(300, 150)
    area.show()
    low = part.minimumHeight()
    below.setText("What has to be said takes several lines of a narrow part. " * 6)
    QApplication.processEvents()
    assert part.minimumHeight() > low
    assert not above.geometry().intersects(below.geometry())
    assert below.height() >= below.heightForWidth(below.width())
    below.setText("One line")
    QApplication.processEvents()
    assert part.minimumHeight() == low
