"""The program as it is started: with a file, with a fault of ours, and what it leaves behind."""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cldvalidator.specification import load_specification
from tests.ui.driving import WAIT, check_page, fix_page, opened, settled
from ui import app
from ui.dialogs import FaultDialog
from ui.main_window import MainWindow

FIELDS = load_specification("2").names


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, settings_folder: Path) -> Iterator[list[MainWindow]]:
    """The windows that `main` has shown when it begins to wait for its user."""
    shown: list[MainWindow] = []

    def until_idle(*_: object) -> int:
        windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        shown[:] = [w for w in windows if w.isVisible()]  # those of other tests are closed
        end = time.monotonic() + WAIT / 1000
        idle = 0
        while idle < 20 and time.monotonic() < end:
            QApplication.processEvents()
            idle = 0 if any(w.workspace.jobs.running() for w in shown) else idle + 1
            time.sleep(0.01)
        return 0

    monkeypatch.setattr(QApplication, "exec", until_idle)
    # A hook of the interpreter's cannot be taken back: tests/test_offline.py has it in a process.
    monkeypatch.setattr(app, "refuse_network", lambda: None)
    monkeypatch.setattr(app, "_load_libraries", lambda _: None)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    yield shown
    for window in shown:
        window.close()
        window.deleteLater()
    QApplication.processEvents()


def test_a_file_on_the_command_line_is_opened(
    started: list[MainWindow], extract_file: Path
) -> None:
    assert app.main([str(extract_file)]) == 0
    (window,) = started
    assert window.isVisible()
    assert window.workspace.path == extract_file
    assert window.workspace.opened is not None
    assert len(window.workspace.opened.extract) == 2_000


def test_what_nothing_caught_is_shown_as_a_fault_of_ours_without_its_message(
    started: list[MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.main([]) == 0
    told: list[str] = []

    def shown(dialog: FaultDialog) -> int:
        told.append(dialog.report.toPlainText())
        return 0

    monkeypatch.setattr(FaultDialog, "exec", shown)
    try:
        raise ValueError("Ann Example, 999 000 0018")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert len(told) == 1
    assert "ValueError" in told[0]
    assert "Example" not in told[0]
    assert "0018" not in told[0]


def test_the_window_leaves_no_cell_in_settings_or_temporary_files(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    settings_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    empty = tmp_path / "temporary"
    empty.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(empty))
    source = tmp_path / "extract.csv"
    with source.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow([*FIELDS, "Team"])
        for row in range(30):
            lines.writerow([*(f"CANARY{row}x{i}" for i in range(len(FIELDS))), "CANARYTEAM"])
    opened(qtbot, window, source)
    window.show_page("check")
    panel = check_page(window).panel
    for _ in range(5):
        panel.walk.step(forward=True)
    panel.search.setText("CANARY3")
    panel._search()
    settled(qtbot, window)
    window.workspace.edit_cell(0, "Ethnicity", "CANARYNEW")
    settled(qtbot, window)
    window.show_page("fix")
    settled(qtbot, window)
    if fix_page(window).accept_safe.isEnabled():
        fix_page(window).accept_all_safe()
    settled(qtbot, window)
    for step in ("preview", "submit", "open"):
        window.show_page(step)
        settled(qtbot, window)
    window.appearance.set_zoom(1)
    window.appearance.set_zoom(0)
    settled(qtbot, window)
    window.workspace.undo()
    settled(qtbot, window)
    window.workspace.ask = lambda _: True
    window.close()
    assert list(empty.rglob("*")) == []
    kept = [p for p in settings_folder.rglob("*") if p.is_file()]
    assert kept, "how the window looks is kept"
    for path in kept:
        assert b"CANARY" not in path.read_bytes(), path.name
    assert "CANARY" not in caplog.text
