"""Timers that elapse when the machine says so, and never because time has passed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from shiboken6 import isValid


class HeldTimers:
    """What was started and has not elapsed, in the order in which it was started."""

    def __init__(self) -> None:
        self._started: dict[QTimer, None] = {}

    def hold(self, patch: pytest.MonkeyPatch) -> None:
        """Hold every timer that the window's Python code starts from now on."""
        patch.setattr(QTimer, "start", lambda timer, *_: self._start(timer))
        patch.setattr(QTimer, "stop", lambda timer: self._started.pop(timer, None))
        patch.setattr(QTimer, "isActive", lambda timer: timer in self._started)

    def _start(self, timer: QTimer) -> None:
        self._started.pop(timer, None)  # started again, it is the last one to elapse
        self._started[timer] = None

    @property
    def held(self) -> list[QTimer]:
        """The timers that could elapse now."""
        return [timer for timer in self._started if isValid(timer)]

    def elapse(self, timer: QTimer) -> None:
        """Let a timer elapse; one that does so again and again stays."""
        if timer.isSingleShot():
            del self._started[timer]
        timer.timeout.emit()

    def forget(self) -> None:
        """Drop all of them, with the window that they were of."""
        self._started.clear()
