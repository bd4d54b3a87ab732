"""Work off the window's thread: progress, cancel, errors that surface, stale results dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal
from shiboken6 import isValid

from cldvalidator.problems import Cancelled, Problem
from cldvalidator.storage.machine import as_problem
from cldvalidator.task import Task

PATIENCE = 500
"""Milliseconds that a cancelled job has to stop by itself."""
Function = Callable[[Task], Any]
Done = Callable[[Any], None]
Failed = Callable[[Problem], None]
Stopped = Callable[[str], None]
When = Callable[[Callable[[], object]], object]
"""Makes a call as soon as it may be made."""


@dataclass
class Job:
    """One piece of work. lane: what it is for; a later job of the same lane supersedes it.

    changes_nothing: it writes nothing, so that it may be left behind when it is slow to stop.
    writes: what it writes, in words. of_file: its result is of no use once another file is open.
    when: makes the call that tells its end, at once or later.
    """

    lane: str
    function: Function
    done: Done
    failed: Failed | None
    stopped: Stopped | None
    quiet: bool
    changes_nothing: bool
    writes: str
    of_file: bool
    when: When
    cancel: Event = field(default_factory=Event)


class _Relay(QObject):
    """Carries what a job says from its thread to the window's."""

    progress = Signal(object, str, int, int)
    ended = Signal(object, object, object)


class _Runner(QRunnable):
    def __init__(self, job: Job, relay: _Relay) -> None:
        super().__init__()
        self._job = job
        self._relay = relay

    def run(self) -> None:
        job, relay = self._job, self._relay
        task = Task(
            lambda what, done, total: relay.progress.emit(job, what, done, total),
            job.cancel.is_set,
        )
        result: Any = None
        error: BaseException | None = None
        try:
            task.step("")
            result = job.function(task)
        except BaseException as raised:  # every error has to reach the window
            error = raised
        relay.ended.emit(job, result, error)


class Jobs(QObject):
    """Runs functions of the engine in threads; of each lane, only the latest is heard.

    A function takes a `Task`. Its result is given to `done` in the window's thread, unless the job
    was cancelled or superseded: one that is superseded is asked to stop, and may go on for a while.
    A `Problem` goes to `failed`, or to the signal `problem`; any other exception is a fault of ours
    and goes to the signal `fault`. A function of a widget that has been deleted since, as all are
    when the colours change, is not called.
    """

    progress = Signal(str, int, int)
    busy = Signal(bool)
    problem = Signal(object)
    fault = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(4)
        self._pool.setExpiryTimeout(200)
        self._relay = _Relay()
        queued = Qt.ConnectionType.QueuedConnection
        self._relay.progress.connect(self._on_progress, queued)
        self._relay.ended.connect(self._on_ended, queued)
        self._lanes: dict[str, Job] = {}
        self._was_busy = False

    def start(
        self,
        lane: str,
        function: Function,
        done: Done,
        *,
        failed: Failed | None = None,
        stopped: Stopped | None = None,
        quiet: bool = False,
        changes_nothing: bool = False,
        writes: str = "",
        of_file: bool = True,
        when: When = lambda tell: tell(),
    ) -> None:
        """Start a job; the one that runs in the lane is cancelled and its result dropped.

        stopped: called when the user cancelled, with a sentence on what was finished before. quiet:
        work too short to show progress for. changes_nothing: when cancelled it need not be waited
        for, as it only reads. writes: what it writes to the disk: it goes on when another file is
        opened, and is asked about before the window closes. of_file: False for what outlives the
        open file in other ways. when: makes the call that tells how it ended, once the window can
        take it; until then it goes on, and can be cancelled.
        """
        earlier = self._lanes.pop(lane, None)
        if earlier is not None:
            earlier.cancel.set()
        of_file = of_file and not writes
        job = Job(
            lane, function, done, failed, stopped, quiet, changes_nothing, writes, of_file, when
        )
        self._lanes[lane] = job
        self._tell_busy()
        self._pool.start(_Runner(job, self._relay))

    def drop(self, lane: str) -> None:
        """Cancel the job of a lane and drop its result."""
        job = self._lanes.pop(lane, None)
        if job is not None:
            job.cancel.set()
            self._tell_busy()

    def drop_of_file(self) -> None:
        """Cancel the jobs about the open file and drop their results: it is about to go."""
        for lane in [lane for lane, job in self._lanes.items() if job.of_file]:
            self.drop(lane)

    @property
    def writing(self) -> list[str]:
        """What is being written to the disk now, in words."""
        return [job.writes for job in self._lanes.values() if job.writes]

    def running(self, lane: str | None = None) -> bool:
        """Say whether work goes on (in a lane)."""
        return bool(self._lanes) if lane is None else lane in self._lanes

    def cancel(self) -> None:
        """Ask all work that shows progress to stop; what does not in time is left behind."""
        for job in self._lanes.values():
            if not job.quiet and not job.cancel.is_set():
                job.cancel.set()
                if job.changes_nothing:
                    self._leave_behind(job)

    def _leave_behind(self, job: Job) -> None:
        """Take a cancelled job for ended when it has not stopped by itself in time."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(partial(self._tell, job, None, None))
        timer.timeout.connect(timer.deleteLater)
        timer.start(PATIENCE)

    def shut_down(self) -> None:
        """Cancel everything and wait until the threads are gone."""
        for job in self._lanes.values():
            job.cancel.set()
        self._lanes.clear()
        self._pool.waitForDone()

    def _on_progress(self, job: Job, what: str, done: int, total: int) -> None:
        if self._lanes.get(job.lane) is job and not job.quiet and what:
            self.progress.emit(what, done, total)

    def _on_ended(self, job: Job, result: Any, error: BaseException | None) -> None:
        if self._lanes.get(job.lane) is job:
            job.when(partial(self._tell, job, result, error))

    def _tell(self, job: Job, result: Any, error: BaseException | None) -> None:
        """Tell how a job ended, if it is still the latest of its lane."""
        if self._lanes.get(job.lane) is not job:
            return
        del self._lanes[job.lane]
        self._tell_busy()
        # What changes something, and heard of the cancelling too late, is done all the same.
        dropped = error is None and job.cancel.is_set() and job.changes_nothing
        if isinstance(error, Cancelled) or dropped:
            if job.stopped is not None and _can_be_called(job.stopped):
                job.stopped(error.standing if isinstance(error, Cancelled) else "")
        elif error is not None:
            problem = as_problem(error)
            if problem is None:
                self.fault.emit(error)
            elif job.failed is None:
                self.problem.emit(problem)
            elif _can_be_called(job.failed):
                job.failed(problem)
        elif _can_be_called(job.done):
            job.done(result)

    def _tell_busy(self) -> None:
        busy = any(not job.quiet for job in self._lanes.values())
        if busy != self._was_busy:
            self._was_busy = busy
            self.busy.emit(busy)


def _can_be_called(function: Callable[..., Any]) -> bool:
    """Say whether the objects of Qt that a function is bound to, or encloses, still exist."""
    if isinstance(function, partial):
        given = (*function.args, *function.keywords.values())
        return _can_be_called(function.func) and all(map(_exists, given))
    enclosed = (cell.cell_contents for cell in getattr(function, "__closure__", None) or ())
    return _exists(function) and all(map(_exists, enclosed))


def _exists(value: object) -> bool:
    owner = getattr(value, "__self__", value)  # that of a bound method
    return not isinstance(owner, QObject) or isValid(owner)
