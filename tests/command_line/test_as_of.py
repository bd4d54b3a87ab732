"""`--as-of`: the same file gives the same findings on any day, and its manifest says which day."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.submissions.changed_files import made


@pytest.fixture(autouse=True)
def _file(tmp_path):
    made(300, 4)[0].to_csv(tmp_path / "file.csv", index=False)


def rules(out):
    return {f["rule"] for f in json.loads(out.out)["findings"]}


def test_a_day_decides_whether_the_period_is_over(run, tmp_path):
    file = tmp_path / "file.csv"
    in_it = rules(run("check", file, "--json", "--as-of", "01/01/2026")[1])
    after_it = rules(run("check", file, "--json", "--as-of", "2026-07-31")[1])
    assert in_it - after_it
    assert after_it <= in_it


def test_the_manifest_names_the_day_and_gives_it_back(run, tmp_path):
    file, out = tmp_path / "file.csv", tmp_path / "out.csv"
    run("check", file, "--write", out, "--as-of", "01/01/2026")
    beside = tmp_path / "out.manifest.json"
    content = json.loads(beside.read_text("utf-8"))
    assert content["day taken as today"] == "2026-01-01"
    again = json.loads(run("check", file, "--json", "--as-of", beside)[1].out)
    told = json.loads(run("check", file, "--json", "--as-of", "01/01/2026")[1].out)
    assert again["findings"] == told["findings"]
    run("check", file, "--write", tmp_path / "today.csv")
    content = json.loads((tmp_path / "today.manifest.json").read_text("utf-8"))
    assert content["day taken as today"] == date.today().isoformat()


def test_a_manifest_of_another_file_or_no_day_is_refused(run, tmp_path):
    file, out = tmp_path / "file.csv", tmp_path / "out.csv"
    run("check", file, "--write", out)
    other = tmp_path / "other.csv"
    made(300, 4)[0].iloc[:-1].to_csv(other, index=False)
    code, said = run("check", other, "--as-of", tmp_path / "out.manifest.json")
    assert code == 2
    assert "about another file" in said.err
    code, said = run("check", file, "--as-of", "yesterday")
    assert code == 2
    assert "cannot be read" in said.err
    (tmp_path / "no.json").write_text("{}", "utf-8")
    assert run("check", file, "--as-of", tmp_path / "no.json")[0] == 2
    assert run("preview", file, "--json", "--as-of", "31/07/2026")[0] == 0
