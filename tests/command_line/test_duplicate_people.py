"""`duplicate-people`: the pairs of a file with people put in twice, and what joining them does."""

from __future__ import annotations

import csv
import json

import pytest

import cldvalidator as cld
from cldvalidator.command_line import main as cli
from cldvalidator.review.person_story import NHS
from cldvalidator.sample_file import sample_file


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """The sample with the NHS number left out of one row of somebody."""
    with sample_file().open(encoding="utf-8-sig", newline="") as found:
        rows = list(csv.DictReader(found))
    wanted = next(
        r for r in rows if sum(o[NHS] == r[NHS] for o in rows) > 2 and r["Event Type"] == "Service"
    )
    number, wanted[NHS] = wanted[NHS], ""
    path = tmp_path_factory.mktemp("twice") / "twice.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        lines = csv.DictWriter(out, list(rows[0]))
        lines.writeheader()
        lines.writerows(rows)
    return path, number, rows.index(wanted) + 2


@pytest.fixture
def run(capsys):
    def run(*arguments):
        code = cli.main(["duplicate-people", *map(str, arguments)])
        printed = capsys.readouterr()
        assert (code == 2) == bool(printed.err.strip()), printed.err
        return code, printed.out or printed.err

    return run


def test_a_person_whose_number_is_missing_on_a_row_is_a_pair_with_its_effect(run, twice):
    path, number, row = twice
    _, listed = run(path, "--json")
    pairs = json.loads(listed)["pairs"]
    place = next(n for n, pair in enumerate(pairs, 1) if number in pair["people"])
    code, out = run(path, "--json", "--effect", place)
    assert code == 0
    pair = json.loads(out)["pairs"][place - 1]
    assert [f"row {row:,}"] in pair["rows"]
    assert "one of them without an NHS number" in pair["reasons"]
    moved = {m["measure"]: m for m in pair["effect"]}
    people = moved["Dashboard: people"]
    assert people["after"]["value"] == people["before"]["value"] - 1
    code, hidden = run(path, "--no-values")
    assert code == 0
    assert number not in hidden
    assert f"row {row:,}" in hidden
    frame = cld.duplicate_people(path)
    assert frame[["first", "second"]].values.tolist() == [p["people"] for p in pairs]
    assert frame["reasons"].tolist() == ["; ".join(p["reasons"]) for p in pairs]


def test_a_file_without_any_says_so(run, tmp_path):
    made = tmp_path / "made.csv"
    cld.synthetic(made, rows=100)
    assert run(made)[1].startswith("No two people look like one.")
    code, out = run(made, "--effect", "1")
    assert code == 2
    assert "There is no pair 1" in out
