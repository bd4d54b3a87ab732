"""Work that is held back, so that something else can be done before it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cldvalidator.jobs import fix as fix_job
from cldvalidator.jobs import outputs
from tests.ui.driving import Gate, at_page, fix_page, submit_page
from ui.fixing.proposals import Key, key_of
from ui.main_window import MainWindow
from ui.pages.fix import FixPage

FIELD = "Ethnicity"


def hold_edit(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Change a cell of record 3, and hold the check of it."""
    gate = Gate(monkeypatch, fix_job, "check_again")
    window.workspace.edit_cell(3, FIELD, "Unknown")
    gate.reached(qtbot)
    return gate


def hold_write(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Ask for the submission, and hold it before anything is written."""
    gate = Gate(monkeypatch, outputs, "write_outputs")
    submit_page(window).begin()
    gate.reached(qtbot)
    return gate


def on_fix(qtbot: QtBot, window: MainWindow, path: Path) -> FixPage:
    at_page(qtbot, window, path, "fix")
    window.activateWindow()
    return fix_page(window)


def selected(page: FixPage) -> list[Key]:
    rows = sorted({i.row() for i in page.proposals.selectionModel().selectedRows()})
    return [key_of(page.shown[row]) for row in rows]
