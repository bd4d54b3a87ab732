"""Reads the bytes of a file; says in plain words why it cannot."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from cldvalidator.problems import EnvironmentProblem, InputProblem, Problem

LARGEST = (1 << 31) - 1
_SHARING_VIOLATIONS = (32, 33)


def read_whole(path: Path) -> bytes:
    """Return the bytes of the file, opened for reading only.

    Raises InputProblem for a folder, a device or pipe, a missing, empty or far too large file;
    EnvironmentProblem when the file is locked, not permitted or cannot be reached.
    """
    try:
        if path == Path():  # also what an empty name becomes
            raise InputProblem("No file is named, only this folder.", "Choose the file in it.")
        if path.is_dir():
            raise InputProblem(
                f"“{path.resolve().name or path}” is a folder, not a file.",
                "Choose the file inside it.",
            )
        told = path.stat()
        if not stat.S_ISREG(told.st_mode):  # a pipe or a device may never end
            raise InputProblem(
                f"“{path.name}” is a device or a pipe, not a file.",
                "Save the extract as a file and choose that.",
            )
        if told.st_size > LARGEST:
            raise InputProblem(
                f"“{path.name}” is larger than 2 GB: no extract of one council is.",
                "Check that it is the right file, or export a shorter period.",
            )
        data = path.read_bytes()
    except OSError as error:
        problem = opening_problem(path, error)
    else:
        if not data:
            raise InputProblem(f"“{path.name}” is empty: it holds nothing.", "Export it again.")
        return data
    raise problem


def opening_problem(path: Path, error: OSError) -> Problem:
    """Return what to tell the user about a file that could not be opened or read."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return InputProblem(
            f"There is no file “{path.name}” in that place.",
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
