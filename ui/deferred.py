"""Deferred calls of the window, one an event: the window draws and answers in between."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from shiboken6 import isValid

FRAME = 16
"""Milliseconds of a frame of the screen."""
PAUSE = 5
"""Milliseconds after what a call changed is drawn: for the user's own events, and for layouts that
take a second turn."""
_AFTER_DRAWING = Qt.EventPriority.LowEventPriority.value - 1
Call = Callable[[], object]


class DeferredCalls(QObject):
    """Makes calls later, in the order in which they were deferred; all at once would take long.

    A call is a method of a part of the window: it goes with its part, and one that waits already is
    not queued again (a debounce).
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._queue: dict[Call, None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._run_next)

    def defer(self, call: Call) -> None:
        """Make a call in an event of its own; one that waits already is made once."""
        if not self._queue:
            self._go_on()
        self._queue[call] = None

    def run_now(self, call: Call) -> None:
        """Make a call at once if it was deferred."""
        if call in self._queue:
            del self._queue[call]
            call()

    def cancel(self, call: Call) -> None:
        """Drop a call that is not wanted any more."""
        self._queue.pop(call, None)

    def cancel_all(self) -> None:
        """Drop everything that was deferred."""
        self._queue.clear()
        self._timer.stop()

    def is_pending(self, call: Call) -> bool:
        """Whether a call is still to be made."""
        return call in self._queue

    @property
    def pending(self) -> bool:
        """Whether any call is still to be made."""
        return bool(self._queue)

    def _run_next(self) -> None:
        call = next(iter(self._queue), None)
        if call is None:
            return
        del self._queue[call]
        try:
            part = getattr(call, "__self__", None)
            if not isinstance(part, QObject) or isValid(part):
                call()
        finally:
            if self._queue:
                self._go_on()

    def _go_on(self) -> None:
        """Come to the next call once what was changed before it is drawn.

        A timer that is started now may be due before that, and both would be one event.
        """
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), _AFTER_DRAWING)

    def customEvent(self, _: QEvent) -> None:  # noqa: N802
        """Give the user's own events their turn before the next call."""
        if self._queue:
            self._timer.start()
