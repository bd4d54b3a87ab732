"""The strip below the pages: what is being done, how far it is, and a way to stop it."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from ui.deferred import FRAME
from ui.jobs import Jobs
from ui.theme import LARGE, SMALL
from ui.widgets.parts import label, stop_button

APPEARS_AFTER = 400
STAYS_AT_LEAST = 0.5


class ProgressStrip(QFrame):
    """Appears when work lasts, stays long enough to be read, and goes when it is done."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("foot")
        self._jobs = jobs
        self._text = label("", wrap=False)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress")
        self._stop = stop_button(jobs.cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._bar, 2)
        layout.addWidget(self._stop)
        self._appear = QTimer(self)
        self._appear.setSingleShot(True)
        self._appear.setInterval(APPEARS_AFTER)
        self._appear.timeout.connect(self._show_work)
        self._go = QTimer(self)
        self._go.setSingleShot(True)
        self._go.timeout.connect(self.hide)
        self._since = 0.0
        self._newest = ("", 0, 0)
        self._draw = QTimer(self)
        self._draw.setSingleShot(True)
        self._draw.setInterval(FRAME)
        self._draw.timeout.connect(self._show_newest)
        jobs.busy.connect(self._busy)
        jobs.progress.connect(self._progress)
        self.hide()

    def say(self, text: str, *, seconds: float = 6) -> None:
        """Show a sentence for a while."""
        self._text.setText(text)
        self._bar.hide()
        self._stop.hide()
        self.show()
        self._go.start(int(1000 * seconds))

    def _show_work(self) -> None:
        self._bar.show()
        self._stop.show()
        self._since = time.monotonic()
        self._go.stop()
        self.show()

    def _busy(self, busy: bool) -> None:
        self._draw.stop()
        if busy:
            self._text.setText("Starting")
            self._bar.setRange(0, 0)
            self._appear.start()
            return
        self._appear.stop()
        left = STAYS_AT_LEAST - (time.monotonic() - self._since)
        if self._bar.isVisibleTo(self):
            self._go.start(max(0, int(1000 * left)))

    def _progress(self, what: str, done: int, total: int) -> None:
        """Keep the newest: work may tell more than can be seen, and each drawing takes its time."""
        self._newest = (what, done, total)
        if not self._draw.isActive():
            self._draw.start()

    def _show_newest(self) -> None:
        what, done, total = self._newest
        self._text.setText(f"{what}: {done:,} of {total:,}" if total else what)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
