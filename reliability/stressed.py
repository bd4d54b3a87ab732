"""`dev.py test --stress`: the window's tests three times, on a machine that has no time for them.

Every processor is kept busy by two processes of the same priority. A test that fails here waits for
a time where it should wait for a state.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3
BUSY = "while True: sum(range(10_000))"


@contextmanager
def load(processes: int) -> Iterator[None]:
    """Keep processors busy as long as this is open."""
    busy = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
        for process in busy:
            process.wait()


def main(arguments: Sequence[str]) -> int:
    """Run the tests three times; return 1 if any round failed. arguments: for pytest, besides."""
    wanted = list(arguments) or ["tests/ui"]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", *wanted]
    failed = 0
    with load(2 * (os.cpu_count() or 1)):
        for number in range(1, ROUNDS + 1):
            print(f"Round {number} of {ROUNDS}", flush=True)
            failed += subprocess.run(command, cwd=ROOT, check=False).returncode != 0
    print(f"{ROUNDS - failed} of {ROUNDS} rounds without a failure.")
    return 1 if failed else 0
