"""Other colours change nothing of what is shown: texts, choices, tables and what is selected."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt, SignalInstance
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cldvalidator.review.row_choice import RowChoice
from tests.ui.driving import (
    SAMPLE,
    WAIT,
    check_page,
    discard,
    fix_page,
    opened,
    settled,
    submit_page,
)
from ui.findings.columns_view import MAPS
from ui.main_window import MainWindow

ROWS, COLUMNS = 30, 8
"""So many cells of a table are compared."""
COLUMNS_VIEW = 3


def text_of(part: QWidget) -> str:
    """What a part of the window shows, in words."""
    match part:
        case QComboBox():
            return part.currentText()
        case QHeaderView():
            return ""
        case QAbstractItemView():
            model, none = part.model(), QModelIndex()
            rows = model.rowCount(none)
            columns = 1 if isinstance(part, QListView) else model.columnCount(none)
            selected = sorted({i.row() for i in part.selectedIndexes()})
            cells = [
                str(model.index(r, c, none).data())
                for r in range(min(rows, ROWS))
                for c in range(min(columns, COLUMNS))
            ]
            return f"{rows} x {columns}, selected {selected}: {' | '.join(cells)}"
        case QAbstractButton():
            return f"{part.text()} {part.isChecked()} {part.isEnabled()}"
        case QLabel() | QLineEdit():
            return part.text()
        case _:
            return ""


def seen(page: QWidget) -> Counter[str]:
    """Every text, table and choice that is seen on a page."""
    parts = [part for part in page.findChildren(QWidget) if part.isVisibleTo(page)]
    return Counter(f"{type(p).__name__}: {words}" for p in parts if (words := text_of(p)))


Act = Callable[[QtBot, MainWindow], None]


def nothing(_: QtBot, window: MainWindow) -> None:
    """Look at the page as it is."""


def group_chosen(qtbot: QtBot, window: MainWindow) -> None:
    page = check_page(window)
    page.groups.selectRow(2)
    page._open_group()


def filtered(_: QtBot, window: MainWindow) -> None:
    window.workspace.show(RowChoice(rule="ID-03"))


def column_chosen(qtbot: QtBot, window: MainWindow) -> None:
    page = check_page(window)
    page.views_shown.buttons[COLUMNS_VIEW].click()
    settled(qtbot, window)
    page.columns.fields.choose_row(7)


def heat_map(qtbot: QtBot, window: MainWindow) -> None:
    view = check_page(window).columns
    check_page(window).views_shown.buttons[COLUMNS_VIEW].click()
    settled(qtbot, window)
    view.shown.setCurrentText(next(iter(MAPS)))
    view.shown.activated.emit(1)


def quality(_: QtBot, window: MainWindow) -> None:
    check_page(window).views_shown.buttons[1].click()


def priced(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(fix_page(window).side.prices.price, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    fix_page(window).proposals.selectRow(3)


def measure(name: str) -> Act:
    return lambda _, window: window.preview.show(name)


def as_sent(_: QtBot, window: MainWindow) -> None:
    submit_page(window).portal.judge_as_sent()


def written(_: QtBot, window: MainWindow) -> None:
    submit_page(window).begin()


CASES: list[tuple[str, Act]] = [
    ("open", nothing),
    ("check", group_chosen),
    ("check", filtered),
    ("check", quality),
    ("check", column_chosen),
    ("check", heat_map),
    ("fix", nothing),
    ("fix", priced),
    ("preview", measure("ASCOF 2A")),
    ("preview", measure("Long-term support")),
    ("submit", as_sent),
    ("submit", written),
]


@pytest.mark.parametrize(("page", "act"), CASES)
def test_other_colours_change_nothing_that_is_shown(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    act: Act,
) -> None:
    discard(monkeypatch, QMessageBox.StandardButton.Discard)
    opened(qtbot, window, Path(shutil.copy(SAMPLE, tmp_path / "council.csv")))
    window.show_page(page)
    settled(qtbot, window)
    act(qtbot, window)
    settled(qtbot, window)
    qtbot.waitUntil(lambda: not window.preview.computing, timeout=WAIT)
    earlier = window.pages[page]
    before = seen(earlier)
    window.appearance.set_theme("dark")
    qtbot.waitUntil(lambda: window.pages[page] is not earlier, timeout=WAIT)
    settled(qtbot, window)
    after = seen(window.pages[page])
    assert (before - after, after - before) == (Counter(), Counter())


def test_pages_of_other_colours_hear_nothing_any_more(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    opened(qtbot, window, Path(shutil.copy(SAMPLE, tmp_path / "council.csv")))
    for step in window.pages:
        window.show_page(step)
        settled(qtbot, window)
    before = window.pages["preview"]
    window.appearance.set_theme("dark")
    qtbot.waitUntil(lambda: window.pages["preview"] is not before, timeout=WAIT)
    qtbot.waitUntil(lambda: not isValid(before), timeout=WAIT)
    states = (
        window.workspace,
        window.profile,
        window.preview,
        window.comparison,
        window.sets,
        window.history,
        window.watch,
        window.workspace.jobs,
    )
    told = 0
    for state in states:
        for name in sorted({n for kind in type(state).__mro__ for n in vars(kind)}):
            if name.endswith(("changed", "checked")) and isinstance(
                signal := getattr(state, name), SignalInstance
            ):
                signal.emit()  # what a page that is gone does fails the test
                told += 1
    assert told >= len(states)
    settled(qtbot, window)
