"""The names under which the program is known to Windows; never change an identity once released."""

from __future__ import annotations

from pathlib import Path

from cldvalidator import workbooks
from cldvalidator.version import __version__

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
WORK = ROOT / "build"

NAME = "CLD Validator"
VERSION = __version__
PUBLISHER = "The CLD Validator authors"
DESCRIPTION = "Checks Adult Social Care Client Level Data files"
WINDOW_PROGRAM = "CLD Validator"
COMMAND_PROGRAM = workbooks.COMMAND_PROGRAM
MODULES = "modules.pyz"
"""The archive of Python modules that both programs share, among the libraries."""

RELEASE_PYTHON = (3, 13)
OLDEST_WINDOWS_BUILD = 17763
"""Windows 10 1809, the oldest that the Qt in use supports."""


def program_folder(*, windows: bool) -> Path:
    """Return the folder that a build for Windows, or for Linux, leaves the program in."""
    return DIST / ("windows" if windows else "linux") / NAME


def version_numbers() -> tuple[int, int, int, int]:
    """Return the version as the four numbers that a Windows version resource has."""
    first, second, third = (int(part) for part in VERSION.split(".")[:3])
    return first, second, third, 0


def trial_note(python: str) -> str:
    """Return what to say of a build whose Python is not that of a release, else nothing."""
    if tuple(map(int, python.split(".")[:2])) >= RELEASE_PYTHON:
        return ""
    wanted = ".".join(map(str, RELEASE_PYTHON))
    return f"For trials only: this has Python {python}. A release has the newest {wanted}."
