"""What nothing else caught: the machine's doing in plain words, or a report of a bug of ours."""

from __future__ import annotations

import platform
import traceback
from pathlib import Path

from cldvalidator.problems import EnvironmentProblem, Problem
from cldvalidator.storage.file_system import system_refused
from cldvalidator.version import __version__


def as_problem(error: BaseException) -> Problem | None:
    """Return what to tell about an exception that is the machine's doing; None for a fault of ours.

    It is where nobody nearer has said what the memory or the file was wanted for.
    """
    if isinstance(error, Problem):
        return error
    if isinstance(error, MemoryError):
        return EnvironmentProblem(
            "This takes more memory than this computer can give.",
            "Close other programs and try again. If the file is far larger than an extract of one "
            "council, check that it is the right one.",
        )
    return system_refused(error) if isinstance(error, OSError) else None


def fault_report(error: BaseException) -> str:
    """Describe an unexpected exception without its message and without any local value.

    The message is left out because libraries put cell values into theirs.
    """
    lines = [
        f"CLD Validator {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"{type(error).__module__}.{type(error).__qualname__}",
    ]
    for frame in traceback.extract_tb(error.__traceback__):
        # The folder goes with the name, as several modules are called after their command.
        place = "/".join(Path(frame.filename).parts[-2:])
        lines.append(f"  {place}:{frame.lineno} in {frame.name}")
    lines += getattr(error, "places", ())  # of a fault in the process that reads workbooks
    return "\n".join(lines)
