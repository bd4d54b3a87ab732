"""The real window, off the screen, with settings of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pytestqt.qtbot import QtBot

from tests.ui.driving import SAMPLE
from ui.app import make_application
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import apply_theme


@pytest.fixture
def settings_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "settings"
    monkeypatch.setenv("CLDVALIDATOR_SETTINGS", str(folder))
    return folder


@pytest.fixture
def window(qtbot: QtBot, settings_folder: Path) -> Iterator[MainWindow]:
    apply_theme(make_application(["cldvalidator"]), "light", 1.0)
    made = MainWindow(Preferences(theme="light"))
    made.resize(1280, 720)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()
    assert made.workspace.jobs._pool.activeThreadCount() == 0


@pytest.fixture
def extract_file(tmp_path: Path) -> Path:
    path = tmp_path / "council.csv"
    shutil.copy(SAMPLE, path)
    return path
