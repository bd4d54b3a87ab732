"""Rows left out of a file, or kept as records: undone, saved, made again, counted."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cldvalidator.command_line.main import main
from cldvalidator.extract import read_extract
from cldvalidator.fixes import (
    CellChange,
    History,
    RowChange,
    ValueChange,
    load_changes,
    replay,
    save_changes,
)
from cldvalidator.fixes.changes import KEPT, LEFT_OUT
from cldvalidator.fixes.rows import no_records_out, parsed_rows, rows_out
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification

CASES = Path(__file__).parents[1] / "data" / "cases"
PAGES = CASES / "57-report-pages.csv"
NAME = "Gender"


@pytest.fixture
def extract():
    return read_extract(PAGES, load_specification("2"))


@pytest.fixture
def history(extract):
    return History(extract)


def rows_of(extract):
    return set(extract.source_rows.tolist())


def test_left_out_and_put_back(history):
    start = history.start
    out = history.do("Rows", rows_out(start, [5, 7, 8]))
    assert rows_of(start) - rows_of(out.current) == {5, 7, 8}
    assert [c.source_row for c in out.rows_left_out] == [5, 7, 8]
    assert out.cells_changed == 0
    assert out.current.column("NHS Number").text(0) == start.column("NHS Number").text(1)
    assert out.undo().current is start
    again = out.undo().redo()
    assert rows_of(again.current) == rows_of(out.current)
    assert rows_of(out.with_all_rows()) == rows_of(start)


def test_a_row_is_left_out_once_and_must_be_there(history):
    out = history.do("Rows", rows_out(history.start, [5]))
    assert out.do("Again", [RowChange(5, LEFT_OUT)]) is out
    assert out.do("Elsewhere", [RowChange(4_711, LEFT_OUT)]) is out
    with pytest.raises(InputProblem, match="no record in row 5"):
        rows_out(out.current, [5])


def test_a_row_that_holds_something_else_by_now_is_not_left_out(history):
    seen = rows_out(history.start, [5])
    column = history.start.column(NAME)
    changed = history.do("", [CellChange(NAME, 0, 5, column.text(0), "Unknown")])
    assert changed.do("Rows", seen) is changed
    assert len(changed.do("Rows", rows_out(changed.current, [5])).steps) == 2


def test_changes_of_values_count_no_cell_of_a_row_left_out(history):
    column = history.start.column(NAME)
    text = column.text(0)
    there = int(column.counts[column.codes[0]])
    out = history.do("Rows", rows_out(history.start, [5]))
    after = out.do("Values", [ValueChange(NAME, text, "X", 0, "")])
    assert after.steps[-1].cells == there - 1
    assert after.cells_changed == there - 1
    assert out.do("Cell", [CellChange(NAME, 0, 5, text, "X")]) is out
    assert after.undo().undo().current is history.start


def test_no_records_are_left_out_by_one_decision_or_by_kind(history):
    start = history.start
    assert len(no_records_out(start)) == 7
    headers = history.do("Headers", no_records_out(start, kind="header"))
    assert len(headers.rows_left_out) == 3
    assert {r.kind for r in headers.current.reading.no_records} == {"page"}
    every = headers.do("All", no_records_out(headers.current))
    assert every.current.reading.no_records == ()
    assert every.current.records is every.current
    assert {c.rule for c in every.rows_left_out} == {"FILE-13"}


def test_a_row_kept_is_a_record(history):
    kept = history.do("Kept", rows_out(history.start, [36], decided=KEPT))
    assert 36 not in {r.source_row for r in kept.current.reading.no_records}
    assert len(kept.current.records) == len(history.start.records) + 1
    assert kept.rows_left_out == ()
    assert history.do("Kept", rows_out(history.start, [5], decided=KEPT)) is history
    assert kept.undo().current is history.start


def test_saved_and_made_again(history, tmp_path):
    done = history.do("No records", no_records_out(history.start))
    done = done.do("A row", rows_out(done.current, [6], rule="DUP-02"))
    done = done.do("Kept", [ValueChange(NAME, done.current.column(NAME).text(0), "X", 0, "")])
    save_changes(done, tmp_path / "c.json")
    steps = load_changes(tmp_path / "c.json", history.start)
    again = replay(history, steps)
    assert again.steps == done.steps
    assert rows_of(again.current) == rows_of(done.current)
    changed = history.do("", rows_out(history.start, [6]))
    with pytest.raises(InputProblem, match="other cells or rows"):
        replay(changed, steps)


@pytest.mark.parametrize(
    "wrong", [{"found": "no hash"}, {"decided": "deleted"}, {"source_row": 0}, {"more": 1}]
)
def test_a_change_file_with_a_row_that_is_wrong(history, tmp_path, wrong):
    path = tmp_path / "c.json"
    save_changes(history.do("", rows_out(history.start, [6])), path)
    content = json.loads(path.read_text("utf-8"))
    content["steps"][0]["changes"][0] |= wrong
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(InputProblem, match="is not a change file"):
        load_changes(path, history.start)


def test_another_row_than_the_one_that_was_left_out(history, tmp_path):
    path = tmp_path / "c.json"
    save_changes(history.do("", rows_out(history.start, [6])), path)
    content = json.loads(path.read_text("utf-8"))
    content["steps"][0]["changes"][0]["source_row"] = 7
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(InputProblem, match="other cells or rows"):
        replay(history, load_changes(path, history.start))


def test_rows_as_the_user_writes_them():
    assert list(parsed_rows("3, 17-19")) == [3, 17, 18, 19]
    for wrong in ("", "0", "a", "3-", "-3", "9-3", "1-99999999", "3;4"):
        with pytest.raises(InputProblem):
            list(parsed_rows(wrong))


@pytest.mark.parametrize("command", ["check", "fix"])
def test_on_the_command_line(command, tmp_path, capsys):
    out = tmp_path / "out.csv"
    told = ["--leave-out", "no-records,5", "--leave-out", "7-8", "--write", str(out)]
    assert main([command, str(PAGES), *told]) == 0
    said = capsys.readouterr().out
    assert "10 rows" in said
    assert "4 a page header or footer, 3 a header repeated" in said
    rows = list(csv.reader(io.StringIO(out.read_text("utf-8"))))
    assert len(rows) == 118
    manifest = json.loads((tmp_path / "out.manifest.json").read_text("utf-8"))
    assert manifest["rows left out"]["rows"] == 10
    assert manifest["rows left out"]["by rule"] == {"FILE-13": 7, "none": 3}
    assert manifest["output"]["rows"] == 117
    log = (tmp_path / "out.changes.csv").read_text("utf-8-sig")
    listed = [line for line in csv.DictReader(io.StringIO(log)) if line["Written"] == LEFT_OUT]
    assert sorted(int(line["Row"]) for line in listed) == [5, 7, 8, 36, 38, 70, 72, 104, 106, 138]
    assert listed[0]["Field"] == "(whole row)"


def test_not_decided_they_are_errors_and_are_written_as_found(tmp_path, capsys):
    assert main(["check", str(PAGES), "--write", str(tmp_path / "out.csv")]) == 1
    said = capsys.readouterr().out
    assert "Not ready to send: 7 errors" in said
    assert "120 records and 7 rows that are not records" in said
    assert "Values to map" not in said
    assert len((tmp_path / "out.csv").read_text("utf-8").splitlines()) == 128


def test_reports_say_what_was_left_out(tmp_path, capsys):
    page, report = tmp_path / "s.html", tmp_path / "r.xlsx"
    written = ["--write", str(tmp_path / "o.csv"), "--report", str(report)]
    told = ["--leave-out", "no-records", "--sign-off", str(page)]
    assert main(["fix", str(PAGES), *told, *written]) == 0
    assert "4 a page header or footer" in page.read_text("utf-8")
    import openpyxl

    sheet = openpyxl.load_workbook(report)["Changes made"]
    told = [[c.value for c in row[:4]] for row in sheet.iter_rows()]
    assert ["(whole row)", 36, "a page header or footer", LEFT_OUT] in told
    capsys.readouterr()


@pytest.mark.parametrize(
    ("told", "words"),
    [("4", "no record in row 4"), ("x", "is no row"), ("no-records,999", "row 999")],
)
def test_rows_that_are_not_there(told, words, capsys):
    assert main(["check", str(PAGES), "--leave-out", told]) == 2
    assert words in capsys.readouterr().err


def test_a_row_kept_on_the_command_line_is_checked_as_a_record(capsys):
    assert main(["check", str(PAGES), "--leave-out", "no-records", "--keep-rows", "36"]) == 1
    said = capsys.readouterr().out
    assert "121 records" in said
    assert "6 rows left out" in said
