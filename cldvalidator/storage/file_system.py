"""What the file system is asked when something is written, and its refusals in plain words."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cldvalidator.problems import EnvironmentProblem

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
_NO_SUCH_ORDER = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
"""The error codes of a file system that does not support an operation, as on some shares."""
_LONGEST_FOLDER = 300
_WINDOWS_TOO_LONG = {206}  # ERROR_FILENAME_EXCED_RANGE


@contextmanager
def plainly(target: Path) -> Iterator[None]:
    """Turn an OSError of this block into an EnvironmentProblem about a file that is written."""
    try:
        yield
    except OSError as error:
        raise explained(error, target) from error


def explained(error: OSError, target: Path) -> EnvironmentProblem:
    """Return what to tell the user about a file that could not be written."""
    folder = _absolute(target).parent
    if error.errno in _DISK_FULL:
        return EnvironmentProblem(
            f"The disk with the folder {folder} is full: {target.name} was not written.",
            "Free some space, or choose another folder.",
        )
    if error.errno == errno.ENAMETOOLONG or getattr(error, "winerror", 0) in _WINDOWS_TOO_LONG:
        return EnvironmentProblem(
            f"The name {target.name[:40]}… is too long for the folder {_beginning(folder)}.",
            "Choose a shorter name, or a folder nearer to the top.",
        )
    if isinstance(error, PermissionError):
        return EnvironmentProblem(
            f"{target.name} may not be written in {folder}: it is open in another program, or you "
            "have no permission.",
            "Close it there, or choose another folder.",
        )
    return EnvironmentProblem(
        f"{target.name} could not be written: {error.strerror or 'the system gave no reason'}.",
        "Choose another folder and try again.",
    )


def system_refused(error: OSError) -> EnvironmentProblem:
    """Return what to tell about a file of which nobody else has said what it was wanted for."""
    name = Path(os.fsdecode(error.filename)).name if error.filename else "a file"
    return EnvironmentProblem(
        f"The system refused {name}: {error.strerror or 'it gave no reason'}.",
        "Check the connection to the drive and your permissions, and try again.",
    )


def is_order_unknown(error: OSError) -> bool:
    """Whether the file system does not know what it was told, which is no fault of the disk."""
    return error.errno in _NO_SUCH_ORDER


def to_disk(descriptor: int) -> None:
    """Have the system write out what it holds of a file.

    A share that has no such order is no failure: what is written is read back. Raises OSError when
    the disk fails.
    """
    try:
        os.fsync(descriptor)
    except OSError as error:
        if not is_order_unknown(error):
            raise


def folder_to_disk(folder: Path) -> None:
    """Have the system write out which names a folder holds, where it can (Windows cannot)."""
    with suppress(OSError):  # the files are in place; only a power cut could undo their names
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_whole(target: Path, content: bytes) -> None:
    """Write a small file of our own and bring it to disk. Raises OSError."""
    with target.open("xb") as out:
        out.write(content)
        out.flush()
        to_disk(out.fileno())


def _beginning(folder: Path) -> str:
    """Return a folder in words, only the beginning of one that no system takes."""
    text = str(folder)
    return text if len(text) <= _LONGEST_FOLDER else f"{text[:_LONGEST_FOLDER]}…"


def _absolute(path: Path) -> Path:
    try:
        return path.absolute()
    except OSError:  # the folder that we stand in is gone
        return path
