"""`cldvalidator fix --price`, and the prices in the report and from Python."""

from __future__ import annotations

import csv
import json

import openpyxl
import pandas as pd
import pytest

import cldvalidator as cld
from cldvalidator.command_line.main import main


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    """A file with nothing wrong but some of its tenants, who are in the words of Release 1."""
    path = tmp_path_factory.mktemp("price") / "extract.csv"
    cld.synthetic(path, rows=700, seed=5)
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("Tenant: Private landlord", "Tenant - private landlord", 150), "utf-8"
    )
    return path


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    printed = capsys.readouterr()
    return code, printed.out


def test_the_price_is_printed_below_what_was_changed(capsys, extract, tmp_path):
    report = tmp_path / "report.xlsx"
    _, out = run(capsys, "fix", extract, "--price", "--report", report)
    above, _, below = out.partition("Price of every fix")
    assert "Nothing was changed." in above
    assert "“Tenant - private landlord” becomes “Tenant: Private landlord” (150 cells)" in below
    assert "Takes ASCOF 2E" in below
    assert "Your best half hour" in below
    sheet = openpyxl.load_workbook(report)["Price of fixes"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if row[0] == "Plan")
    assert head[2:4] == ["Value found", "Proposed value"]
    first = rows[rows.index(head) + 1]
    assert first[:4] == [
        1,
        "Accommodation Status",
        "Tenant - private landlord",
        "Tenant: Private landlord",
    ]
    assert str(first[-1]).startswith("Takes ASCOF 2E")


def test_as_json_it_holds_no_value(capsys, extract):
    _, out = run(capsys, "fix", extract, "--price", "--json")
    told = json.loads(out)["prices"]
    assert "Tenant - private landlord" not in out
    first = told["decisions"][0]
    assert (first["field"], first["known"]) == ("Accommodation Status", "exact")
    assert first["moved"][0]["before"]["value"] != first["moved"][0]["after"]["value"]
    assert told["plan"]["decisions"][0] == first


def test_without_the_option_nothing_is_priced(capsys, extract):
    _, out = run(capsys, "fix", extract, "--json")
    assert "prices" not in json.loads(out)


def test_a_file_without_figures_says_so_and_the_rest_is_done(capsys, tmp_path, records, release_2):
    path = tmp_path / "extract.csv"
    no_period = {n: "" for n in release_2.names if n.startswith("Reporting Period")}
    with path.open("w", encoding="utf-8", newline="") as out:
        lines = csv.DictWriter(out, release_2.names, restval="")
        lines.writeheader()
        lines.writerow(records["service"] | no_period)
    code, out = run(capsys, "fix", path, "--price")
    assert code == 1
    assert "The price of fixes cannot be told." in out
    _, out = run(capsys, "fix", path, "--price", "--json")
    assert json.loads(out)["prices"]["why none"]


def test_from_python_prices_are_frames(extract):
    checked = cld.check(extract)
    prices = checked.prices()
    decisions = prices.decisions
    assert decisions["found"][0] == "Tenant - private landlord"
    assert decisions["figures"][0] > 0
    assert list(decisions["figures"]) == sorted(decisions["figures"], reverse=True)
    plan = prices.plan
    assert plan["found"][0] == "Tenant - private landlord"
    assert plan.attrs["stop_after"] >= 1
    together = prices.together
    assert (together["value_before"] != together["value_after"]).any()
    june = checked.prices(method="june-2026").decisions
    pd.testing.assert_index_equal(june.columns, decisions.columns)
    with pytest.raises(cld.InputProblem, match="method"):
        checked.prices(method="never")
