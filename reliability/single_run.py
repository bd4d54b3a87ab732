"""One command, or the window, in a process of its own with limits, and how it is judged."""

from __future__ import annotations

import codecs
import importlib
import os
import pkgutil
import re
import resource
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cldvalidator
from cldvalidator.command_line import main as command_line
from cldvalidator.command_line import streams
from reliability.plain_words import not_plain

MOST_SECONDS = 10.0
MOST_MEGABYTES = 1_024
PATIENCE = 30
"""Seconds of the processor after which a run is ended."""
ADDRESSES = 12 << 30
_LONGEST = 2_000
_STEERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_FAULTS = ("fault in CLD Validator", "failed by a fault of this program", "Traceback", "panicked")
FAILURES = ("slow", "memory", "died", "not plain", "steers", "left", "changed")


@dataclass
class Outcome:
    """What came of a run: what failed, "" for nothing; what was said, seconds, megabytes."""

    command: str
    failed: str
    said: str
    seconds: float
    megabytes: int
    code: int


def run(command: list[str], folder: Path, first: Callable[[], None] | None = None) -> Outcome:
    """Run one command in a process of its own, in a folder, and judge it.

    "window" in place of a command opens the file in the window. first: what the process does
    before. The folder `settings` in it has the settings.
    """
    said = folder / "said"
    child = os.fork()
    if not child:
        try:
            _be(command, folder, said, first)
        finally:
            os._exit(70)
    _, status, used = os.wait4(child, 0)
    text = said.read_bytes().decode("utf-8", "replace").replace(streams.PROGRESS, "\n")
    code = os.waitstatus_to_exitcode(status)
    seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss >> 10
    failed = ""
    left = [p for p in folder.rglob("*") if p.name.endswith((".part", ".lock", "journal"))]
    if code not in (0, 1, 2):
        failed = "died"
    elif any(f in text for f in _FAULTS) or (code == 2 and _lacks(text)):
        failed = "not plain"
    elif seconds > MOST_SECONDS:
        failed = "slow"
    elif megabytes > MOST_MEGABYTES:
        failed = "memory"
    elif _STEERS.search(text) or (code == 2 and max(map(len, text.splitlines())) > _LONGEST):
        failed = "steers"
    elif left:
        failed = "left"
    return Outcome(" ".join(command[:2]), failed, text, seconds, megabytes, code)


def _lacks(text: str) -> list[str]:
    """Return what the last two lines lack, which say what is wrong and what to do."""
    told = text.strip().rsplit("\n", 2)[-2:]
    return not_plain(*told) if len(told) == 2 else ["nothing was said"]


def _be(command: list[str], folder: Path, said: Path, first: Callable[[], None] | None) -> None:
    """Be the process that runs a command, and end."""
    file = os.open(said, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.stdout = sys.stderr = os.fdopen(1, "w", buffering=1, encoding="utf-8", errors="replace")
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ["CLDVALIDATOR_SETTINGS"] = str(folder / "settings")
    os.chdir(folder)
    if first is not None:
        first()
    streams.GuardedStream.isatty = lambda _: True  # type: ignore[method-assign, assignment]
    code = 70
    try:
        if command[0] == "window":
            from reliability.in_window import look_at

            code = look_at(Path(command[1]), PATIENCE, [Path(p) for p in command[2:]])
        else:
            code = command_line.main(command)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 70
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def load_once() -> None:
    """Load once what each process needs, before they are forked."""
    import ui.main_window
    from reliability import in_window
    from ui.loading import load_libraries

    assert ui.main_window
    assert in_window
    load_libraries()
    for encoding in ("ascii", "cp1252", "utf-16", "utf-8-sig"):
        codecs.lookup(encoding)
    # Each of them: a process with few rights may not be able to load more.
    for module in pkgutil.walk_packages(cldvalidator.__path__, "cldvalidator."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
