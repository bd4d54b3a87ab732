"""Small pieces of the window's own work, one an event: the window draws and answers in between."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from shiboken6 import isValid

FRAME = 16
"""Milliseconds of a frame of the screen."""
PAUSE = 5
"""Milliseconds after what a piece changed is drawn: for the user's own events, and for layouts that
take a second turn."""
_AFTER_DRAWING = Qt.EventPriority.LowEventPriority.value - 1
Piece = Callable[[], object]


class Pieces(QObject):
    """Does what was put off in the order in which it was; all of it at once would take long.

    A piece is a method of a part of the window: it goes with its part, and is known by itself.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: dict[Piece, None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._do_next)

    def put_off(self, piece: Piece) -> None:
        """Do a piece in an event of its own; one that waits already is done once."""
        if not self._waiting:
            self._go_on()
        self._waiting[piece] = None

    def do_now(self, piece: Piece) -> None:
        """Do a piece at once if it was put off."""
        if piece in self._waiting:
            del self._waiting[piece]
            piece()

    def forget(self, piece: Piece) -> None:
        """Let go of a piece that is not wanted any more."""
        self._waiting.pop(piece, None)

    def forget_all(self) -> None:
        """Let go of everything that was put off."""
        self._waiting.clear()
        self._timer.stop()

    @property
    def waiting(self) -> bool:
        """Whether something is still to be done."""
        return bool(self._waiting)

    def _do_next(self) -> None:
        piece = next(iter(self._waiting), None)
        if piece is None:
            return
        del self._waiting[piece]
        try:
            part = getattr(piece, "__self__", None)
            if not isinstance(part, QObject) or isValid(part):
                piece()
        finally:
            if self._waiting:
                self._go_on()

    def _go_on(self) -> None:
        """Come to the next piece once what was changed before it is drawn.

        A timer that is started now may be due before that, and both would be one event.
        """
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), _AFTER_DRAWING)

    def customEvent(self, _: QEvent) -> None:  # noqa: N802
        """Give the user's own events their turn before the next piece."""
        if self._waiting:
            self._timer.start()
