"""Answers of teams on the command line: every kind of input goes out and comes back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.sample_file import sample_file

DATA = Path(__file__).parents[1] / "data"
SAVED = DATA / "answers"
INPUTS = ("cases/38-month-first.csv", "cases/06-merged-down.xlsx", "cases/57-report-pages.csv")


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        code = cli.main([str(a) for a in arguments])
        return code, capsys.readouterr()

    return command


def test_fix_makes_the_changes_and_says_what_it_did_not(run):
    extract = SAVED / "extract.csv"
    code, told = run("fix", extract, "--answers", SAVED / "by_libreoffice.ods", "--price",
                     "--write", "out.csv", "--reason", "as it is")  # fmt: skip
    assert code == 1
    assert "Answers of the teams: 4 right values from 1 workbook: 3 fit, 1 is refused." in told.out
    assert "The value is not in the list of the field." in told.out
    assert "1 finding is answered as right by a team." in told.out
    assert "The answers of the teams: " in told.out
    assert Path("out.changes.csv").read_text("utf-8-sig").count("answer of a team: North") == 3
    code, told = run("fix", extract, "--answers", SAVED / "by_libreoffice.xlsx", "--json")
    assert json.loads(told.out)["answers"] == {
        "workbooks": 1,
        "right values": 4,
        "fit": 3,
        "there already": 0,
        "not applied": {"The value is not in the list of the field": 1},
        "answered as right": 1,
        "to be corrected at source": 1,
        "lines not taken": {},
    }


def test_check_says_in_the_report_what_a_team_calls_right(run):
    told = run("check", SAVED / "extract.csv", "--answers", SAVED / "as_filled.xlsx",
               "--report", "r.xlsx")  # fmt: skip
    assert told[0] == 1
    assert "Nothing is changed here" in told[1].out
    sheet = openpyxl.load_workbook("r.xlsx")["Findings"]
    answers = [row[-1] for row in sheet.iter_rows(values_only=True, min_row=2) if row[-1]]
    assert answers == ["answered: asked again (North, Ann Other)"]
    _, told = run("check", SAVED / "extract.csv", "--answers", SAVED / "as_filled.xlsx", "--json")
    assert json.loads(told.out)["answers"]["answered as right"] == 1


def test_what_cannot_be_is_refused_in_a_sentence(run, tmp_path):
    filled = SAVED / "as_filled.xlsx"
    code, told = run("fix", sample_file(), "--answers", filled)
    assert code == 2
    assert "about another file" in told.err
    assert "--other-extract" in told.err
    assert run("fix", sample_file(), "--answers", filled, "--other-extract")[0] == 1
    code, told = run("fix", sample_file(), "--answers", SAVED / "extract.csv")
    assert code == 2
    assert "not a workbook of a team" in told.err
    assert run("fix", sample_file(), "--answers", tmp_path / "none.xlsx")[0] == 2
    shutil.copy(filled, "mine.xlsx")
    code, told = run("fix", SAVED / "extract.csv", "--answers", "mine.xlsx", "--report",
                     "mine.xlsx", "--overwrite")  # fmt: skip
    assert code == 2
    assert Path("mine.xlsx").read_bytes() == filled.read_bytes()
    run("check", SAVED / "extract.csv", "--report-folder", "plain", "--no-values")
    code, told = run("fix", SAVED / "extract.csv", "--answers", *Path("plain").iterdir())
    assert code == 2
    assert "without values cannot be answered" in told.err


@pytest.mark.parametrize("name", INPUTS)
def test_every_kind_of_input_goes_out_and_comes_back(run, name):
    source = DATA / name
    code, told = run("check", source, "--report-folder", "sent", "--team-column", "Event Type")
    if not Path("sent").exists():
        assert code == 2, told.err
        return
    given = 0
    for path in Path("sent").iterdir():
        book = openpyxl.load_workbook(path)
        sheet = book["Findings"]
        head = next(r for r in sheet.iter_rows(max_row=20) if r[0].value == "Severity")
        at = {cell.value: cell.column for cell in head}
        for row in range(head[0].row + 1, min(sheet.max_row, head[0].row + 3) + 1):
            sheet.cell(row, at["Right value"]).value = "(blank)"
            given += 1
        book.save(path)
    code, told = run("fix", source, "--answers", "sent", "--json")
    assert code in (0, 1), told.err
    answers = json.loads(told.out)["answers"]
    assert answers["lines not taken"] == {}
    left = sum(answers["not applied"].values())
    assert 0 < answers["fit"] + answers["there already"] + left <= given
