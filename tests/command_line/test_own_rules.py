"""A council's own rules in every command: beside what is national, and never in it."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest

import cldvalidator as cld
from cldvalidator.bundled import bundled
from cldvalidator.fixes.json_file import check_shape
from tests.submissions.changed_files import made

RULES = [
    {
        "id": "LOCAL-01",
        "name": "Services are reviewed",
        "when": "Event Type = Service and Event End Date is blank",
        "must": "exists (Event Type = Review) between Event Start Date and Event End Date",
        "words": "An open service has no review. Look at it",
        "owner": "Review team",
    },
    {
        "id": "LOCAL-02",
        "name": "Costs are low",
        "must": "Unit Cost < 20",
        "severity": "query",
    },
    {"id": "LOCAL-03", "name": "Nobody is missed", "must": '"Our team" is not blank'},
]
HEADING = "Your council's own rules"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    frame = made(300, 4)[0]
    frame.to_csv(folder / "earlier.csv", index=False)
    frame.iloc[:280].to_csv(folder / "later.csv", index=False)
    profile = {"kind": "CLD Validator profile", "version": 1, "meanings": [], "rules": RULES}
    (folder / "own.json").write_text(json.dumps(profile), "utf-8")
    (folder / "none.json").write_text(json.dumps(profile | {"rules": []}), "utf-8")
    return folder


def without_own(text):
    return text.split(f"\n{HEADING}")[0].rstrip()


def test_the_summary_lists_them_under_a_heading_of_their_own(run, folder):
    file = folder / "later.csv"
    plain_code, plain = run("check", file)
    code, out = run("check", file, "--profile", folder / "own.json")
    assert code == plain_code
    assert "LOCAL-03" in out.out

    def lines(text):
        return [s for s in text.rstrip().splitlines() if "does not allow" not in s]

    assert lines(without_own(out.out)) == lines(plain.out)
    own = out.out.split(f"\n{HEADING}\n")[1]
    assert "no part in the verdict and no effect on national figures" in own
    assert "An open service has no review. [LOCAL-01] warning" in own
    assert "It does not keep to your rule: Costs are low. [LOCAL-02] query" in own
    assert run("check", file, "--profile", folder / "none.json")[1].out == plain.out


def test_json_has_them_apart_and_the_rest_as_it_was(run, folder):
    file = folder / "later.csv"
    plain = json.loads(run("check", file, "--json")[1].out)
    told = json.loads(run("check", file, "--json", "--profile", folder / "own.json")[1].out)
    own = told.pop(HEADING[0].lower() + HEADING[1:])
    assert told == plain
    assert own["not run"] == ["LOCAL-03"]
    assert own["by severity"]["warning"] == own["by rule"]["LOCAL-01"] > 0
    assert {f["rule"] for f in own["findings"]} == {"LOCAL-01", "LOCAL-02"}


def test_a_row_is_explained_with_what_must_hold_and_no_national_effect(run, folder):
    own = ("--profile", folder / "own.json")
    told = json.loads(run("check", folder / "later.csv", "--json", *own)[1].out)
    cell = told[HEADING[0].lower() + HEADING[1:]]["findings"][0]["first cells"][0]
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    _, out = run("check", folder / "later.csv", "--row", row, *own)
    assert f"Row {row} [LOCAL-01, warning]" in out.out
    assert "expected  exists (Event Type = Review) between" in out.out
    assert "or ask Review team" in out.out
    assert "national  None. A rule of your council's own has no effect" in out.out
    _, out = run("check", folder / "later.csv", "--by", "rule", *own)
    rules = {line["rule"] for line in csv.DictReader(io.StringIO(out.out))}
    assert {"LOCAL-01", "LOCAL-02"} <= rules
    _, out = run("check", folder / "later.csv", "--where", "has finding LOCAL-01", *own)
    assert "Only rows where has finding LOCAL-01 are shown" in out.out
    _, out = run("check", folder / "later.csv", "--without", "local", *own)
    assert HEADING not in out.out
    assert "without LOCAL-01, LOCAL-02, LOCAL-03" in out.out
    assert "The check was partial" not in out.out
    code, out = run("check", folder / "later.csv", "--without", "LOCAL-01")
    assert code == 2
    assert "--profile" in out.err


def cells(path, name):
    sheet = openpyxl.load_workbook(path)[name]
    return [[c for c in row if c is not None] for row in sheet.values]


def test_reports_sign_off_and_manifest(run, folder, tmp_path):
    plain_code, _ = run("check", folder / "later.csv", "--write", tmp_path / "plain.csv")
    report, page = tmp_path / "report.xlsx", tmp_path / "page.html"
    told = ["check", folder / "later.csv", "--profile", folder / "own.json"]
    code, out = run(*told, "--write", tmp_path / "out.csv", "--report", report, "--sign-off", page)
    assert code == plain_code, out.err
    plain, own = (
        json.loads((tmp_path / f"{name}.manifest.json").read_text("utf-8"))
        for name in ("plain", "out")
    )
    apart = own["your council's own rules"]
    check_shape(own, "report/manifest.schema.json", "The manifest")
    assert (apart["rules"], apart["as written"]["not run"]) == (3, ["LOCAL-03"])
    for part in ("findings as read", "findings as written", "rules switched off", "data quality"):
        assert own[part] == plain[part]
    text = json.dumps(own)
    assert not any(word in text for word in ("Services are reviewed", "Review team", "exists"))
    shown = page.read_text("utf-8").replace("&#39;", "'")
    assert shown.count(f"<h2>{HEADING}</h2>") == 1
    worst, apart = shown.split(f"<h2>{HEADING}</h2>")
    assert "Services are reviewed" not in worst
    assert "Services are reviewed" in apart
    rows = cells(report, "Findings by rule")
    assert {"LOCAL-01", "LOCAL-02"} <= {c for row in rows for c in row}
    assert any(HEADING in row for row in cells(report, "Summary"))
    assert any("LOCAL-01" in row for row in cells(report, "Rule catalogue"))
    _, out = run("check", folder / "later.csv", "--from-manifest", tmp_path / "out.manifest.json")
    assert "Rules of your council's own were run then" in out.out
    assert "The findings are those of out.manifest.json" in out.out
    again = [*told, "--from-manifest", tmp_path / "out.manifest.json"]
    assert "own were run then" not in run(*again)[1].out


def test_team_reports_have_them(run, folder, tmp_path):
    code, out = run(
        "check", folder / "later.csv", "--profile", folder / "own.json",
        "--report-folder", tmp_path / "teams", "--team-column", "Event Type",
    )  # fmt: skip
    assert code in (0, 1), out.err
    (services,) = (tmp_path / "teams").glob("*Service.xlsx")
    assert any("LOCAL-01" in row for row in cells(services, "Findings by rule"))


def test_a_comparison_says_what_became_of_their_findings(run, folder):
    told = ["compare", folder / "earlier.csv", folder / "later.csv"]
    code, plain = run(*told)
    own_code, out = run(*told, "--profile", folder / "own.json")
    assert own_code == code
    (line,) = [s for s in out.out.splitlines() if HEADING in s]
    assert " still there, " in line
    assert HEADING not in plain.out
    _, out = run(
        "check", folder / "later.csv", "--profile", folder / "own.json",
        "--before", folder / "earlier.csv",
    )  # fmt: skip
    assert line in out.out


def test_fix_batch_and_python(run, folder, tmp_path):
    _, out = run("fix", folder / "later.csv", "--safe", "--profile", folder / "own.json")
    assert "findings: your council's own rules" in out.out
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(f"[read]\nprofile = '{folder / 'own.json'}'\n", "utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.csv").write_bytes((folder / "later.csv").read_bytes())
    _, out = run("batch", tmp_path / "in", "--recipe", recipe, "--json")
    told = json.loads(out.out)
    assert "LOCAL-01" in json.dumps(told)
    checked = cld.check(folder / "later.csv", profile=folder / "own.json")
    plain = cld.check(folder / "later.csv")
    assert (checked.verdict, checked.ready) == (plain.verdict, plain.ready)
    assert len(checked.findings) > len(plain.findings)
    services = checked.where("has finding LOCAL-01").findings
    assert {"LOCAL-01"} <= set(services["rule"])
    compared = cld.compare(
        folder / "earlier.csv", folder / "later.csv", profile=folder / "own.json"
    )
    assert "LOCAL-01" in set(compared.findings["rule"])


def test_the_profile_schema_and_the_rules_file_are_data_alone():
    schema = json.loads(bundled("fixes", "profile.schema.json").read_text("utf-8"))
    item = schema["properties"]["rules"]["items"]
    assert item["additionalProperties"] is False
    assert set(item["properties"]["severity"]["enum"]) == {"warning", "query"}


def test_rules_are_added_listed_tried_switched_passed_on_and_removed(run, folder, tmp_path):
    council, file = tmp_path / "council.json", tmp_path / "rules.json"
    code, out = run(
        "rules", "add", council, "--name", "Reviewed", "--when", "event type is service",
        "--must", "count > 0 (Event Type = Review)", "--query", "--owner", "Review team",
    )  # fmt: skip
    assert (code, out.err) == (0, "")
    assert "LOCAL-01  Reviewed (query)" in out.out
    assert "when   Event Type = service\n  must   exists (Event Type = Review)" in out.out
    assert "1 rule of your own" in out.out
    _, misspelt = run("rules", "add", council, "--name", "Costs", "--must", "Event Type = Servic")
    assert "No listed value of Event Type is “Servic”. Did you mean “Service”?" in misspelt.out
    run("rules", "add", council, "--name", "Costs", "--must", "Unit Cost < 20")
    run("rules", "add", council, "--name", "costs", "--must", "Unit Cost < 20000")
    _, out = run("rules", "list", council)
    assert out.out.count("LOCAL-") == 2
    assert "Unit Cost < 20000" in out.out
    code, out = run("rules", "test", council, folder / "later.csv")
    assert code == 0
    assert "It is about" in out.out
    assert "rows   " in out.out
    assert run("rules", "remove", council, "local-02", "--off")[0] == 0
    assert "switched off" in run("rules", "list", council)[1].out
    assert run("rules", "export", council, file)[0] == 0
    assert run("rules", "export", council, file)[0] == 2
    code, out = run("rules", "test", file, folder / "later.csv")
    assert "It is about" in out.out
    other = tmp_path / "other.json"
    _, out = run("rules", "import", other, file)
    assert "Added: 2 rules of 2." in out.out
    _, out = run("rules", "import", other, file)
    assert "Added: 0 rules of 2." in out.out
    assert run("rules", "remove", other, "LOCAL-01", "LOCAL-02")[0] == 0
    assert "has no rules of your own" in run("rules", "list", other)[1].out


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("remove", "own.json", "LOCAL-77"), "no rule LOCAL-77"),
        (("add", "own.json", "--name", "A", "--must", "Evnt Type = x"), "Did you mean Event Type"),
        (("add", "own.json", "--name", "A", "--must", "Last Name = Smith"), "value of Last Name"),
        (("import", "own.json", "own.json"), "is not a file of rules"),
        (("list", "missing.json"), "There is no file"),
        (("export", "none.json", "out.json"), "no rules of your own"),
    ],
)
def test_what_cannot_be_done_is_told(run, folder, told, said, monkeypatch):
    monkeypatch.chdir(folder)
    before = (folder / "own.json").read_bytes()
    code, out = run("rules", *told)
    assert code == 2
    assert said in out.err
    assert "Smith" not in out.err
    assert (folder / "own.json").read_bytes() == before


def test_nothing_is_printed_of_rules_that_could_not_be_kept(run, tmp_path):
    many = [{"name": f"Rule {n}", "must": "Age < 99"} for n in range(100)]
    content = {"kind": "CLD Validator rules", "version": 1, "rules": many}
    (tmp_path / "rules.json").write_text(json.dumps(content))
    mine = tmp_path / "own.json"
    assert run("rules", "add", mine, "--name", "A", "--must", "Age < 99")[0] == 0
    code, out = run("rules", "import", mine, tmp_path / "rules.json")
    assert (code, out.out) == (2, "")
    assert "“rules” has more than the 100 entries that are allowed" in out.err


def test_a_finding_of_theirs_that_is_known_is_not_among_the_known_national_ones(
    run, folder, tmp_path
):
    council = tmp_path / "council.json"
    council.write_bytes((folder / "own.json").read_bytes())
    file = folder / "later.csv"
    plain = json.loads(run("check", file, "--json")[1].out)
    content = json.loads(council.read_text("utf-8"))
    content["known"] = [{"rule": "LOCAL-01", "field": "Event Start Date", "reason": "Agreed"}]
    council.write_text(json.dumps(content), "utf-8")
    told = json.loads(run("check", file, "--json", "--profile", council)[1].out)
    assert told["of which known"] == plain["of which known"]
    own = told[HEADING[0].lower() + HEADING[1:]]["findings"]
    (known,) = [f["of which known"] for f in own if f["rule"] == "LOCAL-01"]
    assert known > 0
    _, out = run("check", file, "--profile", council)
    assert " known) warning" in out.out
    assert "Of these findings" not in out.out
    _, out = run("profile", "show", council)
    assert "There is no such rule" not in out.out
