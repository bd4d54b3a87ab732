"""A folder is watched: a file is worked on once it is whole, and again when it is another one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import cldvalidator as cld
from cldvalidator.batch.recipe import Recipe
from cldvalidator.batch.resumed import Run
from cldvalidator.batch.watch import Watch, watch
from cldvalidator.command_line.main import main
from cldvalidator.problems import InputProblem, Problem


class _Ended(Exception):
    """The test has seen enough."""


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("made") / "made.csv"
    cld.synthetic(path, rows=30, seed=4)
    return path.read_bytes()


def _shown(came: Run | Problem) -> list[str]:
    assert isinstance(came, Run), came
    assert not [o.problem for o in came.outcomes if not o.done]
    return [o.file for o in came.outcomes]


def test_a_file_is_waited_for_until_it_is_whole(tmp_path: Path, extract: bytes) -> None:
    """The pauses are where the file is written on, so that no time is waited for."""
    file = tmp_path / "extract.csv"
    halves = [extract[:4000], extract[4000:9000], extract[9000:]]
    looks: list[int] = []

    def pause(seconds: float) -> None:
        looks.append(len(halves))
        assert seconds == 3.0
        if halves:
            with file.open("ab") as out:
                out.write(halves.pop(0))
        elif len(looks) > 8:
            raise _Ended

    runs = watch(Watch(tmp_path, Recipe(), workers=1), every=3.0, pause=pause)
    came = next(runs)
    assert _shown(came) == ["extract.csv"]
    assert isinstance(came, Run)
    assert came.outcomes[0].records == 30
    assert len(looks) == 4  # three writes, and one look that found it still
    # Written anew: once more; left alone: never again.
    halves.append(b"")
    halves.append(extract.replace(b"Lincolnshire", b"Lincoln")[-200:])
    assert len(_shown(next(runs))) == 1
    with pytest.raises(_Ended):
        next(runs)


def test_what_stands_in_the_way_is_said_once_and_the_watch_goes_on(
    tmp_path: Path, extract: bytes
) -> None:
    """Two files whose outputs would have one name are named until one of them is gone."""
    inside = tmp_path / "deeper"
    inside.mkdir()
    for folder in (tmp_path, inside):
        (folder / "q1.csv").write_bytes(extract)
    left = [5]

    def pause(_: float) -> None:
        left[0] -= 1
        if not left[0]:
            (inside / "q1.csv").unlink()

    recipe = Recipe({"read": {"files": "**/*.csv"}})
    came = watch(Watch(tmp_path, recipe, workers=1), pause=pause)
    first = next(came)
    assert isinstance(first, InputProblem)
    assert "the same name" in first.what
    assert _shown(next(came)) == ["q1.csv"]
    assert left[0] <= 0


def test_once_ends_when_all_is_done(
    tmp_path: Path, extract: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    once = ["watch", str(tmp_path), "--once", "--every", "0.1"]
    assert main(once) == 0
    assert "holds no file" in capsys.readouterr().out
    (tmp_path / "extract.csv").write_bytes(extract)
    (tmp_path / "broken.csv").write_bytes(b"")
    assert main(once) == 1
    assert "2 files, 0 with errors, 1 not done" in capsys.readouterr().out
    assert main([*once, "--json"]) == 1
    assert '"done by an earlier run": 1' in capsys.readouterr().out
    assert main(["watch", str(tmp_path / "nowhere")]) == 2
    assert main([*once, "--every", "0"]) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl+C otherwise")
def test_ctrl_c_stops_it_plainly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cldvalidator", "watch", str(tmp_path)]
    # What a shell runs in the background ignores the signal, and so would the process started here.
    heeded = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, heeded)
    assert run.stdout is not None
    assert run.stdout.readline().startswith("Watching")
    os.kill(run.pid, signal.SIGINT)
    _, said = run.communicate()
    assert run.returncode == 0
    assert said == "Stopped. What was done is kept.\n"
