"""The workbook of a profile: out, edited, in; formulas never; faults by cell."""

from __future__ import annotations

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.fixes import (
    KnownFinding,
    Meaning,
    Profile,
    load_profile,
    profile_workbook,
    save_profile,
)
from cldvalidator.fixes.profile import why_not_kept
from cldvalidator.fixes.profile_differences import differences
from cldvalidator.fixes.profile_use import new_since
from cldvalidator.fixes.profile_workbook import BLANK, write_profile_workbook
from cldvalidator.fixes.profile_workbook_reading import WorkbookFaults, read_profile_workbook
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification
from tests.examples import examples

SPECIFICATION = load_specification("2")
PROFILE = (
    Profile()
    .with_meanings(
        [
            Meaning("Accommodation Status", "=1+1", "Unknown", "+44", "2026-01-31"),
            Meaning("Accommodation Status", "Private rented", "Tenant: Private landlord", "", ""),
            Meaning("Gender", "-", "", "blank", "2026-02-01"),
            Meaning("Gender", "01", "Male", "", "2026-02-01"),
        ]
    )
    .with_column("=Sex", "Gender")
    .with_column("Worker", None)
    .with_known(KnownFinding("DATE-14", "Event End Date", "Equipment stays", None, 7, "2026-01-01"))
    .with_known(KnownFinding("MAND-02", "Gender", "Old code", "@x", 1, ""))
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "profile.xlsx"


def dated(profile):
    """Meanings without a day get today's when they are read: take the days away."""
    from dataclasses import replace

    return replace(profile, meanings=tuple(replace(m, since="") for m in profile.meanings))


def test_out_and_in(path):
    write_profile_workbook(PROFILE, path, SPECIFICATION)
    again = read_profile_workbook(path, SPECIFICATION)
    assert dated(again) == dated(PROFILE)
    assert [m.since for m in again.meanings if m.field == "Gender"] == ["2026-02-01"] * 2


@settings(max_examples=examples(20))
@given(
    found=st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)
        | st.sampled_from(["=A1", "'quoted", '"', "_x000D_", "1.0", "TRUE", "#N/A", "1e5", "+1"]),
        max_size=5,
    ),
    written=st.sampled_from(("", *SPECIFICATION.values("Gender"))),
)
def test_any_values_out_and_in(tmp_path_factory, found, written):
    meanings = [Meaning("Gender", f.strip(), written, "", "2026-01-01") for f in found]
    profile = Profile().with_meanings(m for m in meanings if not why_not_kept(m, SPECIFICATION))
    folder = tmp_path_factory.mktemp("profile")
    write_profile_workbook(profile, folder / "p.xlsx", SPECIFICATION)
    assert read_profile_workbook(folder / "p.xlsx", SPECIFICATION) == profile
    save_profile(profile, folder / "p.json", SPECIFICATION)
    assert load_profile(folder / "p.json", SPECIFICATION) == profile


def test_saved_by_another_program_and_in(path):
    write_profile_workbook(PROFILE, path, SPECIFICATION)
    book = openpyxl.load_workbook(path)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    for row in book["Values"].iter_rows(min_row=2):
        for cell in row:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    book.save(path)
    assert dated(read_profile_workbook(path, SPECIFICATION)) == dated(PROFILE)


def test_values_to_decide_are_filled_in(path, extract_of, records):
    texts = ("A tree", "A tree", "9990000018", "Test Person")
    extract = extract_of([records["service"] | {"Accommodation Status": t} for t in texts])
    new = new_since(Profile(), extract, check_extract(extract, SPECIFICATION))
    write_profile_workbook(Profile(), path, SPECIFICATION, new=new, extract=extract)
    assert read_profile_workbook(path, SPECIFICATION) == Profile(), "nothing is decided yet"
    book = openpyxl.load_workbook(path)
    sheet = book["Values"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(r[0], r[1], r[5]) for r in rows] == [("Accommodation Status", "A tree", 2)]
    sheet["C2"] = "Unknown"
    book.save(path)
    (meaning,) = read_profile_workbook(path, SPECIFICATION, extract).meanings
    assert (meaning.found, meaning.written) == ("A tree", "Unknown")
    validation = openpyxl.load_workbook(path)["Values"].data_validations.dataValidation[0]
    assert "C2" in str(validation.sqref)


def test_of_very_many_values_to_decide_those_in_most_cells(path, extract_of, records, monkeypatch):
    texts = ("A tree", "A tent", "A tree", "A boat", "A tent", "A tree")
    extract = extract_of([records["service"] | {"Accommodation Status": t} for t in texts])
    new = new_since(Profile(), extract, check_extract(extract, SPECIFICATION))
    monkeypatch.setattr(profile_workbook, "MOST_NEW", 2)
    write_profile_workbook(Profile(), path, SPECIFICATION, new=new, extract=extract)
    rows = openpyxl.load_workbook(path)["Values"].iter_rows(min_row=2, values_only=True)
    assert [(r[1], r[5]) for r in rows] == [("A tree", 3), ("A tent", 2)]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "what"),
    [
        ("Values", "C2", "=1+1", "formula"),
        ("Values", "B3", '=HYPERLINK("http://x")', "formula"),
        ("Values", "C3", "Not listed CANARY", "not in the list"),
        ("Values", "A3", "Shoe Size CANARY", "no field"),
        ("Values", "A3", "NHS Number", "no list"),
        ("Values", "B3", "9990000018", "digits"),
        ("Values", "B3", "CANARY@example.org", "e-mail"),
        ("Values", "B3", "=1+1", "formula"),
        ("Values", "E3", "CANARY", "2026-03-31"),
        ("Columns", "B2", "Shoe Size CANARY", "no such field"),
        ("Columns", "A2", "01/02/1950", "date"),
        ("Known findings", "A2", "CANARY-1", "no such rule"),
        ("Known findings", "B2", "CANARY", "no such field"),
        ("Known findings", "C2", "CANARY", "no value of this field"),
        ("Known findings", "D2", None, "reason is missing"),
        ("Known findings", "D2", "for CANARY@example.org", "person"),
        ("Known findings", "E2", "CANARY", "whole number"),
    ],
)
def test_faults_by_cell(path, sheet, cell, value, what):
    write_profile_workbook(PROFILE, path, SPECIFICATION)
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)
    with pytest.raises(WorkbookFaults) as caught:
        read_profile_workbook(path, SPECIFICATION, before=PROFILE)
    assert (sheet, cell) in {(f.sheet, f.cell) for f in caught.value.faults}
    fault = next(f for f in caught.value.faults if f.cell == cell and f.sheet == sheet)
    assert what in fault.what
    assert str(fault) in str(caught.value)
    # A name of a field or list is the program's own; a cell's text is never repeated.
    assert "CANARY" not in fault.what or value == "Shoe Size CANARY"


def test_every_fault_is_told_at_once(path):
    write_profile_workbook(PROFILE, path, SPECIFICATION)
    book = openpyxl.load_workbook(path)
    for row in range(2, 6):
        book["Values"][f"C{row}"] = "not listed"
    book["Values"]["A6"], book["Values"]["B6"], book["Values"]["C6"] = "Gender", "01", BLANK
    book.save(path)
    with pytest.raises(WorkbookFaults) as caught:
        read_profile_workbook(path, SPECIFICATION)
    assert [f.cell for f in caught.value.faults] == ["C2", "C3", "C4", "C5"]


def test_a_value_twice_is_a_fault(path):
    write_profile_workbook(PROFILE, path, SPECIFICATION)
    book = openpyxl.load_workbook(path)
    book["Values"].append(["Gender", " 01", "Female"])
    book.save(path)
    with pytest.raises(WorkbookFaults, match="row 5 already"):
        read_profile_workbook(path, SPECIFICATION)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 no zip"])
def test_what_is_no_workbook(path, content):
    path.write_bytes(content)
    with pytest.raises(InputProblem):
        read_profile_workbook(path, SPECIFICATION)


def test_another_workbook(path):
    book = openpyxl.Workbook()
    book.active["A1"] = "CANARY"
    book.save(path)
    with pytest.raises(InputProblem, match="no sheet Values"):
        read_profile_workbook(path, SPECIFICATION)
    book.active.title = "Values"
    book.save(path)
    with pytest.raises(WorkbookFaults, match="header Field is missing"):
        read_profile_workbook(path, SPECIFICATION)


@pytest.mark.parametrize(
    ("sheet", "row", "again", "cell", "what"),
    [
        ("Columns", ["Sex", "Gender"], ["Sex", "Ethnicity"], "A5", "row 4 already"),
        ("Columns", ["Sex", "Gender"], ["Sex ", "Gender"], "A5", "row 4 already"),
        (
            "Known findings",
            ["MAND-01", "Gender", "", "One"],
            ["MAND-01", "Gender", "", "Other"],
            "A5",
            "row 4 already",
        ),
        (
            "Known findings",
            ["MAND-02", "Gender", "x", "One"],
            ["MAND-02", "Gender", "x", "One"],
            "A5",
            "row 4 already",
        ),
    ],
)
def test_a_column_or_known_finding_twice_is_a_fault(path, sheet, row, again, cell, what):
    write_profile_workbook(PROFILE, path, SPECIFICATION)
    book = openpyxl.load_workbook(path)
    book[sheet].append(row)
    book[sheet].append(again)
    book.save(path)
    with pytest.raises(WorkbookFaults) as caught:
        read_profile_workbook(path, SPECIFICATION)
    (fault,) = caught.value.faults
    assert (fault.sheet, fault.cell) == (sheet, cell)
    assert what in fault.what


OUTDATED = (
    PROFILE.with_meanings(
        [
            Meaning("Shoe Size", "M", "9", "Old field", "2025-01-01"),
            Meaning("Gender", "M", "Masculine", "", "2025-01-01"),
            Meaning("Gender", "Male", "Female", "", "2025-01-01"),
            Meaning("Gender", "Female", "Female", "", ""),
        ]
    )
    .with_column("Legacy", "Gender Identity")
    .with_known(KnownFinding("OLD-1", "Gender", "Old rule", "x", 2, "2025-01-01"))
    .with_known(KnownFinding("MAND-02", "Shoe Size", "Old field", "M", 2, "2025-01-01"))
)


def test_what_is_out_of_date_is_exported_and_taken_again(path):
    write_profile_workbook(OUTDATED, path, SPECIFICATION)
    again = read_profile_workbook(path, SPECIFICATION, before=OUTDATED)
    assert again == OUTDATED
    book = openpyxl.load_workbook(path)
    remarks = {row[-1] for s in list(book)[:3] for row in s.iter_rows(2, values_only=True)}
    assert "not used: There is no such rule." in remarks
    assert "not used: The specification has no such field." in remarks


def test_only_what_is_newly_wrong_is_refused(path):
    write_profile_workbook(OUTDATED, path, SPECIFICATION)
    book = openpyxl.load_workbook(path)
    book["Values"].append(["Shoe Size", "L", "10"])
    book["Values"].append(["Gender", "F", "Feminine"])
    book["Columns"].append(["Boot", "Shoe Size"])
    book["Known findings"].append(["OLD-2", "Gender", "", "why"])
    book["Known findings"].append(["MAND-02", "Boot", "", "why"])
    book["Known findings"]["D2"] = "Another reason"
    book.save(path)
    with pytest.raises(WorkbookFaults) as caught:
        read_profile_workbook(path, SPECIFICATION, before=OUTDATED)
    assert [f"{f.sheet} {f.cell}" for f in caught.value.faults] == [
        "Values A10",
        "Values C11",
        "Columns B5",
        "Known findings A6",
        "Known findings B7",
    ]


def test_a_changed_entry_is_no_longer_excused(path):
    write_profile_workbook(OUTDATED, path, SPECIFICATION)
    book = openpyxl.load_workbook(path)
    place = next(r for r in range(2, 10) if book["Values"][f"C{r}"].value == "Masculine")
    book["Values"][f"C{place}"] = "Manly"
    book.save(path)
    with pytest.raises(WorkbookFaults) as caught:
        read_profile_workbook(path, SPECIFICATION, before=OUTDATED)
    assert [f.cell for f in caught.value.faults] == [f"C{place}"]


def test_where_nobody_knows_what_was_there_the_fields_and_rules_pass_with_a_remark(path):
    taken = (
        Profile()
        .with_meanings([Meaning("Shoe Size", "M", "9", "", "2025-01-01")])
        .with_column("Legacy", "Gender Identity")
        .with_known(KnownFinding("OLD-1", "Gender", "Old rule"))
    )
    write_profile_workbook(taken, path, SPECIFICATION)
    again = read_profile_workbook(path, SPECIFICATION)
    assert again == taken
    found = differences(Profile(), again, SPECIFICATION)
    assert all(d.remark and d.after.endswith(f"[{d.remark}]") for d in found)
    assert differences(Profile(), again) == found
    assert len(found) == 3
    assert all(not d.remark for d in differences(Profile(), PROFILE, SPECIFICATION))


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        ("Values", "A2", None),
        ("Values", "A2", "Shoe 01/02/1950"),
        ("Values", "B2", "9990000018"),
        ("Values", "C2", "SW1A 1AA"),
        ("Values", "D2", "x" * 501),
        ("Values", "B2", "x" * 121),
        ("Columns", "B2", "9990000018"),
        ("Columns", "A2", "x" * 201),
        ("Known findings", "A2", "no rule"),
        ("Known findings", "A2", "old-1"),
        ("Known findings", "B2", None),
        ("Known findings", "D2", "Mrs Example"),
    ],
)
def test_what_is_malformed_is_refused_whoever_knows_what(path, sheet, cell, value):
    taken = (
        Profile()
        .with_meanings([Meaning("Shoe Size", "M", "9")])
        .with_column("Legacy", "Gender Identity")
        .with_known(KnownFinding("OLD-1", "Boot", "Old rule"))
    )
    write_profile_workbook(taken, path, SPECIFICATION)
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)
    with pytest.raises(WorkbookFaults) as caught:
        read_profile_workbook(path, SPECIFICATION)
    assert [(f.sheet, f.cell) for f in caught.value.faults] == [(sheet, cell)]
    with pytest.raises(WorkbookFaults):
        read_profile_workbook(path, SPECIFICATION, before=taken)
