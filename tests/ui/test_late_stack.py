"""Views that are made when they are first wanted stand where they would have stood."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.driving import SAMPLE, at_page, check_page
from ui.main_window import MainWindow
from ui.widgets.late_stack import LateStack


def test_a_view_is_made_once_and_when_it_is_wanted(qtbot: QtBot) -> None:
    made: list[str] = []

    def view(name: str) -> QLabel:
        made.append(name)
        return QLabel(name)

    stack = LateStack(lambda: view("a"), lambda: view("b"), lambda: view("c"))
    qtbot.addWidget(stack)
    assert made == ["a"]
    assert stack.count() == 3
    stack.show_view(2)
    assert made == ["a", "c"]
    assert not stack.is_made(1)
    shown = stack.currentWidget()
    assert isinstance(shown, QLabel)
    assert shown.text() == "c"
    assert stack.currentIndex() == 2
    first = stack.view(1)
    assert stack.view(1) is first
    assert stack.currentWidget() is shown, "making another one shows nothing else"
    assert [stack.indexOf(stack.view(place)) for place in range(3)] == [0, 1, 2]
    assert made == ["a", "c", "b"]


def test_check_makes_its_other_views_when_they_are_shown(qtbot: QtBot, window: MainWindow) -> None:
    at_page(qtbot, window, SAMPLE, "check")
    page = check_page(window)
    assert [page.stack.is_made(place) for place in range(4)] == [True, False, False, False]
    for place, button in enumerate(page.views_shown.buttons):
        button.click()
        assert page.stack.is_made(place)
        assert page.stack.currentIndex() == place
        assert page.stack.currentWidget().isVisible()  # type: ignore[union-attr]
