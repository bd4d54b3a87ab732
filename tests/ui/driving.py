"""What the tests of the window do with it again and again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from ui.fixing.release_dialog import ReleaseDialog
from ui.main_window import MainWindow
from ui.pages.check import CheckPage
from ui.pages.fix import FixPage
from ui.pages.submit import SubmitPage

SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "sample_council_2025-26.csv"
WAIT = 60_000
SOON = 20
"""Milliseconds that the second click of a double click may take: what waits for it comes soon."""


class Gate:
    """Holds a function of the engine back until it is opened: before its work, or after it."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, module: object, name: str, *, after: bool = False
    ) -> None:
        self.entered, self._open = threading.Event(), threading.Event()
        original = getattr(module, name)

        def held(*args: object, **kwargs: object) -> object:
            found = original(*args, **kwargs) if after else None
            self.entered.set()
            assert self._open.wait(WAIT / 1000)
            return found if after else original(*args, **kwargs)

        monkeypatch.setattr(module, name, held)

    def reached(self, qtbot: QtBot) -> None:
        """Wait until the function is held."""
        qtbot.waitUntil(self.entered.is_set, timeout=WAIT)

    def open(self) -> None:
        self._open.set()


def is_settled(window: MainWindow) -> bool:
    """Whether no work goes on, all of it is shown, and what is shown can be acted on."""
    return window.workspace.calm and not fix_page(window).is_new


def settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: is_settled(window), timeout=WAIT)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: is_settled(window), timeout=WAIT)


def opened(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    window.open_file(path)
    qtbot.waitUntil(
        lambda: window.workspace.path == path and not window.workspace.jobs.running(), timeout=WAIT
    )
    settled(qtbot, window)


def at_page(qtbot: QtBot, window: MainWindow, path: Path, page: str) -> None:
    """Open a file and go to a page."""
    opened(qtbot, window, path)
    window.show_page(page)
    settled(qtbot, window)


def log(window: MainWindow) -> list[tuple[str, str, str]]:
    history = window.workspace.history
    assert history is not None
    return [(c.field, c.found, c.written) for c in history.changes]


def let_go(window: MainWindow) -> None:
    """Let what was done count as submitted, so that nobody is asked about it."""
    assert window.workspace.history is not None
    window.workspace.drafts.clear()
    window.workspace.written(window.workspace.history.steps)


def told(window: MainWindow) -> list[str]:
    said: list[str] = []
    window.workspace.jobs.problem.disconnect()
    window.workspace.jobs.problem.connect(lambda problem: said.append(str(problem)))
    return said


def words(part: QWidget) -> str:
    """Return every text that is shown on a part of the window."""
    return "\n".join(shown.text() for shown in part.findChildren(QLabel) if shown.isVisibleTo(part))


def check_page(window: MainWindow) -> CheckPage:
    page = window.pages["check"]
    assert isinstance(page, CheckPage)
    return page


def fix_page(window: MainWindow) -> FixPage:
    page = window.pages["fix"]
    assert isinstance(page, FixPage)
    return page


def submit_page(window: MainWindow) -> SubmitPage:
    page = window.pages["submit"]
    assert isinstance(page, SubmitPage)
    return page


def turn_into_release_2(qtbot: QtBot, window: MainWindow) -> ReleaseDialog:
    """Ask for it as a person would, and return what is shown before anything changes."""
    bar = fix_page(window).profile
    next(a for a in bar.menu.actions() if "Release 1" in a.text()).trigger()
    settled(qtbot, window)
    assert isinstance(bar.dialog, ReleaseDialog)
    qtbot.waitUntil(bar.dialog.isVisible)
    return bar.dialog


def errors(window: MainWindow) -> int:
    from cldvalidator.checks.rules import Severity

    assert window.workspace.opened is not None
    return window.workspace.opened.result.findings.count(Severity.ERROR)


def discard(monkeypatch: pytest.MonkeyPatch, answer: QMessageBox.StandardButton) -> list[str]:
    asked: list[str] = []

    def question(_parent: object, title: str, *_: object) -> QMessageBox.StandardButton:
        asked.append(title)
        return answer

    monkeypatch.setattr(QMessageBox, "question", question)
    return asked
