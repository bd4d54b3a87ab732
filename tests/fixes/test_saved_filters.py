"""Filters kept under a name: the same filter when they are chosen again, and nobody in them."""

from __future__ import annotations

import json

import pytest

import cldvalidator as cld
from cldvalidator.command_line import main as cli
from cldvalidator.filters import FilterFields, read_filter
from cldvalidator.fixes import Profile, load_profile, save_profile
from cldvalidator.fixes.private_texts import People
from cldvalidator.fixes.profile import merged, profile_json, profile_of
from cldvalidator.fixes.profile_differences import differences
from cldvalidator.fixes.profile_workbook import write_profile_workbook
from cldvalidator.fixes.profile_workbook_reading import WorkbookFaults, read_profile_workbook
from cldvalidator.fixes.saved_filters import SavedFilter, new_filter
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification

SPECIFICATION = load_specification("2")
FIELDS = FilterFields(SPECIFICATION)
OPEN = "Event Type = Service and Event End Date is blank"


def saved(name: str, text: str, people: People | None = None) -> SavedFilter:
    return new_filter(name, read_filter(text, FIELDS), FIELDS, people)


@pytest.mark.parametrize(
    "text",
    [
        OPEN,
        "NHS Number is blank and not Last Name is blank",
        "Event Start Date >= 01/04/2026 and Unit Cost between 10 and 250.5",
        'Event Start Date contains "03/2026" or has finding DATE-03 in Date of Birth',
        "Age between 18 and 64 and Provider CQC Location ID = 1-1234567890",
        "Gender in (Male, Female) and not has error",
    ],
)
def test_a_filter_that_names_nobody_is_the_same_when_it_is_read_again(text, tmp_path):
    made = saved("Open services", text)
    path = tmp_path / "profile.json"
    save_profile(Profile().with_filters([made]), path, SPECIFICATION)
    (kept,) = load_profile(path, SPECIFICATION).filters
    assert read_filter(kept.where, FIELDS) == read_filter(text, FIELDS)


@pytest.mark.parametrize(
    "text",
    [
        "NHS Number = 9999999980",
        "LA Person Unique Identifier starts with P",
        "Event Type = Service and (Last Name = Smith or Gender = Male)",
        "not Postcode contains NR1",
        "Date of Birth < 01/04/1940",
        "Event Description contains dementia",
        "GP Practice Code = A81001",
        "Gender = 9434765919",
        "Unit Cost = 9434765919",
        'Provider CQC Location Name = "Mrs Smith"',
        "Provider CQC Location ID = 9434765919",
    ],
)
def test_a_value_that_may_be_about_a_person_is_refused_with_the_reason(text, tmp_path):
    with pytest.raises(InputProblem, match="The filter is not saved"):
        saved("Some", text)
    profile = Profile().with_filters([SavedFilter("Some", text)])
    with pytest.raises(InputProblem, match="may not be in a profile"):
        save_profile(profile, tmp_path / "profile.json", SPECIFICATION)
    with pytest.raises(InputProblem, match="may not be in a profile"):
        profile_of(profile_json(profile), SPECIFICATION, "other.json")


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "Mrs Smith", "9434765919", "NR1 3QP"])
def test_a_name_says_nothing_about_a_person(name):
    with pytest.raises(InputProblem, match="The filter is not saved"):
        saved(name, OPEN)


def test_a_name_of_the_file_is_refused(tmp_path):
    cld.synthetic(tmp_path / "extract.csv", rows=60, seed=3)
    extract = cld.check(tmp_path / "extract.csv")._opened.extract
    first, last = (extract.column(n).text(0) for n in ("First Name", "Last Name"))
    for name, text in (
        (f"{first} {last}", OPEN),
        ("Some", f'Event Outcome = "{first} {last}"'),
    ):
        with pytest.raises(InputProblem, match=r"name of a person|a person's name"):
            saved(name, text, People(extract))


def test_a_column_that_is_no_field_is_refused():
    fields = FilterFields(SPECIFICATION, ("Worker",))
    with pytest.raises(InputProblem, match="the specification does not have"):
        new_filter("Some", read_filter("Worker is blank", fields), fields)


@pytest.mark.parametrize(
    "spoil",
    [
        {"name": "x", "where": "Event Type ="},
        {"name": "x", "where": "(" * 500},
        {"name": "x", "where": "No such field = 1"},
        {"name": "x", "where": "Gender = Male and"},
        {"name": "x"},
        {"name": "", "where": OPEN},
        {"name": "x", "where": OPEN, "more": 1},
        {"name": "x", "where": "Gender = " + "a" * 2_000},
        "Gender = Male",
    ],
)
def test_a_profile_with_a_bad_filter_gets_a_plain_sentence(spoil):
    content = profile_json(Profile()) | {"filters": [spoil]}
    with pytest.raises(InputProblem) as told:
        profile_of(content, SPECIFICATION, "other.json")
    assert "other.json" in str(told.value)
    assert "Traceback" not in str(told.value)


def test_a_filter_of_release_1_stays_with_a_pack_of_release_2():
    older = load_specification("1")
    only = [f.name for f in older.fields if f.name not in SPECIFICATION.by_name]
    text = f"{only[0]} is blank" if only else "Gender is blank"
    profile = Profile().with_filters([SavedFilter("Old", text)])
    assert profile_of(profile_json(profile), SPECIFICATION, "p.json") == profile


def test_merged_by_name_mine_stays():
    mine = Profile().with_filters([SavedFilter("Open", OPEN)])
    theirs = Profile().with_filters(
        [SavedFilter("OPEN ", "Gender = Male"), SavedFilter("Men", "Gender = Male")]
    )
    both, disagreements = merged(mine, theirs)
    assert [f.where for f in both.filters] == ["Gender = Male", OPEN]
    assert [(d.mine, d.theirs) for d in disagreements] == [(OPEN, "Gender = Male")]
    assert [(d.kind, d.place) for d in differences(mine, both)] == [("new", "Filter “Men”")]


def test_out_to_the_workbook_and_in(tmp_path):
    import openpyxl

    path = tmp_path / "profile.xlsx"
    profile = Profile().with_filters([SavedFilter("Open", OPEN), SavedFilter("=1+1", OPEN)])
    write_profile_workbook(profile, path, SPECIFICATION)
    assert read_profile_workbook(path, SPECIFICATION) == profile
    book = openpyxl.load_workbook(path)
    book["Filters"].append(["Some", "NHS Number = 9999999980"])
    book["Filters"].append(["open", "Gender = Male"])
    book["Filters"].append(["Broken", "Gender ="])
    book["Filters"].append(["", "Gender = Male"])
    book.save(path)
    with pytest.raises(WorkbookFaults) as told:
        read_profile_workbook(path, SPECIFICATION)
    assert [f.cell for f in told.value.faults] == ["B4", "A5", "B6", "A7"]
    assert "9999999980" not in str(told.value)
    del book["Filters"]
    book.save(path)
    assert read_profile_workbook(path, SPECIFICATION, before=profile).filters == profile.filters


def test_chosen_by_name_on_the_command_line_and_from_python(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("CLDVALIDATOR_SETTINGS", str(tmp_path / "settings"))
    path, profile = tmp_path / "extract.csv", tmp_path / "council.json"
    cld.synthetic(path, rows=300, faults=0.1, seed=3)

    def run(*arguments):
        code = cli.main([str(a) for a in arguments])
        return code, capsys.readouterr()

    code, printed = run("profile", "filter", profile, "Open services", OPEN)
    assert (code, printed.out.endswith("1 filter.\n")) == (0, True)
    told, named = (
        json.loads(run("check", path, "--json", "--profile", profile, "--where", where)[1].out)
        for where in (OPEN, "@open services")
    )
    assert named["where"] == told["where"]
    assert named["where"]["rows"] > 0
    _, printed = run("check", path, "--profile", profile, "--where", "@closed")
    assert "council.json has no filter of this name. It has: @Open services" in " ".join(
        printed.err.split()
    )
    _, printed = run("check", path, "--where", "@Open services")
    assert "has no filters" in printed.err
    services = cld.check(path, profile=profile).where("@Open services")
    assert len(services.extract.frame) == named["where"]["rows"]
    _, printed = run("profile", "show", profile)
    assert f"filter 'Open services': {OPEN}" in printed.out
    assert run("profile", "filter", profile, "Men", "Last Name = Smith")[0] == 2
    assert run("profile", "filter", profile, "Ours", "has finding LOCAL-01")[0] == 2
    run("profile", "filter", profile, "open services")
    assert load_profile(profile, SPECIFICATION) == Profile()
