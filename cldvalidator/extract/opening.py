"""Reads the bytes of a file; says in plain words why it cannot."""

from __future__ import annotations

import os
import stat
import sys
import time
from io import FileIO
from pathlib import Path
from threading import Lock

import numpy as np

from cldvalidator.paths import shown_name
from cldvalidator.problems import EnvironmentProblem, InputProblem, Problem
from cldvalidator.task import SILENT, Task, side_by_side

LARGEST = (1 << 31) - 1
PIECE = 1 << 24
_COARSE = 3.0
"""Seconds. FAT keeps the time of a change to two seconds; clocks of shares differ a little."""
_A_LITTLE_LATER = 0.05
"""Seconds in which a write that goes on gets further."""
_SHARING_VIOLATIONS = (32, 33)


def read_whole(path: Path, most: int = LARGEST) -> bytes:
    """Return the bytes of a small file, opened for reading only. most: bytes that it may have.

    Raises InputProblem for a folder, a device or pipe, a missing, empty or far too large file;
    EnvironmentProblem when the file is locked, not permitted or cannot be reached.
    """
    return bytes(read_side_by_side(path, most=most))


def read_head(path: Path, most: int) -> bytes:
    """Return the first bytes of a file, at most so many. Raises what `read_whole` raises."""
    try:
        _size(path, LARGEST)
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        problem = opening_problem(path, error)
    raise problem


def read_side_by_side(
    path: Path, task: Task = SILENT, *, most: int = LARGEST, still: float = _A_LITTLE_LATER
) -> memoryview:
    """Return the bytes of a file of any size, opened for reading only, read on all cores.

    Most of the time goes into the memory that they are put in, which the cores get side by side.
    The file is opened once, so that all bytes are of the same file; whether it was changed in the
    meantime is told by its size, its time and its number (inode). still: seconds for which a young
    file has to have stood still, as whoever writes it may have stopped for a moment. Raises what
    `read_whole` raises, InputProblem also when the file changes meanwhile, and Cancelled when the
    task is.
    """
    try:
        state = FileState(path, most)
        with path.open("rb", buffering=0) as file:
            data = _read(file, state.size, task)
            if data is not None and state.is_young():
                # So young that another change may have the same time, or a write may still go on
                # that got its time when it began: look at all bytes again a little later.
                time.sleep(max(_A_LITTLE_LATER, min(still, still - state.age())))
                again = _read(file, state.size, task)
                data = data if again is not None and np.array_equal(again, data) else None
            is_same = state.holds(file)
    except OSError as error:
        problem = opening_problem(path, error)
    else:
        if data is not None and is_same:
            return data
        raise InputProblem(
            f"“{path.name}” was being written while it was read.",
            "Wait until it is saved or exported to its end, and open it again.",
        )
    raise problem


class FileState:
    """A file as it is before it is read. size: in bytes.

    Raises OSError, and what `read_whole` raises for what is no file.
    """

    def __init__(self, path: Path, most: int = LARGEST) -> None:
        self.size = _size(path, most)
        self._path = path
        self._stamp = _stamp(path.stat())

    def age(self) -> float:
        """Return the seconds since the last change."""
        return (time.time_ns() - self._stamp[1]) / 1e9

    def is_young(self) -> bool:
        """Whether another change may bear the same time."""
        return self.age() < _COARSE

    def holds(self, file: FileIO) -> bool:
        """Whether the open file, and the one in its place, are still as they were."""
        is_same = _stamp(os.fstat(file.fileno()))[:2] == self._stamp[:2]
        return is_same and _stamp(self._path.stat()) == self._stamp


def _stamp(status: os.stat_result) -> tuple[int, int, int, int, int]:
    """Return what tells a file from itself at another time, and from another file in its place.

    The time of the last change can be put back; the last one here, POSIX's own, cannot. On Windows
    that is when the file was made.
    """
    return status.st_size, status.st_mtime_ns, status.st_ino, status.st_dev, status.st_ctime_ns


def _read(file: FileIO, size: int, task: Task) -> memoryview | None:
    """Return the bytes of an open file, None if it has fewer or more than it should."""
    data = np.empty(size, np.uint8).data
    starts = range(0, size, PIECE)
    waiting = Lock()

    def fill(start: int) -> int:
        at, end = start, min(start + PIECE, size)
        while at < end and (got := _read_at(file, data[at:end], at, waiting)):
            at += got
        return at - start

    read = sum(side_by_side(fill, starts, "Opening the file", task, len(starts)))
    has_more = _read_at(file, memoryview(bytearray(1)), size, waiting)
    return data if read == size and not has_more else None


def _read_at(file: FileIO, into: memoryview, at: int, waiting: Lock) -> int:
    """Read from a place of a file that several threads read from; return how many bytes."""
    if hasattr(os, "preadv"):
        return os.preadv(file.fileno(), [into], at)
    with waiting:  # Windows has one place in an open file, for all threads
        file.seek(at)
        return file.readinto(into) or 0


def _size(path: Path, most: int) -> int:
    """Return how many bytes a file has; raises InputProblem and OSError for what is no file."""
    if path == Path():  # also what an empty name becomes
        raise InputProblem("No file is named, only this folder.", "Choose the file in it.")
    if path.is_dir():
        raise InputProblem(
            f"“{path.resolve().name or path}” is a folder, not a file.",
            "Choose the file inside it.",
        )
    try:
        status = path.stat()
    except ValueError:  # a zero byte or half of a character, as damaged settings may hold them
        raise FileNotFoundError from None
    if not stat.S_ISREG(status.st_mode):  # a pipe or a device may never end
        raise InputProblem(
            f"“{path.name}” is a device or a pipe, not a file.",
            "Save the extract as a file and choose that.",
        )
    if status.st_size > LARGEST:
        raise InputProblem(
            f"“{path.name}” is larger than 2 GB: no extract of one council is.",
            "Check that it is the right file, or export a shorter period.",
        )
    if status.st_size > most:
        raise InputProblem(
            f"“{path.name}” is far larger than such a file can be.",
            "Check that it is the right file.",
        )
    if not status.st_size:
        raise InputProblem(f"“{path.name}” is empty: it holds nothing.", "Export it again.")
    return status.st_size


def opening_problem(path: Path, error: OSError) -> Problem:
    """Return what to tell the user about a file that could not be opened or read."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return InputProblem(
            f"There is no file “{shown_name(path)}” in that place.",
            "It may have been moved or renamed. Choose it again.",
        )
    winerror = getattr(error, "winerror", None)
    if winerror in _SHARING_VIOLATIONS:
        return EnvironmentProblem(
            f"“{path.name}” is open in another program, which keeps it locked.",
            "Close it in Excel, or in the program that has it open, and try again.",
        )
    if isinstance(error, PermissionError):
        if sys.platform == "win32":  # Windows often does not say which of the two it is
            return EnvironmentProblem(
                f"“{path.name}” cannot be opened: it is open in another program, or you are not "
                "allowed to read it.",
                "Close it in Excel and try again. If it is open nowhere, ask for permission to "
                "read it, or copy it to a folder of your own.",
            )
        return EnvironmentProblem(
            f"You are not allowed to read “{path.name}”.",
            "Ask for permission to read it, or copy it to a folder of your own.",
        )
    return EnvironmentProblem(
        f"“{path.name}” could not be read: the disk or the network did not give it out.",
        "Check the connection to the drive, or copy the file to this computer, and try again.",
    )
