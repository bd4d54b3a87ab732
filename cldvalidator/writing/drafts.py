"""The drafts that files are written in before they take their names, and those left by a crash."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_DAY = 24 * 60 * 60
_LONGEST_LABEL = 180
_ENDING = re.compile(r"(?:(?P<machine>[0-9a-f]{6})-(?P<process>\d+)-)?[0-9a-f]{8}\.part")
_ours: set[Path] = set()


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """Yield a path beside the target to write it in, and remove what is left there at the end.

    First removes the drafts of the same target that no living writer owns: a process that is
    killed leaves one, with what it had written.
    """
    remove_left_drafts(target)
    name = f"{_beginning(target)}{_machine()}-{os.getpid()}-{secrets.token_hex(4)}.part"
    draft = target.with_name(name)
    _ours.add(draft)
    try:
        yield draft
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        _ours.discard(draft)


def remove_left_drafts(target: Path) -> None:
    """Remove the drafts of a target whose process is gone, or which are older than a day.

    Of a draft that another machine began on a shared drive only its age is known.
    """
    beginning = _beginning(target)
    with suppress(OSError):
        for path in target.parent.iterdir():
            if path.name.startswith(beginning):
                ending = _ENDING.fullmatch(path.name[len(beginning) :])
                if ending is not None and path not in _ours and _is_left(path, ending):
                    with suppress(OSError):
                        path.unlink()


def _beginning(target: Path) -> str:
    """Return how the drafts of a target begin; a long name is cut, so that the draft's fits."""
    name = target.name
    if len(os.fsencode(name)) > _LONGEST_LABEL:
        name = f"{name[:40]}~{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}"
    return f".{name}."


def _machine() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:6]


def _is_left(path: Path, ending: re.Match[str]) -> bool:
    if time.time() - path.lstat().st_mtime > _DAY:
        return True
    return ending["machine"] == _machine() and not _lives(int(ending["process"]))


def _lives(process: int) -> bool:
    """Whether another process of this machine still runs; this one knows its own drafts."""
    if process == os.getpid():
        return False
    if sys.platform == "win32":
        return False  # there a file that is open cannot be removed: trying to is asking
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass
    return True
