"""Figures saved as Excel, and what else goes on while they are computed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from cldvalidator.jobs import preview as preview_job
from tests.ui.previewing import (
    TWO_A,
    WAIT,
    at_preview,
    computed,
    open_demo,
)
from ui.main_window import MainWindow
from ui.pages.preview import PreviewPage


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> PreviewPage:
    return at_preview(window, qtbot)


class Held:
    """Stands in for the computation until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        self.files: list[int] = []
        real: Callable[..., Any] = preview_job.preview_file

        def held(extract: Any, *args: Any, task: Any) -> Any:
            self.files.append(len(extract))
            while not self.go.wait(0.01):
                task.step("Waiting")
            return real(extract, *args, task=task)

        monkeypatch.setattr(preview_job, "preview_file", held)


def test_cancel_leaves_a_way_to_go_on(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    open_demo(window, qtbot)
    window.show_page("preview")
    state = window.preview
    qtbot.waitUntil(lambda: len(held.files) == 1, timeout=WAIT)
    window.workspace.jobs.cancel()
    qtbot.waitUntil(lambda: state.stopped, timeout=1000)
    assert state.preview is None
    qtbot.wait(20)
    assert not state.computing
    held.go.set()
    state.compute()
    computed(window, qtbot)


def test_another_file_while_computing(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held = Held(monkeypatch)
    page = open_demo(window, qtbot)
    window.show_page("preview")
    qtbot.waitUntil(lambda: len(held.files) == 1, timeout=WAIT)
    first = window.workspace.opened
    assert first is not None
    path = window.workspace.path
    assert path is not None
    lines = path.read_bytes().splitlines(keepends=True)
    shorter = tmp_path / "shorter.csv"
    shorter.write_bytes(b"".join(lines[: len(lines) // 2]))
    window.open_file(shorter)
    qtbot.waitUntil(lambda: window.workspace.opened is not first, timeout=WAIT)
    held.go.set()
    window.show_page("preview")
    computed(window, qtbot)
    shown, opened = window.preview.preview, window.workspace.opened
    assert shown is not None
    assert opened is not None
    assert len(shown.processed.person_of) == len(opened.extract) < len(first.extract)
    assert page.shown is not None


@pytest.mark.parametrize("share", [False, True])
def test_the_workbook_holds_what_is_shown(
    page: PreviewPage, window: MainWindow, qtbot: QtBot, tmp_path: Path, share: bool
) -> None:
    page.share.setChecked(share)
    target = tmp_path / "figures"
    with qtbot.waitSignal(window.preview.saved, timeout=WAIT):
        page.save_to(target)
    book = load_workbook(tmp_path / "figures.xlsx", read_only=True)
    rows = [r for r in book["Figures"].iter_rows(values_only=True) if r[0] == TWO_A]
    shown = window.preview.measures()
    figures = next(i for i in shown if i.measure.text.id == TWO_A).results[0].figures
    assert [r[5] for r in rows[: len(figures)]] == [f.numerator for f in figures]
    book.close()


def test_a_workbook_is_replaced_only_when_told(
    page: PreviewPage,
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "there.xlsx"
    target.write_bytes(b"mine")
    answer = QMessageBox.StandardButton.Cancel
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    page.save_to(target)
    assert not window.workspace.jobs.running()
    assert target.read_bytes() == b"mine"
    answer = QMessageBox.StandardButton.Yes
    with qtbot.waitSignal(window.preview.saved, timeout=WAIT):
        page.save_to(target)
    assert target.read_bytes()[:2] == b"PK"


def test_the_open_file_is_never_replaced(
    page: PreviewPage,
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = tmp_path / "extract.xlsx"
    source.write_bytes(b"the extract")
    window.workspace.path = source
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    window.workspace.jobs.problem.disconnect()
    with qtbot.waitSignal(window.workspace.jobs.problem, timeout=WAIT):
        page.save_to(source)
    assert source.read_bytes() == b"the extract"
