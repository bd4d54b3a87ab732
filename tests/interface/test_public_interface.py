"""The public Python interface: complete, documented, its examples true, and cheap to import."""

from __future__ import annotations

import doctest
import importlib
import inspect
import json
import os
import runpy
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import cldvalidator as cld
from cldvalidator.command_line import main as cli
from cldvalidator.interface import previewed

PUBLIC = [name for name in cld.__all__ if not name.startswith("_")]
MODULES = tuple(
    f"cldvalidator.interface.{name}"
    for name in (
        "batch_run",
        "checked",
        "compared",
        "duplicates",
        "fixed",
        "joined",
        "previewed",
        "records",
        "story",
        "synthetic",
        "twin",
    )
)
VIEWS = ["rule", "field", "event type", "value", "record", "person", "fixes"]
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "a_quarter.py"


def members(kind):
    """Yield what a public class offers beyond what its bases do."""
    for name, member in vars(kind).items():
        if not name.startswith("_") and (callable(member) or isinstance(member, property)):
            yield name, member
        elif hasattr(member, "func"):  # a cached property
            yield name, member.func


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_and_what_it_offers_is_documented(name):
    found = getattr(cld, name)
    assert len(inspect.getdoc(found) or "") > 40, name
    if inspect.isclass(found):
        for member, of_class in members(found):
            assert inspect.getdoc(of_class), f"{name}.{member}"


@pytest.mark.parametrize("name", [n for n in PUBLIC if inspect.isfunction(getattr(cld, n))])
def test_every_argument_of_a_public_function_is_explained(name):
    function = getattr(cld, name)
    text = inspect.getdoc(function)
    for argument in inspect.signature(function).parameters.values():
        if argument.kind is not argument.VAR_KEYWORD and name != "fix":
            told = argument.name == "path" or f"{argument.name}:" in text or argument.name in text
            assert told, f"{name}: {argument.name}"
    assert "Raises" in text


def test_fix_passes_on_what_a_checked_file_accepts():
    accepted = importlib.import_module("cldvalidator.interface.fixed").Accepted
    arguments = set(inspect.signature(cld.Checked.fix).parameters) - {"self", "profile"}
    assert set(accepted.__annotations__) == arguments


@pytest.mark.parametrize("module", ["cldvalidator", *MODULES])
def test_the_examples_are_true(module, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testmod(importlib.import_module(module))
    assert tried > 0
    assert not failed


def test_the_example_runs_from_the_first_cell_to_the_last(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    made = runpy.run_path(str(EXAMPLE))
    said = capsys.readouterr().out
    assert "Not ready to send" in said
    assert (tmp_path / "submission.csv").is_file()
    assert len(made["fixed"].after.findings) < len(made["checked"].findings)


def test_importing_the_package_loads_no_heavy_library():
    code = (
        "import sys, cldvalidator as cld; assert 'check' in dir(cld); "
        "heavy = {'pandas', 'numpy', 'pyarrow', 'openpyxl', 'PySide6'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_name_that_is_not_public_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'chek'"):
        cld.chek  # noqa: B018


@pytest.fixture
def told(capsys):
    """What a command says of a file, as JSON."""

    def told(*words):
        capsys.readouterr()
        cli.main([*map(str, words), "--json"])
        return json.loads(capsys.readouterr().out)

    return told


def test_findings_are_those_of_the_command(tmp_path, told):
    path = cld.synthetic(tmp_path / "extract.csv", rows=300, faults=0.2).path
    checked, said = cld.check(path), told("check", path)
    assert checked.verdict == said["verdict"]
    assert checked.findings["severity"].value_counts().to_dict() == said["counts"]
    assert checked.extract.sha256 == said["file"]["sha256"]
    for group in said["findings"]:
        of_group = checked.findings.query("rule == @group['rule'] and field == @group['field']")
        assert len(of_group) == group["count"]
    assert checked.data_quality.to_dict("records") == said["data quality"]


def test_a_finding_has_the_row_and_the_text_of_its_cell(tmp_path):
    made = cld.synthetic(tmp_path / "extract.csv", rows=300, faults=0.2)
    checked = cld.check(made.path)
    frame, found = checked.extract.frame, checked.findings.dropna(subset=["row"])
    assert list(found["value"]) == [
        str(frame.at[row, field]) for row, field in zip(found["row"], found["field"], strict=True)
    ]
    places = set(zip(found["row"], found["field"], found["rule"], strict=True))
    planted = made.planted[["row", "field", "rule"]].itertuples(index=False, name=None)
    assert set(planted) <= places


@pytest.mark.parametrize(
    "view", ["rule", "field", "event type", "value", "record", "person", "fixes"]
)
def test_every_view_counts_rows_as_excel_does(tmp_path, view):
    checked = cld.check(cld.synthetic(tmp_path / "extract.csv", rows=200, faults=0.2).path)
    table = checked.by(view)
    assert len(table) > 0
    if "row" in table:
        assert set(table["row"]) == set(checked.findings["row"].dropna())
    if "severity" in table:
        assert set(table["severity"]) <= {"error", "warning", "query"}


def test_a_view_that_is_none_is_refused(tmp_path):
    checked = cld.check(cld.synthetic(tmp_path / "extract.csv", rows=50).path)
    with pytest.raises(ValueError, match="choose from rule, field"):
        checked.by("rules")


def test_figures_are_those_of_the_command(tmp_path, told):
    path = cld.synthetic(tmp_path / "extract.csv", rows=600).path
    figures = cld.preview(path).figures
    said = [
        (m["id"], f["description"], f["group"], f["numerator"], f["denominator"])
        for m in told("preview", path, "--all")["measures"]
        for result in m["results"]
        for f in result["figures"]
    ]
    columns = ["measure", "description", "group", "numerator", "denominator"]
    plain = figures[columns].astype(object).where(figures[columns].notna(), None)
    assert list(plain.itertuples(index=False, name=None)) == said


def test_what_is_published_stands_beside_our_figures(tmp_path, told):
    path = cld.synthetic(tmp_path / "extract.csv", rows=600).path
    beside = cld.preview(path).published
    said = told("preview", path)["published"]
    assert len(said) > 3
    points = ("last published", "region", "England")
    assert [(row.measure, row.area, row.year) for row in beside.itertuples()] == [
        (item["ours"]["id"], point["name"], item["published year"])
        for item in said
        for point in (*(item[name] for name in points), *item["similar councils"])
    ]
    shown = beside[["value", "published"]].astype(object).where(lambda f: f.notna(), None)
    assert shown.values.tolist() == [
        [item["ours"]["value"], point["value"]]
        for item in said
        for point in (*(item[name] for name in points), *item["similar councils"])
    ]
    assert (beside["why"] != "").equals(beside["published"].isna())


def test_a_batch_does_every_file_it_can_and_says_what_it_could_not(tmp_path):
    sound = cld.synthetic(tmp_path / "a.csv", rows=100, faults=0.2).path
    (tmp_path / "b.csv").write_text("not,an extract\n1,2\n", "utf-8")
    run = cld.run_batch(tmp_path, workers=1)
    good, bad = (row for _, row in run.files.iterrows())
    checked = cld.check(sound)
    assert (good["file"], good["done"], good["records"]) == ("a.csv", True, 100)
    assert good["verdict"] == checked.verdict
    assert {s: good[s] for s in ("error", "warning", "query")} == (
        checked.findings["severity"].value_counts().to_dict()
    )
    assert run.findings.groupby("rule")["findings"].sum().to_dict() == (
        checked.findings["rule"].value_counts().loc[lambda n: n > 0].to_dict()
    )
    assert (bad["file"], bad["done"]) == ("b.csv", False)
    assert bad["problem"]
    assert bad[["records", "error", "selected"]].isna().all()
    assert run.folder.is_dir()
    with pytest.raises(cld.InputProblem):
        cld.run_batch(tmp_path / "none")


def test_a_fixed_file_is_written_whole_and_never_over_the_input(tmp_path):
    path = cld.synthetic(tmp_path / "extract.csv", rows=200, faults=0.1).path
    before = path.read_bytes()
    fixed = cld.fix(path, safe=True, leave_out=["2-3", 5])
    assert fixed.before.extract.sha256 != ""
    assert fixed.changes["cells"].sum() > 0
    with pytest.raises(cld.InputProblem, match="never changed"):
        fixed.write(path, overwrite=True)
    written = fixed.write(tmp_path / "submission.csv", report=True, sign_off=True)
    assert written.rows == 197
    assert {p.name for p in written.files} == {p.name for p in tmp_path.iterdir()} - {path.name}
    assert path.read_bytes() == before
    assert cld.check(written.path).verdict == fixed.verdict


def test_a_measure_that_was_not_computed_has_nobody_behind_it(tmp_path):
    preview = cld.preview(cld.synthetic(tmp_path / "e.csv", rows=300).path, measures=["ASCOF 2E"])
    with pytest.raises(cld.InputProblem, match="ASCOF 2A was not computed"):
        preview.behind("2A", "Total")
    with pytest.raises(cld.InputProblem, match="No figure fits"):
        preview.behind("2E", "Nobody")


def test_a_comparison_says_what_became_of_every_event_and_finding(tmp_path):
    before = cld.synthetic(tmp_path / "before.csv", rows=300).path
    wrong = cld.synthetic(tmp_path / "wrong.csv", rows=300, faults=0.1)
    after = cld.fix(wrong.path, leave_out=["2-4"]).write(tmp_path / "after.csv").path
    compared = cld.compare(before, after)
    counts = compared.events["status"].value_counts().to_dict()
    assert (counts["gone"], counts["new"]) == (3, 0)
    assert counts["changed"] > 0
    assert len(compared.events) == 300
    changed = compared.events.query("fields != ''")
    planted = set(zip(wrong.planted["row"], wrong.planted["field"], strict=True))
    assert {
        (r, f) for r, f in zip(changed["earlier_row"], changed["fields"], strict=True)
    } <= planted
    gone = compared.events.query("status == 'gone'")
    assert gone["earlier_row"].tolist() == [2, 3, 4]
    assert gone["later_row"].isna().all()
    moved = compared.findings[["new", "still"]].sum().sum()
    assert moved == len(cld.check(after).findings)


def test_a_verdict_is_that_of_the_day(tmp_path):
    path = cld.synthetic(tmp_path / "extract.csv", rows=100).path
    before = cld.check(path, as_of=date(2026, 3, 1)).findings
    after = cld.check(path, as_of=date(2026, 5, 1)).findings
    assert "PER-04" in set(before["rule"])
    assert "PER-04" not in set(after["rule"])


def test_one_submission_joined_has_the_figures_of_its_preview(tmp_path):
    path = cld.synthetic(tmp_path / "extract.csv", rows=600).path
    (tmp_path / "notes.csv").write_text("not,a submission\n1,2\n", "utf-8")
    joined = cld.join([tmp_path], measures=["2E"])
    alone = cld.preview(path, measures=["2E"], map_release_1=True).figures
    last = str(joined.period[1])
    year = joined.figures["period_end"] == last
    columns = ["description", "group", "numerator", "denominator"]
    expected = alone[alone["period_end"] == last]
    assert joined.figures.loc[year, columns].fillna(-1).values.tolist() == (
        expected[columns].fillna(-1).values.tolist()
    )
    assert joined.files["file"].tolist() == ["extract.csv"]
    assert joined.left_out["file"].tolist() == ["notes.csv"]


def test_rows_behind_a_joined_figure_are_those_of_its_files(tmp_path):
    for number in (1, 2):
        path = cld.synthetic(tmp_path / f"q{number}.csv", rows=3000, seed=number).path
        os.utime(path, (1_780_000_000 + number * 86_400,) * 2)
    joined = cld.join([tmp_path], measures=["2E"])
    behind = joined.behind("ASCOF 2E", "Total", "18")
    assert set(behind["File"]) == {"q2.csv"}  # imported later, it serves every quarter
    lines = (tmp_path / "q2.csv").read_text("utf-8").splitlines()
    found = zip(behind["Row"], behind["Event Reference"], strict=True)
    assert all(reference in lines[row - 1] for row, reference in found)
    with pytest.raises(cld.InputProblem, match="was not computed"):
        joined.behind("ASCOF 2A", "Total")


def test_figures_take_the_day_for_today(tmp_path, monkeypatch):
    days = []
    original = previewed.check_extract

    def spied(*given, today=None):
        days.append(today)
        return original(*given, today=today)

    monkeypatch.setattr(previewed, "check_extract", spied)
    cld.synthetic(tmp_path / "extract.csv", rows=100)
    cld.preview(tmp_path / "extract.csv", measures=["2E"], as_of=date(2026, 7, 31))
    cld.preview(tmp_path / "extract.csv", measures=["2E"])
    assert days == [date(2026, 7, 31), None]
