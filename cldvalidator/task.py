"""The small context that long work is given: it reports progress and asks whether to go on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from cldvalidator.problems import Cancelled

Item = TypeVar("Item")
Made = TypeVar("Made")
Report = Callable[[str, int, int], None]
"""Called with what is being done, how many units are done and how many there are (0: unknown)."""


class Task:
    """Progress out, cancellation in. The default reports nothing and is never cancelled."""

    def __init__(
        self, report: Report | None = None, is_cancelled: Callable[[], bool] | None = None
    ) -> None:
        self._report = report
        self._is_cancelled = is_cancelled

    def step(self, what: str, done: int = 0, total: int = 0) -> None:
        """Report progress, and raise `Cancelled` if the user has asked to stop."""
        if self._is_cancelled is not None and self._is_cancelled():
            raise Cancelled
        if self._report is not None:
            self._report(what, done, total)


SILENT = Task()

MOST_THREADS = 4
"""More hold more in memory at once, and memory is what they all wait for."""
FEW_RECORDS = 1_000
"""Below these, threads cost more than they save: a quarter of the time of a check of 20."""


def side_by_side(
    make: Callable[[Item], Made],
    items: Iterable[Item],
    what: str,
    task: Task,
    total: int,
    *,
    size: Callable[[Item], int] | None = None,
    is_little: bool = False,
) -> list[Made]:
    """Return what `make` gives for each item, in their order, made on all cores.

    That pays where the work is numpy's or Arrow's, which let other threads run. Items may be found
    while the first are worked on. size: how much work an item is; the largest are begun first, as
    one that is begun last is worked on alone at the end. is_little: whether it is so little work
    that threads do not pay; then one item is made after another. Reports `what` and how many of
    about `total` are done. Raises what `make` raises for the first item that fails, and Cancelled.
    """
    if is_little:
        return _collected(map(make, items), what, task, total)
    places: list[int] = []
    if size is not None:
        items = list(items)
        work = list(map(size, items))
        places = sorted(range(len(items)), key=work.__getitem__, reverse=True)
        items = [items[place] for place in places]
    threads = ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS))
    try:
        made = _collected(threads.map(make, items), what, task, total)
    finally:
        threads.shutdown(cancel_futures=True)
    if not places:
        return made
    found_at = dict(zip(places, made, strict=True))
    return [found_at[place] for place in range(len(made))]


def _collected(found: Iterable[Made], what: str, task: Task, total: int) -> list[Made]:
    made = []
    for done, item in enumerate(found):
        task.step(what, min(done, total), total)
        made.append(item)
    task.step(what, total, total)
    return made
