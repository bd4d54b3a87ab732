"""Python's garbage is collected in the window's thread and in no other.

By itself the collector runs in whatever thread makes the next object. What it finds may hold parts
of the window, and Qt's widgets must not be deleted outside the thread they live in: the program
would end without a word.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from ui.loading import is_loaded

PAUSE = 500
"""Milliseconds between two looks at whether there is enough to collect."""


class Collector(QObject):
    """Takes over from the automatic collector, with the same thresholds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> int:
        """Collect the oldest generation that is due; return its number, -1 for none."""
        oldest = -1
        if not is_loaded():  # what is imported stays: to look at all of it would take long
            return oldest
        for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True):
            if count <= limit:  # the older ones are counted in collections of the younger
                break
            oldest += 1
        if oldest >= 0:
            gc.collect(oldest)
        return oldest
