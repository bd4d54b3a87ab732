"""No text of a dialog is cut, with text of the usual size and of twice that, and all fit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QListWidget,
    QPushButton,
    QRadioButton,
    QStyle,
)
from pytestqt.qtbot import QtBot

from tests.ui.driving import check_page, fix_page, opened, settled
from tests.ui.test_cut_texts import cut_headers, is_cut, texts_in
from ui.dialogs import FaultDialog
from ui.fixing.known_dialog import KnownDialog
from ui.fixing.near_spellings import NearSpellingsDialog
from ui.grid.columns import ColumnsDialog
from ui.grid.replace import ReplaceDialog
from ui.help.about import AboutDialog
from ui.main_window import MainWindow
from ui.opening.imported_editions import ImportedEditions
from ui.theme import apply_theme
from ui.widgets.room import AROUND, give_room

FIELD, VALUE = "Accommodation Status", "Private rented"


@pytest.fixture(params=[1.0, 2.0], ids=["usual", "twice"])
def zoom(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """The size of the text, which is the usual one again after the test."""
    yield request.param
    apply_theme(qapp, "light", 1.0)


def dialogs(window: MainWindow) -> Iterator[QDialog | None]:
    """Yield dialogs that can be opened at a file with findings."""
    space = window.workspace
    assert space.opened is not None
    names = list(space.opened.extract.columns)
    yield AboutDialog(space, window)
    yield FaultDialog(ValueError(), window)
    yield KnownDialog("MAND-02", FIELD, VALUE, window)
    yield ReplaceDialog(space, FIELD, window, value=VALUE)
    yield ColumnsDialog(names, {*names}, {FIELD}, window)
    yield ImportedEditions(space.jobs, window)
    yield NearSpellingsDialog(space, window.profile, window)
    yield check_page(window).show_reports()
    yield fix_page(window).profile.open_editor()


def test_no_text_of_a_dialog_is_cut(
    qtbot: QtBot, window: MainWindow, extract_file: Path, qapp: QApplication, zoom: float
) -> None:
    opened(qtbot, window, extract_file)
    apply_theme(qapp, "light", zoom)
    for dialog in dialogs(window):
        assert dialog is not None
        dialog.show()
        settled(qtbot, window)
        QApplication.processEvents()
        texts = [p for p in texts_in(dialog) if isinstance(p, (QLabel, QPushButton))]
        assert texts
        assert [p.text() for p in texts if is_cut(p)] == [], dialog.windowTitle()
        assert cut_headers(dialog) == [], dialog.windowTitle()
        dialog.close()


def test_a_dialog_grows_with_the_text_and_stays_on_the_screen(
    qtbot: QtBot, qapp: QApplication, zoom: float
) -> None:
    apply_theme(qapp, "light", zoom)
    dialog = QDialog()
    qtbot.addWidget(dialog)
    letters = dialog.fontMetrics()
    give_room(dialog, 20, 10)
    assert dialog.width() == 20 * letters.averageCharWidth()
    assert dialog.height() == 10 * letters.lineSpacing()
    give_room(dialog, 10_000, 10_000)
    assert dialog.size() == dialog.screen().availableSize() - AROUND


def test_boxes_of_a_list_do_not_lie_over_each_other(window: MainWindow, qtbot: QtBot) -> None:
    dialog = ColumnsDialog(["Gender", "Ethnicity"], {"Gender"}, {"Gender"}, window)
    dialog.show()
    listed = dialog.findChildren(QListWidget)[0]
    box = listed.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorHeight, None, listed)
    first, second = (listed.visualItemRect(listed.item(place)) for place in (0, 1))
    assert second.top() - first.top() > box
    dialog.close()


def test_a_dialog_that_asks_begins_at_its_first_question(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    dialog = check_page(window).show_reports()
    assert dialog is not None
    assert isinstance(dialog.focusWidget(), QRadioButton)
    dialog.close()
