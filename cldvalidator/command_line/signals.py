"""A closed terminal, or a system that ends the program, stops the work as Ctrl+C does."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_NAMES = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Sent to end a program, when its terminal is closed, and both of these on Windows."""


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turn the signals that end a program into KeyboardInterrupt, so that it tidies up.

    A signal that is ignored (as under `nohup`) stays so. Only the first one counts: a closed
    terminal sends several, and none of them may interrupt the tidying up.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before: dict[int, Any] = {n: signal.getsignal(n) for n in numbers}
    heeded = [n for n in numbers if before[n] is signal.SIG_DFL]

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in heeded:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in heeded:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, before[number])
