"""One file by a recipe: what is read, fixed and written is what a run over its folder does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cldvalidator as cld
from cldvalidator.batch.recipe import load_recipe
from cldvalidator.batch.run import run_batch
from cldvalidator.command_line.main import main

RECIPE = """\
[read]
as_of = 2026-07-31
without = ["portal"]
sheet = "CLD"
columns = { Born = "Date of Birth" }

[fix]
safe = true
likely = ["all"]

[write]
folder = "out"
name = "{name} sent"
submission = true
report_without_values = true

[preview]
figures = true
method = "June 2026"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    inside = tmp_path / "extracts"
    inside.mkdir()
    path = inside / "q1.csv"
    cld.synthetic(path, rows=60, faults=0.1, seed=3)
    path.write_text(path.read_text("utf-8").replace("Date of Birth", "Born", 1), "utf-8")
    (tmp_path / "recipe.toml").write_text(RECIPE, "utf-8")
    return path


def _recipe(file: Path) -> str:
    return str(file.parents[1] / "recipe.toml")


def test_fix_writes_what_a_run_over_the_folder_writes(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["fix", str(file), "--recipe", _recipe(file), "--json"])
    out, err = capsys.readouterr()
    fixed = json.loads(out)
    assert err == "recipe.toml: this command does not use [preview] figures, method.\n"
    written = {p.name: p.read_bytes() for p in (file.parent / "out").iterdir()}
    assert {"q1 sent.csv", "q1 sent.report-without-values.xlsx"} <= set(written)
    for path in (file.parent / "out").iterdir():
        path.unlink()
    run = run_batch(file.parent, load_recipe(Path(_recipe(file))), workers=1)
    assert run.outcomes[0].counts is not None
    assert run.outcomes[0].counts["error"] == fixed["findings"]["error"]["after"]
    assert code == (1 if run.with_errors else 0)
    assert (file.parent / "out" / "q1 sent.csv").read_bytes() == written["q1 sent.csv"]
    main(["preview", str(file), "--recipe", _recipe(file), "--json"])
    previewed = json.loads(capsys.readouterr().out)
    assert previewed["method"]["name"] == "June 2026"
    assert {f.measure for f in run.outcomes[0].figures} <= {m["id"] for m in previewed["measures"]}


def test_check_reads_the_file_by_it_and_writes_nothing_unasked(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(file), "--recipe", _recipe(file), "--json"])
    out, err = capsys.readouterr()
    checked = json.loads(out)
    born = [c for c in checked["file"]["columns"] if c["found"] == "Born"]
    assert [c["field"] for c in born] == ["Date of Birth"]
    assert "Date of Birth" not in checked["file"]["missing"]
    assert not [f for f in checked["findings"] if f["rule"].startswith("PORT")]
    assert "does not use [fix] safe, likely; [write] folder, name, submission" in err
    assert not (file.parent / "out").exists()
    target = tmp_path / "mine.csv"
    main(["check", str(file), "--recipe", _recipe(file), "--write", str(target)])
    assert "does not use [fix] likely; [write] folder" in capsys.readouterr().err
    manifest = json.loads(target.with_name("mine.manifest.json").read_text("utf-8"))
    assert manifest["day taken as today"] == "2026-07-31"


def test_an_option_counts_instead_and_that_is_said(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "mine.csv"
    given = ["fix", str(file), "--recipe", _recipe(file), "--write", str(target), "--sheet", "X"]
    main(given)
    said = "recipe.toml: --sheet, --write on the command line counts, not the recipe.\n"
    assert said in capsys.readouterr().err
    assert target.is_file()
    assert not (file.parent / "out").exists()
    main(["preview", str(file), "--recipe", _recipe(file), "--method", "september-2026", "--json"])
    out, err = capsys.readouterr()
    assert json.loads(out)["method"]["name"] == "September 2026"
    assert "--method on the command line" in err


@pytest.mark.parametrize("command", ["check", "fix", "preview"])
def test_a_mistake_in_it_is_named_with_its_line(
    command: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = Path(_recipe(file))
    recipe.write_text('[fix]\nsafe = "yes"\n', "utf-8")
    assert main([command, str(file), "--recipe", str(recipe)]) == 2
    assert "recipe.toml, line 2: “fix”, “safe” has to be true or false" in capsys.readouterr().err


def test_a_manifest_and_a_recipe_do_not_both_decide(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["--recipe", _recipe(file), "--from-manifest", "out.manifest.json"]
    assert main(["check", str(file), *told]) == 2
    assert "Leave one of them out" in capsys.readouterr().err
