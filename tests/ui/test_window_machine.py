"""The real window, driven in random orders while its work is held back and let go at random.

Jobs do not run in threads here: each waits until the machine picks it, in any order, and so does
each deferred call. What a person would see between two of them is looked at after every step, so
that nothing depends on how fast a machine is, and an order that fails can be found again.
WINDOW_STEPS says how many steps are made.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QCoreApplication, QEvent, QRunnable, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox
from shiboken6 import isValid

from tests.ui.driving import SAMPLE, SOON, check_page, fix_page, submit_page, words
from tests.ui.expected import ExpectedFile, Press, Wanted, texts_of
from ui.app import make_application
from ui.edits import Edit
from ui.fixing.proposals import LEFT, Key, key_of
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import apply_theme

STEPS = int(os.environ.get("WINDOW_STEPS", "2000"))
EACH = 100
"""Steps with one window."""
ROWS = {"first.csv": slice(0, 60), "second.csv": slice(60, 100)}
NEVER = 10_000_000
"""Milliseconds after which nothing comes by itself while the machine runs."""
Button = QMessageBox.StandardButton
SOME = st.integers(0, 40)


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


class WindowMachine(RuleBasedStateMachine):
    """Holds after each step that what is shown is what is acted on, and that nothing is lost."""

    folder: Path

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
        self.agrees = True
        self.asked = 0
        self.unsaved_at = 0
        """How often had been asked when something last became unsaved."""
        self.file: object = None
        self.expected: ExpectedFile | None = None
        self.wanted: list[Wanted] | None = None
        self.drafts: dict[Key, str] = {}
        self.typing: tuple[int, str, str] | None = None
        self.keys: tuple[Key, ...] = ()
        self._watch()
        self.window.resize(1280, 720)
        self.window.show()
        self.window.activateWindow()
        self._events()

    # ---- what is watched

    def _watch(self) -> None:
        edits, space = self.space.edits, self.space
        add, follow, edit_cell = edits._add, edits.follow, space.edit_cell

        def added(edit: Edit) -> None:
            assert self.expected is not None
            if edit.kind == "do":
                assert self.wanted is not None, "a change that nobody asked for"
                press, self.wanted = Press("do", self.wanted), None
            else:
                ahead = self.expected.ahead
                stack = ahead.steps if edit.kind == "undo" else ahead.undone
                press = Press(edit.kind, of=stack[-1])
            self.expected.press(press, edit)
            self.unsaved_at = self.asked
            add(edit)

        def followed(history: Any) -> None:
            follow(history)
            if self.expected is not None:
                self.expected.followed(edits)

        def cell_edited(record: int, field: str, text: str, *, of: object = None) -> None:
            assert self.typing == (record, field, text), "a cell that nobody typed in"
            before, self.wanted = self.wanted, [Wanted(field, "", text, record)]
            self.typing = None
            edit_cell(record, field, text, of=of)
            self.wanted = before

        written = space.written

        def has_written(steps: Any) -> None:
            if self.expected is not None:
                changes = [c for step in steps for c in step.changes]
                self.expected.written = [(c.field, c.found, c.written) for c in changes]
            written(steps)

        space.written = has_written  # type: ignore[method-assign]
        edits._add = added  # type: ignore[method-assign]
        edits.follow = followed  # type: ignore[method-assign]
        space.edit_cell = cell_edited  # type: ignore[method-assign]
        QMessageBox.question = self._question  # type: ignore[method-assign, assignment]

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
        lost = self.expected is not None and self.expected.log() != self.expected.written
        if lost or self.drafts or self.typing is not None:
            assert self.asked > self.unsaved_at, "something was lost without a question"
        assert self.space.opened is not None
        self.file = self.space.file
        self.expected = ExpectedFile(self.space.opened.extract)
        self.drafts, self.typing, self.keys = {}, None, ()

    @property
    def page(self) -> Any:
        return fix_page(self.window)

    def _on_fix(self) -> bool:
        return self.window.page == "fix" and bool(self.page.shown)

    # ---- what goes on by itself

    @initialize(name=st.sampled_from(list(ROWS)))
    def begin(self, name: str) -> None:
        self.open(name)
        self.catch_up()

    @rule(place=SOME)
    @precondition(lambda self: self.jobs.held)
    def end_job(self, place: int) -> None:
        self.jobs.let_go(place)
        self._events()

    @rule(calls=st.integers(1, 3))
    @precondition(lambda self: self.space.deferred.pending)
    def make_deferred_call(self, calls: int) -> None:
        for _ in range(calls):
            self.space.deferred._run_next()
        self._events()

    @rule()
    @precondition(lambda self: self.page.is_new)
    def look(self) -> None:
        self.page._look_first.stop()
        self.page._allow()

    @rule()
    def catch_up(self) -> None:
        """Let everything end; then the file is what it ought to be."""
        while self.jobs.held or self.space.deferred.pending:
            if self.jobs.held:
                self.jobs.let_go(0)
            self._events()
            self.space.deferred._run_next()
            self._events()
        if self.page.is_new:
            self.look()
        if self.expected is None or self.space.history is None or self.space.opened is None:
            return
        log = [(c.field, c.found, c.written) for c in self.space.history.changes]
        assert log == self.expected.log(), "the log is not what was accepted"
        for name in {name for name, *_ in log}:
            column = self.space.opened.extract.column(name)
            assert texts_of(column) == self.expected.column(name)
        assert self.space.is_editing is False
        if self._on_fix():
            assert self.page.pane.isEnabled()
        panel = check_page(self.window).panel
        if self.space.choice is None:
            assert len(panel.model.rows) == len(self.space.opened.extract)

    # ---- what a person does

    @rule(agrees=st.booleans())
    def change_mind(self, agrees: bool) -> None:
        self.agrees = agrees

    @rule(name=st.sampled_from(list(ROWS)))
    def open(self, name: str) -> None:
        self.window.open_file(self.folder / name)
        self._events()

    @rule()
    def read_again(self) -> None:
        self.space.open_again()
        self._events()

    @rule()
    def cancel(self) -> None:
        self.space.jobs.cancel()
        self._events()

    @rule(name=st.sampled_from(["open", "check", "fix", "fix", "preview", "submit"]))
    def go_to_page(self, name: str) -> None:
        self.window.show_page(name)
        self._events()

    @rule(place=st.integers(0, 4))
    @precondition(lambda self: self.window.page == "fix")
    def filter(self, place: int) -> None:
        self.page.sure.setCurrentIndex(place)
        self._events()

    @rule(rows=st.lists(SOME, min_size=1, max_size=3), shift=st.booleans())
    @precondition(_on_fix)
    def choose(self, rows: list[int], shift: bool) -> None:
        if shift:
            QTest.keyPress(self.page.proposals, Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier)
        self.page.proposals.select_rows(sorted({row % len(self.page.shown) for row in rows}))
        self.keys = self.page._keys()
        self._events()

    @rule()
    def release_keys(self) -> None:
        QTest.keyRelease(self.window, Qt.Key.Key_Shift)

    @rule(text=st.sampled_from(["", "White: Ir", "Unknown", "31/03/2026"]))
    @precondition(lambda self: self._on_fix() and len(self.page.pane.keys) == 1)
    def type_value(self, text: str) -> None:
        box, (key,) = self.page.pane.become, self.page.pane.keys
        if self.page.pane.isEnabled() and box.isEnabled():
            box.setEditText(text)
            self.drafts.pop(key, None)
            if text != self.page.pane._initial:
                self.drafts[key] = text
                self.unsaved_at = self.asked
        self._events()

    @rule(by_mouse=st.booleans())
    @precondition(_on_fix)
    def accept(self, by_mouse: bool) -> None:
        """Accept: what is taken is what the list marks and the pane shows, or nothing is."""
        chosen = [self.page.shown[i] for i in self.page._chosen().tolist()]
        shown = words(self.page.pane)
        if len(chosen) == 1:
            box = self.page.pane.become
            text = box.currentText() if isValid(box) else ""
            self.wanted = [Wanted(chosen[0].field, chosen[0].found, text)]
            seen = f"“{chosen[0].found or 'blank'}”" in shown and chosen[0].field in shown
        else:
            self.wanted = [
                Wanted(p.field, p.found, p.written) for p in chosen if p.written is not None
            ]
            seen = f"{len(chosen)} values chosen" in shown
        asked = self.space.edits.asked
        self._press(self.page.pane.accept.click if by_mouse and chosen else self.page.accept)
        if self.space.edits.asked > asked:
            assert seen, "what was accepted was not shown"
            if len(chosen) == 1:
                self.drafts.pop(key_of(chosen[0]), None)

    @rule(by_mouse=st.booleans())
    @precondition(_on_fix)
    def accept_all(self, by_mouse: bool) -> None:
        self.wanted = [
            Wanted(p.field, p.found, str(p.written))
            for p in self.page._list.safe
            if key_of(p) not in self.space.left_alone
        ]
        self._press(self.page.accept_safe.click if by_mouse else self.page.accept_all_safe)

    def _press(self, pressed: Callable[[], object]) -> None:
        try:
            pressed()
        finally:
            self.wanted = None
        self._events()

    @rule()
    @precondition(_on_fix)
    def leave(self) -> None:
        before, chosen = set(self.space.left_alone), set(self.page._keys())
        listed = self.page._list.wanted
        self.page.refuse()
        now = self.space.left_alone
        assert now ^ before <= chosen, "another value was left as it is"
        assert now >= before or listed == LEFT
        self._events()

    @rule()
    def undo(self) -> None:
        self.window.menus._undo.trigger()
        self._events()

    @rule()
    def redo(self) -> None:
        self.window.menus._redo.trigger()
        self._events()

    @rule(record=SOME, place=st.integers(0, 12), text=st.sampled_from(["x", "Unknown", ""]))
    @precondition(lambda self: self.typing is None and self.space.opened is not None)
    def type_in_cell(self, record: int, place: int, text: str) -> None:
        self.window.show_page("check")
        self._events()
        panel = check_page(self.window).panel
        if not len(panel.model.rows) or panel._after is not None:
            return
        row, place = record % len(panel.model.rows), place % len(panel.model.names)
        record, name = int(panel.model.rows[row]), panel.model.names[place]
        shown = panel.model.text(row, place)
        panel.grid.go_to(row, place)
        panel.grid.setFocus()
        QTest.keyClick(panel.grid, Qt.Key.Key_F2)
        editors = panel.grid.viewport().findChildren(QLineEdit)
        if editors and panel.grid.state() == panel.grid.State.EditingState:
            editors[-1].selectAll()
            QTest.keyClicks(editors[-1], text) if text else QTest.keyClick(
                editors[-1], Qt.Key.Key_Delete
            )
            if text != shown:
                self.typing = record, name, text
                self.unsaved_at = self.asked

    @rule(key=st.sampled_from([Qt.Key.Key_Return, Qt.Key.Key_Escape]))
    @precondition(lambda self: self.typing is not None and self._editor() is not None)
    def end_typing(self, key: Qt.Key) -> None:
        editor = self._editor()
        assert editor is not None
        if key == Qt.Key.Key_Escape:
            self.typing = None
        QTest.keyClick(editor, key)
        self._events()

    def _editor(self) -> QLineEdit | None:
        grid = check_page(self.window).panel.grid
        if grid.state() != grid.State.EditingState:
            return None
        return next(iter(grid.viewport().findChildren(QLineEdit)), None)

    @rule(what=st.sampled_from(["next", "sort", "group", "search", "all", "order"]), place=SOME)
    @precondition(lambda self: self.window.page == "check")
    def look_around(self, what: str, place: int) -> None:
        page = check_page(self.window)
        panel = page.panel
        if what == "next":
            panel.step(forward=bool(place % 2))
        elif what == "sort":
            panel.grid.sort_here(descending=bool(place % 2))
        elif what == "group" and page.groups.model().rowCount():
            page.groups.choose_row(place % page.groups.model().rowCount())
        elif what == "search":
            panel.search.setText(str(place))
            panel.search.returnPressed.emit()
        elif what == "all":
            self.space.show(None)
        elif what == "order":
            panel.file_order()
        self._events()

    @rule()
    @precondition(lambda self: self.space.opened is not None)
    def write(self) -> None:
        self.window.show_page("submit")
        submit_page(self.window).begin()
        self._events()

    # ---- what always holds

    @invariant()
    def nothing_went_wrong(self) -> None:
        assert not self.faults, self.faults

    @invariant()
    def what_can_be_acted_on_is_what_is_shown(self) -> None:
        page = self.page
        if not page.isVisible() or not page.pane.isEnabled() or not page._keys():
            return
        assert page.pane.keys == page._keys()
        rows = page._chosen().tolist()
        model = page.proposals.listing_model
        for row in rows:
            assert model.data(model.index(row, 0)) == page.shown[row].field
        if len(rows) == 1:
            texts = [part.text() for part in page.pane.shown.findChildren(QLabel)]
            assert texts[0] == page.shown[rows[0]].field
            assert f"“{page.shown[rows[0]].found or 'blank'}”" in texts

    @invariant()
    def what_was_chosen_stays_chosen_while_it_is_there(self) -> None:
        now = self.page._keys()
        listed = {key_of(p) for p in self.page.shown}
        if still := [key for key in self.keys if key in listed]:
            assert [key for key in now if key in set(still)] == [k for k in now if k in self.keys]
            assert set(now) == set(still)
        if listed:
            self.keys = now

    @invariant()
    def nothing_typed_is_lost(self) -> None:
        for key, text in list(self.drafts.items()):
            if self.space.drafts.get(key) != text:
                assert "was not used" in self.page.said.text(), "what was typed is gone"
                del self.drafts[key]
        if self.typing is not None:
            editor = self._editor()
            assert editor is not None, "the editor was closed without a word"
            assert editor.text() == self.typing[2]

    @invariant()
    def changes_are_said_to_be_unsaved(self) -> None:
        if self.expected is not None and self.expected.log() not in ([], self.expected.written):
            history, start = self.space.history, self.space.as_read
            assert history is not None
            assert start is not None
            assert self.space.dirty or not history.cells_changed

    @invariant()
    def what_submit_says_is_about_the_open_file(self) -> None:
        page = submit_page(self.window)
        if page._last is None or self.space.path is None:
            return
        _, outputs, _ = page._last
        assert outputs.submission.name == f"{self.space.path.stem}_submission.csv"
        assert self.expected is not None
        if not self.space.is_editing and not self.jobs.held and not self.space.deferred.pending:
            said = words(page)
            to_be_sent = "Send this one" in said or "Send it once" in said
            if page.isVisible() and self.space.dirty:
                assert not to_be_sent, "a submission without the latest changes is to be sent"

    def teardown(self) -> None:
        self.agrees = True
        if self.typing is not None and (editor := self._editor()) is not None:
            QTest.keyClick(editor, Qt.Key.Key_Escape)
        self.space.ask = lambda _: True
        self.wanted = [Wanted("", "", "")]
        QTest.keyRelease(self.window, Qt.Key.Key_Shift)
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        shutil.rmtree(self.folder / "settings", ignore_errors=True)
        for made in self.folder.glob("*_submission*"):
            made.unlink()


@pytest.fixture
def _machine_folder(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Two small files with faults; times that would come by themselves never do."""
    apply_theme(make_application(["cldvalidator"]), "light", 1.0)
    with tempfile.TemporaryDirectory() as name:
        WindowMachine.folder = Path(name)
        monkeypatch.setenv("CLDVALIDATOR_SETTINGS", str(Path(name) / "settings"))
        head, *records = SAMPLE.read_text("utf-8").splitlines()
        for file, rows in ROWS.items():
            Path(name, file).write_text("\n".join([head, *records[rows]]) + "\n", "utf-8")
        monkeypatch.setattr(QMessageBox, "question", QMessageBox.question)
        QApplication.setDoubleClickInterval(NEVER)
        yield
        QApplication.setDoubleClickInterval(SOON)


@pytest.mark.usefixtures("_machine_folder")
def test_the_window_in_any_order() -> None:
    run_state_machine_as_test(
        WindowMachine,
        settings=settings(
            max_examples=max(1, STEPS // EACH),
            stateful_step_count=EACH,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
