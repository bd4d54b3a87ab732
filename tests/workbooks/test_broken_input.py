"""Whatever a file does to what reads it, the program says one plain sentence and goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reliability.attacks.books import hostile_files, too_many_members
from reliability.plain_words import not_plain as not_plain_words

DATA = Path(__file__).parents[1] / "data"
BROKEN = DATA / "broken"
SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "sample_council_2025-26.csv"
MOST_MEGABYTES = 1_000
_RUN = """
import contextlib, io, json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
without = sys.argv[1]
if without:
    sys.modules[without] = None
from cldvalidator.command_line import main as command_line
from reliability.warm_readers import warm_readers
command_line.refuse_network = lambda: None  # what forks the readers is asked through a socket
def own_peak():
    try:  # what resource tells begins with the memory of the worker that started this process
        with open("/proc/self/status") as status:
            return int(next(line for line in status if line.startswith("VmHWM")).split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with warm_readers():
    for line in sys.stdin:
        arguments = json.loads(line)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = command_line.main(arguments)
        print(json.dumps([code, err.getvalue(), own_peak() >> 10]), flush=True)
# Those that read workbooks have ended now, and so has what started them.
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)
"""


def run(commands: Mapping[str, list[str]], without: str = "") -> dict[str, tuple[int, str, int]]:
    """Run commands in one process; return code, standard error and the most memory so far.

    What reads their workbooks must not take more than `MOST_MEGABYTES` either: which one did, the
    others left out say.
    """
    done = subprocess.run(
        [sys.executable, "-c", _RUN, without],
        input="".join(json.dumps(c) + "\n" for c in commands.values()),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) > len(commands), ([*commands, "the end"][len(answers)], done.stderr)
    assert answers.pop() <= MOST_MEGABYTES
    assert "panicked" not in done.stderr
    return {name: tuple(answer) for name, answer in zip(commands, answers, strict=True)}


def not_plain(found: dict[str, tuple[int, str, int]]) -> dict[str, Any]:
    """The answers that are neither a reading nor two plain lines, or took too much memory."""
    return {
        name: answer
        for name, answer in found.items()
        if answer[0] not in (0, 1, 2)
        or (answer[0] == 2 and not_plain_words(*answer[1].strip().split("\n")))
        or (answer[0] != 2 and answer[1])
        or answer[2] > MOST_MEGABYTES
    }


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="memory is measured by resource")


def test_inputs_that_once_broke_the_program() -> None:
    files = [p for p in sorted(BROKEN.iterdir()) if p.suffix != ".json"]
    assert len(files) > 15
    assert not not_plain(run({p.name: ["check", str(p)] for p in files}))


def test_hostile_workbooks(tmp_path: Path) -> None:
    commands = {}
    for number, (name, content) in enumerate(hostile_files()):
        path = tmp_path / f"{number}{Path(name).suffix}"
        path.write_bytes(content)
        commands[name] = ["check", str(path)]
    assert len(commands) > 70
    assert not not_plain(run(commands))


def test_hostile_texts(tmp_path: Path) -> None:
    head = b"LA Code,NHS Number,Client Type,Event Type,Event Reference\n"
    contents = {
        "line breaks.csv": head + b"\n" * 20_000_000,
        "wrong bytes behind a mark.csv": b"\xef\xbb\xbf" + head + b"\xe9" * 5_000_000,
        "a wide header.csv": head.strip() + b"," + b",".join(b"x%d" % n for n in range(100_000)),
        "quotation marks.csv": head + b'"' * 1_000_001,
        "too many members.xlsx": too_many_members(),
    }
    commands = {}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        commands[name] = ["check", str(tmp_path / name)]
    assert not not_plain(run(commands))


@pytest.mark.parametrize("without", ["", "defusedxml"])
def test_workbooks_that_are_opened_whole(without: str, tmp_path: Path) -> None:
    names = [*BROKEN.glob("*official*"), BROKEN / "04-hang-4000-sheets.xlsx"]
    commands = {f"spec {p.name}": ["spec", "import", str(p), "--dry-run"] for p in names}
    profile = tmp_path / "council.json"
    commands |= {f"profile {p.name}": ["profile", "import", str(profile), str(p)] for p in names}
    found = run(commands, without)
    assert not not_plain(found)
    assert {code for code, _, _ in found.values()} == {2}
    assert not profile.exists()


def test_json_that_once_broke_the_program(tmp_path: Path) -> None:
    many = tmp_path / "many.csv"
    many.write_text(f"18 to 64,{'9' * 400}\n65 and above,180000\n", "utf-8")
    deep = tmp_path / "deep.json"
    deep.write_text('{"kind": ' + "[" * 100_000, "utf-8")
    changes, population = (
        str(BROKEN / f"fuzz-{name}-crash.json") for name in ("changes-244", "population-58")
    )
    found = run(
        {
            "changes": ["fix", str(SAMPLE), "--changes", changes],
            "deep changes": ["fix", str(SAMPLE), "--changes", str(deep)],
            "population": ["preview", str(SAMPLE), "--population", population],
            "far too many people": ["preview", str(SAMPLE), "--population", str(many)],
            "deep population": ["preview", str(SAMPLE), "--population", str(deep)],
            "nothing remembered": ["preview", str(SAMPLE)],
        }
    )
    assert {name: code for name, (code, _, _) in found.items()} == {
        "changes": 2,
        "deep changes": 2,
        "population": 0,
        "far too many people": 2,
        "deep population": 2,
        "nothing remembered": 0,
    }
    assert not not_plain(found)
