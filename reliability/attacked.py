"""Attacks made by hand, each through every command that reads such a file, and the window.

`python3 dev.py attacks`. Each run is a process of its own. It has to end within ten seconds of the
processor and 1 GB, in what was read or in one plain sentence, with nothing left behind, nothing
that steers a terminal, and the file as it was.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from reliability import readers, seeds, surroundings
from reliability.attacks import (
    archives,
    beside,
    books,
    dialects,
    parts,
    recipes,
    records,
    rules,
    team_books,
    texts,
)
from reliability.single_run import Outcome, load_once, run

EXTRACTS: dict[str, dict[str, Callable[[], bytes]]] = {
    "xlsx": books.XLSX | parts.XLSX | archives.XLSX | dialects.XLSX,
    "ods": books.ODS | parts.ODS,
    "xls": records.XLS | dialects.XLS,
    "xlsb": records.XLSB,
    "csv": texts.CSV | dialects.CSV,
    "csv.gz": archives.GZIP | dialects.GZIP,
}
LARGE: dict[str, dict[str, Callable[[], bytes]]] = {"xlsx": parts.LARGE}
OTHERS: dict[str, dict[str, Callable[[], bytes]]] = {
    "answers": team_books.ANSWERS,
    "recipe": recipes.RECIPES,
    "rules": rules.RULES,
    "profile": rules.PROFILES,
}
KINDS = tuple(dict.fromkeys([*EXTRACTS, *beside.JSON, *OTHERS]))


@dataclass(frozen=True)
class Attack:
    """A file to try: its kind, what it is, what is in it."""

    kind: str
    name: str
    make: Callable[[], bytes]


@dataclass
class Counted:
    """What came of the attacks of a kind."""

    attacks: int = 0
    runs: int = 0
    read: int = 0
    refused: int = 0
    seconds: float = 0.0
    megabytes: int = 0
    failed: Counter[str] = field(default_factory=Counter)


def attacks(kinds: Sequence[str], *, large: bool = False) -> Iterator[Attack]:
    """Yield the attacks of some kinds; large: those that are large files instead."""
    for kind in kinds:
        if kind in beside.JSON and not large:
            for name, data in beside.attacks(beside.JSON[kind]()).items():
                yield Attack(kind, name, partial(bytes, data))
        for name, make in (LARGE if large else EXTRACTS | OTHERS).get(kind, {}).items():
            yield Attack(kind, name, make)


def files_in(folder: Path, kinds: Sequence[str]) -> Iterator[Attack]:
    """Yield the files of a folder as attacks; one in JSON of each kind that JSON is read as."""
    for path in sorted(p for p in folder.iterdir() if p.is_file()):
        ending = path.name.rpartition(".")[2].lower()
        fitting = beside.JSON if ending == "json" else [ending]
        for kind in kinds:
            if kind in fitting or (kind == "csv.gz" and path.name.endswith(kind)):
                yield Attack(kind, path.name, path.read_bytes)


def commands(kind: str, path: Path, base: Path) -> list[list[str]]:
    """Return what reads a file of a kind. base: a sound extract."""
    of = readers.of_extract if kind in EXTRACTS else readers.of_kind
    return list(of(kind, str(path), str(base)))


def attack(
    item: Attack, folder: Path, *, only: str = "", turn: int | None = None
) -> Iterator[Outcome]:
    """Run all commands that read an attack; only: one of them. Yields what came of each.

    turn: only two of them, other ones for each number.
    """
    folder.mkdir(parents=True)
    base = folder / "base.csv"
    base.write_bytes(seeds.csv())
    ending = item.kind if item.kind in EXTRACTS else readers.ENDINGS.get(item.kind, "json")
    file = folder / f"attack.{ending}"
    file.write_bytes(item.make())
    before = hashlib.sha256(file.read_bytes()).digest()
    every = [c for c in commands(item.kind, file, base) if only in ("", c[0])]
    if turn is not None:
        every = [every[(2 * turn + n) % len(every)] for n in range(min(2, len(every)))]
    for number, command in enumerate(every):
        inside = folder / str(number)
        inside.mkdir()
        readers.put_around(item.kind, file, inside)
        outcome = run(command, inside)
        if hashlib.sha256(file.read_bytes()).digest() != before:
            outcome.failed = "changed"
        yield outcome
        shutil.rmtree(inside)
    shutil.rmtree(folder)


def table(counted: dict[str, Counted]) -> str:
    """Return the outcomes as a table for docs/reliability.md."""
    lines = [
        "| kind | attacks | runs | refused in plain words | slowest | most memory | failures |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, c in counted.items():
        failed = ", ".join(f"{n:,} {w}" for w, n in c.failed.items()) or "0"
        lines.append(f"| {kind} | {c.attacks:,} | {c.runs:,} | {c.refused:,} | {c.seconds:.1f} s | "
                     f"{c.megabytes:,} MB | {failed} |")  # fmt: skip
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Try all attacks and print the table; return 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="dev.py attacks", description=__doc__)
    parser.add_argument("--kind", action="append", choices=KINDS, help="only of this kind")
    parser.add_argument("--command", default="", help="only this command, such as check or window")
    parser.add_argument("--name", default="", help="only those with this in their name")
    parser.add_argument("--all-commands", action="store_true", help="every one; else two each")
    parser.add_argument("--large", action="store_true", help="instead, those of over 50 MB")
    parser.add_argument(
        "--files", type=Path, metavar="FOLDER", help="instead, each file of a folder"
    )
    parser.add_argument(
        "--surroundings", action="store_true", help="instead, odd things in place of files"
    )
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if options.surroundings:
        return surroundings.main(options.name)
    load_once()
    counted: dict[str, Counted] = {}
    with tempfile.TemporaryDirectory(prefix="attacks-") as root:
        kinds = options.kind or KINDS
        every = (
            files_in(options.files, kinds) if options.files else attacks(kinds, large=options.large)
        )
        for turn, item in enumerate(i for i in every if options.name in i.name):
            c = counted.setdefault(item.kind, Counted())
            c.attacks += 1
            for outcome in attack(
                item,
                Path(root) / "attack",
                only=options.command,
                turn=None if options.all_commands else turn,
            ):
                c.runs += 1
                c.refused += outcome.code == 2
                c.seconds = max(c.seconds, outcome.seconds)
                c.megabytes = max(c.megabytes, outcome.megabytes)
                if outcome.failed:
                    c.failed[outcome.failed] += 1
                    print(f"{outcome.failed}: {item.kind}: {item.name}: {outcome.command}: "
                          f"{outcome.seconds:.1f} s, {outcome.megabytes} MB, {outcome.code}: "
                          f"{outcome.said.strip()[:300]!r}", flush=True)  # fmt: skip
    print(table(counted))
    return 1 if any(c.failed for c in counted.values()) else 0
