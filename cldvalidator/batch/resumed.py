"""A run that goes on where one was stopped: what is done is kept, and not done again.

Who works on the files, and where, is the runner's: processes of this computer (`run`), or those of
a cluster (`cldvalidator.region`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cldvalidator.batch.kept import FILE_NAME, Kept, keep_results, kept_results, still_whole
from cldvalidator.batch.one_file import Place, made_by, names_of
from cldvalidator.batch.outcome import Outcome
from cldvalidator.batch.recipe import Recipe
from cldvalidator.extract.opening import read_whole
from cldvalidator.paths import is_there
from cldvalidator.problems import EnvironmentProblem, Problem
from cldvalidator.review.public_names import public_file_name
from cldvalidator.storage.locks import CHANGING, InUse, locked
from cldvalidator.task import SILENT, Task


class Runner(Protocol):
    """Works on files side by side. faults: reports of faults of the program."""

    faults: list[str]

    def work(
        self, files: Sequence[Place], total: int, task: Task
    ) -> Iterator[tuple[Place, Outcome]]:
        """Yield each file's outcome when it is there. Raises Cancelled."""


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


def hash_of_file(place: Place) -> str:
    """Return the SHA-256 of a file. Raises what `read_whole` raises."""
    return sha256(read_whole(place.path)).hexdigest()


def run_places(
    found: Sequence[Place],
    out: Path,
    recipe: Recipe,
    runner: Runner,
    *,
    hashed: Callable[[Place], str] = hash_of_file,
    overwrite: bool = False,
    task: Task = SILENT,
) -> Run:
    """Work on what an earlier run has not done; return the outcomes of all.

    out: the folder of outputs, made where it is not there. hashed: tells the content of one of
    them. Raises EnvironmentProblem, InputProblem, and Cancelled, which leaves what was done.
    """
    if not out.is_dir():
        out.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        results = _Results(out, kept_results(out), made_by(recipe), hashed)
        todo: list[Place] = []
        for done, place in enumerate(found):
            task.step("Looking for what is done", done, len(found))
            if not results.take_over(place):
                todo.append(place)
        todo = results.begin(todo, recipe, overwrite=overwrite)
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

    def __init__(
        self, folder: Path, earlier: Kept, made: str, hashed: Callable[[Place], str]
    ) -> None:
        self._folder, self._made, self._earlier = folder, made, earlier
        self._hashed = hashed
        self._now: dict[Path, Outcome] = {}
        self._begun: frozenset[str] = frozenset()

    def take_over(self, place: Place) -> bool:
        """Take the outcome of an earlier run for a file, if it still holds."""
        shown = public_file_name(place.shown)
        of_file = [
            o
            for o in self._earlier.outcomes
            if (o.made_by, o.path) == (self._made, shown) and o.done
        ]
        if not of_file:
            return False  # the file need not be read for that
        try:
            hashed = self._hashed(place)
        except Problem:
            return False
        for outcome in of_file:
            if outcome.sha256 == hashed and still_whole(outcome, self._folder):
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
