"""What is there, as far as this user may look: no permission to look is no for an answer."""

from __future__ import annotations

from pathlib import Path


def is_there(path: Path) -> bool:
    """Whether something of that name can be seen."""
    try:
        return path.exists()
    except OSError:
        return False


def is_file_there(path: Path) -> bool:
    """Whether a file of that name can be seen."""
    try:
        return path.is_file()
    except OSError:
        return False


def stamp_of(path: Path) -> tuple[int, int] | None:
    """Return a file's size and when it was last written (in ns); None if it cannot be seen.

    Two that are the same do not prove that the content is; two that differ ask for a look.
    """
    try:
        there = path.stat()
    except OSError:
        return None
    return there.st_size, there.st_mtime_ns


def is_folder_there(path: Path) -> bool:
    """Whether a folder of that name can be seen."""
    try:
        return path.is_dir()
    except OSError:
        return False
