"""A workbook whose reader dies leaves the window, and all that was decided in it, as they were."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from cldvalidator.problems import Problem
from cldvalidator.workbooks import guard
from tests.ui.driving import WAIT, discard, opened, settled
from ui.main_window import MainWindow

BROKEN = Path(__file__).parents[1] / "data" / "broken"


@pytest.fixture
def told(window: MainWindow) -> list[Problem]:
    problems: list[Problem] = []
    window.workspace.open_failed.connect(problems.append)
    return problems


def test_what_was_decided_stays(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    told: list[Problem],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    window.workspace.edit_cell(0, "Gender", "x")
    settled(qtbot, window)
    discard(monkeypatch, QMessageBox.StandardButton.Discard)
    window.open_file(BROKEN / "02-abort-b01_far.xlsb")
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
    assert "cannot be read" in told[0].what
    assert window.workspace.path == extract_file
    assert window.workspace.opened is not None
    assert window.workspace.opened.extract.column("Gender").text(0) == "x"


def test_cancel_ends_a_reader_that_never_answers(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, extract_file)
    begun: list[guard._Process] = []
    begin = guard._Process.__init__

    def noted(process: guard._Process) -> None:
        begin(process)
        begun.append(process)

    monkeypatch.setattr(guard._Process, "__init__", noted)
    monkeypatch.setattr(guard, "_command", lambda: [sys.executable, "-c", "while True: pass"])
    window.open_file(BROKEN / "12-singlequote-NA-and-zeros-lost.xlsx")
    qtbot.waitUntil(lambda: bool(begun), timeout=WAIT)
    window.workspace.jobs.cancel()
    qtbot.waitUntil(lambda: begun[0].process.returncode is not None, timeout=WAIT)
    settled(qtbot, window)
    assert window.workspace.path == extract_file
