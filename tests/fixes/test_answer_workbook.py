"""The workbook of a team: taken back whatever was done to it, or refused in a sentence."""

from __future__ import annotations

import io
import random
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.fixes import answer_workbook
from cldvalidator.fixes import answers as judging
from cldvalidator.fixes.answer_words import (
    ANSWERS,
    AT_SOURCE,
    BLANK,
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
from cldvalidator.fixes.finding_key import FindingKey, hashed, parsed_key
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.reports import write_team_reports
from cldvalidator.problems import InputProblem
from tests.fixes.team_books import COLUMN, HEADER_ROW, SAVED, Filling, fates, filled, judged


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


def test_lines_may_be_sorted_deleted_and_moved(team_extract, sent, tmp_path):
    path = filled(sent["North"]).save(tmp_path / "as sent.xlsx")
    expected = fates(judged(team_extract, [path]))
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
    assert fates(judged(team_extract, [made.save(tmp_path / "moved.xlsx")])) == expected


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


def test_a_line_of_which_only_some_columns_were_sorted_is_not_taken(team_extract, sent, tmp_path):
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


def test_a_formula_that_was_never_calculated_is_no_blank_answer(sent, tmp_path):
    made = filled(sent["North"])
    made.sheet.cell(HEADER_ROW + 1, made.at[RIGHT]).value = '="White"&": Irish"'
    with pytest.raises(InputProblem, match="has 1 cell without a result"):
        read_answer_book(made.save(tmp_path / "formula.xlsx"))


def test_without_values_nothing_can_be_answered(team_extract, tmp_path):
    (file, *_) = write_team_reports(team_extract, tmp_path / "plain", COLUMN, with_values=False)
    sheet = openpyxl.load_workbook(file.path)["Findings"]
    assert not {c.value for c in sheet[1]} & {*ANSWERS, IDENTITY}
    with pytest.raises(InputProblem, match="without values cannot be answered"):
        read_answer_book(file.path)


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


def test_more_lines_or_sheets_than_are_read_are_refused(sent, tmp_path, monkeypatch):
    path = filled(sent["North"]).save(tmp_path / "a.xlsx")
    monkeypatch.setattr(answer_workbook, "_MOST_LINES", 3)
    with pytest.raises(InputProblem, match="has more than 3 lines"):
        read_answer_book(path)
    monkeypatch.setattr(answer_workbook, "_MOST_SHEETS", 1)
    with pytest.raises(InputProblem, match="sheets: the workbook of a team has a few"):
        read_answer_book(path)


def test_of_a_folder_the_workbooks_of_teams_are_read(team_extract, sent, tmp_path):
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
