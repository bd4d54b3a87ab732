"""The drafts that files are written in before they take their names, and those left by a crash."""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import re
import secrets
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DAY = 24 * 60 * 60
_LONGEST_LABEL = 180
_DRAFT = re.compile(r"\..+\.(?P<machine>[0-9a-f]{6})-(?P<process>\d+)-[0-9a-f]{8}\.part", re.S)
_STILL_ACTIVE = 259
_ours: set[Path] = set()


def new_draft(target: Path) -> Path:
    """Return a name beside a target that no other draft has; `forget` it when it is gone.

    It tells the machine and the process, so that one whose process was killed is known as left.
    """
    ending = f"{machine()}-{os.getpid()}-{secrets.token_hex(4)}.part"
    draft = target.with_name(f"{beginning_of(target)}{ending}")
    _ours.add(draft)
    return draft


def forget(draft: Path) -> None:
    """Remove a draft if it is there. What the system refuses to remove is found as left later."""
    with suppress(OSError):
        draft.unlink(missing_ok=True)
    _ours.discard(draft)


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """Yield a path beside the target to write it in, and remove what is left there at the end."""
    draft = new_draft(target)
    try:
        yield draft
    finally:
        forget(draft)


def is_draft_of(path: Path, target: Path) -> bool:
    """Whether a path is one that a draft of a target can have: beside it, and named after it."""
    is_named = _DRAFT.fullmatch(path.name) and path.name.startswith(beginning_of(target))
    return bool(is_named) and path.parent == target.parent


def left_drafts(folder: Path, *, but: Collection[Path] = ()) -> list[Path]:
    """Return the drafts in a folder whose process is gone, or which are older than a day.

    Of a draft that another machine began on a shared drive only its age is known. but: drafts that
    somebody still needs. Raises OSError when the folder cannot be read.
    """
    found = []
    for path in sorted(folder.iterdir()):
        match = _DRAFT.fullmatch(path.name)
        if match is None or path in _ours or path in but:
            continue
        with suppress(OSError):
            if is_left(path, match["machine"], int(match["process"])):
                found.append(path)
    return found


def is_left(path: Path, of_machine: str, process: int) -> bool:
    """Whether a file that a process made is there without it. Raises OSError."""
    if time.time() - path.lstat().st_mtime > DAY:
        return True
    return of_machine == machine() and not _lives(process)


def beginning_of(target: Path) -> str:
    """Return how files that belong to a target begin; a long name is cut, so that theirs fit."""
    name = target.name
    if len(os.fsencode(name)) > _LONGEST_LABEL:
        name = f"{name[:40]}~{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}"
    return f".{name}."


def machine() -> str:
    """Return what tells this machine from others, and nothing else about it."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:6]


def _lives(process: int) -> bool:
    """Whether another process of this machine still runs; this one knows its own drafts."""
    if process == os.getpid():
        return False
    if sys.platform == "win32":
        return _lives_on_windows(process)
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass
    return True


def _lives_on_windows(process: int) -> bool:
    system = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = system.OpenProcess(0x1000, False, process & 0xFFFFFFFF)  # only to ask about it
    if not handle:
        return False
    code = ctypes.c_ulong()
    try:
        asked = system.GetExitCodeProcess(handle, ctypes.byref(code))
        return not asked or code.value == _STILL_ACTIVE
    finally:
        system.CloseHandle(handle)
