"""F1 in every dialog opens the help at the section about it, beside the dialog."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

import ui
from cldvalidator.guide.topics import guide_topics
from tests.ui.driving import settled
from ui.explained import Explained
from ui.help.pictures import PictureDialog
from ui.help.window import HelpWindow
from ui.main_window import MainWindow
from ui.theme import LARGE

HELP_ITSELF = {HelpWindow, PictureDialog}


def subclasses(kind: type) -> Iterator[type]:
    for found in kind.__subclasses__():
        yield found
        yield from subclasses(found)


def dialogs() -> list[type[Explained]]:
    """Return every dialog of the window."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    mine = {found for found in subclasses(QDialog) if found.__module__.startswith("ui.")}
    others = mine - HELP_ITSELF - {Explained}
    assert len(others) > 15
    not_explained = {found for found in others if not issubclass(found, Explained)}
    assert not not_explained, "F1 does nothing in these"
    return sorted(others, key=lambda found: found.__name__)


def test_every_dialog_names_a_section_that_is_there() -> None:
    sections = {
        f"{topic.name}#{heading}"
        for topic in guide_topics()
        for heading in re.findall(r"(?m)^## (.*)$", topic.text)
    }
    wrong = {found.__name__: found.topic for found in dialogs() if found.topic not in sections}
    assert not wrong


def press_f1(qtbot: QtBot, window: MainWindow, topic: str) -> HelpWindow:
    """Press F1 in a box of a modal dialog about a topic; return the help that comes."""
    dialog = Explained(window)
    dialog.topic = topic
    box = QLineEdit()
    dialog.setLayout(QVBoxLayout())
    dialog.layout().addWidget(box)  # type: ignore[union-attr]
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(box, Qt.Key.Key_F1)
    settled(qtbot, window)
    shown = dialog.help
    assert isinstance(shown, HelpWindow)
    return shown


@pytest.mark.parametrize("topic", sorted({found.topic for found in dialogs()}))
def test_f1_begins_at_the_section(qtbot: QtBot, window: MainWindow, topic: str) -> None:
    shown = press_f1(qtbot, window, topic)
    dialog = shown.parentWidget()
    assert shown.isVisible()
    assert dialog.isVisible()
    section, text = topic.partition("#")[2], shown.text
    assert text.textCursor().block().text() == section
    bar, top = text.verticalScrollBar(), text.cursorRect().top()
    ends = bar.value() >= bar.maximum() - 2 * LARGE
    assert 0 <= top < text.viewport().height() / (1 if ends else 2), "what is read is about it"
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog, Qt.Key.Key_F1)
    assert dialog.help is shown, "the same window is used again"
    dialog.reject()
    assert not shown.isVisible(), "the help of a dialog closes with it"
