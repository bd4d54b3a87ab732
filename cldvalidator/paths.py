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


def shown_name(path: Path) -> str:
    """Return the name of a file as a text that can be printed and written, whatever stands in it.

    A name may hold bytes, or halves of characters, that are no text.
    """
    return as_shown(path.name)


def as_shown(path: str) -> str:
    """Return a path so, as `shown_name` returns a name."""
    return path.replace("\0", "?").encode("utf-8", "replace").decode()


def is_folder_there(path: Path) -> bool:
    """Whether a folder of that name can be seen."""
    try:
        return path.is_dir()
    except OSError:
        return False
