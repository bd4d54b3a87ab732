"""Answers of teams become changes only where they still fit, with who gave them and why."""

from __future__ import annotations

import json
import zipfile

import openpyxl
import pytest

from cldvalidator.checks.memory import Memory
from cldvalidator.fixes import History, load_changes, save_changes
from cldvalidator.fixes import answers as judging
from cldvalidator.fixes.carry_over import NO_ROW, OTHER_VALUE
from cldvalidator.fixes.changes import CellChange
from cldvalidator.fixes.rows import rows_out
from cldvalidator.jobs.check import open_file, write_all
from cldvalidator.jobs.fix import AcceptedFixes, fix
from cldvalidator.presentation.answers_text import answer_lines, answers_json
from cldvalidator.problems import InputProblem
from cldvalidator.review.verdict import verdict
from cldvalidator.writing.change_log import write_change_log
from cldvalidator.writing.excel_report import write_excel_report
from tests.fixes.team_books import HEADER_ROW, Filling, fates, filled, judged, with_teams


def test_answers_become_changes_with_who_and_why(team_extract, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "north.xlsx")
    asked = AcceptedFixes(answers=[path])
    fixed = fix(team_extract, checked_memory(team_extract), asked)
    assert [f.written for f in fixed.answers.fitting] == [
        "Tenant: Private landlord",
        "Tenant: Private landlord",  # written as the specification writes it
        "",
    ]
    assert [(f.standing, f.why) for f in fixed.answers.left] == [("refused", judging.NOT_LISTED)]
    assert len(fixed.history.steps) == 1
    change = fixed.changes[0]
    assert (change.who, change.why, change.by) == (
        "North, J Smith",
        "rang them",
        judging.BY_ANSWER,
    )
    assert fixed.history.undo().current is team_extract.extract
    log = tmp_path / "log.csv"
    write_change_log(fixed.changes, dict(fixed.after.result.findings.rules), log)
    line = log.read_text("utf-8-sig").splitlines()[1]
    assert '"answer of a team: North, J Smith"' in line
    assert ",rang them," in line


def checked_memory(team_extract) -> Memory:
    memory = Memory()
    open_file(team_extract.extract.reading.path, memory=memory)
    return memory


def test_what_is_called_right_is_said_and_stays_a_finding(team_extract, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "north.xlsx")
    answers = judged(team_extract, [path])
    (key, found) = next(iter(answers.explained.items()))
    assert (found.because, found.who) == ("asked again", "North, Ann Other")
    assert answers.promised == 1
    before = verdict(team_extract.result).text
    report = tmp_path / "report.xlsx"
    write_excel_report(team_extract, report, with_values=True, answers=answers)
    book = openpyxl.load_workbook(report)
    header, *rows = book["Findings"].iter_rows(values_only=True)
    lines = [dict(zip(header, row, strict=True)) for row in rows]
    said = [line for line in lines if line["Answer"]]
    assert [(line["Row"], line["Field"], line["Rule"]) for line in said] == [key]
    assert said[0]["Answer"] == "answered: asked again (North, Ann Other)"
    assert len(lines) == len(team_extract.result.findings)
    assert book["Summary"]["A3"].value == before
    plain = tmp_path / "plain.xlsx"
    write_excel_report(team_extract, plain, with_values=False, answers=answers)
    with zipfile.ZipFile(plain) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"answered by its team" in content
    assert b"asked again" not in content
    assert b"Ann Other" not in content


def test_a_workbook_under_several_names_says_nothing_twice(team_extract, sent, tmp_path):
    once = filled(sent["North"]).save(tmp_path / "north.xlsx")
    copies = [tmp_path / f"copy_{n}.xlsx" for n in range(3)]
    for copy in copies:
        copy.write_bytes(once.read_bytes())
    one, many = (judged(team_extract, paths) for paths in ([once], [once, *copies]))
    assert {f.text for f in many.explained.values()} == {f.text for f in one.explained.values()}
    assert [f.written for f in many.fitting] == [f.written for f in one.fitting]


def test_no_name_and_no_words_of_a_team_get_into_a_manifest(team_extract, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "north.xlsx")
    fixed = fix(team_extract, checked_memory(team_extract), AcceptedFixes(answers=[path]))
    done = write_all(fixed.before, fixed.after, fixed.changes, tmp_path / "out.csv")
    told = done.manifest.read_text("utf-8")
    assert json.loads(told)["changes"]["cells by who decided"] == {judging.BY_ANSWER: 3}
    assert "J Smith" not in told
    assert "rang them" not in told
    told = json.dumps(answers_json(fixed.answers))
    assert "Smith" not in told
    assert "Martian" not in told


def test_saved_work_keeps_who_and_why(team_extract, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "north.xlsx")
    fixed = fix(team_extract, checked_memory(team_extract), AcceptedFixes(answers=[path]))
    save_changes(fixed.history, tmp_path / "work.json", read=team_extract.read)
    (step,) = load_changes(tmp_path / "work.json", team_extract.extract)
    assert step.changes == fixed.history.steps[0].changes


def test_two_who_differ_are_both_shown_and_nobody_wins(team_extract, sent, tmp_path):
    made = Filling(sent["North"])
    row = made.rows("Accommodation Status", "MAND-02")[0]
    one = made.put(row, right="Tenant: Private landlord", by="Ann").save(tmp_path / "1.xlsx")
    two = made.put(row, right="Rough sleeper or squatting", by="Ben").save(tmp_path / "2.xlsx")
    answers = judged(team_extract, [one, two])
    assert not answers.changes
    assert [(f.written, f.who, f.standing) for f in answers.left] == [
        ("Tenant: Private landlord", "North, Ann", "differs"),
        ("Rough sleeper or squatting", "North, Ben", "differs"),
    ]
    told = "\n".join(answer_lines(answers))
    assert "Tenant: Private landlord" in told
    assert "Rough sleeper or squatting" in told
    made.put(row, right="Tenant: Private landlord", by="Ben").save(tmp_path / "2.xlsx")
    (fate,) = judged(team_extract, [one, two]).fitting
    assert fate.change.who == "North, Ann; North, Ben"


def test_a_value_that_would_be_an_error_is_refused_and_a_date_is_written_as_specified(
    team_extract, sent, tmp_path
):
    path = tmp_path / "north.xlsx"
    made = Filling(sent["North"])
    rows = [
        row
        for row in range(HEADER_ROW + 1, made.sheet.max_row + 1)
        if made.text(row, "Field") in ("Date of Birth", "NHS Number", "Postcode", "Unit Cost")
    ]
    assert rows
    good = {
        "Date of Birth": ("1951-03-01", "01/03/1951"),
        "Postcode": ("LN1 1YZ", "LN1 1YZ"),
        "NHS Number": ("999 000 0018", "9990000018"),
        "Unit Cost": ("10.50", "10.50"),
    }
    for row in rows:
        made.put(row, right=good[made.text(row, "Field")][0])
    for fate in judged(team_extract, [made.save(path)]).fates:
        assert fate.standing == "fits", fate.why
        assert fate.written == good[fate.line.key.field][1]
    for row in rows:
        made.put(row, right="neither")
    for fate in judged(team_extract, [made.save(path)]).fates:
        assert fate.standing == "refused"
        assert fate.why.startswith("The value would be an error itself")


def test_a_cell_or_row_that_is_not_the_same_any_more_is_refused(team_extract, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "north.xlsx")
    fate = judged(team_extract, [path]).fitting[0]
    row, place, field = fate.change.source_row, fate.change.record, fate.change.field
    other = CellChange(field, place, row, fate.change.found, "Rough sleeper or squatting")
    history = History(team_extract.extract).do("typed", [other])
    assert (fate.written, "refused", OTHER_VALUE, row) in fates(
        judged(team_extract, [path], history=history)
    )
    there = CellChange(field, place, row, fate.change.found, fate.written)
    history = History(team_extract.extract).do("typed", [there])
    assert (fate.written, "held", judging.HELD, row) in fates(
        judged(team_extract, [path], history=history)
    )
    history = History(team_extract.extract).do("left out", rows_out(team_extract.extract, [row]))
    assert (fate.written, "refused", judging.LEFT_OUT, row) in fates(
        judged(team_extract, [path], history=history)
    )


def someone_else(record):
    return record | {"LA Person Unique Identifier": f"X{record['LA Person Unique Identifier']}"}


def test_another_extract_is_refused_unless_it_is_wanted(team_extract, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "north.xlsx")
    keys = [f.line.key for f in judged(team_extract, [path]).fitting]
    by_reference = {
        team_extract.extract.column("Event Reference").text(key.row - 2): key.row for key in keys
    }
    gone, changed, _ = by_reference

    def change(record):
        reference = record["Event Reference"]
        if reference == gone:
            return None
        if reference == changed:
            record["Accommodation Status"] = "Rough sleeper or squatting"
        return record

    later = open_file(with_teams(tmp_path / "later.csv", change=change))
    with pytest.raises(InputProblem, match="about another file"):
        judged(later, [path])
    answers = judged(later, [path], other=True)
    assert {f.line.key.row: (f.standing, f.why) for f in answers.fates if f.line.key in keys} == {
        by_reference[gone]: ("refused", NO_ROW),
        by_reference[changed]: ("refused", OTHER_VALUE),
        keys[2].row: ("fits", ""),
    }
    (fate,) = (f for f in answers.fitting if f.line.key == keys[2])
    assert fate.change.source_row == keys[2].row - 1
    someone = open_file(with_teams(tmp_path / "else.csv", rows=30, change=someone_else))
    assert {f.why for f in judged(someone, [path], other=True).fates} == {NO_ROW}
