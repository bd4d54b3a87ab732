"""`cldvalidator synthetic`: a valid file, or one whose mistakes are all in its ledger."""

from __future__ import annotations

import json

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.jobs.check import open_file


def make(path, *told):
    return cli.main(["synthetic", str(path), *told])


@pytest.mark.parametrize("release", ["1", "2"])
def test_a_valid_file_has_no_findings(tmp_path, capsys, release):
    path = tmp_path / "valid.csv"
    assert make(path, "--rows", "1500", "--release", release) == 0
    assert "1,500 records of people who do not exist" in capsys.readouterr().out
    assert [p.name for p in tmp_path.iterdir()] == ["valid.csv"]
    opened = open_file(path, release=release)
    assert len(opened.extract) == 1500
    assert len(opened.result.findings) == 0


def test_every_planted_mistake_is_in_the_ledger_and_is_found(tmp_path, capsys):
    path = tmp_path / "training.csv"
    assert make(path, "--rows", "2000", "--faults", "0.05", "--seed", "7") == 0
    ledger = json.loads((tmp_path / "training.ledger.json").read_text("utf-8"))
    planted = {(f["row"], f["field"], f["rule"]) for f in ledger["faults"]}
    assert len(planted) == 100
    assert "100 planted mistakes" in capsys.readouterr().out
    opened = open_file(path)
    findings = opened.result.findings
    found = {
        (int(opened.extract.source_rows[row]), group.field, group.rule.id)
        for group in findings.groups
        for row in group.rows
    }
    assert found == planted


def test_the_same_seed_gives_the_same_file(tmp_path):
    files = [tmp_path / f"{n}.csv" for n in "abc"]
    for path, seed in zip(files, ("1", "1", "2"), strict=True):
        assert make(path, "--rows", "50", "--faults", "0.1", "--seed", seed) == 0
    assert files[0].read_bytes() == files[1].read_bytes() != files[2].read_bytes()


@pytest.mark.parametrize(
    "told",
    [["--rows", "0"], ["--rows", "many"], ["--faults", "5"], ["--faults", "nan"], ["--seed", "-1"]],
)
def test_numbers_that_make_no_sense_are_refused(tmp_path, capsys, told):
    with pytest.raises(SystemExit) as caught:
        make(tmp_path / "a.csv", *told)
    assert caught.value.code == 2
    assert "write a" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_replaced_unasked(tmp_path, capsys):
    ledger = tmp_path / "a.ledger.json"
    ledger.write_text("mine")
    assert make(tmp_path / "a.csv", "--faults", "0.1") == 2
    assert make(tmp_path / "a.txt") == 2
    assert [p.name for p in tmp_path.iterdir()] == ["a.ledger.json"]
    assert ledger.read_text() == "mine"
    assert make(tmp_path / "a.csv", "--faults", "0.1", "--overwrite") == 0
    assert "faults" in ledger.read_text()
