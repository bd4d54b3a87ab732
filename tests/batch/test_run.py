"""Many files in one run: none stops the rest, and a run that was stopped goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import cldvalidator as cld
from cldvalidator.batch.files import places
from cldvalidator.batch.kept import FILE_NAME
from cldvalidator.batch.memory import memory_needed
from cldvalidator.batch.recipe import Recipe, load_recipe
from cldvalidator.batch.run import run_batch
from cldvalidator.command_line.main import main
from cldvalidator.problems import Cancelled, EnvironmentProblem, InputProblem
from cldvalidator.storage.locks import CHANGING, locked
from cldvalidator.task import Task

RECIPE = """\
[fix]
safe = true

[write]
submission = true
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two extracts with faults, and a file that is none."""
    folder = tmp_path_factory.mktemp("files")
    for seed in (1, 2):
        cld.synthetic(folder / f"council {seed}.csv", rows=60, faults=0.1, seed=seed)
    (folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (folder / "notes.docx").write_bytes(b"not looked at")
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    inside = tmp_path / "extracts"
    inside.mkdir()
    for path in made.iterdir():
        (inside / path.name).write_bytes(path.read_bytes())
    (tmp_path / "recipe.toml").write_text(RECIPE, "utf-8")
    return inside


def _recipe(folder: Path) -> Recipe:
    return load_recipe(folder.parent / "recipe.toml")


def test_broken_files_never_stop_the_rest_and_nothing_is_done_twice(folder: Path) -> None:
    (folder / "empty.csv").write_bytes(b"")
    (folder / "half.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    first = run_batch(folder, _recipe(folder))
    by_name = {o.file: o for o in first.outcomes}
    broken = {"picture.csv", "empty.csv", "half.xlsx"}
    assert set(by_name) == {"council 1.csv", "council 2.csv", *broken}
    assert {name for name, o in by_name.items() if not o.done} == broken
    assert all(o.problem is None or o.problem[1] for o in first.outcomes)
    for seed in (1, 2):
        name = f"council {seed}.csv"
        fixed = cld.fix(folder / name, safe=True)
        outcome = by_name[name]
        assert outcome.counts is not None
        assert outcome.counts["error"] == sum(fixed.after.findings["severity"] == "error")
        assert (outcome.records, outcome.council != "") == (60, True)
        assert (folder / "checked" / name).is_file()
    again = run_batch(folder, _recipe(folder))
    assert again.kept == 2
    assert again.outcomes == first.outcomes
    # Another content is another file, and what the run itself has written may be replaced.
    (folder / "council 2.csv").write_bytes((folder / "council 1.csv").read_bytes())
    changed = run_batch(folder, _recipe(folder))
    assert changed.kept == 1
    assert not [o for o in changed.outcomes if o.file.startswith("council") and not o.done]
    copies = [(folder / "checked" / f"council {n}.csv").read_bytes() for n in (1, 2)]
    assert copies[0] == copies[1]


def test_what_somebody_else_has_written_is_not_replaced(folder: Path) -> None:
    out = folder / "checked"
    out.mkdir()
    (out / "council 1.csv").write_text("mine")
    outcomes = {o.file: o for o in run_batch(folder, _recipe(folder)).outcomes}
    refused = outcomes["council 1.csv"]
    assert refused.problem is not None
    assert "already exists" in refused.problem[0]
    assert (out / "council 1.csv").read_text() == "mine"
    assert outcomes["council 2.csv"].done
    # What a run wrote and somebody changed since is theirs.
    (out / "council 2.csv").write_text("theirs")
    later = {o.file: o for o in run_batch(folder, _recipe(folder)).outcomes}
    assert not later["council 2.csv"].done
    assert (out / "council 2.csv").read_text() == "theirs"
    assert run_batch(folder, _recipe(folder), overwrite=True).failed == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_run_that_is_killed_goes_on_from_where_it_ended(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its processes are started as they always are, not forked."""
    asked = ["batch", str(folder), "--workers", "1"]
    asked += ["--recipe", str(folder.parent / "recipe.toml"), "--json"]
    command = [sys.executable, "-m", "cldvalidator", *asked]
    results = folder / "checked" / FILE_NAME
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (results.is_file() and _done(results)):
        assert run.poll() is None, "it ended before it could be killed"
        time.sleep(0.01)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert main(asked) == 1
    content = json.loads(capsys.readouterr().out)
    assert content["done by an earlier run"] >= 1
    assert [f["file"] for f in content["files"] if not f["done"]] == ["picture.csv"]
    for seed in (1, 2):
        alone = folder.parent / "alone.csv"
        cld.fix(folder / f"council {seed}.csv", safe=True).write(alone, overwrite=True)
        assert (folder / "checked" / f"council {seed}.csv").read_bytes() == alone.read_bytes()


def _done(results: Path) -> bool:
    try:
        return any(f["problem"] is None for f in json.loads(results.read_text())["files"])
    except ValueError:
        return False


def test_a_run_is_cancelled_between_steps(folder: Path) -> None:
    asked = [0]

    def is_cancelled() -> bool:
        asked[0] += 1
        return asked[0] > 8

    with pytest.raises(Cancelled):
        run_batch(folder, _recipe(folder), task=Task(None, is_cancelled))
    assert run_batch(folder, _recipe(folder)).failed == 1


def test_two_runs_are_not_about_the_same_folder(folder: Path) -> None:
    out = folder / "checked"
    out.mkdir()
    with (
        locked(out / FILE_NAME, CHANGING),
        pytest.raises(EnvironmentProblem, match="Another run"),
    ):
        run_batch(folder, _recipe(folder))


@pytest.mark.parametrize("text", ["{", "[]", '{"kind": 1}', '{"kind": "x", "files": 3}'])
def test_results_that_no_run_has_written_are_refused(folder: Path, text: str) -> None:
    out = folder / "checked"
    out.mkdir()
    (out / FILE_NAME).write_text(text)
    with pytest.raises(InputProblem, match="not what a run has written"):
        run_batch(folder, _recipe(folder))


def test_files_are_found_as_the_recipe_says(folder: Path) -> None:
    def shown(files: str) -> list[str]:
        return [p.shown for p in places(folder, Recipe({"read": {"files": files}}))]

    (folder / "deeper").mkdir()
    (folder / "council 1.csv").rename(folder / "deeper" / "council 1.csv")
    assert shown("*.csv") == ["council 2.csv", "picture.csv"]
    assert shown("**/council*") == ["council 2.csv", "deeper/council 1.csv"]
    for bad in ("../*.csv", "/*.csv", "*.docx"):
        with pytest.raises(InputProblem):
            shown(bad)
    (folder / "council 2.xlsx").write_text("")
    targets = [p.target.name for p in places(folder, Recipe()) if p.shown.startswith("council")]
    assert targets == ["council 2-csv.csv", "council 2-xlsx.csv"]
    (folder / "deeper" / "council 2.csv").write_text("")
    with pytest.raises(InputProblem, match="the same name"):
        shown("**/*")


def test_the_command_writes_one_summary(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, book = tmp_path / "summary.html", tmp_path / "summary.xlsx"
    asked = ["batch", str(folder), "--html", str(page), "--xlsx", str(book)]
    assert main(asked) == 1
    said = capsys.readouterr().out
    assert "3 files, 2 with errors, 1 not done" in said
    assert "Errors by rule" in said
    assert "council 2.csv" in page.read_text("utf-8")
    assert book.read_bytes()[:2] == b"PK"
    assert not [p for p in (folder / "checked").iterdir() if p.name != FILE_NAME]
    assert main(["batch", str(folder), "--workers", "0"]) == 2
    assert main(["batch", str(folder / "nowhere")]) == 2


def test_no_value_of_a_file_is_kept_or_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "council 1.csv").rename(folder / "9434765919.csv")
    main(["batch", str(folder), "--recipe", str(folder.parent / "recipe.toml"), "--json"])
    shown = capsys.readouterr().out
    told = shown + (folder / "checked" / FILE_NAME).read_text("utf-8")
    records = cld.check(folder / "council 2.csv").extract.frame
    for name in ("NHS Number", "Last Name", "LA Person Unique Identifier"):
        assert not [v for v in records[name].unique() if len(v) > 5 and v in told]
    assert "9434765919" not in shown


def test_more_memory_is_asked_for_a_packed_file(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.csv", tmp_path / "a.xlsx"
    for path in (plain, packed):
        path.write_bytes(bytes(1_000_000))
    assert memory_needed(plain) < memory_needed(packed)
    assert memory_needed(tmp_path / "nowhere.csv") < memory_needed(plain)
