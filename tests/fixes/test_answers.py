"""Answers of teams: taken back whatever was done to the workbook, and only where they still fit."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.checks.memory import Memory
from cldvalidator.fixes import History, load_changes, save_changes
from cldvalidator.fixes import answers as judging
from cldvalidator.fixes.answer_words import (
    ANSWERS,
    AT_SOURCE,
    BECAUSE,
    BLANK,
    BY,
    IDENTITY,
    RIGHT,
    YES_AND_NO,
)
from cldvalidator.fixes.answer_workbook import (
    NO_KEY,
    NOT_YES_OR_NO,
    SORTED_IN_PART,
    answer_books,
    may_be_answered,
    read_answer_book,
)
from cldvalidator.fixes.answers import judge_answers, refuse_other_extract
from cldvalidator.fixes.carry_over import NO_ROW, OTHER_VALUE
from cldvalidator.fixes.changes import CellChange
from cldvalidator.fixes.finding_key import FindingKey, hashed, parsed_key
from cldvalidator.fixes.rows import rows_out
from cldvalidator.jobs.check import open_file, write_all
from cldvalidator.jobs.fix import AcceptedFixes, fix
from cldvalidator.jobs.reports import write_team_reports
from cldvalidator.presentation.answers_text import answer_lines, answers_json
from cldvalidator.problems import InputProblem
from cldvalidator.review.verdict import verdict
from cldvalidator.sample_file import sample_file
from cldvalidator.writing.change_log import write_change_log
from cldvalidator.writing.excel_report import write_excel_report

COLUMN, HEADER_ROW = "Allocated Team", 8
SAVED = Path(__file__).parents[1] / "data" / "answers"


def with_teams(path: Path, rows: int = 400, *, change=lambda row: row) -> Path:
    with sample_file().open(encoding="utf-8-sig", newline="") as lines:
        header, *records = csv.reader(lines)
    with path.open("w", encoding="utf-8", newline="") as out:
        made = csv.writer(out)
        made.writerow([*header, COLUMN])
        for number, row in enumerate(records[:rows]):
            record = change(dict(zip(header, row, strict=True)))
            if record is not None:
                made.writerow([*record.values(), ("North", "South")[number % 2]])
    return path


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    return open_file(with_teams(tmp_path_factory.mktemp("answers") / "extract.csv"))


@pytest.fixture(scope="module")
def sent(opened, tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("sent")
    files = write_team_reports(opened, folder, COLUMN, with_values=True)
    return {file.team: file.path.read_bytes() for file in files}


class Filling:
    """A team's workbook, to be filled in and damaged."""

    def __init__(self, data: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.sheet = self.book["Findings"]
        self.at = {c.value: c.column for c in self.sheet[HEADER_ROW]}

    def rows(self, field: str, rule: str = "") -> list[int]:
        return [
            row
            for row in range(HEADER_ROW + 1, self.sheet.max_row + 1)
            if self.text(row, "Field") == field and rule in ("", self.text(row, "Rule"))
        ]

    def text(self, row: int, header: str):
        return self.sheet.cell(row, self.at[header]).value

    def put(self, row: int, **answers: str) -> Filling:
        names = {"right": RIGHT, "because": BECAUSE, "at_source": AT_SOURCE, "by": BY}
        for name, text in answers.items():
            self.sheet.cell(row, self.at[names[name]]).value = text
        return self

    def save(self, path: Path) -> Path:
        self.book.save(path)
        return path


def filled(data: bytes) -> Filling:
    made = Filling(data)
    homes = made.rows("Accommodation Status", "MAND-02")
    made.put(homes[0], right="Tenant: Private landlord", by="J Smith", because="rang them")
    made.put(homes[1], right="TENANT:  private landlord")
    made.put(homes[2], right=BLANK)
    made.put(homes[3], right="Martian")
    made.put(made.rows("Ethnicity")[0], because="asked again", by="Ann Other", at_source="no")
    made.put(made.rows("Event Outcome")[0], at_source="Yes")
    return made


def judged(opened, paths, *, history=None, other=False):
    books = answer_books(paths)
    if not other:
        refuse_other_extract(books, opened.extract)
    history = history or History(opened.extract)
    return judge_answers(books, history, opened.read, opened.read, opened.result)


def fates(answers):
    return sorted((f.written, f.standing, f.why, f.line.key.row) for f in answers.fates)


def test_what_the_team_may_fill_in(sent):
    made = Filling(sent["North"])
    assert [made.sheet.cell(HEADER_ROW, made.at[name]).value for name in ANSWERS] == list(ANSWERS)
    assert made.sheet.column_dimensions[openpyxl.utils.get_column_letter(made.at[IDENTITY])].hidden
    row = made.rows("Accommodation Status", "MAND-02")[0]
    for name, at in made.at.items():
        cell = made.sheet.cell(row, at)
        assert cell.protection.locked == (name not in ANSWERS)
        if name in ANSWERS:  # not by colour alone
            assert cell.border.left.style == cell.border.bottom.style == "thin"
    assert made.sheet.cell(HEADER_ROW - 1, made.at[RIGHT]).value.endswith("the framed cells")
    protection = made.sheet.protection
    assert protection.sheet
    assert not protection.password
    assert not protection.autoFilter  # allowed
    assert not protection.formatColumns
    assert (
        made.book["Lists"].sheet_state == made.book["About this workbook"].sheet_state == "hidden"
    )
    choices = [
        rule.formula1
        for rule in made.sheet.data_validations.dataValidation
        if made.sheet.cell(row, made.at[RIGHT]).coordinate in rule.sqref
    ]
    assert len(choices) == 1
    first, last = choices[0].split("!")[1].split(":")
    listed = [c[0].value for c in made.book["Lists"][f"{first}:{last}".replace("$", "")]]
    assert "Tenant: Private landlord" in listed
    assert listed[-1] == BLANK
    yes = made.sheet.cell(row, made.at[AT_SOURCE]).coordinate
    assert any(
        yes in rule.sqref and rule.formula1 == f'"{",".join(YES_AND_NO)}"'
        for rule in made.sheet.data_validations.dataValidation
    )


def test_answers_become_changes_with_who_and_why(opened, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "north.xlsx")
    asked = AcceptedFixes(answers=[path])
    fixed = fix(opened, checked_memory(opened), asked)
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
    assert fixed.history.undo().current is opened.extract
    log = tmp_path / "log.csv"
    write_change_log(fixed.changes, dict(fixed.after.result.findings.rules), log)
    line = log.read_text("utf-8-sig").splitlines()[1]
    assert '"answer of a team: North, J Smith"' in line
    assert ",rang them," in line


def checked_memory(opened) -> Memory:
    memory = Memory()
    open_file(opened.extract.reading.path, memory=memory)
    return memory


def test_what_is_called_right_is_said_and_stays_a_finding(opened, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "north.xlsx")
    answers = judged(opened, [path])
    (key, found) = next(iter(answers.explained.items()))
    assert (found.because, found.who) == ("asked again", "North, Ann Other")
    assert answers.promised == 1
    before = verdict(opened.result).text
    report = tmp_path / "report.xlsx"
    write_excel_report(opened, report, with_values=True, answers=answers)
    book = openpyxl.load_workbook(report)
    header, *rows = book["Findings"].iter_rows(values_only=True)
    lines = [dict(zip(header, row, strict=True)) for row in rows]
    said = [line for line in lines if line["Answer"]]
    assert [(line["Row"], line["Field"], line["Rule"]) for line in said] == [key]
    assert said[0]["Answer"] == "answered: asked again (North, Ann Other)"
    assert len(lines) == len(opened.result.findings)
    assert book["Summary"]["A3"].value == before
    plain = tmp_path / "plain.xlsx"
    write_excel_report(opened, plain, with_values=False, answers=answers)
    with zipfile.ZipFile(plain) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"answered by its team" in content
    assert b"asked again" not in content
    assert b"Ann Other" not in content


def test_no_name_and_no_words_of_a_team_get_into_a_manifest(opened, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "north.xlsx")
    fixed = fix(opened, checked_memory(opened), AcceptedFixes(answers=[path]))
    done = write_all(fixed.before, fixed.after, fixed.changes, tmp_path / "out.csv")
    told = done.manifest.read_text("utf-8")
    assert json.loads(told)["changes"]["cells by who decided"] == {judging.BY_ANSWER: 3}
    assert "J Smith" not in told
    assert "rang them" not in told
    told = json.dumps(answers_json(fixed.answers))
    assert "Smith" not in told
    assert "Martian" not in told


def test_saved_work_keeps_who_and_why(opened, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "north.xlsx")
    fixed = fix(opened, checked_memory(opened), AcceptedFixes(answers=[path]))
    save_changes(fixed.history, tmp_path / "work.json", read=opened.read)
    (step,) = load_changes(tmp_path / "work.json", opened.extract)
    assert step.changes == fixed.history.steps[0].changes


def test_lines_may_be_sorted_deleted_and_moved(opened, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "as sent.xlsx")
    expected = fates(judged(opened, [path]))
    made = filled(sent["North"])
    sheet, old = made.sheet, made.at
    header = [c.value for c in sheet[HEADER_ROW]]
    rows = list(sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True))
    chance = random.Random(4)
    order = list(range(len(header)))
    chance.shuffle(order)
    chance.shuffle(rows)
    answered = [r for r in rows if any(r[old[name] - 1] for name in ANSWERS)]
    left = answered + [r for r in rows if r not in answered][:5]
    new = made.book.create_sheet("My answers", 0)
    new.append(["something else"])
    new.append([header[at] for at in order])
    for row in left:
        new.append([row[at] for at in order])
    del made.book["Findings"]
    for row in range(4, 8):
        new.row_dimensions[row].hidden = True
    assert fates(judged(opened, [made.save(tmp_path / "moved.xlsx")])) == expected


@pytest.mark.parametrize("name", ["by_libreoffice.xlsx", "by_libreoffice.ods"])
def test_workbooks_that_libreoffice_saved_are_taken_back(name):
    saved = open_file(SAVED / "extract.csv")
    answers = judged(saved, [SAVED / name])
    assert fates(answers) == fates(judged(saved, [SAVED / "as_filled.xlsx"]))
    assert len(answers.fitting) >= 3
    assert answers.explained
    assert answers.promised
    assert not any(book.faults for book in answers.books)
    assert {book.team for book in answers.books} == {"North"}


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_workbook_that_was_worked_on_in_libreoffice_is_taken_back(ending):
    """Filled in, unprotected, sorted by row downwards, 8 lines deleted, one hidden, a column put
    in, the sheet renamed, and saved: all by LibreOffice 7.4.
    """
    answers = judged(open_file(SAVED / "extract.csv"), [SAVED / f"sorted_in_libreoffice.{ending}"])
    assert [(f.written, f.line.key.row) for f in answers.fitting] == [
        ("", 84),
        ("Tenant: Private landlord", 78),
        ("Tenant: Private landlord", 64),
        ("01/03/1951", 54),
        ("", 46),
    ]
    assert [(f.written, f.why) for f in answers.left] == [("Martian", judging.NOT_LISTED)] * 2
    assert (len(answers.explained), answers.promised) == (1, 8)
    assert not any(book.faults for book in answers.books)


def test_a_line_of_which_only_some_columns_were_sorted_is_not_taken(opened, sent, tmp_path):
    made = filled(sent["North"])
    rows = made.rows("Accommodation Status", "MAND-02")
    at = made.at[IDENTITY]
    one, other = made.sheet.cell(rows[0], at), made.sheet.cell(rows[1], at)
    one.value, other.value = other.value, one.value
    made.sheet.cell(rows[2], at).value += "0"
    made.put(made.rows("Event Outcome")[0], at_source="perhaps")
    book = read_answer_book(made.save(tmp_path / "sorted.xlsx"))
    assert sorted((f.line, f.why) for f in book.faults) == sorted(
        [
            (rows[0], SORTED_IN_PART),
            (rows[1], SORTED_IN_PART),
            (rows[2], NO_KEY),
            (made.rows("Event Outcome")[0], NOT_YES_OR_NO),
        ]
    )
    assert "Tenant" not in " ".join(str(f) for f in book.faults)


def test_a_renamed_header_and_a_lost_column_are_said(sent, tmp_path):
    made = filled(sent["North"])
    made.sheet.cell(HEADER_ROW, made.at[RIGHT]).value = "Should be"
    with pytest.raises(InputProblem, match=f"lacks {RIGHT}"):
        read_answer_book(made.save(tmp_path / "renamed.xlsx"))
    made = filled(sent["North"])
    made.sheet.delete_cols(made.at[IDENTITY])
    with pytest.raises(InputProblem, match="no sheet has the hidden column"):
        read_answer_book(made.save(tmp_path / "lost.xlsx"))
    assert not may_be_answered(tmp_path / "lost.xlsx")


def test_without_values_nothing_can_be_answered(opened, tmp_path):
    (file, *_) = write_team_reports(opened, tmp_path / "plain", COLUMN, with_values=False)
    sheet = openpyxl.load_workbook(file.path)["Findings"]
    assert not {c.value for c in sheet[1]} & {*ANSWERS, IDENTITY}
    with pytest.raises(InputProblem, match="without values cannot be answered"):
        read_answer_book(file.path)


def test_two_who_differ_are_both_shown_and_nobody_wins(opened, sent, tmp_path):
    made = Filling(sent["North"])
    row = made.rows("Accommodation Status", "MAND-02")[0]
    one = made.put(row, right="Tenant: Private landlord", by="Ann").save(tmp_path / "1.xlsx")
    two = made.put(row, right="Rough sleeper or squatting", by="Ben").save(tmp_path / "2.xlsx")
    answers = judged(opened, [one, two])
    assert not answers.changes
    assert [(f.written, f.who, f.standing) for f in answers.left] == [
        ("Tenant: Private landlord", "North, Ann", "differs"),
        ("Rough sleeper or squatting", "North, Ben", "differs"),
    ]
    told = "\n".join(answer_lines(answers))
    assert "Tenant: Private landlord" in told
    assert "Rough sleeper or squatting" in told
    made.put(row, right="Tenant: Private landlord", by="Ben").save(tmp_path / "2.xlsx")
    (fate,) = judged(opened, [one, two]).fitting
    assert fate.change.who == "North, Ann; North, Ben"


def test_a_value_that_would_be_an_error_is_refused_and_a_date_is_written_as_specified(
    opened, sent, tmp_path
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
    for fate in judged(opened, [made.save(path)]).fates:
        assert fate.standing == "fits", fate.why
        assert fate.written == good[fate.line.key.field][1]
    for row in rows:
        made.put(row, right="neither")
    for fate in judged(opened, [made.save(path)]).fates:
        assert fate.standing == "refused"
        assert fate.why.startswith("The value would be an error itself")


def test_a_cell_or_row_that_is_not_the_same_any_more_is_refused(opened, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "north.xlsx")
    fate = judged(opened, [path]).fitting[0]
    row, place, field = fate.change.source_row, fate.change.record, fate.change.field
    other = CellChange(field, place, row, fate.change.found, "Rough sleeper or squatting")
    history = History(opened.extract).do("typed", [other])
    assert (fate.written, "refused", OTHER_VALUE, row) in fates(
        judged(opened, [path], history=history)
    )
    there = CellChange(field, place, row, fate.change.found, fate.written)
    history = History(opened.extract).do("typed", [there])
    assert (fate.written, "held", judging.HELD, row) in fates(
        judged(opened, [path], history=history)
    )
    history = History(opened.extract).do("left out", rows_out(opened.extract, [row]))
    assert (fate.written, "refused", judging.LEFT_OUT, row) in fates(
        judged(opened, [path], history=history)
    )


def test_another_extract_is_refused_unless_it_is_wanted(opened, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "north.xlsx")
    keys = [f.line.key for f in judged(opened, [path]).fitting]
    by_reference = {
        opened.extract.column("Event Reference").text(key.row - 2): key.row for key in keys
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


def someone_else(record):
    return record | {"LA Person Unique Identifier": f"X{record['LA Person Unique Identifier']}"}


def test_hostile_and_broken_workbooks_are_refused_in_a_sentence(sent, tmp_path):
    data = sent["North"]
    broken = {
        "cut off": data[: len(data) // 2],
        "no workbook": b"Row,Field\n1,2\n",
        "a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
        "a bomb": bomb(),
    }
    for name, content in broken.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(content)
        assert not may_be_answered(path)
        with pytest.raises(InputProblem):
            read_answer_book(path)
    with pytest.raises(InputProblem, match="holds no workbook"):
        answer_books([tmp_path])


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", bytes(60 << 20))
    return data.getvalue()


def test_of_a_folder_the_workbooks_of_teams_are_read(opened, sent, tmp_path):
    filled(sent["North"]).save(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").write_bytes(sent["South"])
    other = openpyxl.Workbook()
    other.save(tmp_path / "c.xlsx")
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    books = answer_books([tmp_path])
    assert [(b.name, b.team, bool(b.lines)) for b in books] == [
        ("a.xlsx", "North", True),
        ("b.xlsx", "South", False),
    ]
    assert all(b.findings > 10 for b in books)


names = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


@settings(max_examples=60, deadline=None)
@given(names, st.integers(1, 10**8), st.integers(1, 5), st.data())
def test_a_key_is_read_back_and_no_other_text_is_one(field, row, alike, data):
    field = field.strip()
    key = FindingKey("a1" * 16, row, field, "MAND-02", "0f" * 8, alike, hashed(field))
    text = key.text
    assert parsed_key(f" {text} ") == key
    at = data.draw(st.integers(0, len(text) - 1))
    assert parsed_key(text[:at] + text[at + 1 :]) is None
    assert parsed_key(text[:at]) is None
