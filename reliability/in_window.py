"""Opens a file in the real window, off the screen, and goes through its steps."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel

from cldvalidator.faults import fault_report
from cldvalidator.problems import Problem
from ui import main_window
from ui.app import make_application
from ui.main_window import MainWindow
from ui.pages import submit as submitting
from ui.pages.submit import SubmitPage
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


class _Driven:
    """A window on the screen of nobody. patience: seconds of the processor that it may take.

    A busy machine is no failure. problems, faults: what it would have shown.
    """

    def __init__(self, patience: float) -> None:
        preferences = load_preferences()
        application = make_application(["cldvalidator"])
        apply_theme(application, preferences.theme, preferences.zoom)
        self.problems: list[Problem] = []
        self.faults: list[BaseException] = []
        self.is_well = True
        self.window = _Window(preferences, self.problems, self.faults)
        self.window.show()
        self._patience, self._ends = patience, time.monotonic() + _MOST_WAITING

    def wait(self) -> None:
        """Wait until nothing goes on any more, or something went wrong."""
        while time.process_time() < self._patience and time.monotonic() < self._ends:
            QApplication.processEvents()
            time.sleep(0.02)
            if self.window.workspace.calm or self.problems or self.faults:
                QApplication.processEvents()
                return
        self.is_well = False

    def close(self) -> int:
        """Close it; print what went wrong, return as the command line does."""
        self.window.close()
        for problem in self.problems:
            print(f"{problem.what}\n{problem.advice}")
        for fault in self.faults:
            print(f"fault in CLD Validator:\n{fault_report(fault)}")
        if not self.is_well:
            print("fault in CLD Validator: the window is not settled")
        return 2 if self.problems or self.faults or not self.is_well else 0


def look_at(path: Path, patience: float, dropped: Sequence[Path] = ()) -> int:
    """Open a file, look at each page, close; print what went wrong, return as the command line.

    dropped: files that are dropped on the window when it is open.
    """
    driven = _Driven(patience)
    driven.window.open_file(path)
    driven.wait()
    if dropped and not driven.problems:
        driven.window.open_paths(list(dropped))
        driven.wait()
    for page in driven.window.pages if not driven.problems else ():
        driven.window.show_page(page)
        driven.wait()
    return driven.close()


def submit(path: Path, target: Path, patience: float) -> int:
    """Open a file and write its submission on Submit, in place of any other; then close.

    Prints what the page says where it was not written, and returns as the command line does.
    """
    driven = _Driven(patience)
    driven.window.open_file(path)
    driven.wait()
    driven.window.show_page("submit")
    driven.wait()
    page = driven.window.pages["submit"]
    assert isinstance(page, SubmitPage)
    submitting.__dict__["agrees"] = lambda *_: True
    page.folder.setText(str(target.parent))
    page.name.setText(target.name)
    page.sign_off.setChecked(False)
    page.begin()
    driven.wait()
    said = [shown.text() for shown in page.findChildren(QLabel) if shown.isVisibleTo(page)]
    code = driven.close()
    if code == 0 and not any(text.startswith("Written: ") for text in said):
        print("\n".join(said[:6]), file=sys.stderr)
        return 2
    return code
