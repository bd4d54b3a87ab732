"""A golden file gets the same findings and figures in a run, on a cluster, and by the commands."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client

from cldvalidator.batch.one_file import Place, work_on
from cldvalidator.batch.outcome import Outcome
from cldvalidator.batch.recipe import Recipe
from cldvalidator.command_line.main import main
from cldvalidator.region.run import region_recipe, run_region

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
FILES = ("submission", "activity_submission", "joined_f6", "september/submission")
DAY = "2026-07-31"
RECIPE = region_recipe(Recipe({"read": {"as_of": DAY}}), published=True, events=False)


@pytest.fixture(scope="module")
def on_a_cluster(client: Client, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """The outcome of each golden file, by the processes of a cluster."""
    folder = tmp_path_factory.mktemp("golden")
    for name in FILES:
        content = (GOLDEN / f"{name}.csv.gz").read_bytes()
        (folder / f"{name.replace('/', '-')}.csv.gz").write_bytes(content)
    run = run_region(folder, tmp_path_factory.mktemp("out"), RECIPE, client)
    assert not run.faults
    return {o.path.removesuffix(".csv.gz"): o for o in run.outcomes}


@pytest.mark.parametrize("name", FILES)
def test_a_golden_file(
    name: str,
    on_a_cluster: dict[str, Outcome],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, flat = GOLDEN / f"{name}.csv.gz", name.replace("/", "-")
    outcome = work_on(Place(path, f"{flat}.csv.gz", tmp_path / "out.csv"), RECIPE)
    of_cluster = on_a_cluster[flat]
    # Findings lie in Parquet, and what others publish too is laid beside it: `batch` has neither.
    assert [n.partition("/")[0] for n in of_cluster.written or ()] == ["findings"]
    named = replace(outcome, file=of_cluster.file)
    assert replace(of_cluster, written=None, shared=()) == replace(named, written=None)
    assert bool(of_cluster.shared) != bool(outcome.why_no_figures)
    main(["check", str(path), "--json", "--as-of", DAY])
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
    main(["preview", str(path), "--json", "--as-of", DAY])
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
