"""Deferred calls of the window: one an event, none lost, none done for what is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from tests.ui.driving import check_page, fix_page, opened, settled
from ui.deferred import DeferredCalls
from ui.main_window import MainWindow
from ui.opening.header_matches import HeaderMatches


class Part(QObject):
    def __init__(self, done: list[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.done = done

    def first(self) -> None:
        self.done.append("first")

    def second(self) -> None:
        self.done.append("second")

    def busy(self) -> None:
        self.done.append("busy")
        QTimer.singleShot(0, self, lambda: self.done.append("the user's"))

    def wrong(self) -> None:
        self.done.append("wrong")
        raise ValueError


@pytest.fixture
def parent(qtbot: QtBot) -> QObject:
    return QObject()


def test_calls_are_made_once_each_in_an_event_of_its_own(qtbot: QtBot, parent: QObject) -> None:
    deferred = DeferredCalls(parent)
    done: list[str] = []
    part = Part(done, parent)
    deferred.defer(part.busy)
    deferred.defer(part.second)
    deferred.defer(part.busy)
    assert done == []
    assert deferred.pending
    qtbot.waitUntil(lambda: not deferred.pending)
    assert done == ["busy", "the user's", "second"]


def test_a_call_can_be_made_at_once_or_cancelled(qtbot: QtBot, parent: QObject) -> None:
    deferred = DeferredCalls(parent)
    done: list[str] = []
    part = Part(done, parent)
    deferred.defer(part.first)
    deferred.defer(part.second)
    deferred.run_now(part.second)
    deferred.run_now(part.second)
    assert done == ["second"]
    deferred.cancel(part.first)
    assert not deferred.pending
    deferred.defer(part.first)
    deferred.cancel_all()
    qtbot.wait(60)
    assert done == ["second"]


def test_one_that_fails_or_whose_part_is_gone_holds_up_no_other(
    qtbot: QtBot, parent: QObject
) -> None:
    deferred = DeferredCalls(parent)
    done: list[str] = []
    gone, part = Part(done), Part(done, parent)
    deferred.defer(gone.first)
    deferred.defer(part.wrong)
    deferred.defer(part.second)
    delete(gone)
    with qtbot.captureExceptions() as raised:
        qtbot.waitUntil(lambda: not deferred.pending)
    assert done == ["wrong", "second"]
    assert [kind for kind, *_ in raised] == [ValueError]


def test_nothing_of_the_file_before_is_shown(
    qtbot: QtBot, window: MainWindow, extract_file: Path, tmp_path: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("fix")
    settled(qtbot, window)
    fix = fix_page(window)
    assert len(fix.shown) > 0
    assert fix.pane.shown.children()
    lines = extract_file.read_text("utf-8").splitlines()
    other = tmp_path / "other.csv"
    other.write_text("\n".join(lines[:40]), "utf-8")
    told: list[tuple[int, str, int]] = []

    def look() -> None:
        tables = [t for t in window.pages["open"].findChildren(HeaderMatches) if t.isVisible()]
        told.append((len(fix.shown), fix.topic, check_page(window).groups.model().rowCount()))
        assert not tables

    window.workspace.file_changed.connect(look)
    opened(qtbot, window, other)
    assert told == [(0, "", 0)]
    (table,) = window.pages["open"].findChildren(HeaderMatches)
    assert table.isVisible()
    window.show_page("fix")
    settled(qtbot, window)
    assert all(p.cells <= 39 for p in fix.shown)


def test_who_walks_on_is_told_of_the_cell_that_is_reached(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    settled(qtbot, window)
    page = check_page(window)
    for _ in range(3):
        page.panel.walk.step(forward=True)
    record, name = window.workspace.cell  # type: ignore[misc]
    opened_now, views = window.workspace.opened, window.workspace.views
    assert opened_now is not None
    assert views is not None
    found = views.of_record(record)
    assert page.topic == found.loc[found["field"] == name, "rule"].tolist()[0]
