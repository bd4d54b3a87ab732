"""Every input goes through every command: it ends as it should, and never in a fault of ours.

Each input meets some of the groups of options, other ones than its neighbours; EVERY_OPTION=1 lets
each meet all of them.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from pathlib import Path

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.events import process
from cldvalidator.extract import read_extract
from cldvalidator.measures.preview import preview
from cldvalidator.problems import Problem
from cldvalidator.published.populations import inputs_for
from cldvalidator.review.about_file import known_council
from cldvalidator.sample_file import sample_file
from cldvalidator.specification import load_specification

DATA = Path(__file__).parent / "data"
BROKEN = DATA / "broken"
KINDS = (".csv", ".csv.gz", ".xlsx", ".xls", ".xlsb", ".ods")
LARGE = frozenset({"submission.csv.gz", "activity_submission.csv.gz", "joined_f6.csv.gz"})
INPUTS = sorted(
    path
    for path in DATA.rglob("*")
    if path.name.endswith(KINDS) and not {"rows", "joined", "answers"} & set(path.parts)
)
BESIDE = ("--report", "with.xlsx", "--sign-off", "with.html")
CHECKS = (
    ("--all",),
    ("--json",),
    *(("--by", view) for view in ("rule", "field", "event-type", "value", "record", "person")),
    ("--by", "fixes"),
    ("--row", "5"),
    ("--report", "report.xlsx"),
    ("--report", "plain.xlsx", "--no-values"),
    ("--report-folder", "teams", "--team-column", "Event Type", "--overwrite"),
    ("--sign-off", "page.html"),
    # A line that is no record may hold what Windows-1252 lacks.
    ("--write", "out.csv", "--leave-out", "no-records", *BESIDE),
    ("--release", "1"),
    ("--recipe", "read.toml"),
    ("--profile", "own.json", "--report", "report.xlsx", "--sign-off", "page.html"),
    ("--profile", "own.json", "--where", "@Open services", "--json"),
)
FIXES = (
    ("--safe",),
    ("--release-1", "--safe"),
    ("--safe", "--likely", "all"),
    ("--safe", "--likely", "all", "--write", "fixed.csv", "--reason", "Sent as it is"),
    ("--safe", "--save-changes", "changes.json"),
    ("--safe", "--json"),
    ("--safe", "--profile", "own.json"),
    ("--recipe", "fix.toml"),
    ("--price",),
    ("--safe", "--price", "--json"),
    ("--price", "--report", "report.xlsx"),
)
PREVIEWS = (
    ("--json",),
    ("--all",),
    ("--xlsx", "preview.xlsx", "--share"),
    ("--behind", "ASCOF 2A", "--group", "Total"),
    ("--behind", "ASCOF 2A", "--group", "Total", "--where", "has finding"),
    ("--row", "5"),
    ("--method", "June 2026", "--measure", "ASCOF 2E"),
    ("--measure", "activity", "--measure", "STS001", "--xlsx", "preview.xlsx", "--share"),
    ("--activity", "--row", "5"),
    ("--recipe", "read.toml", "--json"),
    ("--activity", "--person-level", "lists", "--overwrite"),
    ("--activity", "--compare-methods"),
)
STORIES = (
    ("--row", "5", "--measure", "ASCOF 2A"),
    ("--row", "5", "--json", "--no-values", "--measure", "2E"),
    ("--person", "a"),
)
OWN_PROFILE = {
    "kind": "CLD Validator profile",
    "version": 1,
    "meanings": [],
    "rules": [
        {"id": "LOCAL-01", "name": "Low", "must": "Unit Cost < 20", "severity": "query"},
        {
            "id": "LOCAL-02",
            "name": "Reviewed",
            "when": "Event Type = Service and days from Event Start Date to Event End Date > 3",
            "must": "exists (Event Type = Review) between Event Start Date and Event End Date",
        },
        {"id": "LOCAL-03", "name": "Team", "must": '"Team" is not blank'},
    ],
    "filters": [
        {"name": "Open services", "where": "Event Type = Service and Event End Date is blank"}
    ],
    "spellings": [
        {"field": "GP Practice Name", "found": "SAMPLE PRACTICE 3", "written": "Sample practice 3"}
    ],
}
RECIPES = {
    "read.toml": '[read]\nwithout = ["portal"]\n',
    "fix.toml": "[fix]\nsafe = true\nlikely = ['all']\nleave_out_no_records = true\n",
}
DUPLICATES = (("--json",), ("--no-values", "--all"), ("--effect", "1"))
PROFILES = (("export", "council.json", "council.xlsx"), ("show", "council.json"))
DONE, REFUSED = (0, 1), (2,)
WRITES = ("report.xlsx", "plain.xlsx", "page.html", "out.csv", "with.xlsx", "with.html")
WRITES += ("fixed.csv", "changes.json", "preview.xlsx", "council.json", "council.xlsx")


def names(path):
    return str(path.relative_to(DATA))


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Return a function that runs a command and gives its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.json").write_text(json.dumps(OWN_PROFILE), "utf-8")
    for name, text in RECIPES.items():
        (tmp_path / name).write_text(text, "utf-8")

    def command(*arguments):
        for written in WRITES:
            (tmp_path / written).unlink(missing_ok=True)
        for beside in tmp_path.glob("*.manifest.json"):
            beside.unlink()
        for beside in tmp_path.glob("*.changes.csv"):
            beside.unlink()
        code = cli.main([str(a) for a in arguments])
        printed = capsys.readouterr()
        assert not re.search(r"\bfault\b", printed.err), (arguments, printed.err)
        assert "Traceback" not in printed.err + printed.out
        filtered = printed.err.startswith("Only r")  # what CSV is about is said beside it
        assert (code == 2) == bool(printed.err.strip() and not filtered), (arguments, printed.err)
        return code, printed.out

    return command


@pytest.fixture
def file(request, tmp_path):
    """Copy an input to where the test may write; a compressed one unpacked."""
    source = request.param
    target = tmp_path / source.name.removesuffix(".gz")
    content = source.read_bytes()
    target.write_bytes(gzip.decompress(content) if source.name.endswith(".gz") else content)
    return target


def chosen(groups, source, count):
    """Choose groups of options for an input, other ones for each, so that all are met."""
    if "EVERY_OPTION" in os.environ:
        return groups
    first = INPUTS.index(source) * count
    return [groups[(first + n) % len(groups)] for n in range(count)]


@pytest.mark.parametrize(("source", "file"), [(p, p) for p in INPUTS], ids=names, indirect=["file"])
def test_every_input_goes_through_every_command(run, source, file):
    large = source.name in LARGE or source.parent == BROKEN
    code, _ = run("check", file, "--profile", "own.json")
    assert code in (0, 1, 2)
    readable = code != 2
    allowed = DONE if readable else REFUSED
    for options in chosen(CHECKS, source, 1 if large else 2):
        code, _ = run("check", file, *options)
        assert code in allowed or "--report-folder" in options  # no such column, or no finding
    for options in chosen(FIXES, source, 1):
        code, _ = run("fix", file, *options)
        assert code in allowed, options
    for action, *paths in PROFILES[: 1 if large else 2]:
        code, _ = run("profile", action, *paths, "--file", file)
        assert code in (0, 2)
    assert run("published", "import", file, "--dry-run")[0] == 2  # no input is a publication
    assert run("compare", file, file)[0] == 2  # the same file twice, or one that is not read
    for options in chosen(PREVIEWS, source, 1):
        previewed(run, file, options)
    if not large:
        code, out = run("twin", file, "--write", "twin.csv")
        assert ("All 7 statements about this file are true." in out) == (code == 0)
        assert code == 0 or not Path("twin.csv").exists()
    for options in chosen(STORIES, source, 1):
        assert run("story", file, *options)[0] in (0, 2)  # no such row, or no period
    for options in chosen(DUPLICATES, source, 1):
        assert run("duplicate-people", file, *options)[0] in (0, 2)  # no such pair, or no period


def test_a_set_made_of_every_case_is_joined(run):
    """Files with every mistake: what is wrong is said, the rest goes on."""
    code, out = run("join", DATA / "cases", "--json", "--method", "june-2026", "--measure", "2E")
    assert code == 1
    told = json.loads(out)["set"]
    files, left = ({f["name"] for f in told[part]} for part in ("files", "left out"))
    assert left == {"05-stray-cell-prefix.xlsx"}
    assert files | left == {p.name for p in (DATA / "cases").iterdir()}
    assert any("38-month-first.csv: " in notice for notice in told["notices"])


def previewed(run, file, options):
    """Preview a file; what is printed is what the engine computes."""
    code, out = run("preview", file, *options)
    if code == 0 and options != ("--json",):
        return  # its figures are those that the engine has just computed
    try:
        specification = load_specification("2")
        extract = read_extract(file, specification)
        processed = process(extract, specification)
    except Problem:
        assert code == 2
        return
    assert code == 0 or {"--row", "--behind"} & {*options}  # no such row, no such group
    if options == ("--json",):
        council = known_council(extract, specification.la_names)
        assert printed_figures(out) == {
            (item.measure.text.id, n, f.description, f.group): (f.value, f.numerator, f.denominator)
            for item in preview(processed, inputs_for(council, {}))
            for n, result in enumerate(item.results)
            for f in result.figures
        }


def printed_figures(out):
    return {
        (m["id"], n, f["description"], f["group"]): (f["value"], f["numerator"], f["denominator"])
        for m in json.loads(out)["measures"]
        for n, result in enumerate(m["results"])
        for f in result["figures"]
    }


ALL_OPTIONS = (
    *(("check", *options) for options in CHECKS),
    *(("fix", *options) for options in FIXES),
    *(("preview", *options) for options in PREVIEWS),
    *(("story", *options) for options in STORIES[:2]),
    *(("duplicate-people", *options) for options in DUPLICATES[:2]),
)


@pytest.mark.parametrize("options", ALL_OPTIONS, ids=" ".join)
@pytest.mark.parametrize(
    "file", [DATA / "golden" / "september" / "submission.csv.gz"], indirect=True, ids=["september"]
)
def test_every_group_of_options(run, file, options):
    command, *rest = options
    if command == "preview":
        previewed(run, file, tuple(rest))
    else:
        assert run(command, file, *rest)[0] in DONE


@pytest.mark.parametrize(
    "file",
    [DATA / "golden" / "submission.csv.gz", DATA / "broken" / "01b-preview-crash-footer-line.csv"],
    indirect=True,
    ids=["golden", "a footer line"],
)
def test_figures_of_files_with_records_of_nobody(run, file):
    previewed(run, file, ("--json",))


@pytest.mark.parametrize("options", [(), ("--json-schema",), ("--html",), ("--release", "1")])
def test_the_specification_is_printed(run, options):
    assert run("spec", *options)[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("fix", sample_file(), "--changes", BROKEN / "fuzz-changes-244-crash.json"),
        ("spec", "import", BROKEN / "04-hang-4000-sheets.xlsx", "--dry-run"),
        ("profile", "import", "new.json", BROKEN / "04-hang-error-regex.xlsx"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_broken_files_beside_the_extract_are_refused(run, arguments):
    assert run(*arguments)[0] == 2


def test_a_population_is_read_by_what_its_file_holds(run, tmp_path):
    """The name of a file does not say what is in it; no council has 10 to the 400 people."""
    told = ("preview", sample_file(), "--population")
    assert run(*told, BROKEN / "fuzz-population-58-crash.json")[0] == 0
    endless = tmp_path / "population.csv"
    endless.write_text(f"age band,population\n18 to 64,{'9' * 400}\n65 and above,180000\n", "utf-8")
    assert run(*told, endless)[0] == 2
