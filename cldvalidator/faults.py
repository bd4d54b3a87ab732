"""A report of a bug of ours that holds no data: where it happened and what kind it was."""

from __future__ import annotations

import platform
import traceback
from pathlib import Path

from cldvalidator.version import __version__


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
