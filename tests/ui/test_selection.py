"""Will DHSC select the file, what the change of method does, and the person-level lists."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cldvalidator.review.selection import file_selection
from tests.ui.driving import SAMPLE, check_page, opened, settled
from ui.figures.methods import MethodsCard
from ui.figures.state import INPUTS
from ui.findings.month_grid import MonthGridView
from ui.findings.selection import NAME, SelectionView
from ui.main_window import MainWindow

WAIT = 60_000


def test_check_shows_the_months_and_the_sentence(window: MainWindow, qtbot: QtBot) -> None:
    opened(qtbot, window, SAMPLE)
    window.show_page("check")
    page = check_page(window)
    button = next(b for b in page.views_shown.group.buttons() if b.text() == NAME)
    button.click()
    settled(qtbot, window)
    view = page.stack.currentWidget()
    assert isinstance(view, SelectionView)
    said = " ".join(each.text() for each in view.findChildren(QLabel))
    assert "DHSC would select this file for the year to 31/03/2026." in said
    (grid,) = view.findChildren(MonthGridView)
    model = grid.model()
    shown = [model.index(r, c).data() for r in range(3) for c in range(12)]
    assert window.workspace.opened is not None
    judged = file_selection(window.workspace.opened.read)
    assert judged is not None
    assert shown == [f"{m.ends:,} {m.state}" for row in judged.rows for m in row.months]
    assert grid.horizontalScrollBar().maximum() == 0  # a year fits a small screen
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    said = grid.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Assessments, April 2025: complete. ")
    qtbot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("Ended\tNeeded\tApr 25")


def test_the_methods_are_compared_and_the_lists_written(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    opened(qtbot, window, SAMPLE)
    window.show_page("preview")
    state = window.preview
    qtbot.waitUntil(lambda: state.preview is not None, timeout=WAIT)
    state.show(INPUTS)
    settled(qtbot, window)
    card = window.pages["preview"].findChild(MethodsCard)
    assert card is not None
    card.compare.click()
    qtbot.waitUntil(lambda: state.methods.found is not None, timeout=WAIT)
    assert state.methods.found.compared > 100  # type: ignore[union-attr]
    assert card.compare.isEnabled()
    assert state.lists_there(tmp_path) == []
    card.save_to(tmp_path)
    qtbot.waitUntil(lambda: len(state.lists_there(tmp_path)) == 5, timeout=WAIT)
    settled(qtbot, window)
