"""How much memory is free, and how much the work on a file takes."""

from __future__ import annotations

import sys
from pathlib import Path

_BEGINNING = 250 << 20
"""What a process takes before it reads anything."""
_A_BYTE_OF_TEXT, _A_BYTE_OF_ARCHIVE = 7, 45
"""Measured on files of 50 columns: 500,000 rows as CSV (150 MB) take 0.9 GB with all figures."""
_A_ROW = 3_300
"""Of a part of a table: rows of synthetic councils have 470 bytes of text."""
_USED = 0.75
"""Of what is free; the rest is for others."""


def memory_needed(path: Path) -> int:
    """Return about how many bytes the work on a file takes, by its size and kind."""
    try:
        size = path.stat().st_size
    except OSError:
        return _BEGINNING
    packed = path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".ods", ".gz")
    return _BEGINNING + size * (_A_BYTE_OF_ARCHIVE if packed else _A_BYTE_OF_TEXT)


def memory_for_rows(rows: int) -> int:
    """Return about how many bytes the work on so many rows takes."""
    return _BEGINNING + rows * _A_ROW


def memory_to_use() -> int | None:
    """Return how many bytes the run may take; None where the system does not say what is free."""
    free = _free_on_windows() if sys.platform == "win32" else _free_on_linux()
    return int(free * _USED) if free is not None else None


def _free_on_linux() -> int | None:
    try:
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    except (OSError, ValueError, IndexError):
        return None
    return None


if sys.platform == "win32":
    import ctypes

    class _MemoryStatus(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            ("total", ctypes.c_ulonglong),
            ("free", ctypes.c_ulonglong),
            *((name, ctypes.c_ulonglong) for name in ("a", "b", "c", "d", "e")),
        )

    def _free_on_windows() -> int | None:
        status = _MemoryStatus()
        status.length = ctypes.sizeof(status)
        known = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status.free) if known else None

else:

    def _free_on_windows() -> int | None:
        return None
