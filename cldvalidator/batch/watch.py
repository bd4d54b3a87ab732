"""A folder watched: each file that is new or was written anew is worked on once it is whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cldvalidator.batch.files import files_in
from cldvalidator.batch.recipe import Recipe
from cldvalidator.batch.resumed import Run
from cldvalidator.batch.run import run_batch
from cldvalidator.paths import stamp_of
from cldvalidator.problems import Problem
from cldvalidator.task import SILENT, Task

EVERY = 10.0
"""Seconds between looks, unless the user says otherwise."""
_Stamp = tuple[int, int]


@dataclass
class Watch:
    """Looks at a folder again and again; each look works on what has become ready for it.

    A file is ready when it has the size and time that it had at the look before, and can be opened:
    until then somebody may still be writing it. Looking is by size and time because drives in a
    network do not always signal a change.
    """

    folder: Path
    recipe: Recipe
    workers: int | None = None
    overwrite: bool = False
    _seen: dict[Path, _Stamp] = field(default_factory=dict)
    _done: dict[Path, _Stamp] = field(default_factory=dict)

    def look(self, task: Task = SILENT) -> Run | None:
        """Work on the files that are ready and not done; None where there is none.

        Raises InputProblem, EnvironmentProblem, Cancelled; a later look may go well.
        """
        seen, self._seen = self._seen, _stamps(self.folder, self.recipe)
        still = {path: stamp for path, stamp in self._seen.items() if seen.get(path) == stamp}
        ready = {p: s for p, s in still.items() if self._done.get(p) != s and _may_be_read(p)}
        if not ready:
            return None
        run = run_batch(
            self.folder,
            self.recipe,
            only=ready.keys(),
            workers=self.workers,
            overwrite=self.overwrite,
            task=task,
        )
        self._done |= ready
        return run

    @property
    def waits(self) -> bool:
        """Whether there are files that were not ready at the last look."""
        return any(self._done.get(path) != stamp for path, stamp in self._seen.items())


def watch(
    watched: Watch,
    *,
    every: float = EVERY,
    once: bool = False,
    pause: Callable[[float], object] = time.sleep,
    task: Task = SILENT,
) -> Iterator[Run | Problem]:
    """Yield each run, and each thing that stood in the way when it is another one than before.

    every: seconds between looks. once: end when every file is done, in place of going on until the
    caller stops; what stands in the way is then raised. pause: waits for so many seconds. Raises
    Cancelled.
    """
    message = ""
    while True:
        try:
            run = watched.look(task)
        except Problem as problem:
            if once:
                raise
            if problem.what != message:
                yield problem
            message = problem.what
        else:
            message = ""
            if run is not None:
                yield run
            if once and not watched.waits:
                return
        pause(every)


def _stamps(folder: Path, recipe: Recipe) -> dict[Path, _Stamp]:
    found = ((path, stamp_of(path)) for path in files_in(folder, recipe))
    return {path: stamp for path, stamp in found if stamp is not None}  # the others are gone


def _may_be_read(path: Path) -> bool:
    """Whether nobody who is writing a file keeps others from reading it, as Windows can."""
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False
