"""Calls to the file system about one folder that fail, or at which the process ends."""

from __future__ import annotations

import builtins
import fcntl
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_BY_PATH = ("open", "stat", "lstat", "mkdir", "listdir", "scandir", "access", "readlink", "replace",
            "rename", "link", "unlink", "utime")  # fmt: skip
_BY_FILE = ("fsync", "fstat", "preadv", "read", "write")
_OF_STREAM = ("write", "flush", "read", "readinto", "close")
_KILLED = 9


@dataclass(frozen=True)
class Injection:
    """At which call (from 1; 0: none) which error is raised, and whether at all later ones too.

    number: of the error; 0 ends the process there, as a kill does.
    """

    at: int = 0
    number: int = 0
    lasting: bool = False


class Calls:
    """Counts the calls, and lets them fail as they are told to."""

    def __init__(self, injection: Injection) -> None:
        self._injection = injection
        self.number = 0

    def count(self) -> None:
        """Count one call. Raises OSError, or ends the process."""
        self.number += 1
        wanted = self._injection
        if not wanted.at or self.number < wanted.at:
            return
        if self.number > wanted.at and not wanted.lasting:
            return
        if not wanted.number:
            os.kill(os.getpid(), _KILLED)
        raise OSError(wanted.number, os.strerror(wanted.number))


class _Stream:
    """An open file whose calls are counted too."""

    def __init__(self, file: Any, calls: Calls) -> None:
        self._file = file
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._file, name)
        if name not in _OF_STREAM:
            return found

        def counted(*args: Any) -> Any:
            if name == "close":
                found(*args)  # the system lets go of the file all the same
                self._calls.count()
                return None
            self._calls.count()
            return found(*args)

        return counted

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)


@contextmanager
def injected(folder: Path, injection: Injection) -> Iterator[Calls]:
    """Count the calls about a folder in this block, and let them fail. For a process of its own."""
    calls = Calls(injection)
    inside = str(folder)
    kept: list[tuple[Any, str, Any]] = []

    def put(place: Any, name: str, wrapped: Callable[..., Any]) -> None:
        kept.append((place, name, getattr(place, name)))
        setattr(place, name, wrapped)

    def about(path: Any) -> bool:
        return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(inside)

    def by_path(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            if args and about(args[0]):
                calls.count()
            return call(*args, **options)

        return counted

    def by_file(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            calls.count()
            return call(*args, **options)

        return counted

    def opened(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(path: Any, *args: Any, **options: Any) -> Any:
            if not about(path):
                return call(path, *args, **options)
            calls.count()
            return _Stream(call(path, *args, **options), calls)

        return counted

    for name in _BY_PATH:
        put(os, name, by_path(getattr(os, name)))
    for name in _BY_FILE:
        put(os, name, by_file(getattr(os, name)))
    put(fcntl, "flock", by_file(fcntl.flock))
    put(io, "open", opened(io.open))
    put(builtins, "open", opened(builtins.open))
    try:
        yield calls
    finally:
        for place, name, call in reversed(kept):
            setattr(place, name, call)
