"""`check --from-manifest`: the same file, read the same way, gives the same findings."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from cldvalidator.bundled import bundled
from tests.submissions.changed_files import made

CASES = Path(__file__).parents[1] / "data" / "cases"
SAME = "The findings are those of out.manifest.json."


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file.csv"
    made(120, 4)[0].rename(columns={"Gender": "M/F"}).to_csv(path, index=False)
    return path


def said_of(run, file, *more):
    code, out = run("check", file, "--from-manifest", file.parent / "out.manifest.json", *more)
    assert code in (0, 1), out.err
    return out.out


CHOICES = {
    "a column by its header": ["--column", "M/F=Gender"],
    "a column that is not used": ["--column", "Postcode="],
    "an earlier release": ["--release", "1"],
    "dates": ["--dates", "month-first=Event End Date"],
    "rules left out": ["--without", "people,DATE-01"],
    "a day": ["--as-of", "01/01/2026"],
    "rows": ["--leave-out", "3,7-9"],
}


@pytest.mark.parametrize("told", CHOICES.values(), ids=list(CHOICES))
def test_every_choice_comes_back(run, file, tmp_path, told):
    code, _ = run("check", file, "--write", tmp_path / "out.csv", *told)
    assert code in (0, 1)
    _, first = run("check", file, "--json", *told)
    again = json.loads(said_of(run, file, "--json"))
    assert again["from manifest"] == [SAME]
    assert again["findings"] == json.loads(first.out)["findings"]
    code, out = run(
        "check", tmp_path / "out.csv", "--from-manifest", tmp_path / "out.manifest.json"
    )
    assert code in (0, 1)
    assert SAME in out.out


def test_a_sheet_comes_back_by_its_place(run, tmp_path):
    book = openpyxl.Workbook()
    frame = made(120, 4)[0]
    for title, rows in (("Larger", frame), ("About Mary", frame.iloc[:20])):
        sheet = book.create_sheet(title)
        for line in (list(frame.columns), *rows.to_numpy().tolist()):
            sheet.append(line)
    file = tmp_path / "file.xlsx"
    book.save(file)
    run("check", file, "--sheet", "About Mary", "--write", tmp_path / "out.csv")
    content = json.loads((tmp_path / "out.manifest.json").read_text("utf-8"))
    assert content["how it was read"]["sheet number"] == 3
    again = json.loads(said_of(run, file, "--json"))
    assert again["from manifest"] == [SAME]
    assert again["file"]["sheet"] == "About Mary"


ODD = ("38-month-first.csv", "57-report-pages.csv", "33-booleans.xlsx", "28-whole-lines-quoted.csv")


@pytest.mark.parametrize("name", ODD)
def test_odd_files_give_the_same_findings(run, tmp_path, name):
    file = tmp_path / name
    file.write_bytes((CASES / name).read_bytes())
    run("check", file, "--write", tmp_path / "out.csv", "--leave-out", "no-records")
    assert SAME in said_of(run, file)


def test_the_manifest_is_of_the_form_that_is_described(run, file, tmp_path):
    told = ["--column", "M/F=Gender", "--leave-out", "3", "--dates", "month-first"]
    run("check", file, "--write", tmp_path / "out.csv", *told)
    content = json.loads((tmp_path / "out.manifest.json").read_text("utf-8"))
    schema = json.loads(bundled("report", "manifest.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(content)
    assert content["how it was read"]["rows left out"] == "3"
    assert all(len(c["column"]) <= 3 for c in content["how it was read"]["columns"])
    assert "DATE-01" in content["rules of this version"]


def test_another_profile_is_said(run, file, tmp_path):
    profile = tmp_path / "council.json"
    run("profile", "column", profile, "M/F", "Gender")
    run("check", file, "--profile", profile, "--write", tmp_path / "out.csv")
    said = said_of(run, file)
    assert "A profile was used (SHA-256 " in said
    assert SAME in said  # its column is in the manifest
    assert "rofile" not in said_of(run, file, "--profile", profile).split(SAME)[0]
    run("profile", "column", profile, "Sex", "Gender")
    assert "not the one that was used" in said_of(run, file, "--profile", profile)


def test_what_differs_is_said(run, file, tmp_path):
    run("check", file, "--write", tmp_path / "out.csv")
    beside = tmp_path / "out.manifest.json"
    content = json.loads(beside.read_text("utf-8"))
    content["findings as read"]["by rule"]["DATE-01"] = {"error": 7}
    content["program"]["version"] = "0.0.1"
    del content["how it was read"]
    content["rules switched off"] = ["OLD-01"]
    beside.write_text(json.dumps(content), "utf-8")
    said = said_of(run, file)
    assert "The findings are not those of out.manifest.json:" in said
    assert "DATE-01 (error): 7 then, 0 now." in said
    assert "Version 0.0.1" in said
    assert "does not say how columns" in said
    assert "no rule OLD-01" in said


def test_a_manifest_that_does_not_fit_is_refused(run, file, tmp_path):
    run("check", file, "--write", tmp_path / "out.csv")
    beside = tmp_path / "out.manifest.json"
    code, out = run("check", file, "--from-manifest", beside, "--sheet", "A")
    assert code == 2
    assert "--sheet" in out.err
    other = tmp_path / "other.csv"
    made(100, 4)[0].to_csv(other, index=False)
    code, out = run("check", other, "--from-manifest", beside)
    assert code == 2
    assert "about another file" in out.err
    for content in ("[]", "{", '{"input": {"sha256": 3}, "output": {"sha256": 4}}'):
        beside.write_text(content, "utf-8")
        assert run("check", file, "--from-manifest", beside)[0] == 2
