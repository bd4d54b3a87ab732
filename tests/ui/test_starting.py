"""The window is there before the libraries that a file needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.ui.driving import WAIT, check_page, settled
from ui.main_window import MainWindow

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
    window.open_paths([extract_file])
    assert set(window.stack.made) == {*window.pages}
    settled(qtbot, window)
    assert window.workspace.path == extract_file
    window.show_page("check")
    assert check_page(window).isVisible()
