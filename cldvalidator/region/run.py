"""A run over many councils: which there are, a task for each, and what is done already."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from distributed import Client, Future, KilledWorker
from distributed.client import FutureCancelledError

from cldvalidator.batch.files import places
from cldvalidator.batch.kept import FILE_NAME, kept_results
from cldvalidator.batch.memory import memory_for_rows, memory_needed
from cldvalidator.batch.one_file import Place, made_by
from cldvalidator.batch.outcome import Outcome, outcome_of
from cldvalidator.batch.recipe import Recipe
from cldvalidator.batch.resumed import Run, hash_of_file, run_places
from cldvalidator.problems import InputProblem
from cldvalidator.region.table import CouncilTable, is_table, read_councils
from cldvalidator.region.work import EVENTS, FINDINGS, Cut, Request, work_on_council
from cldvalidator.review.public_names import public_file_name
from cldvalidator.task import SILENT, Task
from cldvalidator.wording import counted

_PATIENCE = 0.2
"""Seconds between looks at whether the user has cancelled."""
LONGEST_ALONE = 60.0
"""Seconds without any worker after which the rest is given up."""


def region_recipe(recipe: Recipe, *, published: bool, events: bool) -> Recipe:
    """Return a recipe with what a run over a region adds to it.

    The day is fixed, so that councils done after midnight are judged as those before. Populations
    are the published ones: what was given on a worker's computer is not known on the others.
    Workers have to see the profile under the same path.
    """
    day = (recipe.as_of or date.today()).isoformat()
    made = recipe.with_entries("read", as_of=day)
    if published or events:
        made = made.with_entries("preview", figures=True)
    made = made.with_entries("preview", remembered=False)
    if events:
        made = made.with_entries("region", events=True)
    return replace(made, base=recipe.base.absolute())


def run_region(
    source: Path,
    output: Path,
    recipe: Recipe,
    client: Client,
    *,
    overwrite: bool = False,
    task: Task = SILENT,
) -> Run:
    """Work on every council of a folder of submissions, or of one table of many councils.

    source, output: as the workers see them too. recipe: made by `region_recipe`. What an earlier
    run has done is not done again, as in `run_batch`. Raises InputProblem, EnvironmentProblem,
    Cancelled.
    """
    source, output = source.absolute(), output.absolute()
    _check_output(output)
    table = read_councils(source) if is_table(source) else None
    found = _councils(table, output) if table else _files(source, output, recipe)
    earlier = kept_results(output).outcomes if output.is_dir() else ()
    runner = _Tasks(client, recipe, output, table)
    run = run_places(
        found,
        output,
        recipe,
        runner,
        hashed=(lambda place: _hash_of(table, place)) if table else hash_of_file,
        overwrite=overwrite,
        task=task,
    )
    _forget(earlier, kept_results(output).outcomes, output)
    if table is not None and table.unknown:
        run = replace(run, outcomes=(*run.outcomes, _of_nobody(table)))
    return run


def _check_output(output: Path) -> None:
    """Refuse a folder in which others have something: what a run finds there it may replace."""
    if output.is_dir() and any(output.iterdir()) and not (output / FILE_NAME).is_file():
        raise InputProblem(
            f"The folder {output.name} is not empty, and no run over a region has written to it.",
            "Name a new folder with --output.",
        )


def _files(folder: Path, output: Path, recipe: Recipe) -> list[Place]:
    found = places(folder, recipe)
    return [
        replace(p, target=output / p.target.name) for p in found if output not in p.path.parents
    ]


def _councils(table: CouncilTable, output: Path) -> list[Place]:
    return [Place(Path(f"{code}.csv"), code, output / f"{code}.csv") for code in table.texts]


def _hash_of(table: CouncilTable, place: Place) -> str:
    """Return what tells the council of a table: the table as it is, and its code."""
    return sha256(f"{table.sha256} {place.shown}".encode()).hexdigest()


def _forget(before: Sequence[Outcome], now: Sequence[Outcome], output: Path) -> None:
    """Remove the tables that earlier runs have written and that are no council's any more."""
    left = _tables(before) - _tables(now)
    for name in left:
        with suppress(OSError):
            (output / name).unlink()


def _tables(outcomes: Sequence[Outcome]) -> set[str]:
    names = {name for outcome in outcomes for name in outcome.written or ()}
    return {n for n in names if n.startswith((f"{FINDINGS}/", f"{EVENTS}/"))}


def _of_nobody(table: CouncilTable) -> Outcome:
    what = f"{counted(table.unknown, 'row states', 'rows state')} no council that is known."
    advice = "They are in no result. Correct their LA Code, and run it again."
    return Outcome("(no known LA Code)", problem=(what, advice))


class _Tasks:
    """A task of the cluster for each council. faults: reports of faults of ours; no data."""

    def __init__(
        self, client: Client, recipe: Recipe, output: Path, table: CouncilTable | None
    ) -> None:
        self._client, self._recipe, self._output, self._table = client, recipe, output, table
        self._made = made_by(recipe)
        limits = [w["memory_limit"] for w in workers_of(client).values()]
        self._memory = min(filter(None, limits), default=0)  # a worker that has ended says nothing
        self.faults: list[str] = []

    def work(
        self, files: Sequence[Place], total: int, task: Task
    ) -> Iterator[tuple[Place, Outcome]]:
        """Yield each council's outcome when it is there. Raises Cancelled.

        Dask does not know which of its tasks has ended a worker: each that was there is tried once
        more by itself, when the others are done.
        """
        # The largest are begun first, as one that is begun last is worked on alone at the end.
        ordered = sorted(files, key=self._size, reverse=True)
        before, again = total - len(files), []
        for place, outcome in self._side_by_side(ordered, before, total, task):
            if outcome.problem is _DIED:
                again.append(place)
            else:
                before += 1
                yield place, outcome
        for place in again:
            for _, outcome in self._side_by_side([place], before, total, task):
                died = outcome.problem is _DIED
                yield place, _not_done(place, self._died(place)) if died else outcome
            before += 1

    def _side_by_side(
        self, files: Sequence[Place], before: int, total: int, task: Task
    ) -> Iterator[tuple[Place, Outcome]]:
        """Give files to the cluster together. before: of the total, how many are done."""
        if self._client.status != "running":
            yield from ((place, _not_done(place, _LOST)) for place in files)
            return
        finished: SimpleQueue[Future] = SimpleQueue()
        requests = [self._request(place) for place in files]
        futures = self._client.map(work_on_council, requests, pure=False) if requests else []
        waiting = {f.key: (f, place) for f, place in zip(futures, files, strict=True)}
        for future in futures:
            future.add_done_callback(finished.put)
        try:
            alone = _Alone(self._client)
            while waiting:
                task.step("Working on councils", before + len(files) - len(waiting), total)
                try:
                    future = finished.get(timeout=_PATIENCE)
                except Empty:
                    if alone.too_long():
                        break
                    continue
                _, place = waiting.pop(future.key)
                yield place, self._outcome(future, place)
            for _, place in waiting.values():
                yield place, _not_done(place, _NO_WORKERS)
        finally:
            with suppress(Exception):
                self._client.cancel([future for future, _ in waiting.values()], force=True)

    def _outcome(self, future: Future, place: Place) -> Outcome:
        try:
            answer: Mapping[str, Any] = future.result()
            if "fault" in answer:
                self.faults.append(str(answer["fault"]))
                return _not_done(place, _FAULT)
            return outcome_of(answer["outcome"])
        except KilledWorker:
            return _not_done(place, _DIED)
        except FutureCancelledError as cancelled:
            lost = cancelled.reason == "scheduler-connection-lost"
            return _not_done(place, _LOST if lost else _NO_WORKERS)
        except (CancelledError, OSError):
            return _not_done(place, _NO_WORKERS)
        except Exception:  # the task raises nothing itself: who should load it could not
            return _not_done(place, _NOT_LOADED)

    def _died(self, place: Place) -> tuple[str, str]:
        """Return what is told of a file that ended its workers: also alone, so it may be large."""
        if not self._memory:
            return _DIED
        table, (what, advice) = self._table, _DIED
        size = memory_needed(place.path) if table is None else memory_for_rows(self._size(place))
        needed = f"By its size it takes about {size / 1e9:.1f} GB"
        return f"{what} {needed}, and a worker has {self._memory / 1e9:.1f}.", advice

    def _size(self, place: Place) -> int:
        if self._table is not None:
            return self._table.rows[place.shown]
        return memory_needed(place.path)

    def _request(self, place: Place) -> Request:
        table = self._table
        return Request(
            str(place.path),
            place.shown,
            str(place.target),
            place.overwrite,
            str(self._output),
            dict(self._recipe.content),
            str(self._recipe.base),
            self._made,
            None
            if table is None
            else Cut(
                str(table.path), table.column, table.texts[place.shown], _hash_of(table, place)
            ),
        )


class _Alone:
    """How long a cluster has been without any worker."""

    def __init__(self, client: Client) -> None:
        self._client, self._since = client, time.monotonic()

    def too_long(self) -> bool:
        """Whether nobody is there to do the rest. Dask starts new workers after a crash."""
        if workers_of(self._client):
            self._since = time.monotonic()
        return time.monotonic() - self._since > LONGEST_ALONE


def workers_of(client: Client) -> Mapping[str, Any]:
    """Return what a cluster says of its workers, by address; nothing where it does not answer."""
    try:
        found: Mapping[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    except Exception:  # the scheduler is gone, and Dask raises what it likes then
        return {}
    return found


def _not_done(place: Place, problem: tuple[str, str]) -> Outcome:
    shown = public_file_name(place.shown)
    return Outcome(shown, path=shown, problem=problem)


_RESUME = "Run the same command again: it does only what is not done."
_DIED = (
    "The workers that worked on this file ended before it was done: they were ended from outside, "
    "or it took more memory than a worker has.",
    f"{_RESUME} With fewer workers, or a greater --memory, each has more.",
)
_LOST = (
    "The connection to the scheduler was lost before this file was done.",
    f"See that the scheduler runs. {_RESUME}",
)
_NOT_LOADED = (
    "The scheduler or a worker of the cluster cannot load CLD Validator.",
    "Install the same version, with the extra region, on the scheduler and on every worker.",
)
_NO_WORKERS = ("No worker of the cluster was left to do this file.", _RESUME)
_FAULT = (
    "This is a fault in CLD Validator, not in the file.",
    "Please report the lines on standard error; they hold no data.",
)
