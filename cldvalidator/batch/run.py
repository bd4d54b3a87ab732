"""A run over many files: side by side as memory allows, and resumed where one was stopped."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from cldvalidator.batch.files import folder_of_outputs, places
from cldvalidator.batch.kept import FILE_NAME, Kept, keep_results, kept_results, still_whole
from cldvalidator.batch.memory import memory_needed, memory_to_use
from cldvalidator.batch.one_file import Place, made_by, names_of
from cldvalidator.batch.outcome import Outcome
from cldvalidator.batch.process import WorkProcess
from cldvalidator.batch.recipe import Recipe
from cldvalidator.extract.opening import read_whole
from cldvalidator.paths import is_there
from cldvalidator.problems import Cancelled, EnvironmentProblem, Problem
from cldvalidator.review.public_names import public_file_name
from cldvalidator.storage.locks import CHANGING, InUse, locked
from cldvalidator.task import SILENT, Task
from cldvalidator.wording import counted

_PATIENCE = 0.1
"""Seconds between looks at whether the user has cancelled."""
_LEAST_SECONDS = 5.0
"""Before these have gone by the time that is left cannot be told."""
_LARGE = 1 << 30
"""Bytes that a file needs; a process does not give all of that back, so it is not used again."""


@dataclass(frozen=True)
class Run:
    """What became of the files, in the order of their names. kept: how many an earlier run did.

    folder: where the outputs are. faults: reports of faults of the program; they hold no data.
    """

    outcomes: tuple[Outcome, ...]
    kept: int
    folder: Path
    faults: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        """How many files could not be done."""
        return sum(not o.done for o in self.outcomes)

    @property
    def with_errors(self) -> int:
        """How many files have errors."""
        return sum(bool(o.errors) for o in self.outcomes)


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
    out = folder_of_outputs(folder, recipe)
    if not out.is_dir():
        out.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        results = _Results(out, kept_results(out), made_by(recipe))
        todo: list[Place] = []
        for done, place in enumerate(found):
            task.step("Looking for what is done", done, len(found))
            if not results.take_over(place):
                todo.append(place)
        todo = results.begin(todo, recipe, overwrite=overwrite)
        runner = _Runner(recipe, workers or os.cpu_count() or 1)
        for place, outcome in runner.work(todo, len(found), task):
            results.add(place, outcome)
        results.end()
        outcomes = tuple(results.of(place) for place in found)
    return Run(outcomes, len(found) - len(todo), out, tuple(runner.faults))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let no other run be about the same outputs. Raises EnvironmentProblem."""
    with ExitStack() as held:
        try:
            held.enter_context(locked(folder / FILE_NAME, CHANGING))
        except InUse:
            raise EnvironmentProblem(
                f"Another run is writing to the folder {folder.name} just now.",
                "Wait until it has finished, or name another folder in the recipe.",
            ) from None
        yield


class _Results:
    """The outcomes so far, and what earlier runs have kept."""

    def __init__(self, folder: Path, earlier: Kept, made: str) -> None:
        self._folder, self._made, self._earlier = folder, made, earlier
        self._now: dict[Path, Outcome] = {}
        self._begun: frozenset[str] = frozenset()

    def take_over(self, place: Place) -> bool:
        """Take the outcome of an earlier run for a file, if it still holds."""
        try:
            hashed = sha256(read_whole(place.path)).hexdigest()
        except Problem:
            return False
        for outcome in self._earlier.outcomes:
            same = (outcome.sha256, outcome.made_by, outcome.path) == (
                hashed,
                self._made,
                public_file_name(place.shown),
            )
            if same and outcome.done and still_whole(outcome, self._folder):
                self._now[place.path] = outcome
                return True
        return False

    def begin(self, files: Sequence[Place], recipe: Recipe, *, overwrite: bool) -> list[Place]:
        """Say of each file whether its outputs may replace what is there, and keep their names.

        They may replace what earlier runs have written, as long as nobody has changed it.
        """
        ours: dict[str, str] = {}
        for outcome in self._earlier.outcomes:
            ours |= outcome.written or {}
        begun, made = set(), []
        for place in files:
            names = names_of(place, recipe)
            there = [path for path in names if is_there(path)]
            mine = all(self._is_ours(path, ours) for path in there)
            if mine:
                begun |= {path.name for path in names}
            made.append(replace(place, overwrite=overwrite or (bool(there) and mine)))
        self._begun = frozenset(begun)
        self._keep()
        return made

    def _is_ours(self, path: Path, ours: Mapping[str, str]) -> bool:
        if path.name in self._earlier.begun:
            return True
        try:
            return sha256(read_whole(path)).hexdigest() == ours.get(path.name)
        except Problem:
            return False

    def add(self, place: Place, outcome: Outcome) -> None:
        """Add an outcome and keep all."""
        self._now[place.path] = outcome
        self._keep()

    def end(self) -> None:
        """Forget what was begun: all of it has its outcome."""
        self._begun = frozenset()
        self._keep()

    def of(self, place: Place) -> Outcome:
        """Return the outcome of a file."""
        return self._now[place.path]

    def _keep(self) -> None:
        paths = {o.path for o in self._now.values()}
        others = [o for o in self._earlier.outcomes if o.path not in paths]
        keep_results(Kept((*self._now.values(), *others), self._begun), self._folder)


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
