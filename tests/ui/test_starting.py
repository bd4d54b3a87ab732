"""The window is there before the libraries that a file needs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.ui.driving import WAIT, check_page, settled
from ui.main_window import MainWindow
from ui.pages import PAGES

PROGRAM = """
import sys
from ui.app import make_application
from ui.preferences import Preferences
application = make_application(["start"])
from ui.main_window import MainWindow
window = MainWindow(Preferences())
window.show()
application.processEvents()
late = {
    "numpy", "pandas", "pyarrow", "openpyxl", "python_calamine", "xlsxwriter", "jsonschema",
    "jinja2", "ui.pages.check", "ui.pages.fix", "ui.grid.panel", "ui.help.window",
}
print(sorted(late & set(sys.modules)))
"""


def test_a_window_that_nobody_gave_a_file_loads_no_library_of_data(tmp_path: Path) -> None:
    settings = {"QT_QPA_PLATFORM": "offscreen", "CLDVALIDATOR_SETTINGS": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | settings,
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def test_only_the_first_page_is_made_until_others_are_wanted(window: MainWindow) -> None:
    assert window.stack.made == ("open",)
    window.show_page("check")
    assert window.stack.made == ("open",), "without a file the step only says how to open one"
    window.pages_loaded.emit()
    assert window.stack.made == ("open",), "nothing is made before the window has drawn"


def test_the_other_pages_are_made_once_the_window_is_idle(qtbot: QtBot, window: MainWindow) -> None:
    window.pages_loaded.emit()
    qtbot.waitUntil(lambda: set(window.stack.made) == {*window.pages}, timeout=WAIT)


def test_every_page_hears_of_a_file_that_is_dropped_in_the_first_moment(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    there: list[tuple[str, ...]] = []
    window.workspace.file_changed.connect(lambda: there.append(window.stack.made))
    window.open_paths([extract_file])
    assert window.stack.made == ("open",), "the drop itself makes no page"
    settled(qtbot, window)
    assert [set(made) for made in there] == [{*window.pages}]
    assert window.workspace.path == extract_file
    window.show_page("check")
    assert check_page(window).isVisible()


def in_steps(window: MainWindow) -> Iterator[tuple[str, ...]]:
    """Make the pages by one deferred call at a time; yield which are there, before and after."""
    deferred = window.workspace.deferred
    go_on, deferred._go_on = deferred._go_on, lambda: None  # type: ignore[method-assign]
    window.making.begin()
    while deferred.is_pending(window.making._make_next):
        yield window.stack.made
        deferred._run_next()
    deferred._go_on = go_on  # type: ignore[method-assign]
    if deferred.pending:
        go_on()
    yield window.stack.made


def test_an_event_makes_no_more_than_one_page(window: MainWindow) -> None:
    made = [len(there) for there in in_steps(window)]
    added = [later - before for before, later in pairwise(made)]
    assert set(added) == {0, 1}
    assert (1, 1) not in pairwise(added), "each is built in one event, laid out in another"
    assert window.stack.is_complete


def read_before_the_pages(
    qtbot: QtBot, window: MainWindow, file: Path
) -> Iterator[tuple[str, ...]]:
    """Open a file while the pages are made; return the steps that are left."""
    steps = in_steps(window)
    next(steps)
    window.open_file(file)
    qtbot.waitUntil(lambda: bool(window.making._waiting), timeout=WAIT)
    return steps


def test_a_file_read_before_the_pages_are_there_is_being_read_until_they_are(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    space = window.workspace
    steps = read_before_the_pages(qtbot, window, extract_file)
    assert space.jobs.running("open")
    assert space.opened is None
    assert window.page == "open"
    for name in ("check", "fix", "submit"):  # nothing can be done to what is not there yet
        window.show_page(name)
        assert window.stack.currentWidget() is window.stack._no_file
    for action in (window.submit, window.make_twin, window.show_reports, window.save_work):
        action()
    assert not space.jobs.running("submit")
    assert set(list(steps)[-1]) == {*PAGES}
    settled(qtbot, window)
    assert space.path == extract_file


def test_a_reading_that_waits_for_the_pages_can_be_cancelled(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    space = window.workspace
    steps = read_before_the_pages(qtbot, window, extract_file)
    space.jobs.cancel()
    with qtbot.waitSignal(space.open_stopped, timeout=WAIT):
        pass
    list(steps)
    settled(qtbot, window)
    assert space.opened is None


def test_of_two_files_read_before_the_pages_are_there_the_later_is_open(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    space = window.workspace
    other = extract_file.with_name("other.csv")
    other.write_bytes(extract_file.read_bytes())
    told: list[Path | None] = []
    space.file_changed.connect(lambda: told.append(space.path))
    steps = in_steps(window)
    next(steps)
    for count, path in enumerate((extract_file, other), 1):
        window.open_file(path)
        qtbot.waitUntil(lambda: len(window.making._waiting) == count, timeout=WAIT)  # noqa: B023
    list(steps)
    settled(qtbot, window)
    assert told == [other]
