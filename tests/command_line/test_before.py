"""`check --before`: what became of the events and findings of the submission before."""

from __future__ import annotations

import json

import openpyxl
import pytest

from cldvalidator.checks.rules import Severity
from cldvalidator.jobs.compare import compare_files
from tests.submissions.changed_files import made


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("before")
    frame = made(300, 4)[0].copy()
    place = frame.columns.get_loc("Date of Birth")
    frame.iloc[20:24, place] = "no date"
    is_open = (frame["Event Type"] == "Service") & (frame["Event End Date"] == "")
    frame.to_csv(folder / "earlier.csv", index=False)
    frame.to_excel(folder / "earlier.xlsx", index=False)
    later = frame.drop(frame.index[is_open][:2]).copy()
    later.iloc[40:43, place] = "no date"
    later.to_csv(folder / "later.csv", index=False)
    return folder


def cells(path, name):
    sheet = openpyxl.load_workbook(path, read_only=True)[name]
    return [[c for c in row if c is not None] for row in sheet.values]


@pytest.mark.parametrize("values", [[], ["--no-values"]])
def test_the_report_has_its_sheets(run, files, tmp_path, values):
    report, page = tmp_path / "report.xlsx", tmp_path / "page.html"
    told = ["check", files / "later.csv", "--before", files / "earlier.csv"]
    code, out = run(*told, "--report", report, "--sign-off", page, *values)
    assert code == 1
    assert "DATE-15" in out.out
    assert "3 new" in out.out
    said = [" ".join(map(str, row)) for row in cells(report, "Comparison")]
    assert any(line.startswith("DATE-15  2 x ") for line in said)
    rows = cells(report, "Findings since before")
    births = [row[-4:] for row in rows if "Date of Birth" in row]
    assert [3, 4, 0, 0] in births
    text = page.read_text("utf-8")
    assert " still there, 0 resolved, 0 gone with the event" in text
    assert "DATE-15 2" in text
    assert "earlier.csv" in text


def test_as_json_and_in_no_other_view(run, files):
    told = ["check", files / "later.csv", "--before", files / "earlier.csv"]
    content = json.loads(run(*told, "--json")[1].out)
    assert content["compared"]["events"]["gone"]["all"] == 2
    assert "Earlier file" not in run(*told, "--by", "rule")[1].out


def test_what_cannot_be_compared_is_refused(run, files, tmp_path):
    later = files / "later.csv"
    code, out = run("check", later, "--before", later)
    assert code == 2
    assert "the same" in out.err
    earlier = tmp_path / "earlier.csv"
    earlier.write_bytes((files / "earlier.csv").read_bytes())
    code, _ = run("check", later, "--before", earlier, "--sign-off", earlier, "--overwrite")
    assert code == 2
    assert earlier.read_bytes() == (files / "earlier.csv").read_bytes()


def test_an_earlier_workbook_is_said_and_no_error_of_the_later_file(files):
    compared = compare_files(files / "earlier.xlsx", files / "later.csv")
    assert "FILE-01" in [a.rule.id for a in compared.across]
    assert compared.errors == compared.later.result.findings.count(Severity.ERROR)
