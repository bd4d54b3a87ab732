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
CELLS = (
    "cases/38-month-first.csv",
    "cases/20-zero-as-a-date.xlsx",
    "broken/04-hang-ods-regex.ods",
    "extract/small.xls",
)
"""Some inputs with findings in single cells, in four formats."""
WHOLE_ROWS = ("cases/57-report-pages.csv", "cases/08-table-totals-row.xlsx")
"""Inputs whose findings are about whole rows alone: no answer is a value of a cell."""
NOT_ANSWERED = {
    "No team has findings.": (
        "cases/06-merged-down.xlsx",
        "cases/28-whole-lines-quoted.csv",
        "cases/37-half-swapped-by-us-excel.xlsx",
        "cases/55-bcp-nul-for-empty.csv",
        "cases/base.csv",
    ),
    "has no column Event Type": ("broken/12-singlequote-NA-and-zeros-lost.xlsx",),
    "No column headers of a Client Level Data extract": (
        "broken/03-memory-without-end-official-merge.xlsx",
        "broken/05-segfault-official-entity-chain.xlsx",
        "golden/activity/scenarios.csv.gz",
    ),
    "so far apart that it cannot be laid out": (
        "broken/02-abort-s03_single_quote_XFD.xlsx",
        "broken/02-abort-s06_rows_unordered_XFD.xlsx",
        "broken/03-memory-3.0GB-BZ1048576.xlsx",
        "cases/05-stray-cell-prefix.xlsx",
    ),
    "far more memory or time than one of its size": (
        "broken/02-abort-b01_far.xlsb",
        "broken/02-abort-x02_40_corners.xls",
        "broken/fuzz-xlsb-107-hang.xlsb",
    ),
    "The workbook is damaged": (
        "broken/04-hang-error-regex.xlsx",
        "broken/fuzz-ods-220-crash.ods",
    ),
    "holds something that cannot be read": (
        "broken/06-traceback-PanicException-date.xlsx",
        "broken/fuzz-xlsb-101-crash.xlsb",
    ),
    "a spreadsheet has at most 16,384 columns": (
        "broken/04-hang-wide-header.csv",
        "broken/fuzz-xls-128-hang.xls",
    ),
    "no extract needs so many": ("broken/04-hang-4000-sheets.xlsx",),
    "protected with a password": (
        "extract/locked.ods",
        "extract/locked.xls",
        "extract/locked.xlsx",
    ),
}
"""Inputs that no team is sent a workbook of, by what is said of them."""


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


@pytest.mark.parametrize(
    ("why", "name"), [(why, name) for why, names in NOT_ANSWERED.items() for name in names]
)
def test_no_workbook_is_written_where_nothing_can_be_answered_and_why_is_said(run, why, name):
    code, told = run("check", DATA / name, "--report-folder", "sent", "--team-column", "Event Type")
    assert code == 2
    assert why in told.err
    assert not Path("sent").exists()


@pytest.mark.parametrize("name", [*CELLS, *WHOLE_ROWS])
def test_every_kind_of_input_goes_out_and_comes_back(run, name):
    source = DATA / name
    code, told = run("check", source, "--report-folder", "sent", "--team-column", "Event Type")
    assert code in (0, 1), told.err
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
    if name in WHOLE_ROWS:
        about_rows = "The finding is about the whole row, so no single cell gets a value"
        assert answers["not applied"] == {about_rows: given}
    else:
        assert answers["fit"]
