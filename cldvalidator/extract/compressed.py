"""CSV compressed with gzip, which the portal takes: unpacked in memory, with limits."""

from __future__ import annotations

import zlib

from cldvalidator.extract.opening import LARGEST
from cldvalidator.problems import InputProblem
from cldvalidator.task import SILENT, Task

GZIP = b"\x1f\x8b"
_PIECE = 1 << 22
_ALWAYS = 1 << 26
_MOST_TIMES = 100
"""No table of people shrinks so far: the sample takes a sixteenth of its size."""


def is_compressed(data: memoryview) -> bool:
    """Whether a file's bytes begin as gzip's do."""
    return bytes(data[:2]) == GZIP


def unpacked(data: memoryview, task: Task = SILENT) -> memoryview:
    """Return what a gzip file holds; several members follow each other.

    Raises InputProblem for a file that is damaged or cut off, that holds another archive, or that
    unpacks to more than a file may have; Cancelled when the task is.
    """
    most = min(LARGEST, max(_ALWAYS, _MOST_TIMES * len(data)))
    out = bytearray()
    rest: bytes | memoryview = data
    sound = True
    while sound and bytes(rest[:2]) == GZIP:
        member = zlib.decompressobj(wbits=31)
        while sound and not member.eof:
            try:
                piece = member.decompress(rest, _PIECE)
            except zlib.error:
                piece, sound = b"", False
            rest = member.unconsumed_tail
            sound = sound and bool(piece or rest or member.eof)
            out += piece
            if len(out) > most:
                raise _too_large()
            task.step("Unpacking the file", len(data) - len(rest), len(data))
        rest = member.unused_data
    if not sound or bytes(rest).strip(b"\0"):
        raise _damaged()
    if not out:
        raise InputProblem("The compressed file holds nothing.", "Export it again.")
    return memoryview(out)


def _damaged() -> InputProblem:
    return InputProblem(
        "The compressed file (gzip) is damaged or cut off.",
        "Copy it again from where it came, or export it again.",
    )


def _too_large() -> InputProblem:
    return InputProblem(
        "The compressed file (gzip) unpacks to far more than an extract holds.",
        "Check that it is the right file, or unpack it yourself and choose the CSV in it.",
    )
