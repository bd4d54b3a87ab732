"""A council's own rules in a person's story: each record's findings hold theirs, and are marked."""

from __future__ import annotations

import json

import pytest

import cldvalidator as cld
from tests.submissions.changed_files import made

RULES = [
    {
        "id": "LOCAL-01",
        "name": "Services are reviewed",
        "when": "Event Type = Service and Event End Date is blank",
        "must": "none (Event Type = Review) between Event Start Date and Event End Date",
        "words": "A review is there",
    },
    {"id": "LOCAL-02", "name": "Costs are low", "must": "Unit Cost < 20", "severity": "query"},
    {"id": "LOCAL-03", "name": "Teams are named", "must": '"Our team" is not blank'},
]
NOT_RUN = "LOCAL-03 Teams are named (your own rule) not run: The file has no column for Our team."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    made(300, 4)[0].to_csv(folder / "extract.csv", index=False)
    profile = {"kind": "CLD Validator profile", "version": 1, "meanings": []}
    for name, rules in (("own", RULES), ("none", [])):
        (folder / f"{name}.json").write_text(json.dumps(profile | {"rules": rules}), "utf-8")
    return folder


@pytest.fixture(scope="module")
def found(folder):
    """What `check` finds by the council's own rules: row, rule, severity and field."""
    table = cld.check(folder / "extract.csv", profile=folder / "own.json").findings
    own = table[table["rule"].str.startswith("LOCAL")]
    return sorted(own[["row", "rule", "severity", "field"]].itertuples(index=False, name=None))


def rows_of(found, rule):
    return {row for row, of, *_ in found if of == rule}


@pytest.fixture(scope="module")
def row(found):
    """A service that breaks both rules."""
    return min(rows_of(found, "LOCAL-01") & rows_of(found, "LOCAL-02"))


def events(text):
    return [event for person in json.loads(text)["people"] for event in person["events"]]


def own_findings(told):
    return sorted(
        (event["row"], f["rule"], f["severity"], f["field"])
        for event in told
        for f in event["findings"]
        if "your own rule" in f
    )


def test_a_story_has_exactly_the_findings_that_the_check_has(run, folder, found, row):
    file, own = folder / "extract.csv", ("--profile", folder / "own.json")
    _, plain = run("story", file, "--row", row, "--json")
    _, printed = run("story", file, "--row", row, "--json", *own)
    told = events(printed.out)
    of_person = {event["row"] for event in told}
    assert own_findings(told) == [f for f in found if f[0] in of_person]
    assert {f[1] for f in own_findings(told)} == {"LOCAL-01", "LOCAL-02"}
    names = {f["rule"]: f["your own rule"] for e in told for f in e["findings"] if len(f) == 4}
    assert names == {rule["id"]: rule["name"] for rule in RULES[:2]}
    assert json.loads(printed.out)["your own rules not run"] == [NOT_RUN]
    for event in told:
        event["findings"] = [f for f in event["findings"] if "your own rule" not in f]
    assert told == events(plain.out)
    none = run("story", file, "--row", row, "--json", "--profile", folder / "none.json")
    assert none[1].out == plain.out


def test_the_text_marks_them_as_the_councils_own(run, folder, row):
    file, own = folder / "extract.csv", ("--profile", folder / "own.json")
    _, plain = run("story", file, "--row", row)
    _, printed = run("story", file, "--row", row, *own)
    shown = [line for line in printed.out.splitlines() if "LOCAL-" in line]
    assert "  warning LOCAL-01 in Event Start Date: Services are reviewed (your own rule)" in shown
    assert "  query LOCAL-02 in Unit Cost: Costs are low (your own rule)" in shown
    assert shown[-1] == NOT_RUN
    assert "LOCAL" not in plain.out


def test_python_has_them_with_their_names(folder, found):
    whole = cld.story(folder / "extract.csv", person="Sample", profile=folder / "own.json")
    own = whole[whole["findings"].str.contains("LOCAL")]
    marks = {
        "LOCAL-01": "warning LOCAL-01 Services are reviewed (your own rule) in Event Start Date",
        "LOCAL-02": "query LOCAL-02 Costs are low (your own rule) in Unit Cost",
    }
    for rule, mark in marks.items():
        having = own[own["findings"].str.contains(mark, regex=False)]
        assert set(having["row"]) == rows_of(found, rule) & set(whole["row"])
        assert len(having)


def test_a_file_of_a_set_has_them_too(run, folder, found, row, tmp_path):
    (tmp_path / "q4.csv").write_bytes((folder / "extract.csv").read_bytes())
    own = ("--profile", folder / "own.json")
    _, printed = run("story", tmp_path, "--row", f"q4.csv:{row}", "--json", *own)
    told = events(printed.out)
    assert {event["file"] for event in told} == {"q4.csv"}
    assert own_findings(told) == [f for f in found if f[0] in {event["row"] for event in told}]
    assert {rule for _, rule, *_ in own_findings(told)} == {"LOCAL-01", "LOCAL-02"}


def test_the_columns_of_a_profile_are_used(run, folder, tmp_path):
    frame = made(300, 4)[0].rename(columns={"Unit Cost": "What it costs a week"})
    frame.to_csv(tmp_path / "extract.csv", index=False)
    profile = json.loads((folder / "own.json").read_text("utf-8"))
    profile["columns"] = {"What it costs a week": "Unit Cost"}
    (tmp_path / "own.json").write_text(json.dumps(profile), "utf-8")
    plain = cld.check(tmp_path / "extract.csv", profile=tmp_path / "own.json").findings
    row = plain[plain["rule"] == "LOCAL-02"]["row"].min()
    told = ("story", tmp_path / "extract.csv", "--row", row, "--json")
    _, printed = run(*told, "--profile", tmp_path / "own.json")
    assert "LOCAL-02" in {rule for _, rule, *_ in own_findings(events(printed.out))}


def test_a_profile_that_is_none_is_refused(run, folder):
    code, printed = run("story", folder / "extract.csv", "--row", "2", "--profile", folder / "x")
    assert code == 2
    assert "There is no file" in printed.err
