"""The real window, off the screen, with settings of its own."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from benchmarks.stories import story_of
from tests.ui.driving import SAMPLE, SOON
from ui.app import make_application
from ui.collecting import Collector
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.story.picture import StoryPicture
from ui.theme import apply_theme


@pytest.fixture(autouse=True)
def _no_modifier_is_held(qapp: QApplication) -> None:
    """Release what an earlier test held down: a key event tells the process which are."""
    if QApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        away = QWidget()
        QTest.keyClick(away, Qt.Key.Key_F35)
        away.deleteLater()
    assert QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _no_dialog_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test in which a dialog opens that nobody would ever close, and say what it says."""

    def refused(dialog: QDialog) -> int:
        labels = [part.text() for part in dialog.findChildren(QLabel) if part.text()]
        reports = [part.toPlainText() for part in dialog.findChildren(QPlainTextEdit)]
        raise AssertionError("a dialog opened: " + "\n".join([*labels, *reports]))

    monkeypatch.setattr(QDialog, "exec", refused)


@pytest.fixture(autouse=True)
def _nothing_is_left(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a thread, a timer or a window behind; say where it was started."""
    started: list[tuple[object, list[tuple[CodeType, int]]]] = []

    def watch(kind: type, name: str) -> None:
        original = getattr(kind, name)

        def traced(self: object, *given: object, **named: object) -> object:
            started.append((self, _callers(5)))
            return original(self, *given, **named)

        monkeypatch.setattr(kind, name, traced)

    for kind, name in ((threading.Thread, "start"), (QTimer, "start"), (QWidget, "show")):
        watch(kind, name)
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [f"{part!r}, started at\n{_lines(at)}" for part, at in started if _goes_on(part)]
    assert not left, "left behind: " + "\n".join(left)


def _callers(most: int) -> list[tuple[CodeType, int]]:
    """Return the innermost lines that are run, the caller's caller first; texts are for failures.

    To read them each time took a tenth of the window's tests.
    """
    frame: FrameType | None = sys._getframe(2)
    found: list[tuple[CodeType, int]] = []
    while frame is not None and len(found) < most:
        found.append((frame.f_code, frame.f_lineno))
        frame = frame.f_back
    return found


def _lines(callers: list[tuple[CodeType, int]]) -> str:
    """Return callers as a traceback shows them, the innermost last."""
    shown = [(code.co_filename, number, code.co_name, None) for code, number in reversed(callers)]
    return "".join(traceback.StackSummary.from_list(shown).format())


def _goes_on(part: object) -> bool:
    if isinstance(part, threading.Thread):
        return part.is_alive()
    if isinstance(part, QTimer):
        mine = isValid(part) and not isinstance(part.parent(), Collector)
        return mine and part.isActive()
    return isinstance(part, QWidget) and isValid(part) and part.isWindow() and part.isVisible()


@pytest.fixture
def settings_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "settings"
    monkeypatch.setenv("CLDVALIDATOR_SETTINGS", str(folder))
    return folder


def python_threads() -> set[threading.Thread]:
    """Return the threads that go on; those of Qt's pool are counted by the pool itself."""
    return {t for t in threading.enumerate() if not isinstance(t, threading._DummyThread)}


def _ask_nobody(window: MainWindow) -> None:
    """Let a window close that a failed test left with changes; it would wait for an answer."""
    window.workspace.ask = lambda _: True
    window.sets.ask = lambda: True


@pytest.fixture
def window(qtbot: QtBot, settings_folder: Path) -> Iterator[MainWindow]:
    apply_theme(make_application(["cldvalidator"]), "light", 1.0)
    made = MainWindow(Preferences(theme="light"))
    made.resize(1280, 720)
    QApplication.setDoubleClickInterval(SOON)
    qtbot.addWidget(made, before_close_func=_ask_nobody)
    made.show()
    before = python_threads()
    yield made
    _ask_nobody(made)
    made.close()
    assert made.workspace.jobs._pool.activeThreadCount() == 0
    assert python_threads() <= before, "a thread is left behind"
    # Cards still being added end with the last one; what goes on after that is left behind.
    timers = made.findChildren(QTimer)
    qtbot.waitUntil(lambda: not any(isValid(t) and t.isActive() for t in timers), timeout=2_000)


@pytest.fixture
def extract_file(tmp_path: Path) -> Path:
    path = tmp_path / "council.csv"
    shutil.copy(SAMPLE, path)
    return path


@pytest.fixture
def golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Three submissions of the golden set, by name."""
    from tests.ui.sets import three_files

    files: dict[str, Path] = three_files(tmp_path / "sent", monkeypatch)
    return files


@pytest.fixture
def picture(qtbot: QtBot) -> StoryPicture:
    """A story of 60 events, drawn."""
    made = StoryPicture()
    qtbot.addWidget(made)
    made.show_story(story_of(60))
    made.resize(1200, made.sizeHint().height())
    made.show()
    return made
