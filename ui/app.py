"""Starts the window. Slow libraries are loaded after it is up, in the background."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from cldvalidator.offline import refuse_network
from ui.collecting import Collector
from ui.icons import icon
from ui.loading import load_libraries
from ui.pages import load_pages
from ui.preferences import load_preferences
from ui.roles import tell_roles
from ui.theme import apply_theme

if TYPE_CHECKING:
    from ui.main_window import MainWindow

APPLICATION = "CLD Validator"
HAND_OVER = 0.0001
"""Seconds until work in the background lets the window's thread go on; Python's own is 0.005."""


def make_application(arguments: Sequence[str]) -> QApplication:
    """Return the application, with its name, icon and style."""
    sys.setswitchinterval(HAND_OVER)
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(list(arguments))
    application.setApplicationName(APPLICATION)
    application.setApplicationDisplayName(APPLICATION)
    if application.style().objectName() != "windows11":
        application.setStyle("Fusion")
    application.setWindowIcon(icon("app"))
    if application.findChild(Collector) is None:
        Collector(application)
        tell_roles()
    return application


def main(argv: Sequence[str] | None = None) -> int:
    """Start the window, with the files that are given ("Open with"); return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    refuse_network()
    application = make_application(["cldvalidator", *arguments])
    preferences = load_preferences()
    apply_theme(application, preferences.theme, preferences.zoom)

    from ui.main_window import MainWindow
    from ui.unfinished import known_folders, settle_in

    window = MainWindow(preferences)
    _report_faults_to(window)
    window.show()
    settle_in(window.workspace, known_folders(preferences))
    files = [Path(a) for a in arguments if not a.startswith("-")]
    window.workspace.deferred.defer(partial(_load_libraries, window))  # once the window is drawn
    if files:
        QTimer.singleShot(0, lambda: window.open_paths(files))
    return application.exec()


def _load_libraries(window: MainWindow) -> None:
    """Import, off the window's thread, what the other pages and the first file need."""

    def load() -> None:
        load_pages()
        with suppress(RuntimeError):  # the window may have gone meanwhile
            window.pages_loaded.emit()
        load_libraries()

    threading.Thread(target=load, name="load libraries", daemon=True).start()


def _report_faults_to(window: MainWindow) -> None:
    """Show any exception that nothing caught as a fault of ours, without its message."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
        else:
            window.show_fault(error.with_traceback(trace))

    sys.excepthook = hook
