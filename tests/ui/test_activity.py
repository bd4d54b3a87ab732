"""The tables of the activity report on the Preview page: when asked for, and labelled."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.driving import settled
from tests.ui.previewing import WAIT, at_preview
from ui.figures.activity_view import ActivityView
from ui.figures.measure_view import BEHIND, MeasureView
from ui.main_window import MainWindow
from ui.pages.preview import PreviewPage

METHOD = "NHS England's 2023-24 method, on DHSC's tables"


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> PreviewPage:
    return at_preview(window, qtbot)


def words(view: object) -> str:
    assert isinstance(view, ActivityView | MeasureView)
    return "\n".join(part.text() for part in view.findChildren(QLabel))


def test_tables_are_computed_when_the_group_is_opened(
    page: PreviewPage, window: MainWindow, qtbot: QtBot
) -> None:
    state = window.preview
    assert not state.activity.are_there
    assert "LTS001b" not in page.list.visible_keys()
    state.show("activity")
    qtbot.waitUntil(lambda: state.activity.are_there, timeout=WAIT)
    settled(qtbot, window)
    assert "LTS001b" in page.list.visible_keys()
    assert METHOD in words(page.shown)
    assert "LTS002a" in words(page.shown)
    state.show("LTS001b")
    view = page.shown
    assert isinstance(view, MeasureView)
    assert METHOD in words(view)
    assert view.figures is not None
    sheet = view.figures._sheets[0]
    assert sheet.headers[-1] == sheet.rows[-1][0].text == "Total"
    cell = next(c for r in sheet.rows for c in r[1:] if c.number)
    state.look_behind(cell.key)
    qtbot.waitUntil(
        lambda: view.part == BEHIND and view.behind.table.listing_model.rowCount() > 0, timeout=WAIT
    )
    state.set_share(True)
    assert isinstance(page.shown, MeasureView)
    assert METHOD in words(page.shown)
    # The figures at first sight stay those of DHSC's method.
    state.set_share(False)
    state.show("")
    assert state.entry == ""
    assert METHOD not in "\n".join(part.text() for part in page.shown.findChildren(QLabel))
