"""Judges inputs one after the other in one process: `python -m reliability.judge FOLDER KIND:FILE`.

Prints a line of JSON for each: a word and what was said. Started by `fuzz`. With `--reading` before
the files, an input is read and checked, and nothing is written or measured that it does not need.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch
from zlib import crc32

from cldvalidator.command_line import main as command_line
from cldvalidator.settings import settings_folder
from cldvalidator.storage.journal import journal_of
from reliability import seeds
from reliability.plain_words import not_plain
from reliability.warm_readers import warm_readers
from ui.preferences import load_preferences

MOST_MEMORY = 2 << 30
MOST_SECONDS = 20.0
"""Of the processor, so that a busy machine makes no failure; an input takes well under one."""
LIMIT = 12 << 30
"""Bytes of address space; beyond it the process is stopped, and the machine is not."""

READING = "--reading"

_PER_HEAD = ("--measure", "ASCOF 2B")
"""Of the measures only this one looks at populations; all of them take ten times as long."""


_BESIDE = ("profile", "profile-workbook", "changes", "population", "official", "rules", "answers",
           "recipe", "published", "published-workbook")  # fmt: skip


class Judge:
    """Runs the commands that read an input of a kind, and looks at what they did.

    reading: only the first command that reads an input is run, and an extract is only checked.
    """

    def __init__(self, folder: Path, *, reading: bool = False) -> None:
        self._folder = folder
        self._reading = reading
        self._base = folder / "base.csv"
        self._base.write_bytes(seeds.csv())

    def judge(self, kind: str, path: Path) -> tuple[str, str]:
        """Return the outcome of one input, and the first line of what was said."""
        before = hashlib.sha256(path.read_bytes()).digest()
        began = _seconds()
        work = Path(tempfile.mkdtemp(dir=self._folder))
        worst = ("", "")
        try:
            for number, command in enumerate(self._commands(kind, path, work)):
                if self._reading and number:
                    continue
                word, said = self._run(command)
                if not worst[0] or word not in ("plain", "accepted"):
                    worst = (word, said)  # the first command tells, unless a later one fails
                if word not in ("plain", "accepted"):
                    break
            else:
                left = [p.name for p in work.rglob("*") if p.suffix in (".part", ".lock")]
                left += [p.name for p in work.rglob("*") if p.name.endswith("journal")]
                if left:
                    worst = ("left", ", ".join(left))
            if hashlib.sha256(path.read_bytes()).digest() != before:
                worst = ("changed", path.name)
        finally:
            shutil.rmtree(work)
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > MOST_MEMORY:
            worst = ("memory", "over 2 GB")
        if (took := _seconds() - began) > MOST_SECONDS:
            worst = ("hang", f"{took:.0f} s of work")
        return worst

    def _commands(self, kind: str, path: Path, work: Path) -> Iterator[list[str]]:
        """Yield the commands that read it; the second only if the first left nothing to see."""
        file, base, out = str(path), str(self._base), str(work / "out.csv")
        match kind:
            case "manifest":
                earlier, later = work / "earlier.csv", work / "later.csv"
                earlier.write_bytes(b"\n".join(seeds.csv().splitlines()[:12]))
                later.write_bytes(seeds.csv())
                shutil.copy(path, work / "later.manifest.json")
                manifest = str(work / "later.manifest.json")
                yield from (
                    [["compare", str(earlier), str(later), "--json"]],
                    [["history", str(work), "--html", str(work / "h.html")]],
                    [["join", str(later), "--files"]],
                    [["check", str(later), "--as-of", manifest]],
                    [["check", str(later), "--from-manifest", manifest, "--json"]],
                )[crc32(path.read_bytes()) % 5]
            case "set":
                for name in ("a.csv", "b.csv"):
                    (work / name).write_bytes(seeds.csv())
                shutil.copy(path, work / "set.json")
                yield ["join", str(work / "set.json"), "--files"]
            case "journal":
                place = work / "s.csv"
                place.write_bytes(seeds.csv())
                planted = journal_of(place)
                shutil.copy(path, planted)
                os.utime(planted, (1_000_000, 1_000_000))
                yield ["check", str(place), "--write", out]
                planted.unlink(missing_ok=True)  # one that is none of ours may stay
            case "settings":
                _into_settings(path)
                yield ["preview", base, *_PER_HEAD]
                yield ["check", base]
                load_preferences().save()
            case _ if kind in _BESIDE:
                yield from self._commands_of_beside(kind, path, work)
            case _ if self._reading:
                yield ["check", file]
            case _:
                report, page = str(work / "r.xlsx"), str(work / "s.html")
                yield from (
                    [["check", file, "--write", out, "--sign-off", page]],
                    [["preview", file, "--json"]],
                    [["fix", file, "--safe", "--likely", "all", "--json"]],
                    [["check", file, "--report", report, "--all"]],
                )[crc32(path.read_bytes()) % 4]  # one each: there are many inputs

    def _commands_of_beside(self, kind: str, path: Path, work: Path) -> Iterator[list[str]]:
        """Yield the commands that read a file which is given beside an extract, or imported."""
        file, base, out = str(path), str(self._base), str(work / "out.csv")
        match kind:
            case "profile":
                yield ["profile", "show", file, "--file", base]
                yield ["check", base, "--profile", file, "--json"]
                yield ["rules", "test", file, base]
            case "profile-workbook":
                yield ["profile", "import", str(work / "p.json"), file, "--file", base]
            case "changes":
                yield ["fix", base, "--changes", file, "--write", out, "--json"]
            case "population":
                yield ["preview", base, "--population", file, *_PER_HEAD]
                yield ["preview", base, *_PER_HEAD]
            case "official":
                yield ["spec", "import", file]
                yield ["check", base, "--json"]
            case "rules":
                yield ["rules", "import", str(work / "p.json"), file]
                yield ["rules", "test", file, base]
            case "answers":
                yield ["fix", base, "--answers", file, "--write", out, "--log", str(work / "l.csv")]
                yield ["fix", base, "--answers", file, "--other-extract", "--json"]
                yield ["check", base, "--answers", file, "--report", str(work / "r.xlsx")]
            case "recipe":
                place = work / "one" / "s.csv"
                place.parent.mkdir()
                place.write_bytes(seeds.csv())
                yield ["fix", str(place), "--recipe", file]
                yield ["preview", str(place), "--recipe", file, *_PER_HEAD]
            case "published" | "published-workbook":
                named = work / f"ascof-2024-25{path.suffix}"  # the year is told by the name alone
                shutil.copy(path, named)
                yield ["published", "import", str(named), "--published", "01/10/2026"]
                yield ["published", "show", "503"]
                yield ["check", base]

    def _run(self, command: list[str]) -> tuple[str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = command_line.main(command)
            except BaseException as error:  # also what Rust panics with
                return "crash", f"{command[0]}: {type(error).__name__} escaped"
        said = err.getvalue().strip()
        if "fault in CLD Validator" in said:
            lines = said.splitlines()
            return "crash", f"{command[0]}: {' '.join(lines[2:4] + lines[-1:])}"
        if "failed by a fault of this program" in out.getvalue():
            return "rule", f"{command[0]}: a rule"
        if code not in (0, 1):
            what, _, advice = said.rpartition("\n")
            lacks = not_plain(what, advice)
            return ("crash", f"{lacks[0]}: {said}") if lacks else ("plain", said.splitlines()[0])
        return "accepted", ""


@contextlib.contextmanager
def _quickly() -> Iterator[None]:
    """Fork the readers of workbooks; who forks them is asked through a socket, so it may be."""
    with warm_readers(), patch.object(command_line, "refuse_network", lambda: None):
        yield


def _seconds() -> float:
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


def _into_settings(path: Path) -> None:
    """Put a mutated file in place of the one of the settings that it was made from."""
    data = path.read_bytes()
    sound = seeds.settings()
    alike = {name: sum(key in data for key in _keys(text)) for name, text in sound.items()}
    folder = settings_folder()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / max(alike, key=lambda name: alike[name])).write_bytes(data)


def _keys(text: bytes) -> list[bytes]:
    return [json.dumps(key).encode() for key in json.loads(text)]


def main(arguments: Sequence[str]) -> None:
    """Judge every input named on the command line."""
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    told = os.dup(1)
    os.dup2(2, 1)  # nothing else may stand among the outcomes
    reading, *files = arguments if arguments[0] == READING else ("", *arguments)
    folder = Path(files.pop(0))
    judge = Judge(folder, reading=bool(reading))
    errors = folder / "stderr"
    with _quickly() if reading else contextlib.nullcontext():
        for item in files:
            kind, _, file = item.partition(":")
            shutil.rmtree(settings_folder(), ignore_errors=True)
            at = errors.stat().st_size
            word, said = judge.judge(kind, Path(file))
            with errors.open("rb") as lines:
                lines.seek(at)
                if b"panicked at" in lines.read():
                    word, said = "panic", "a panic of a library was printed"
            os.write(told, json.dumps([word, said[:300]]).encode() + b"\n")


if __name__ == "__main__":  # worker processes import this module too
    main(sys.argv[1:])
