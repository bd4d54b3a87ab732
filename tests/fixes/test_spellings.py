"""Decisions on names are kept for the next file; two identifiers are never brought together."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.extract import Column, Extract, Reading
from cldvalidator.fixes import Profile, load_profile, save_profile
from cldvalidator.fixes.changes import BY_REPLACING, ValueChange
from cldvalidator.fixes.profile import merged, profile_json, profile_of
from cldvalidator.fixes.profile_use import remembered
from cldvalidator.fixes.profile_workbook import write_profile_workbook
from cldvalidator.fixes.profile_workbook_reading import WorkbookFaults, read_profile_workbook
from cldvalidator.fixes.spellings import Spelling, in_one_step, spelling_changes, spelling_of
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification

NAME, ID = "Provider CQC Location Name", "Provider CQC Location ID"
SPECIFICATION = load_specification("2")
ONE, OTHER = "1-101234567", "1-107654321"


def extract(pairs, field=NAME, by=ID, **columns):
    names, ids = zip(*pairs, strict=True)
    every = {field: Column.of(list(names)), by: Column.of(list(ids))}
    every |= {name: Column.of(list(texts)) for name, texts in columns.items()}
    reading = Reading("made.csv", "CSV", 0, "0" * 64, 1, ())
    return Extract(every, np.arange(2, len(pairs) + 2, dtype=np.int32), reading)


def changes(spelling, *pairs):
    found = spelling_changes([spelling], extract(pairs), SPECIFICATION)
    return [(c.found, c.written, c.rows) for c in found]


def test_the_next_file_has_the_decision_and_no_other_place():
    made = spelling_of(
        NAME, "OAK HOUSE", "Oak House", extract([("Oak House", ONE), ("OAK HOUSE", "")])
    )
    assert made.identifier == ONE
    now = ("OAK HOUSE", "Oak House", 2)
    assert changes(made, ("OAK HOUSE", ONE), ("OAK HOUSE", "")) == [now]
    assert changes(made, ("OAK HOUSE", ONE), ("OAK HOUSE", ""), ("Oak House", ONE)) == [now]
    assert not changes(made, ("OAK HOUSE", OTHER))
    assert not changes(made, ("OAK HOUSE", ""), ("Oak House", OTHER))
    assert not changes(made, ("Oak House", ONE))


def test_two_identifiers_are_not_kept():
    with pytest.raises(InputProblem, match="different identifiers"):
        spelling_of(
            NAME, "OAK HOUSE", "Oak House", extract([("Oak House", ONE), ("OAK HOUSE", OTHER)])
        )


@pytest.mark.parametrize(
    ("field", "found", "written", "why"),
    [
        ("Last Name", "Smyth", "Smith", "spellings of Last Name are not kept"),
        (NAME, "Oak House", "Elm Court", "different names"),
        (NAME, "9434765919", "9434765919.", "digits"),
        (NAME, "mrs smith", "Mrs Smith", "name"),
        (NAME, "", "Oak House", "blank"),
        (NAME, "a" * 121, "A" * 121, "characters"),
    ],
)
def test_what_may_be_about_a_person_never_enters(field, found, written, why, tmp_path):
    profile = Profile(spellings=(Spelling(field, found, written),))
    with pytest.raises(InputProblem, match=f"The profile cannot be kept|{why}"):
        save_profile(profile, tmp_path / "profile.json", SPECIFICATION)
    with pytest.raises(InputProblem):
        profile_of(profile_json(profile), SPECIFICATION, "other.json")


def test_a_description_of_few_people_may_be_about_one_of_them():
    def of(people):
        rows = [("Home visit", "")] * (people - 1) + [("Home viist", "")]
        persons = [f"P{n}" for n in range(people)]
        return extract(rows, "Event Description", **{"LA Person Unique Identifier": persons})

    with pytest.raises(InputProblem, match="fewer than 5 people"):
        spelling_of("Event Description", "Home viist", "Home visit", of(4))
    assert (
        spelling_of("Event Description", "Home viist", "Home visit", of(5)).written == "Home visit"
    )


def test_remember_my_decisions_keeps_spellings_too():
    file = extract([("Oak House", ONE)] * 2 + [("Oak Hoouse", "")])
    change = ValueChange(NAME, "Oak Hoouse", "Oak House", 1, "", certainty="ask", by=BY_REPLACING)
    kept = remembered([change], SPECIFICATION, file)
    assert [(s.found, s.written) for s in kept.spellings] == [("Oak Hoouse", "Oak House")]
    assert "1 spelling of a name is in the profile" in kept.sentence


WORDS = st.sampled_from(["Oak", "OAK", "oak", "Oak.", "The Oak", "oak ltd"])


@given(st.lists(st.tuples(WORDS, WORDS), max_size=8))
def test_each_spelling_leads_to_its_end_in_one_step(pairs):
    made = in_one_step(Spelling(NAME, one, other) for one, other in pairs)
    found = {s.found: s.written for s in made}
    assert not {*found} & {*found.values()}
    assert in_one_step(made) == made
    assert in_one_step(reversed(made)) == made
    if pairs and pairs[-1][0] != pairs[-1][1]:
        assert found[pairs[-1][0]] == pairs[-1][1]


def test_kept_merged_and_reviewed_in_excel(tmp_path):
    import openpyxl

    mine = Profile().with_spellings([Spelling(NAME, "OAK HOUSE", "Oak House", ONE, "2026-01-31")])
    theirs = Profile().with_spellings(
        [Spelling(NAME, "OAK HOUSE", "Oak house"), Spelling(NAME, "Elm Cuort", "Elm Court")]
    )
    path = tmp_path / "profile.json"
    save_profile(mine, path, SPECIFICATION)
    assert load_profile(path, SPECIFICATION) == mine
    both, disagreements = merged(mine, theirs)
    assert {(s.found, s.written) for s in both.spellings} == {
        ("OAK HOUSE", "Oak House"),
        ("Elm Cuort", "Elm Court"),
    }
    assert [(d.mine, d.theirs) for d in disagreements] == [("Oak House", "Oak house")]
    book_path = tmp_path / "profile.xlsx"
    write_profile_workbook(both, book_path, SPECIFICATION)
    assert read_profile_workbook(book_path, SPECIFICATION) == both
    book = openpyxl.load_workbook(book_path)
    book["Spellings"].append(["Last Name", "Smyth", "Smith"])
    book["Spellings"].append([NAME, "Oak Hause", "Oak House", "9434765919"])
    book.save(book_path)
    with pytest.raises(WorkbookFaults) as told:
        read_profile_workbook(book_path, SPECIFICATION)
    assert [f.cell for f in told.value.faults] == ["B4", "D5"]


def test_an_identifier_of_another_form_is_refused_by_the_schema():
    content = json.loads(json.dumps(profile_json(Profile())))
    content["spellings"] = [
        {"field": NAME, "found": "OAK", "written": "Oak", "identifier": "9434765919"}
    ]
    with pytest.raises(InputProblem):
        profile_of(content, SPECIFICATION, "other.json")


def test_a_chain_of_spellings_leads_to_its_end():
    chain = [Spelling(NAME, f"Elms {n}", f"Elms {n + 1}") for n in range(50)]
    assert {s.written for s in in_one_step(chain)} == {"Elms 50"}
    turned = [Spelling(NAME, "Elms 50", "Elms 0"), *chain[:10]]
    assert {s.found: s.written for s in in_one_step([*chain, *turned])} == {
        "Elms 50": "Elms 10",
        **{f"Elms {n}": "Elms 10" for n in range(50) if n != 10},
    }
