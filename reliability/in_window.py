"""Opens a file in the real window, off the screen, and goes through its steps."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from cldvalidator.faults import fault_report
from cldvalidator.problems import Problem
from ui import main_window
from ui.app import make_application
from ui.main_window import MainWindow
from ui.preferences import Preferences, load_preferences
from ui.theme import apply_theme

_MOST_WAITING = 600
"""Seconds by the clock, for a window that waits for something that never comes."""


class _Window(MainWindow):
    """A window that asks nobody, and tells what it would show."""

    def __init__(
        self, preferences: Preferences, problems: list[Problem], faults: list[BaseException]
    ) -> None:
        self._faults = faults
        main_window.__dict__["show_problem"] = lambda _, problem: problems.append(problem)
        super().__init__(preferences)
        self.workspace.ask = lambda _: True
        self.workspace.open_failed.connect(problems.append)

    def show_fault(self, error: BaseException) -> None:
        """Note a fault of ours."""
        self._faults.append(error)


def look_at(path: Path, patience: float) -> int:
    """Open a file, look at each page, close; print what went wrong, return as the command line.

    patience: seconds of the processor after which it has failed; a busy machine is no failure.
    """
    preferences = load_preferences()
    application = make_application(["cldvalidator"])
    apply_theme(application, preferences.theme, preferences.zoom)
    problems: list[Problem] = []
    faults: list[BaseException] = []
    window = _Window(preferences, problems, faults)
    window.show()
    ends = time.monotonic() + _MOST_WAITING

    def wait() -> bool:
        while time.process_time() < patience and time.monotonic() < ends:
            QApplication.processEvents()
            time.sleep(0.02)
            if window.workspace.calm or problems or faults:
                QApplication.processEvents()
                return True
        return False

    window.open_file(path)
    is_well = wait()
    for page in window.pages if not problems else ():
        window.show_page(page)
        is_well = is_well and wait()
    window.close()
    for problem in problems:
        print(f"{problem.what}\n{problem.advice}")
    for fault in faults:
        print(f"fault in CLD Validator:\n{fault_report(fault)}")
    if not is_well:
        print("fault in CLD Validator: the window is not settled")
    return 2 if problems or faults or not is_well else 0
