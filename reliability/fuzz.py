"""Hostile inputs of every kind: each has to be refused in plain words, or read.

`python3 dev.py fuzz [N]`. A batch of inputs is judged by one process, which tells before and after
each; a process that dies, or is silent for too long, is the failure of the input it was at. Every
failure is kept in `build/fuzz/failures`; those worth keeping go into `reliability/corpus`, which is
judged first each time. The same seed gives the same inputs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from reliability import seeds
from reliability.judge import READING
from reliability.mutations import mutated

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "build" / "fuzz"
CORPUS = Path(__file__).parent / "corpus"
PATIENCE = 180.0
"""Seconds of silence after which a process is taken for hung, on a busy machine too."""
BATCH = 50
FAILURES = ("crash", "abort", "hang", "memory", "panic", "changed", "left", "rule")
# How many of a hundred inputs are of a kind: by how often people get such files from others.
SHARES = {
    "csv": 24, "xlsx": 20, "xlsm": 4, "xls": 9, "xlsb": 9, "ods": 9, "profile": 5,
    "profile-workbook": 4, "changes": 4, "population": 4, "official": 4, "settings": 4,
    "gzip": 5, "manifest": 4, "journal": 2, "set": 2, "rules": 4, "answers": 5, "recipe": 3,
    "published": 3, "published-workbook": 3,
}  # fmt: skip


@dataclass(frozen=True)
class Input:
    """One input to judge: its kind, its name, what is in it."""

    kind: str
    name: str
    data: bytes


@dataclass(frozen=True)
class Outcome:
    """What came of an input: "plain", "accepted", or one of the FAILURES; said: its first line."""

    input: Input
    word: str
    said: str


def inputs(count: int, seed: int, kinds: Sequence[str]) -> Iterator[Input]:
    """Yield the kept inputs, then `count` new ones."""
    for path in sorted(CORPUS.iterdir()):
        kind = path.name.partition(".")[0].rstrip("0123456789-")
        if kind in kinds:
            yield Input(kind, path.name, path.read_bytes())
    wanted = [k for k in kinds for _ in range(SHARES[k])]
    sound = {kind: seeds.KINDS[kind]() for kind in kinds}
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")
        kind = rng.choice(wanted)
        data = mutated(kind, rng.choice(sound[kind]), rng)
        yield Input(kind, f"{kind}-{seed}-{number}.{seeds.ENDINGS.get(kind, kind)}", data)


def judged(batch: Sequence[Input], folder: Path, *, reading: bool = False) -> list[Outcome]:
    """Judge a batch, with another process each time one has died; reading: see `Judge`."""
    folder.mkdir(parents=True, exist_ok=True)
    outcomes: list[Outcome] = []
    while left := batch[len(outcomes) :]:
        for place, item in enumerate(left):
            (folder / f"{place:03d}-{item.name}").write_bytes(item.data)
        outcomes += _by_one_process(left, folder, reading)
        for place, item in enumerate(left):
            (folder / f"{place:03d}-{item.name}").unlink(missing_ok=True)
    return outcomes


def _by_one_process(batch: Sequence[Input], folder: Path, reading: bool) -> list[Outcome]:
    command = [sys.executable, "-m", "reliability.judge", *[READING] * reading, str(folder)]
    command += [f"{item.kind}:{folder / f'{place:03d}-{item.name}'}"
                for place, item in enumerate(batch)]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(ROOT), "CLDVALIDATOR_SETTINGS": str(folder / "s")}
    outcomes: list[Outcome] = []
    with (folder / "stderr").open("wb") as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, cwd=folder, env=environment
        )
        assert process.stdout is not None
        word = "abort"
        pending = b""
        ends = time.monotonic() + PATIENCE + 60  # the first has to load the program
        while len(outcomes) < len(batch):
            ready, _, _ = select.select([process.stdout], [], [], max(ends - time.monotonic(), 0))
            if not ready:
                word = "hang"
                break
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                break
            *lines, pending = (pending + piece).split(b"\n")
            for line in lines:
                told, said = json.loads(line)
                outcomes.append(Outcome(batch[len(outcomes)], told, said))
                ends = time.monotonic() + PATIENCE
        if len(outcomes) < len(batch):
            process.kill()
        code = process.wait()
        process.stdout.close()
    if len(outcomes) < len(batch):
        said = f"exit code {code}" if word == "abort" else f"over {PATIENCE:.0f} s"
        outcomes.append(Outcome(batch[len(outcomes)], word, said))
    return outcomes


def main(arguments: Sequence[str]) -> int:
    """Judge inputs and print the table; return 1 if any failed."""
    parser = argparse.ArgumentParser(prog="dev.py fuzz", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=500, help="new inputs (500)")
    parser.add_argument("--seed", type=int, default=1, help="another number, other inputs (1)")
    kinds = list(SHARES)
    parser.add_argument("--kind", action="append", choices=kinds, help="only of this kind")
    parser.add_argument("--workers", type=int, default=2, help="processes at a time (2)")
    parser.add_argument(
        READING, action="store_true", help="only read and check them, a tenth of the work"
    )
    options = parser.parse_args(arguments)
    every = list(inputs(options.count, options.seed, options.kind or kinds))
    batches = [every[at : at + BATCH] for at in range(0, len(every), BATCH)]
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(options.workers) as workers:
        folders = (FOLDER / f"batch-{number}" for number in range(len(batches)))
        for made in workers.map(partial(judged, reading=options.reading), batches, folders):
            outcomes += made
            for failed in _keep(made):
                print(f"\n{failed.word}: {failed.input.name}: {failed.said}", file=sys.stderr)
            print(f"\r{len(outcomes):,} of {len(every):,}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(table(outcomes))
    return 1 if any(o.word in FAILURES for o in outcomes) else 0


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes as a table for docs/reliability.md."""
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        counts.setdefault(outcome.input.kind, Counter())[outcome.word] += 1
    lines = [
        "| kind | inputs | refused in plain words | read | failures |",
        "|---|---|---|---|---|",
    ]
    for kind in [k for k in SHARES if k in counts] + ["all"]:
        c = counts.get(kind) or sum(counts.values(), Counter())
        failed = ", ".join(f"{c[w]:,} {w}" for w in FAILURES if c[w]) or "0"
        lines.append(f"| {kind} | {c.total():,} | {c['plain']:,} | {c['accepted']:,} | {failed} |")
    return "\n".join(lines)


def _keep(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Keep the inputs that failed, and return them."""
    failed = [o for o in outcomes if o.word in FAILURES]
    kept = FOLDER / "failures"
    kept.mkdir(parents=True, exist_ok=True)
    for outcome in failed:
        (kept / outcome.input.name).write_bytes(outcome.input.data)
    return failed
