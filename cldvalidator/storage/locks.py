"""Locks between processes: who changes a file holds a lock beside it, which ends with the process.

The system itself lets go of the lock of a process that is killed, so none is ever left in force.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cldvalidator.problems import EnvironmentProblem
from cldvalidator.storage.drafts import beginning_of
from cldvalidator.storage.file_system import is_order_unknown, plainly

ENDING = ".lock"
WRITING = "writing"
CHANGING = "changing"
_PAUSE = 0.01
_HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


class InUse(EnvironmentProblem):
    """Another process is writing the file just now."""


def lock_of(target: Path, purpose: str = WRITING) -> Path:
    """Return the file that is locked while a target is written (or read, changed and written)."""
    return target.with_name(f"{beginning_of(target)}{purpose}{ENDING}")


@contextmanager
def locked(target: Path, purpose: str = WRITING, *, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock of a file in this block. patience: seconds to wait for whoever holds it.

    A file system without locks lets everyone in. Raises InUse, and EnvironmentProblem when the
    folder cannot be written to.
    """
    lock = lock_of(target, purpose)
    ends = time.monotonic() + patience
    with plainly(target):
        while (descriptor := _taken(lock)) is None:
            if time.monotonic() >= ends:
                raise InUse(
                    f"{target.name} is being written by another CLD Validator just now.",
                    "Wait until it has finished, or choose another name.",
                )
            time.sleep(_PAUSE)
    try:
        yield
    finally:
        _let_go(lock, descriptor)


def is_free(lock: Path) -> bool:
    """Whether a lock file that is there is held by nobody; it is removed then."""
    try:
        descriptor = _taken(lock)
    except OSError:
        return False
    if descriptor is None:
        return False
    _let_go(lock, descriptor)
    return True


def _taken(lock: Path) -> int | None:
    """Open a lock file and lock it; None while another holds it. Raises OSError."""
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if _lock(descriptor) and _is_still(lock, descriptor):
            return descriptor
    except OSError as error:
        if is_order_unknown(error) or error.errno == errno.ENOLCK:
            return descriptor
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _let_go(lock: Path, descriptor: int) -> None:
    with suppress(OSError):  # on Windows an open file cannot be removed: another may wait for it
        if sys.platform == "win32":
            os.close(descriptor)
            lock.unlink()
        else:
            try:
                lock.unlink()
            finally:
                os.close(descriptor)


def _is_still(lock: Path, descriptor: int) -> bool:
    """Whether the file that was opened is still the one of that name: its holder removes it."""
    if sys.platform == "win32":
        return True
    try:
        return os.path.samestat(lock.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _HELD:
                return False
            raise
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _HELD:
                return False
            raise
        return True
