"""`preview --json` of the golden submission prints the figures that the published SQL gives."""

from __future__ import annotations

import gzip
import json

import pytest

from cldvalidator.command_line import main as cli
from tests.measures.golden import (
    GOLDEN,
    golden_costs,
    golden_dashboard,
    golden_figures,
    golden_results,
    printed_figures_of,
)


@pytest.fixture(scope="module", name="submission")
def _submission(tmp_path_factory):
    path = tmp_path_factory.mktemp("golden") / "submission.csv"
    path.write_bytes(gzip.decompress((GOLDEN / "submission.csv.gz").read_bytes()))
    population = path.with_name("population.csv")
    population.write_text("age band,population\n18 to 64,300000\n65 and above,90000\n")
    return [str(path), "--population", str(population), "--json"]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("September", []),
        ("September without ONS deaths", ["--deaths", "none-registered"]),
        ("June", ["--method", "june-2026"]),
    ],
)
def test_every_figure(submission, name, options, capsys):
    assert cli.main(["preview", *submission, *options]) == 0
    printed = json.loads(capsys.readouterr().out)
    expected = golden_figures(name)
    assert printed["period"] == golden_results(name)["ascof"]["latest"]["period"]
    assert printed["would be chosen"]
    assert printed_figures_of(printed, expected) == expected
    results = {m["id"]: m["results"][0] for m in printed["measures"]}
    _dashboard_and_costs(name, results)


def _dashboard_and_costs(name, results):
    totals, tables = golden_dashboard(name)
    for measure, counts in totals.items():
        figures = results[measure]["figures"]
        assert [(f["description"], f["value"]) for f in figures] == counts
    assert {m: {t: _counted(results[m]["breakdowns"][t]) for t in tables[m]} for m in tables} == (
        tables
    )
    totals, tables = golden_costs(name)
    figures = {f["description"]: f["value"] for f in results["Costs"]["figures"]}
    assert figures == pytest.approx(dict(totals), abs=0.02)
    for table, expected in tables.items():
        rows = results["Costs"]["breakdowns"][table]
        found = {next(iter(row.values())): row for row in rows}
        assert set(found) == set(expected)
        for label, numbers in expected.items():
            assert {k: found[label][k] for k in numbers} == pytest.approx(numbers, abs=0.02)


def _counted(rows):
    """Return a breakdown as (labels, n, people)."""
    told = (
        (
            tuple(v for k, v in row.items() if k not in ("n", "people")),
            row.get("n"),
            row["people"],
        )
        for row in rows
    )
    return sorted(told, key=str)
