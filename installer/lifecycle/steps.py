"""The list of what was tried: each step passed or not, with what was seen."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from installer.contents import files_of, sha256


@dataclass
class Steps:
    """Collects steps and measurements, and prints each as it comes."""

    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    measured: dict[str, float] = field(default_factory=dict)

    def check(self, fact: object, what: str, seen: object = None) -> None:
        """Record a step; `seen` is what was found instead, shown when it failed."""
        good = bool(fact)
        (self.passed if good else self.failed).append(what)
        also = "" if good or seen is None else f" (seen: {str(seen)[-600:]})"
        print(f"{'passed' if good else 'FAILED'}  {what}{also}", flush=True)

    def measure(self, what: str, value: float) -> None:
        """Record a number: seconds or megabytes."""
        self.measured[what] = round(value, 1)
        print(f"        {what}: {value:.1f}", flush=True)


def tree(folder: Path) -> dict[str, str]:
    """Return the files of a folder with their hashes."""
    return {p.relative_to(folder).as_posix(): sha256(p) for p in files_of(folder)}


def wait_until_gone(path: Path, seconds: float = 90) -> bool:
    """Wait for a file or folder to go: a silent uninstaller returns before it has finished."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not path.exists():
            return True
        time.sleep(0.5)
    return False
