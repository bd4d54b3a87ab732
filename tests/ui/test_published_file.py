"""A published file that is dropped: asked about with what it changes, imported or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from cldvalidator.published.importing.editions import kept_editions
from cldvalidator.published.importing.first_look import may_be_published
from tests.published.importing import published_files as made
from tests.ui.driving import SAMPLE, let_go, opened, settled
from ui.main_window import MainWindow
from ui.opening.imported_editions import ImportedEditions


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were asked about; the answer is Yes until another is put in front."""
    texts: list[str] = []

    def question(parent, title, text, *buttons):
        texts.append(text)
        return QMessageBox.StandardButton.Yes

    monkeypatch.setattr(QMessageBox, "question", question)
    return texts


def idle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.workspace.jobs.running(), timeout=60_000)


def test_it_is_asked_with_what_it_changes_and_imported(
    qtbot: QtBot, window: MainWindow, asked: list[str], tmp_path: Path
) -> None:
    path = made.epraccur(tmp_path).rename(tmp_path / "export (3).csv")
    window.open_paths([path])
    qtbot.waitUntil(lambda: bool(asked), timeout=60_000)
    idle(qtbot, window)
    assert "30 codes, 29 of them GP practices" in asked[0]
    assert "Help, Imported editions" in asked[0]
    assert "cldvalidator" not in asked[0]
    assert [k.id for k in kept_editions()] == ["gp-practices"]
    assert window.workspace.opened is None


def test_the_open_file_is_checked_again_with_what_was_imported_and_with_what_was_forgotten(
    qtbot: QtBot, window: MainWindow, asked: list[str], tmp_path: Path
) -> None:
    space = window.workspace
    opened(qtbot, window, SAMPLE)
    column = space.opened.extract.column("Gender")
    space.edit_cell(4, "Gender", "Unknown")
    settled(qtbot, window)
    assert column.text(4) != "Unknown"
    before = space.file
    window.open_paths([made.epraccur(tmp_path)])
    qtbot.waitUntil(lambda: space.file is not before, timeout=60_000)
    settled(qtbot, window)
    assert space.opened.extract.column("Gender").text(4) == "Unknown"
    assert "ID-20" in found(window)
    assert "Your file and your work stay" in asked[0]
    window.published.show_editions()
    dialog = window.findChild(ImportedEditions)
    qtbot.waitUntil(dialog.forget.isVisible, timeout=60_000)
    before = space.file
    dialog.forget.click()
    qtbot.waitUntil(lambda: space.file is not before, timeout=60_000)
    settled(qtbot, window)
    assert kept_editions() == []
    assert "No edition imported." in dialog.title.text()
    assert "ID-20" not in found(window)
    assert space.opened.extract.column("Gender").text(4) == "Unknown"
    dialog.reject()
    let_go(window)


def found(window: MainWindow) -> set[str]:
    return {group.rule.id for group in window.workspace.opened.result.findings.groups}


def test_cancelled_it_leaves_nothing(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []

    def question(parent, title, text, *buttons):
        asked.append(text)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", question)
    window.open_paths([made.ascof_csv(tmp_path)])
    qtbot.waitUntil(lambda: bool(asked), timeout=60_000)
    idle(qtbot, window)
    assert kept_editions() == []


def test_a_file_that_only_looks_like_one_is_opened(
    qtbot: QtBot, window: MainWindow, asked: list[str], tmp_path: Path
) -> None:
    rows = SAMPLE.read_text("utf-8").splitlines()[:40]
    sheet = [line.split(",") for line in rows]
    path = made.write_xlsx(tmp_path / "extract.xlsx", {"Cover": [["x"]], "Data": sheet})
    assert may_be_published(path)
    with qtbot.waitSignal(window.workspace.file_changed, timeout=60_000):
        window.open_paths([path])
    idle(qtbot, window)
    assert asked == []


def test_every_publication_is_seen_at_first_look_and_an_extract_is_not(tmp_path: Path) -> None:
    for make in made.MADE.values():
        assert may_be_published(make(tmp_path))
    assert not may_be_published(SAMPLE)
    plain = made.write_xlsx(tmp_path / "plain.xlsx", {"CLD": [["LA Code"], ["503"]]})
    assert not may_be_published(plain)
    odd = tmp_path / "odd.xlsx"
    for data in (b"", b"PK\x03\x04", b"PK", b"\0" * 50, plain.read_bytes()[:300]):
        odd.write_bytes(data)
        assert not may_be_published(odd)
    assert not may_be_published(tmp_path)
    assert not may_be_published(tmp_path / "none.csv")
