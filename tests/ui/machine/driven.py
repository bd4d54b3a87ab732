"""The window as the machine drives it: work is held back, and everything asked of it is noted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from PySide6.QtCore import QCoreApplication, QEvent, QRunnable, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox

from tests.ui.driving import check_page, fix_page
from tests.ui.expected import ExpectedFile, Press, Wanted, WantedRow, logged
from tests.ui.machine.held_timers import HeldTimers
from ui.edits import Edit
from ui.fixing.proposals import Key
from ui.main_window import MainWindow
from ui.preferences import Preferences

ROWS = {"first.csv": slice(0, 60), "second.csv": slice(60, 100)}
SOME = st.integers(0, 40)
FIRST_TOUCH = 1_700_000_000 * 10**9
"""Long ago, so that no file is waited for as one that is just being written."""
Button = QMessageBox.StandardButton


class HeldJobs:
    """In place of a pool of threads: keeps what is started until it is let go."""

    def __init__(self) -> None:
        self.held: list[QRunnable] = []

    def start(self, runner: QRunnable) -> None:
        self.held.append(runner)

    def waitForDone(self) -> None:  # noqa: N802
        self.held.clear()

    def let_go(self, place: int) -> None:
        self.held.pop(place % len(self.held)).run()


class DrivenWindow(RuleBasedStateMachine):
    """Holds what the window is expected to hold, by what was pressed and seen."""

    folder: Path
    timers = HeldTimers()

    def __init__(self) -> None:
        super().__init__()
        self.window = MainWindow(Preferences(theme="light"))
        self.space = self.window.workspace
        self.jobs = HeldJobs()
        self.space.jobs._pool = self.jobs  # type: ignore[assignment]
        self.space.jobs._leave_behind = lambda _: None  # type: ignore[method-assign]
        self.space.deferred._go_on = lambda: None  # type: ignore[method-assign]
        self.told: list[str] = []
        self.faults: list[BaseException] = []
        self.space.jobs.problem.disconnect()
        self.space.jobs.fault.disconnect(self.window.show_fault)
        self.space.jobs.problem.connect(lambda problem: self.told.append(str(problem)))
        self.space.jobs.fault.connect(self.faults.append)
        # What the system signals comes when the system likes: that a file was written, and that
        # the window is the active one.
        self.window.watch._signals.blockSignals(True)
        QApplication.instance().applicationStateChanged.disconnect(self.window.watch._activated)
        self.touched = FIRST_TOUCH
        """When the open file was last said to be written, in ns; the same for each window."""
        for name in ROWS:
            os.utime(self.folder / name, ns=(FIRST_TOUCH, FIRST_TOUCH))
        self.agrees = True
        self.asked = 0
        self.changed_at = self.drafted_at = self.typed_at = 0
        """How often had been asked when something was last changed or typed, here or there."""
        self.file: object = None
        self.expected: ExpectedFile | None = None
        self.wanted: list[Wanted | WantedRow] | None = None
        self.wanted_of: object = None
        self.write_of: int | None = None
        """How many edits had been asked for when the submission was asked for."""
        self.is_pressing_write = False
        self.drafts: dict[Key, str] = {}
        self.typing: tuple[int, str, str] | None = None
        """The row, by its number in Excel, the field, and the text in the open editor."""
        self.keys: tuple[Key, ...] = ()
        self.menu: list[tuple[Callable[[], object], list[Wanted | WantedRow], object]] = []
        self._watch_edits()
        self._watch_jobs()
        QMessageBox.question = self._question  # type: ignore[method-assign, assignment]
        self.window.resize(1280, 720)
        self.window.show()
        self.window.activateWindow()
        self._events()

    # ---- what is watched

    def _watch_edits(self) -> None:
        edits, space = self.space.edits, self.space
        add, follow, edit_cell = edits._add, edits.follow, space.edit_cell

        def added(edit: Edit) -> None:
            assert self.expected is not None
            if edit.kind == "do":
                self._holds(self.wanted is not None, "a change that nobody asked for")
                self._holds(self.wanted_of is space.file, "a change meant for another file")
                press, self.wanted = Press("do", self.wanted or []), None
            else:
                ahead = self.expected.ahead
                stack = ahead.steps if edit.kind == "undo" else ahead.undone
                press = Press(edit.kind, of=stack[-1])
            self.expected.press(press, edit)
            self.changed_at = self.asked
            if self.is_pressing_write and self.write_of is not None:
                self.write_of += 1  # of the editor that was open
            add(edit)

        def followed(history: Any) -> None:
            follow(history)
            if self.expected is not None:
                self.expected.followed(edits)

        def cell_edited(
            record: int, field: str, text: str, *, of: object = None, seen: Any = None
        ) -> None:
            self._holds(self.typing is not None, "a cell that nobody typed in")
            assert self.typing is not None
            self._holds((field, text) == self.typing[1:], "something else than was typed")
            before, self.wanted = self.wanted, [Wanted(field, None, text, self.typing[0])]
            self.wanted_of, self.typing = self.file, None
            edit_cell(record, field, text, of=of, seen=seen)
            self.wanted = before

        edits._add = added  # type: ignore[method-assign]
        edits.follow = followed  # type: ignore[method-assign]
        space.edit_cell = cell_edited  # type: ignore[method-assign]

    def _watch_jobs(self) -> None:
        """A result belongs to the file that it came from; what is written, to what was asked."""
        space = self.space
        start, written = space.jobs.start, space.written

        def started(lane: str, function: Any, done: Any, **how: Any) -> None:
            file = space.file
            outlives = lane == "open" or how.get("writes") or not how.get("of_file", True)
            if lane == "submit":
                as_asked = self.write_of == space.edits.asked
                self._holds(as_asked, "written is something else than was asked")
                self.write_of = None

            def told(result: Any) -> None:
                self._holds(outlives or space.file is file, f"{lane}: result of a former file")
                self.writes_of = file
                done(result)

            start(lane, function, told, **how)

        def has_written(steps: Any) -> None:
            self._holds(self.writes_of is space.file, "the submission of a former file")
            if self.expected is not None:
                self.expected.written = logged(tuple(c for step in steps for c in step.changes))
            written(steps)

        self.writes_of: object = None
        space.jobs.start = started  # type: ignore[method-assign]
        space.written = has_written  # type: ignore[method-assign]

    def _holds(self, condition: bool, otherwise: str) -> None:
        """Note what does not hold: Qt would keep an exception that is raised on the way to it."""
        if not condition:
            self.faults.append(AssertionError(otherwise))

    def _question(self, _parent: object, title: str, text: str, *_: object) -> Button:
        self.asked += 1
        yes = Button.Yes if "Replace" in text or "writing" in text else Button.Discard
        return yes if self.agrees else Button.Cancel

    def _events(self) -> None:
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._follow_file()

    def _follow_file(self) -> None:
        """Another file is open: nothing that was unsaved may have gone without a question."""
        if self.space.file is self.file:
            return
        changed = self.expected is not None and self.expected.log() != self.expected.written
        for lost, when in (
            (changed, self.changed_at),
            (self.drafts, self.drafted_at),
            (self.typing, self.typed_at),
        ):
            assert not lost or self.asked > when, "something was lost without a question"
        assert self.space.opened is not None
        self.file = self.space.file
        self.expected = ExpectedFile(self.space.opened.extract)
        self.drafts, self.typing, self.keys = {}, None, ()

    def _press(
        self, pressed: Callable[[], object], wanted: list[Wanted | WantedRow], of: object = None
    ) -> None:
        """Press something that was seen to do what is wanted, to the file it was seen with."""
        self.wanted, self.wanted_of = wanted, self.file if of is None else of
        try:
            pressed()
        finally:
            self.wanted = None
        self._events()

    @property
    def page(self) -> Any:
        return fix_page(self.window)

    def _on_fix(self) -> bool:
        return self.window.page == "fix" and bool(self.page.shown)

    def _editor(self) -> QLineEdit | None:
        grid = check_page(self.window).panel.grid
        if grid.state() != grid.State.EditingState:
            return None
        return next(iter(grid.viewport().findChildren(QLineEdit)), None)

    def teardown(self) -> None:
        self.agrees = True
        if self.typing is not None and (editor := self._editor()) is not None:
            QTest.keyClick(editor, Qt.Key.Key_Escape)
        self.space.ask = lambda _: True
        self.wanted, self.wanted_of = [], self.space.file
        QTest.keyRelease(self.window, Qt.Key.Key_Shift)
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.timers.forget()
        shutil.rmtree(self.folder / "settings", ignore_errors=True)
        for made in self.folder.glob("*_submission*"):
            made.unlink()
