"""The whole job as it is heard: what a screen reader reads of each step, and what is announced.

The expected text is `tests/data/heard/whole_job.txt`. Read it aloud; when a text changes on
purpose, put the new transcript, which the failed test names, in its place.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.driving import WAIT, check_page, fix_page, opened, settled, submit_page
from tests.ui.hearing import read
from ui import announcing
from ui.figures.summary import Summary
from ui.grid import walking
from ui.main_window import MainWindow
from ui.pages import fix as fix_module
from ui.pages import open as open_module
from ui.pages import submit as submit_module
from ui.pages.preview import PreviewPage

EXPECTED = Path(__file__).parents[1] / "data" / "heard" / "whole_job.txt"


@pytest.fixture
def transcript(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []

    def announce(source: object, words: str) -> None:
        said.append(f"announced: {words}")

    for module in (walking, fix_module, open_module, submit_module):
        assert module.announce is announcing.announce
        monkeypatch.setattr(module, "announce", announce)
    return said


def test_the_whole_job_as_it_is_heard(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    transcript: list[str],
    tmp_path: Path,
) -> None:
    window.resize(1920, 1080)

    def go_to(step: str) -> None:
        window.show_page(step)
        settled(qtbot, window)
        transcript.append(f"\n== {step}")
        transcript.extend(read(window.pages[step]))

    transcript.append("== the window, before a file is open")
    transcript.extend(read(window.rail))
    transcript.extend(read(window.pages["open"]))
    transcript.append("\n(the file is opened)")
    opened(qtbot, window, extract_file)
    go_to("open")
    transcript.extend(["", "== the steps", *read(window.rail)])
    go_to("check")
    panel = check_page(window).panel
    for _ in range(3):
        transcript.append("\n(F8)")
        panel.walk.step(forward=True)
        settled(qtbot, window)
    transcript.append("\n(F2)")
    QTest.keyClick(panel.grid, Qt.Key.Key_F2)
    (editor,) = panel.grid.viewport().findChildren(QLineEdit)
    name = QAccessible.queryAccessibleInterface(editor).text(QAccessible.Text.Name)
    transcript.append(f"field: {name}")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    transcript.append("\n(what the finding means)")
    transcript.extend(read(check_page(window).explain))
    go_to("fix")
    transcript.append("\n(all safe fixes accepted)")
    fix_page(window).accept_all_safe()
    settled(qtbot, window)
    window.show_page("preview")
    qtbot.waitUntil(lambda: has_cards(window), timeout=WAIT)
    go_to("preview")
    go_to("submit")
    transcript.append("\n(written)")
    submit_page(window).begin()
    settled(qtbot, window)
    transcript.extend(read(window.pages["submit"]))

    heard = _without_what_differs("\n".join(transcript) + "\n", extract_file.parent)
    made = tmp_path / "whole_job.txt"
    made.write_text(heard, "utf-8")
    assert heard.splitlines() == EXPECTED.read_text("utf-8").splitlines(), f"it is now {made}"


def has_cards(window: MainWindow) -> bool:
    """Whether all cards of the summary are there; they come one by one."""
    page = window.pages["preview"]
    assert isinstance(page, PreviewPage)
    shown = page.shown
    return isinstance(shown, Summary) and shown.is_filled


def _without_what_differs(text: str, folder: Path) -> str:
    """Return a transcript without the folder and what depends on the day or the machine."""
    text = text.replace(str(folder), "(folder)")
    text = re.sub(r"\b[0-9a-f]{64}\b", "(hash)", text)
    return re.sub(r"\d\d:\d\d(:\d\d)?", "(time)", text)
