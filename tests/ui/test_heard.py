"""What a screen reader is told, asked of the interfaces that Windows' readers get."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.driving import check_page, fix_page, opened, settled, submit_page
from ui import announcing
from ui.grid import walking
from ui.main_window import MainWindow
from ui.pages import fix as fix_module
from ui.pages import submit as submit_module
from ui.workspace import STEPS

NAME = QAccessible.Text.Name
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []

    def announce(source: QWidget, words: str) -> None:
        announcing.announce(source, words)
        said.append(words)

    for module in (walking, fix_module, submit_module):
        monkeypatch.setattr(module, "announce", announce)
    return said


def test_what_is_wrong_is_said_on_the_way_from_finding_to_finding(
    qtbot: QtBot, window: MainWindow, extract_file: Path, heard: list[str]
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    settled(qtbot, window)
    panel = check_page(window).panel
    panel.walk.step(forward=True)
    panel.walk.step(forward=True)
    index = panel.grid.currentIndex()
    name = panel.model.names[index.column()]
    assert window.workspace.opened is not None
    rules = window.workspace.opened.result.findings.rules
    assert heard[-1].startswith("Row ")
    assert f", {name}: " in heard[-1]
    assert any(rule.wrong in heard[-1] for rule in rules.values())
    assert heard[0] != heard[1]
    window.workspace.set_hidden(True)
    for _ in range(40):
        panel.walk.step(forward=True)
        index = panel.grid.currentIndex()
        if panel.model.is_hidden(index.column()):
            assert "•••" in heard[-1]


def test_what_was_done_and_written_is_said(
    qtbot: QtBot, window: MainWindow, extract_file: Path, heard: list[str]
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("fix")
    settled(qtbot, window)
    fix_page(window).accept_all_safe()
    settled(qtbot, window)
    assert len(heard) == 1
    assert heard[0].startswith("Done: All safe fixes. ")
    assert heard[0].endswith(" errors left.")
    window.workspace.undo()
    settled(qtbot, window)
    assert heard[-1].startswith("Undone. ")
    window.workspace.redo()
    settled(qtbot, window)
    window.show_page("submit")
    settled(qtbot, window)
    submit_page(window).begin()
    settled(qtbot, window)
    assert heard[-1].startswith("Written: 2,000 records")


def test_a_row_of_a_list_is_read_whole(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("fix")
    settled(qtbot, window)
    view = fix_page(window).proposals
    place = next(p for p in fix_page(window).shown if p.found == "White - Irish")
    row = fix_page(window).shown.index(place)
    said = view.listing_model.index(row, 0).data(ACCESSIBLE)
    whole = f"Ethnicity, White - Irish, White: Irish, {place.cells}, Documented"
    assert said == f"error: {whole}"


def test_a_blank_cell_is_read_as_blank(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    model = check_page(window).panel.model
    blank = [
        model.index(0, place).data(ACCESSIBLE)
        for place in range(model.columnCount())
        if not model.text(0, place)
    ]
    assert blank
    assert {text.split(":")[0] for text in blank} == {"blank"}


@pytest.mark.parametrize("step", STEPS)
def test_a_button_is_called_what_it_says(
    qtbot: QtBot, window: MainWindow, extract_file: Path, step: str
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page(step)
    settled(qtbot, window)
    buttons = [b for b in window.pages[step].findChildren(QPushButton) if b.isVisible()]
    assert buttons
    for each in buttons:
        name = QAccessible.queryAccessibleInterface(each).text(NAME)
        assert name, each
        if each.text():
            assert name == each.text().replace("&", "")


def test_links_stand_alone(qtbot: QtBot, window: MainWindow, extract_file: Path) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("submit")
    settled(qtbot, window)
    links = [
        b.text()
        for b in window.pages["submit"].findChildren(QPushButton)
        if b.isVisible() and b.property("kind") == "link"
    ]
    assert links
    assert not {"Look", "Look at it", "Look at them", "Accept them"} & set(links)
