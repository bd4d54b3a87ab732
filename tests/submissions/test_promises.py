"""Promises of teams in the next extract: came true, still wrong, gone, by the same event."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.fixes.answer_workbook import read_answer_book
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.compare import compare_opened, save_comparison
from cldvalidator.jobs.reports import write_team_reports
from cldvalidator.presentation.comparison_text import comparison_document, comparison_text
from cldvalidator.presentation.promises_text import promises_json
from cldvalidator.submissions.promises import ANOTHER, NO_ROW, NO_RULE, by_team
from tests.fixes.team_books import COLUMN, Filling, with_teams

HOMES = "Accommodation Status"


def references(filling: Filling, rows: list[int]) -> list[str]:
    return [filling.text(row, "Event Reference") for row in rows]


@pytest.fixture(scope="module")
def promised(tmp_path_factory):
    """The earlier file, the workbook with six promises of North, and their references."""
    folder = tmp_path_factory.mktemp("promises")
    earlier = open_file(with_teams(folder / "last.csv"))
    files = write_team_reports(earlier, folder / "reports", COLUMN, with_values=True)
    north = next(f.path for f in files if f.team == "North")
    filling = Filling(north.read_bytes())
    rows = filling.rows(HOMES, "MAND-02")[:6]
    for row in rows:
        filling.put(row, at_source="yes", by="Ann")
    return earlier, filling.save(folder / "north.xlsx"), references(filling, rows)


@pytest.fixture(scope="module")
def later(promised, tmp_path_factory):
    """One corrected, one as it was, one gone, one wrong in another way, one re-referenced."""
    _, _, (corrected, _, gone, worse, renamed, _) = promised

    def change(record):
        reference = record["Event Reference"]
        if reference == gone:
            return None
        if reference in (corrected, renamed):
            record[HOMES] = "Tenant: Private landlord"
        if reference == worse:
            record[HOMES] = "TENANT: LOCAL AUTHORITY OR OTHER SOCIAL HOUSING  PROVIDER"
        if reference == renamed:
            record["Event Reference"] = "RENAMED"
        return record

    path = tmp_path_factory.mktemp("later") / "extract.csv"
    return open_file(with_teams(path, change=change))


def compared(promised, later):
    earlier, book, _ = promised
    return compare_opened(earlier, later, answers=[read_answer_book(book)])


def test_what_became_of_each_promise(promised, later):
    earlier, _, names = promised
    found = compared(promised, later)
    told = {
        earlier.extract.column("Event Reference").text(f.line.key.row - 2): (f.state, f.why)
        for f in found.promises
    }
    corrected, same, gone, worse, renamed, last = names
    assert told == {
        corrected: ("came true", ""),
        same: ("still wrong", ""),
        gone: ("record gone", ""),
        worse: ("still wrong", ANOTHER),
        renamed: ("came true", ""),
        last: ("still wrong", ""),
    }
    for fate in found.promises:
        if fate.row:
            then = earlier.extract.column("LA Person Unique Identifier").text(fate.line.key.row - 2)
            now = later.extract.column("LA Person Unique Identifier").text(fate.row - 2)
            assert now == then
    (north,) = by_team(found.promises)
    assert (north.team, north.promised, north.counts) == ("North", 6, (2, 3, 1, 0))
    assert "North: 6 promised, 2 came true, 3 still wrong, 1 record gone" in comparison_text(found)


def test_a_rule_that_was_not_run_tells_nothing(promised, later):
    earlier, book, _ = promised
    without = open_file(later.extract.reading.path, without=["MAND-02"])
    found = compare_opened(earlier, without, answers=[read_answer_book(book)])
    assert {(f.state, f.why) for f in found.promises} == {
        ("not known", NO_RULE),
        ("record gone", ""),
    }


def test_a_promise_about_another_file_is_found_by_its_row(promised, later, tmp_path):
    """The workbook was written from an extract that was never the earlier submission."""
    _, book, _ = promised
    between = open_file(
        with_teams(tmp_path / "sent.csv", change=lambda r: r | {"Event Outcome": "Other"})
    )
    found = compare_opened(between, later, answers=[read_answer_book(book)])
    assert by_team(found.promises)[0].counts[:2] == (2, 3)
    lost = compare_opened(
        open_file(with_teams(tmp_path / "few.csv", rows=3)),
        open_file(with_teams(tmp_path / "none.csv", rows=4)),
        answers=[read_answer_book(book)],
    )
    assert {(f.state, f.why) for f in lost.promises} == {("not known", NO_ROW)}


def test_a_promise_about_this_very_file_is_not_due(promised):
    earlier, book, _ = promised
    before = open_file(earlier.extract.reading.path.parent / "last.csv")
    other = compare_opened(later_of(before), before, answers=[read_answer_book(book)])
    assert other.promises == ()


def later_of(opened):
    """A file of the same council with fewer rows, as the earlier one."""
    path = opened.extract.reading.path.with_name("fewer.csv")
    return open_file(with_teams(path, rows=300))


def test_what_may_be_sent_names_no_team(promised, later, tmp_path):
    found = compared(promised, later)
    assert promises_json(found.promises)[0]["team"] == "Team 1"
    assert "North" not in comparison_document(found).html()
    for with_values in (True, False):
        path = tmp_path / f"{with_values}.xlsx"
        save_comparison(found, path, with_values=with_values)
        sheet = openpyxl.load_workbook(path)["Promises"]
        texts = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
        assert ("North" in texts) == ("Ann" in texts) == with_values
        assert [cell for cell in texts if isinstance(cell, int)][:4] == [6, 2, 3, 1]


def test_the_commands_list_them(promised, later, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    earlier, book, _ = promised
    last, new = earlier.extract.reading.path, later.extract.reading.path
    said = "North: 6 promised, 2 came true, 3 still wrong, 1 record gone"
    command = ["check", str(new), "--before", str(last), "--answers", str(book)]
    assert cli.main([*command, "--report", "r.xlsx", "--sign-off", "s.html"]) == 1
    assert said in capsys.readouterr().out
    assert "Promises" in openpyxl.load_workbook("r.xlsx").sheetnames
    page = Path("s.html").read_text("utf-8")
    assert "6 promised: 2 came true, 3 still wrong, 1 record gone." in page
    assert "North" not in page
    assert cli.main(["compare", str(last), str(new), "--answers", str(book), "--json"]) == 1
    (team,) = json.loads(capsys.readouterr().out)["promises"]
    assert (team["promised"], team["came true"], team["record gone"]) == (6, 2, 1)
