"""Garbage with parts of the window in it is collected in the window's thread only."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.app import make_application
from ui.collecting import Collector
from ui.loading import load_libraries
from ui.main_window import MainWindow


class Cycle:
    """Something that only the collector can let go of."""

    def __init__(self) -> None:
        self.itself = self


def test_work_in_a_thread_collects_nothing_and_the_window_does(
    qtbot: QtBot, window: MainWindow
) -> None:
    load_libraries()
    application = make_application(["cldvalidator"])
    assert isinstance(application, QApplication)
    (collector,) = application.findChildren(Collector)
    assert not gc.isenabled()
    gone: list[int] = []
    lost = Cycle()
    weakref.finalize(lost, lambda: gone.append(threading.get_ident()))
    del lost
    many: list[list[int]] = []
    worker = threading.Thread(target=lambda: many.extend([] for _ in range(100_000)))
    worker.start()
    worker.join()
    assert not gone, "the thread has made a hundred times what the collector waits for"
    qtbot.waitUntil(lambda: bool(gone), timeout=60_000)
    assert gone == [threading.get_ident()]
    while collector.collect() >= 0:
        pass
    assert collector.collect() == -1, "nothing is due"
