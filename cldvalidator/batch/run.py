"""A run over the files of a folder, side by side in processes as memory allows."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cldvalidator.batch.files import folder_of_outputs, places
from cldvalidator.batch.memory import memory_needed, memory_to_use
from cldvalidator.batch.one_file import Place
from cldvalidator.batch.outcome import Outcome
from cldvalidator.batch.process import WorkProcess
from cldvalidator.batch.recipe import Recipe
from cldvalidator.batch.resumed import Run, run_places
from cldvalidator.problems import Cancelled
from cldvalidator.review.public_names import public_file_name
from cldvalidator.task import SILENT, Task
from cldvalidator.wording import counted

_PATIENCE = 0.1
"""Seconds between looks at whether the user has cancelled."""
_LEAST_SECONDS = 5.0
"""Before these have gone by the time that is left cannot be told."""
_LARGE = 1 << 30
"""Bytes that a file needs; a process does not give all of that back, so it is not used again."""


def run_batch(
    folder: Path,
    recipe: Recipe,
    *,
    only: Collection[Path] | None = None,
    workers: int | None = None,
    overwrite: bool = False,
    task: Task = SILENT,
) -> Run:
    """Work on the files of a folder as a recipe says.

    only: those of the files that are worked on; by default all. workers: how many files at once;
    by default one for each processor, as far as memory allows. A file is passed over when an
    earlier run did the same file, by SHA-256, with the same recipe, version and specification, and
    what that wrote is still there. overwrite: whether outputs may replace files that no earlier run
    has written. After each file the results are kept, so that a run that was stopped, even by a
    power cut, goes on from there.

    Raises InputProblem, EnvironmentProblem (also when another run is about the same folder), and
    Cancelled, which leaves what was done.
    """
    found = [p for p in places(folder, recipe) if only is None or p.path in only]
    runner = _Runner(recipe, workers or os.cpu_count() or 1)
    out = folder_of_outputs(folder, recipe)
    return run_places(found, out, recipe, runner, overwrite=overwrite, task=task)


class _Runner:
    """Works on files in processes of their own. faults: the reports of faults of ours."""

    def __init__(self, recipe: Recipe, workers: int) -> None:
        self._recipe = recipe
        self._workers = workers
        self._memory = _Memory(memory_to_use())
        self._processes: set[WorkProcess] = set()
        self._idle: list[WorkProcess] = []
        self._changing = threading.Lock()
        self._stopped = False
        self.faults: list[str] = []

    def work(
        self, files: Sequence[Place], total: int, task: Task
    ) -> Iterator[tuple[Place, Outcome]]:
        """Yield each file's outcome when it is there. Raises Cancelled."""
        begun = time.monotonic()
        sizes = {p.path: memory_needed(p.path) for p in files}
        # The largest are begun first, as one that is begun last is worked on alone at the end.
        ordered = sorted(files, key=lambda p: sizes[p.path], reverse=True)
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="batch")
        try:
            waiting: dict[Future[Outcome], Place] = {
                pool.submit(self._one, place, sizes[place.path]): place for place in ordered
            }
            done, whole = 0, sum(sizes.values())
            while waiting:
                finished, _ = wait(waiting, timeout=_PATIENCE, return_when=FIRST_COMPLETED)
                for future in finished:
                    place = waiting.pop(future)
                    done += sizes[place.path]
                    yield place, future.result()
                left = _time_left(time.monotonic() - begun, done, whole)
                task.step(f"Working on files{left}", total - len(waiting), total)
        finally:
            self._stop()
            pool.shutdown(cancel_futures=True)

    def _one(self, place: Place, needed: int) -> Outcome:
        shown = public_file_name(place.shown)
        with self._memory.of(needed):
            try:
                answer = self._answer(self._request(place), needed)
            except OSError:
                return Outcome(shown, path=shown, problem=_NOT_STARTED)
            except Cancelled:
                return Outcome(shown, path=shown, problem=_STOPPED)
        if isinstance(answer, Outcome):
            return answer
        if answer is not None:
            self.faults.append(answer)
            return Outcome(shown, path=shown, problem=_FAULT)
        return Outcome(shown, path=shown, problem=_DIED)

    def _answer(self, request: Mapping[str, Any], needed: int) -> Outcome | str | None:
        """Ask a process; one that was used before may have been ended since: then a new one."""
        while True:
            process = self._taken()
            was_new = process.is_new
            answer = process.answer(request)
            with self._changing:
                goes_on = answer is not None and needed <= _LARGE and not self._stopped
                if goes_on:
                    self._idle.append(process)
                else:
                    self._processes.discard(process)
            if not goes_on:
                process.end()
            if answer is not None or was_new:
                return answer

    def _taken(self) -> WorkProcess:
        with self._changing:
            if self._stopped:
                raise Cancelled
            if self._idle:
                return self._idle.pop()
            process = WorkProcess()
            self._processes.add(process)
            return process

    def _request(self, place: Place) -> dict[str, Any]:
        return {
            "path": str(place.path.absolute()),
            "shown": place.shown,
            "target": str(place.target.absolute()),
            "over": place.overwrite,
            "recipe": dict(self._recipe.content),
            "base": str(self._recipe.base.absolute()),
        }

    def _stop(self) -> None:
        with self._changing:
            self._stopped = True
            idle, self._idle = self._idle, []
            self._processes -= set(idle)
            for process in self._processes:
                process.stop()
        for process in idle:
            process.end()
        self._memory.let_all()


class _Memory:
    """What the files that are worked on may take together; one alone may always begin."""

    def __init__(self, whole: int | None) -> None:
        self._whole, self._taken, self._open = whole, 0, False
        self._changed = threading.Condition()

    @contextmanager
    def of(self, needed: int) -> Iterator[None]:
        """Wait until so many bytes are free, and hold them in this block."""
        with self._changed:
            self._changed.wait_for(lambda: self._fits(needed))
            self._taken += needed
        try:
            yield
        finally:
            with self._changed:
                self._taken -= needed
                self._changed.notify_all()

    def let_all(self) -> None:
        """Hold nobody up any more: the run ends."""
        with self._changed:
            self._open = True
            self._changed.notify_all()

    def _fits(self, needed: int) -> bool:
        return (
            self._open
            or not self._taken
            or self._whole is None
            or self._taken + needed <= self._whole
        )


def _time_left(seconds: float, done: int, whole: int) -> str:
    """Return “, about 3 minutes left”; "" while that cannot be told."""
    if not done or seconds < _LEAST_SECONDS:
        return ""
    left = seconds * (whole - done) / done
    if left < 60:
        return ", less than a minute left"
    return f", about {counted(round(left / 60), 'minute')} left"


_AGAIN = "Run the batch again: it goes on with the files that are not done."
_NOT_STARTED = ("The process that works on a file could not be started.", _AGAIN)
_STOPPED = ("The run was stopped before this file was done.", _AGAIN)
_DIED = (
    "The process that worked on this file ended before it was done: it was ended from outside, or "
    "it took more memory than there is.",
    f"{_AGAIN} With --workers 1 a file has all memory for itself.",
)
_FAULT = (
    "This is a fault in CLD Validator, not in your file.",
    "Please report the lines on standard error; they hold no data.",
)
