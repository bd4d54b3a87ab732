"""The machine's refusals in plain words, for calls that nothing closer has explained."""

from __future__ import annotations

from cldvalidator.problems import EnvironmentProblem, Problem
from cldvalidator.storage.file_system import system_refused


def as_problem(error: BaseException) -> Problem | None:
    """Return what to tell about what the machine refused; None for a fault of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, MemoryError):
        return EnvironmentProblem(
            "This takes more memory than this computer can give.",
            "Close other programs and try again. If the file is far larger than an extract of one "
            "council, check that it is the right one.",
        )
    return system_refused(error) if isinstance(error, OSError) else None
