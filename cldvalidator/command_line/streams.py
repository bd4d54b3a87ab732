"""Standard output and error that a closed pipe, a closed terminal or a full disk do not stop."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import IO, Any

PROGRESS = "\r\x1b[K"
"""How the program itself begins a line that is written over."""
_SHOWN = {c: f"\\x{c:02x}" for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\t\n\r"}
# What turns the order of a line round, or ends one where it is not seen to end.
_SHOWN |= {
    c: f"\\u{c:04x}"
    for c in (0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
}
# Windows says of a pipe that nobody reads any more that the argument is invalid.
_NOBODY_READS = {errno.EPIPE, errno.EINVAL, errno.EIO}


class GuardedStream:
    """A stream that takes every text; what cannot be written any more is dropped.

    So the work behind it is finished, and its exit code is its own. stream: None where the program
    has no such stream.
    """

    def __init__(self, stream: IO[str] | None) -> None:
        self._stream = stream
        self._lost: OSError | None = None

    def write(self, text: str) -> int:
        """Write a text; what would steer a terminal is shown, unless it is the program's own."""
        if self.isatty() and not text.startswith(PROGRESS):
            text = text.translate(_SHOWN)
        if self._stream is not None and self._lost is None:
            try:
                self._stream.write(text)
            except OSError as error:
                self._give_up(error)
        return len(text)

    def flush(self) -> None:
        """Write what is kept back."""
        if self._stream is not None and self._lost is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._give_up(error)

    def isatty(self) -> bool:
        """Whether a terminal shows it."""
        return self._stream is not None and self._lost is None and self._stream.isatty()

    @property
    def failure(self) -> str:
        """Why something was lost that somebody waits for; empty if nothing was."""
        if self._lost is None or self._lost.errno in _NOBODY_READS:
            return ""
        if self._lost.errno == errno.ENOSPC:
            return "the disk is full"
        return self._lost.strerror or "the system gave no reason"

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _give_up(self, error: OSError) -> None:
        """Drop all that comes, also what the interpreter writes at its end."""
        self._lost = error
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
