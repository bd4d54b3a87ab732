"""The open file is written anew by somebody else: it is said, and nothing happens by itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.driving import SAMPLE, WAIT, opened, settled
from ui.main_window import MainWindow
from ui.opening.file_watch import FileWatch
from ui.opening.written_anew import WrittenAnew

LINES = SAMPLE.read_bytes().splitlines(keepends=True)
SHORTER, SHORTEST = b"".join(LINES[:-5]), b"".join(LINES[:-9])


@pytest.fixture
def watch(qtbot: QtBot, window: MainWindow, extract_file: Path) -> FileWatch:
    """A watch whose looks the test asks for: no signal and no time comes between."""
    watch = window.watch
    watch._signals.blockSignals(True)
    watch._retry.setInterval(3_600_000)
    opened(qtbot, window, extract_file)
    return watch


def _look(qtbot: QtBot, window: MainWindow, times: int = 2) -> None:
    for _ in range(times):
        window.watch.look()
        settled(qtbot, window)


def _banner(window: MainWindow) -> WrittenAnew:
    return window.findChildren(WrittenAnew)[-1]


def _write(path: Path, content: bytes, when: int) -> None:
    path.write_bytes(content)
    os.utime(path, ns=(when * 10**9, when * 10**9))


def test_it_is_read_again_when_the_user_says_so_and_what_changed_is_shown(
    qtbot: QtBot, window: MainWindow, watch: FileWatch, extract_file: Path
) -> None:
    before = window.workspace.as_read
    assert before is not None
    assert not _banner(window).isVisible()
    _write(extract_file, SHORTER, 1_800_000_000)
    _look(qtbot, window)
    assert window.workspace.as_read is before
    banner = _banner(window)
    assert banner.isVisible()
    assert banner.again is not None
    banner.again.click()
    settled(qtbot, window)
    now = window.workspace.as_read
    assert now is not None
    assert len(now.extract) == len(before.extract) - 5
    assert window.page == "compare"
    qtbot.waitUntil(lambda: window.comparison.compared is not None, timeout=WAIT)
    compared = window.comparison.compared
    assert compared is not None
    assert compared.comparison.two.files[0] is before
    assert not _banner(window).isVisible()
    _look(qtbot, window)
    assert watch.offered is None


def test_a_file_that_is_half_written_is_waited_for(
    qtbot: QtBot, window: MainWindow, watch: FileWatch, extract_file: Path
) -> None:
    for when, size in enumerate((2_000, 9_000, 20_000), 1_800_000_000):
        _write(extract_file, SHORTER[:size], when)
        _look(qtbot, window, 1)
        assert watch.offered is None
        assert watch._retry.isActive()
    _look(qtbot, window, 1)
    assert watch.offered is window.workspace.file


def test_the_same_content_and_a_file_that_is_gone_are_no_news(
    qtbot: QtBot, window: MainWindow, watch: FileWatch, extract_file: Path
) -> None:
    content = extract_file.read_bytes()
    _write(extract_file, content, 1_800_000_000)
    _look(qtbot, window, 3)
    assert watch.offered is None
    extract_file.unlink()
    _look(qtbot, window)
    assert watch.offered is None
    _write(extract_file, SHORTER, 1_800_000_001)
    _look(qtbot, window)
    assert watch.offered is not None


def test_edits_are_asked_about_and_stay_when_the_answer_is_no(
    qtbot: QtBot, window: MainWindow, watch: FileWatch, extract_file: Path
) -> None:
    space = window.workspace
    space.edit_cell(3, "Event Outcome", "NFA: Other")
    settled(qtbot, window)
    asked: list[str] = []
    space.ask = lambda doing: bool(asked.append(doing))
    _write(extract_file, SHORTER, 1_800_000_000)
    _look(qtbot, window)
    before, steps = space.file, space.history and space.history.steps
    watch.check_again(watch.offered)
    settled(qtbot, window)
    assert asked == ["Read the file again"]
    assert space.file is before
    assert space.history is not None
    assert space.history.steps == steps
    assert _banner(window).isVisible()


def test_not_now_holds_until_it_is_written_once_more(
    qtbot: QtBot, window: MainWindow, watch: FileWatch, extract_file: Path
) -> None:
    _write(extract_file, SHORTER, 1_800_000_000)
    _look(qtbot, window)
    leave = _banner(window).leave
    assert leave is not None
    leave.click()
    assert not _banner(window).isVisible()
    _look(qtbot, window)
    assert watch.offered is None
    _write(extract_file, SHORTEST, 1_800_000_001)
    _look(qtbot, window)
    assert watch.offered is not None


def test_what_was_offered_for_another_file_is_refused(
    qtbot: QtBot, window: MainWindow, watch: FileWatch, extract_file: Path
) -> None:
    _write(extract_file, SHORTER, 1_800_000_000)
    _look(qtbot, window)
    offered = watch.offered
    other = extract_file.with_name("other.csv")
    other.write_bytes(SHORTEST)
    opened(qtbot, window, other)
    assert not _banner(window).isVisible()
    said: list[str] = []
    window.workspace.jobs.problem.disconnect()
    window.workspace.jobs.problem.connect(lambda problem: said.append(problem.what))
    watch.check_again(offered)
    settled(qtbot, window)
    assert said == ["Nothing was changed: another file has been opened since."]
    assert window.workspace.path == other


def test_a_drive_that_does_not_signal_is_looked_at_when_the_window_is_activated(
    qtbot: QtBot, window: MainWindow, watch: FileWatch, extract_file: Path
) -> None:
    _write(extract_file, SHORTER, 1_800_000_000)
    for _ in range(2):
        watch._activated(Qt.ApplicationState.ApplicationActive)
        settled(qtbot, window)
    assert watch.offered is not None


def test_a_signal_is_enough(qtbot: QtBot, window: MainWindow, extract_file: Path) -> None:
    window.watch._retry.setInterval(20)
    opened(qtbot, window, extract_file)
    replacement = extract_file.with_name("new.csv")
    _write(replacement, SHORTER, 1_800_000_000)
    replacement.replace(extract_file)
    qtbot.waitUntil(lambda: _banner(window).isVisible(), timeout=WAIT)
