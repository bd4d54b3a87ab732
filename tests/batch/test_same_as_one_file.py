"""A file gets the same findings and figures in a run, on a cluster, and alone by the commands."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cldvalidator.batch.one_file import Place, made_by, work_on
from cldvalidator.batch.outcome import Outcome, outcome_of
from cldvalidator.batch.recipe import Recipe
from cldvalidator.command_line.main import main
from cldvalidator.region.work import Request, work_on_council

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
FILES = ("submission", "activity_submission", "joined_f6", "september/submission")


@pytest.mark.parametrize("name", FILES)
def test_a_golden_file(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = GOLDEN / f"{name}.csv.gz"
    day = "2026-07-31"
    recipe = Recipe({"read": {"as_of": day}, "preview": {"figures": True}})
    outcome = work_on(Place(path, path.name, tmp_path / "out.csv"), recipe)
    assert on_a_worker(path, recipe, tmp_path) == replace(outcome, written=None)
    main(["check", str(path), "--json", "--as-of", day])
    checked = json.loads(capsys.readouterr().out)
    assert outcome.counts == checked["counts"]
    assert outcome.records == checked["file"]["records"]
    found: dict[tuple[str, str], int] = {}
    for group in checked["findings"]:
        key = (group["rule"], group["severity"])
        found[key] = found.get(key, 0) + group["count"]
    assert {(r.rule, r.severity): r.count for r in outcome.rules} == found
    if outcome.why_no_figures:
        assert main(["preview", str(path), "--json"]) == 2
        assert outcome.why_no_figures in capsys.readouterr().err
        return
    main(["preview", str(path), "--json", "--as-of", day])
    made = {
        (measure["id"], f"{figure['numerator']:,}", f"{figure['denominator']:,}")
        for measure in json.loads(capsys.readouterr().out)["measures"]
        for figure in measure["results"][0]["figures"]
        if figure["numerator"] is not None and figure["denominator"] is not None
    }
    shown = {
        (f.measure, f.numerator, f.denominator)
        for f in outcome.figures
        if f.numerator[:1].isdigit()
    }
    shown = {row for row in shown if row[2][:1].isdigit()}
    assert shown
    few = {row for row in shown if " to " in row[1]}
    assert shown - few <= made


def on_a_worker(path: Path, recipe: Recipe, folder: Path) -> Outcome:
    """Return what the task of a cluster says of a file, without what `batch` has no word on."""
    where = (str(path), path.name, str(folder / "out.csv"), False, str(folder))
    answer = work_on_council(Request(*where, dict(recipe.content), ".", made_by(recipe)))
    outcome = outcome_of(answer["outcome"])
    assert [name.partition("/")[0] for name in outcome.written or ()] == ["findings"]
    return replace(outcome, written=None, shared=())
