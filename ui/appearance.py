"""The colours and the size of the text: as the user chose, or as the system has them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from ui.theme import ZOOMS, apply_theme
from ui.workspace import Workspace

CALM = 100
"""Milliseconds between looks at whether the pages can be made anew."""


class Appearance(QObject):
    """Applies and remembers them.

    changed: the pages are to be made anew in them, and nothing is lost by it.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM)
        self._calm.timeout.connect(self._announce)
        hints = QApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_scheme_changed)

    def set_theme(self, theme: str) -> None:
        """Use the system's colours, the light or the dark ones."""
        self._workspace.preferences.theme = theme
        self._apply()

    def set_zoom(self, steps: int) -> None:
        """Make the text larger or smaller by steps; 0 returns to the normal size."""
        preferences = self._workspace.preferences
        here = min(range(len(ZOOMS)), key=lambda i: abs(ZOOMS[i] - preferences.zoom))
        there = max(0, min(len(ZOOMS) - 1, here + steps))
        preferences.zoom = ZOOMS[there] if steps else 1.0
        self._apply()

    def _system_scheme_changed(self) -> None:
        if self._workspace.preferences.theme == "system":
            self._apply()

    def _apply(self) -> None:
        preferences = self._workspace.preferences
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_theme(application, preferences.theme, preferences.zoom)
        preferences.save()
        self._announce()

    def _announce(self) -> None:
        """Have the pages made anew, once nothing would be lost by it.

        Work that goes on tells its result to the pages that asked for it, and a dialog belongs to
        one: until both are done the old pages stay.
        """
        if self._workspace.jobs.running() or QApplication.activeModalWidget() is not None:
            self._calm.start()
            return
        self._workspace.commit_wanted.emit()
        if self._workspace.is_editing:
            self._calm.start()
            return
        self.changed.emit()
