"""How much memory and time a workbook may take to be read, and how each system holds it to that."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cldvalidator.workbooks.archive_safety import open_archive

_LEAST_MEMORY = 500 << 20
_MEMORY_A_BYTE = 5
_MOST_MEMORY = 6 << 30
_LEAST_SECONDS = 8
_SECONDS_A_MEGABYTE = 0.2


@dataclass(frozen=True)
class Bounds:
    """memory: bytes beyond what the process has before it reads. seconds: of a processor."""

    memory: int
    seconds: int


def bounds_of(data: bytes, kind: str) -> Bounds:
    """Return what a workbook is allowed, by its size once it is unpacked.

    A real one takes about 3 bytes of memory for each, and 0.05 seconds a megabyte on a slow
    computer.
    """
    size = len(data)
    if kind != "XLS":
        archive: zipfile.ZipFile = open_archive(data)
        size += sum(member.file_size for member in archive.infolist())
    seconds = _LEAST_SECONDS + _SECONDS_A_MEGABYTE * (size / (1 << 20))
    return Bounds(min(_LEAST_MEMORY + _MEMORY_A_BYTE * size, _MOST_MEMORY), int(seconds))


def bind_this_process(bounds: Bounds) -> None:
    """Hold this process to its bounds; Windows does that from outside (`bind_process`)."""
    if sys.platform == "win32":
        return
    import resource

    def bind(what: int, most: int) -> None:
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (most, hard))
        except (ValueError, OSError):  # a system that does not know this limit
            return

    used = resource.getrusage(resource.RUSAGE_SELF)
    bind(resource.RLIMIT_CORE, 0)
    bind(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + bounds.seconds)
    bind(resource.RLIMIT_AS, _address_space() + bounds.memory)


def _address_space() -> int:
    """Return how many bytes of addresses this process has taken, about, where nobody says."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return 1 << 30
    import resource

    return pages * resource.getpagesize()


def bind_process(process: Any, bounds: Bounds) -> Any:
    """Hold a process that was started to its bounds, on Windows; it ends with this one.

    Returns what has to be kept as long as the process is to live.
    """
    if sys.platform != "win32":
        return None
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class Extended(ctypes.Structure):
        _fields_ = (
            ("Basic", Basic),
            ("IoInfo", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    process_time, process_memory, no_dialog, ends_with_us = 0x2, 0x100, 0x400, 0x2000
    limits = Extended()
    limits.Basic.LimitFlags = process_time | process_memory | no_dialog | ends_with_us
    limits.Basic.PerProcessUserTimeLimit = (1 + bounds.seconds) * 10_000_000
    limits.ProcessMemoryLimit = (256 << 20) + bounds.memory
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
    kernel.SetInformationJobObject(job, 9, ctypes.byref(limits), ctypes.sizeof(limits))
    kernel.AssignProcessToJobObject(job, wintypes.HANDLE(int(process._handle)))
    return _Job(kernel, job)


class _Job:
    """A Windows job object; closing it ends the processes in it."""

    def __init__(self, kernel: Any, handle: Any) -> None:
        self._kernel = kernel
        self._handle = handle

    def close(self) -> None:
        """Give the job up."""
        self._kernel.CloseHandle(self._handle)
