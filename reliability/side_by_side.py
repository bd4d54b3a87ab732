"""Two processes that write the same files at once: one after the other, or one is told.

Part of `python3 dev.py faults --together N`. Each round begins two commands, or the window and a
command, about two inputs that write under the same names; in most one of them, or both, are killed
at a call of the file system in the second half of their work. Then the files are of one of the two
runs, or it is said that they are not, and nothing else is there.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cldvalidator.command_line import main as command_line
from cldvalidator.storage.unfinished import settle_unfinished
from reliability import seeds
from reliability.injected import Injection, injected
from reliability.tally import Tally

_TIMES = re.compile(rb"\d{1,2}:\d\d(:\d\d)?(\.\d+)?|\d{4}-\d\d-\d\dT?")
_WRITTEN_AT = "docProps/core.xml"
_TOLD = ("is being written by another", "already exists", "has appeared meanwhile",
         "has left files of two runs")  # fmt: skip
"""What the second one is told."""
FAILURES = ("mixed unsaid", "not of either", "false", "not plain", "left", "input changed")
_RAISED = 72
_PATIENCE = 60
"""Seconds of the processor for the window."""


@dataclass(frozen=True)
class Pair:
    """Two commands that write files of the same names. They are given folder and input."""

    name: str
    one: Callable[[Path, Path], list[str]]
    other: Callable[[Path, Path], list[str]]
    outputs: tuple[str, ...]


def _fix(folder: Path, path: Path) -> list[str]:
    return ["fix", str(path), "--safe", "--write", str(folder / "s.csv"), "--log",
            str(folder / "l.csv"), "--overwrite"]  # fmt: skip


def _check(folder: Path, path: Path) -> list[str]:
    return ["check", str(path), "--write", str(folder / "s.csv"), "--sign-off",
            str(folder / "p.html")]  # fmt: skip


def _preview(folder: Path, path: Path) -> list[str]:
    return ["preview", str(path), "--xlsx", str(folder / "p.xlsx"), "--overwrite"]


def _lists(folder: Path, path: Path) -> list[str]:
    return ["preview", str(path), "--person-level", str(folder / "l"), "--overwrite"]


def _join(folder: Path, path: Path) -> list[str]:
    return ["join", str(path), "--save-set", str(folder / "set.json"), "--xlsx",
            str(folder / "p.xlsx"), "--overwrite"]  # fmt: skip


def _compare(folder: Path, path: Path) -> list[str]:
    return ["compare", str(folder / "earlier.csv"), str(path), "--xlsx", str(folder / "c.xlsx"),
            "--html", str(folder / "c.html"), "--overwrite"]  # fmt: skip


def _window(folder: Path, path: Path) -> list[str]:
    return ["window", str(path), str(folder / "s.csv")]


_SUBMISSION = ("s.csv", "s.manifest.json", "s.changes.csv")
PAIRS = (
    Pair("fix and fix", _fix, _fix, (*_SUBMISSION, "l.csv")),
    Pair("check and check, nothing replaced", _check, _check, (*_SUBMISSION, "p.html")),
    Pair("fix and check", _fix, lambda f, p: [*_check(f, p), "--overwrite"], _SUBMISSION),
    Pair("the window and fix", _window, _fix, _SUBMISSION),
    Pair("the window and check", _window, lambda f, p: [*_check(f, p), "--overwrite"], _SUBMISSION),
    Pair("the window and the window", _window, _window, _SUBMISSION),
    Pair("preview and preview", _preview, _preview, ("p.xlsx",)),
    Pair("join and join", _join, _join, ("set.json", "p.xlsx")),
    Pair("compare and compare", _compare, _compare, ("c.xlsx", "c.html")),
    Pair(
        "lists and lists",
        _lists,
        _lists,
        tuple(
            f"l/OFFICIAL-SENSITIVE person level {name} year to 2026-03-31.csv"
            for name in ("2A", "2B2C", "2E_LD", "2E_All", "3D")
        ),
    ),
)


class Rounds:
    """Folders with two inputs, and what each command alone makes of its own."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self._root = Path(tempfile.mkdtemp(prefix="together-"))
        lines = seeds.csv().splitlines(keepends=True)
        self._inputs = {"a.csv": b"".join(lines[:-4]), "b.csv": b"".join([lines[0], *lines[5:]])}
        self._calls = [0, 0]
        self._seconds = [0.0, 0.0]
        self._alone = [self._made_alone(number) for number in range(2)]

    def close(self) -> None:
        """Remove all folders."""
        shutil.rmtree(self._root)

    def _folder(self) -> Path:
        folder = self._root / "run"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "settings").mkdir(parents=True)
        for name, data in self._inputs.items():
            (folder / name).write_bytes(data)
        (folder / "earlier.csv").write_bytes(seeds.csv().replace(b"/2026", b"/2025"))
        return folder

    def _made_alone(self, number: int) -> dict[str, bytes]:
        folder = self._folder()
        begun = time.monotonic()
        code = os.waitpid(self._begun(folder, number, Injection()), 0)[1]
        self._seconds[number] = time.monotonic() - begun
        assert os.waitstatus_to_exitcode(code) in (0, 1), (folder / f"said{number}").read_text()
        first, *modules = (folder / f"done{number}").read_text().split()
        self._calls[number] = int(first)
        for name in modules:  # the next ones need not load them
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        return self._contents(folder)

    def _begun(self, folder: Path, number: int, killed: Injection, delay: float = 0.0) -> int:
        """Begin a command in a process of its own, which writes what it says into a file."""
        child = os.fork()
        if child:
            return child
        code = _RAISED
        try:
            time.sleep(delay)
            os.environ["CLDVALIDATOR_SETTINGS"] = str(folder / "settings")
            out, err = io.StringIO(), io.StringIO()
            command = (self.pair.one, self.pair.other)[number](
                folder, folder / ("a.csv", "b.csv")[number]
            )
            loaded = set(sys.modules)
            with injected(folder, killed) as calls:
                try:
                    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                        code = _run(command)
                except BaseException:
                    err.write(traceback.format_exc())
            new = " ".join(set(sys.modules) - loaded)
            (folder / f"done{number}").write_text(f"{calls.number} {new}")
            (folder / f"said{number}").write_text(err.getvalue())
        finally:
            os._exit(code)

    def _contents(self, folder: Path) -> dict[str, bytes]:
        there = {name: folder / name for name in self.pair.outputs}
        return {name: _without_times(path) for name, path in there.items() if path.exists()}

    def round(self, rng: random.Random, made: Tally) -> None:
        """Run both at once, and judge what stands afterwards."""
        folder = self._folder()
        killed = rng.choice(((), (0,), (1,), (0, 1)))
        ends = [
            Injection(rng.randrange(calls // 2, calls + 1)) if n in killed else Injection()
            for n, calls in enumerate(self._calls)
        ]
        longest = max(self._seconds)  # they are to be about the files at the same time
        children = [
            self._begun(
                folder, n, end, longest - self._seconds[n] + rng.choice((0.0, rng.random() * 0.3))
            )
            for n, end in enumerate(ends)
        ]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        made.tried += 1
        made.kills += codes.count(-signal.SIGKILL)
        said = [p.read_text() if p.exists() else "" for p in (folder / "said0", folder / "said1")]
        found = self._faults(folder, codes, said)
        made.refused += sum(code == 2 for code in codes)
        for wrong in found:
            made.failed[wrong] += 1
            made.examples.append(f"{self.pair.name}: {wrong}: {codes}: {said}")

    def _faults(self, folder: Path, codes: list[int], said: list[str]) -> list[str]:
        found = []
        for code, text in zip(codes, said, strict=True):
            is_told = code == 2 and any(words in text for words in _TOLD)
            if not is_told and code not in (0, 1, -signal.SIGKILL):
                found.append("not plain")
        told = settle_unfinished([folder, folder / "settings", folder / "l"])
        now = self._contents(folder)
        of = [{n for n, data in now.items() if alone.get(n) == data} for alone in self._alone]
        if set(now) - of[0] - of[1]:
            found.append("not of either")
        whole = [is_of == set(alone) for is_of, alone in zip(of, self._alone, strict=True)]
        is_said = any("not all of one run" in text for text in told)
        if now and not any(whole) and not is_said:
            found.append("mixed unsaid")
        if any(code in (0, 1) for code in codes) and not any(whole):
            found.append("false")
        for name, data in self._inputs.items():
            if (folder / name).read_bytes() != data:
                found.append("input changed")
        marks = (".part", ".lock") if is_said else (".part", ".lock", "journal")
        if [p for p in folder.rglob("*") if p.name.endswith(marks)]:
            found.append("left")
        return found


def _run(command: list[str]) -> int:
    if command[0] != "window":
        return command_line.main(command)
    from reliability.in_window import submit

    return submit(Path(command[1]), Path(command[2]), _PATIENCE)


def _without_times(path: Path) -> bytes:
    """Return what a file says but for when it was written; a workbook as its parts."""
    data = path.read_bytes()
    if path.suffix != ".xlsx":
        return _TIMES.sub(b"", data)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {name: book.read(name) for name in book.namelist() if name != _WRITTEN_AT}
    return repr({name: _TIMES.sub(b"", part) for name, part in parts.items()}).encode()


def rounds(pair: Pair, count: int, seed: int) -> Tally:
    """Run so many rounds of a pair."""
    made = Tally(pair.name)
    folders = Rounds(pair)
    try:
        for number in range(count):
            folders.round(random.Random(seed * 1_000_003 + number), made)
    finally:
        folders.close()
    return made


def table(done: list[Tally]) -> str:
    """Return the outcomes as a table for docs/reliability.md."""
    lines = [
        "| at once | rounds | processes killed | told that it cannot be | failures |",
        "|---|---|---|---|---|",
    ]
    for made in done:
        lines.append(f"| {made.name} | {made.tried:,} | {made.kills:,} | {made.refused:,} | "
                     f"{made.failures} |")  # fmt: skip
    return "\n".join(lines)


def main(count: int, seed: int, name: str = "") -> int:
    """Run rounds of the pairs with this in their name, print the table; return 1 for a failure."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    done = []
    for pair in (p for p in PAIRS if name in p.name):
        done.append(rounds(pair, count, seed))
        print(table(done[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
        for example in done[-1].examples[:4]:
            print(f"  {example}", file=sys.stderr)
    print(table(done))
    return 1 if any(made.failed for made in done) else 0
