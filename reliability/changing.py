"""A file that another process changes while it is read: one state of it, or a plain refusal.

Part of `python3 dev.py faults --changing N`. The file is of records that all say A; a writer makes
it one of records that all say B, at a random moment and pace. What was read may be A or B, whole;
it may be refused. What is read without a word and holds both, or half of one, is a mixture.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from cldvalidator.extract import read_extract
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification
from reliability import seeds

MANNERS = ("in place", "in place, time put back", "replaced", "truncated", "appended", "stalled")
LONGEST_STALL = 0.35
"""Seconds. A writer that stops for longer than the program waits cannot be told from one done."""
_TIMES = 40


def states() -> tuple[bytes, bytes]:
    """Return two extracts of the same length whose records say one letter or the other."""
    header, *rows = seeds.csv().decode().splitlines()

    def of(letter: str) -> bytes:
        made = [f"{row.rpartition(',')[0]},{letter * 5}" for row in rows]
        return "\n".join([header, *made * _TIMES, ""]).encode()

    return of("A"), of("B")


def _pieces(data: bytes, rng: random.Random) -> list[tuple[int, bytes]]:
    """Return a text in pieces of random lengths, each with its place."""
    cuts = sorted(rng.randrange(len(data)) for _ in range(rng.choice((1, 3, 20))))
    ends = [*cuts, len(data)]
    return [(a, data[a:b]) for a, b in zip([0, *cuts], ends, strict=True)]


def _change(path: Path, manner: str, new: bytes, rng: random.Random) -> float:
    """Be the writer. In place: the new bytes over the old; appended: more records at the end.

    Returns for how many seconds it stood at most: on a busy machine longer than it wanted to.
    """
    time.sleep(rng.uniform(0, 0.02))
    told = path.stat()
    pace = rng.choice((0, 0.0005, 0.004))
    stall = rng.uniform(0.03, LONGEST_STALL) if manner == "stalled" else 0.0
    if manner == "replaced":
        other = path.with_suffix(".new")
        other.write_bytes(new)
        os.utime(other, ns=(told.st_atime_ns, told.st_mtime_ns))
        other.replace(path)
        return 0.0
    with path.open("ab" if manner == "appended" else "r+b", buffering=0) as file:
        if manner == "truncated":
            file.truncate(0)
        pieces = _pieces(new, rng)
        last, longest = time.monotonic(), 0.0
        for number, (at, piece) in enumerate(pieces):
            if manner != "appended":
                file.seek(at)
            file.write(piece)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
            time.sleep(stall if number == len(pieces) // 2 and stall else pace)
    if manner == "in place, time put back":
        os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    return longest


def one(folder: Path, manner: str, seed: int) -> str:
    """Run one round; return "refused", "one state" or "mixture".

    "stood longer" is a mixture that nobody can notice: the writer stood for longer than promised.
    """
    rng = random.Random(seed)
    old, new = states()
    path = folder / "extract.csv"
    path.write_bytes(old)
    if rng.random() < 0.5:  # a file that has stood there for long
        os.utime(path, (time.time() - 90_000,) * 2)
    whole = {old, old + new} if manner == "appended" else {old, new}
    writer = os.fork()
    if not writer:
        stood = 0.0
        try:
            stood = _change(path, manner, new, rng)
        finally:
            os._exit(stood > LONGEST_STALL + 0.02)
    time.sleep(rng.uniform(0, 0.03))
    try:
        read = read_extract(path, load_specification("2"))
        is_whole = read.reading.sha256 in {hashlib.sha256(data).hexdigest() for data in whole}
        letters = {text[:1] for column in read.unused.values() for text in column.texts}
        is_of_one = manner == "appended" or len(letters) == 1
        word = "one state" if is_whole and is_of_one else "mixture"
    except InputProblem:
        word = "refused"
    _, status = os.waitpid(writer, 0)
    return "stood longer" if word == "mixture" and status else word


def rounds(count: int, seed: int, tell: Callable[[str], None]) -> dict[str, Counter[str]]:
    """Run so many rounds, of each manner in turn; return what came of them, by manner."""
    done: dict[str, Counter[str]] = {manner: Counter() for manner in MANNERS}
    load_specification("2")
    with tempfile.TemporaryDirectory(prefix="changing-") as folder:
        for number in range(count):
            manner = MANNERS[number % len(MANNERS)]
            word = one(Path(folder), manner, seed * 1_000_003 + number)
            done[manner][word] += 1
            if word == "mixture":
                tell(f"mixture: {manner}, round {number}")
    return done


def table(done: dict[str, Counter[str]]) -> str:
    """Return the outcomes as a table for docs/reliability.md."""
    lines = [
        "| the file is changed | rounds | one state read | refused | stood longer | "
        "mixtures unsaid |",
        "|---|---|---|---|---|---|",
    ]
    for manner, c in [*done.items(), ("all", sum(done.values(), Counter()))]:
        lines.append(f"| {manner} | {c.total():,} | {c['one state']:,} | {c['refused']:,} | "
                     f"{c['stood longer']:,} | {c['mixture']:,} |")  # fmt: skip
    return "\n".join(lines)


def main(count: int, seed: int) -> int:
    """Run rounds and print the table; return 1 for any mixture."""
    done = rounds(count, seed, lambda said: print(said, file=sys.stderr, flush=True))
    print(table(done))
    return 1 if any(c["mixture"] for c in done.values()) else 0
