"""The real window, driven in random orders while its work is held back and let go at random.

Jobs do not run in threads here: each waits until the machine picks it, in any order, and so do each
deferred call and each timer. What a person would see between two of them is looked at after every
step, so that nothing depends on how fast a machine is, and an order that fails can be found again.
WINDOW_STEPS says how many steps are made.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test
from PySide6.QtWidgets import QMessageBox

from cldvalidator.measures import preview
from cldvalidator.measures.registry import registered
from tests.ui.driving import SAMPLE, submit_page
from tests.ui.expected import logged, texts_of
from tests.ui.machine.always import Always
from tests.ui.machine.driven import ROWS, SOME
from tests.ui.machine.on_fix import OnFix
from tests.ui.machine.on_looking import OnLooking
from ui.app import make_application
from ui.theme import apply_theme

STEPS = int(os.environ.get("WINDOW_STEPS", "1000"))
EACH = 100
"""Steps with one window."""
FAULTS: tuple[tuple[int, str, Callable[[str], str]], ...] = (
    (2, "Ethnicity", str.lower),
    (3, "Ethnicity", str.upper),
    (3, "Primary Support Reason", lambda text: f"{text} "),
    (4, "Accommodation Status", str.upper),
    (5, "Gender", lambda text: f"Code {text[:1]}"),
)
MEASURE = "ASCOF 2A"
"""The only one that is computed here: all of them took a third of the time of all steps."""
HASTY = st.sampled_from(["", "", "undo", "clear", "open"])


class WindowMachine(OnFix, OnLooking, Always):
    """What goes on by itself, and what is asked of the window as a whole."""

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

    @rule(place=SOME)
    @precondition(lambda self: self._due())
    def let_timer_elapse(self, place: int) -> None:
        due = self._due()
        self.timers.elapse(due[place % len(due)])
        self._events()

    @rule()
    @precondition(lambda self: self.page.is_new)
    def look(self) -> None:
        self.page.guard._look_first.stop()
        self.page.guard.allow()

    @rule()
    def catch_up(self) -> None:
        """Let everything end; then the file is what it ought to be."""
        self._let_end()
        if self.page.is_new:
            self.look()
        opened, history, expected = self.space.opened, self.space.history, self.expected
        if expected is None or history is None or opened is None:
            return
        log = logged(history.changes)
        assert log == expected.log(), "the log is not what was accepted"
        assert opened.extract.source_rows.tolist() == expected.source_rows()
        for name in {name for name, *_ in log} - {""}:
            assert texts_of(opened.extract.column(name)) == expected.column(name)
        assert self.space.is_editing is False
        if self._on_fix():
            assert self.page.pane.isEnabled()
        if self.space.choice is None:
            assert len(self.panel.model.rows) == len(opened.extract)

    @rule(what=st.sampled_from([*ROWS, "read again", "touch", "cancel", "agree", "refuse"]))
    def do_with_file(self, what: str) -> None:
        """All of this is one rule: each of them alone ends most of what was begun."""
        if what in ROWS:
            self.open(what)
        elif what == "read again":
            self.space.open_again()
        elif what == "touch":
            self.touch()
        elif what == "cancel":
            self.space.jobs.cancel()
        else:
            self.agrees = what == "agree"
        self._events()

    def touch(self) -> None:
        """Have the open file written anew with the content that it had."""
        if self.space.path is not None:
            self.touched += 10**9
            os.utime(self.space.path, ns=(self.touched, self.touched))
            self.window.watch.look()

    def open(self, name: str) -> None:
        self.window.open_file(self.folder / name)
        self._events()

    @rule(
        name=st.sampled_from(["fix", "fix", "fix", "check", "check", "open", "preview", "submit"])
    )
    def go_to_page(self, name: str) -> None:
        self.window.show_page(name)
        self._events()

    @rule(before=HASTY, then=HASTY)
    @precondition(lambda self: self.space.opened is not None)
    def write(self, before: str, then: str) -> None:
        """Write what is shown, with a change before it or one after it, that nobody waits for.

        A change after this is not among what was asked for, so that nothing is written.
        """
        self._change_in_haste(before)
        self.window.show_page("submit")
        if not self.space.jobs.running("submit"):
            self.write_of, self.is_pressing_write = self.space.edits.asked, True
        submit_page(self.window).begin()
        self.is_pressing_write = False
        self._events()
        self._change_in_haste(then)

    def _change_in_haste(self, what: str) -> None:
        if what == "undo":
            self.undo(again=False)
        elif what == "clear" and self.typing is None and self._has_rows():
            self.enter_in_cells(first=self.space.edits.asked, count=1, place=5, how="clear")
        elif what == "open" and self.space.path is not None:
            self.open(next(name for name in ROWS if name != self.space.path.name))
            if self.jobs.held:
                self.jobs.let_go(-1)  # it is read before what was begun ends
                self._events()


def with_faults(head: list[str], records: list[list[str]]) -> list[list[str]]:
    """Return records with many values to decide about, so that a list has places to mistake."""
    found = [list(record) for record in records]
    for every, field, spoilt in FAULTS:
        for record in found[::every]:
            record[head.index(field)] = spoilt(record[head.index(field)])
    return found


@pytest.fixture
def _machine_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two small files with faults; times that would come by themselves never do."""
    apply_theme(make_application(["cldvalidator"]), "light", 1.0)
    with tempfile.TemporaryDirectory() as name:
        WindowMachine.folder = Path(name)
        monkeypatch.setenv("CLDVALIDATOR_SETTINGS", str(Path(name) / "settings"))
        with SAMPLE.open(encoding="utf-8", newline="") as sample:
            head, *records = csv.reader(sample)
        for file, rows in ROWS.items():
            with Path(name, file).open("w", encoding="utf-8", newline="") as made:
                csv.writer(made).writerows([head, *with_faults(head, records[rows])])
        one = {name: measure for name, measure in registered().items() if name == MEASURE}
        monkeypatch.setattr(preview, "registered", lambda: one)
        monkeypatch.setattr(QMessageBox, "question", QMessageBox.question)
        WindowMachine.timers.hold(monkeypatch)
        yield


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
