"""The small context that long work is given: it reports progress and asks whether to go on."""

from __future__ import annotations

from collections.abc import Callable

from cldvalidator.problems import Cancelled

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
