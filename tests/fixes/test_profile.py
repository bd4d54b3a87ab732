"""The profile: what values mean, how that stands to the pack, and nothing about a person."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cldvalidator.checks import check_extract
from cldvalidator.fixes import (
    KnownFinding,
    Meaning,
    Profile,
    ValueChange,
    apply_changes,
    load_profile,
    propose,
    save_profile,
)
from cldvalidator.fixes.history import History
from cldvalidator.fixes.private_texts import People, looks_personal
from cldvalidator.fixes.profile import may_have_meanings, merged, new_meaning
from cldvalidator.fixes.profile_use import (
    meanings_of,
    new_since,
    profile_changes,
    remembered,
    standings,
    used_in,
    why_column_unused,
    why_known_unused,
)
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification

SPECIFICATION = load_specification("2")
RENTED = Meaning("Accommodation Status", "Private rented", "Tenant: Private landlord", "", "")


def test_kept_and_read_again(tmp_path):
    profile = (
        Profile()
        .with_meanings([RENTED, Meaning("Gender", "N/K", "", "note", "2026-01-31")])
        .with_column("Sex", "Gender")
        .with_column("Worker", None)
        .with_known(KnownFinding("DATE-14", "Event End Date", "Agreed 01/02/2026", None, 7, ""))
    )
    save_profile(profile, tmp_path / "p.json", SPECIFICATION)
    again = load_profile(tmp_path / "p.json", SPECIFICATION)
    assert again == profile
    assert len(again) == 5


def test_one_value_has_one_meaning():
    profile = Profile().with_meanings([RENTED])
    other = Meaning(RENTED.field, "PRIVATE  rented ", "Unknown")
    assert profile.with_meanings([other]).meanings == (other,)
    assert profile.without_meaning(RENTED.field, "private rented") == Profile()


def test_merged_keeps_mine_and_says_where_they_differ():
    mine = Profile().with_meanings([RENTED]).with_column("Sex", "Gender")
    theirs = (
        Profile()
        .with_meanings([Meaning(RENTED.field, RENTED.found, "Unknown"), Meaning("Gender", "M", "")])
        .with_column("Sex", None)
        .with_known(KnownFinding("DATE-14", "Event End Date", "known"))
    )
    together, disagreements = merged(mine, theirs)
    assert together.meaning("Gender", "m") == Meaning("Gender", "M", "")
    assert together.meaning(RENTED.field, RENTED.found) == RENTED
    assert dict(together.columns) == {"Sex": "Gender"}
    assert len(together.known) == 1
    assert [(d.mine, d.theirs) for d in disagreements] == [
        ("Tenant: Private landlord", "Unknown"),
        ("Gender", "(aside)"),
    ]
    assert merged(together, together) == (together, ())


def test_merged_drops_no_note_reason_or_sheet_in_silence():
    known = KnownFinding("DATE-14", "Event End Date", "Equipment stays", None, 7, "2026-01-01")
    mine = (
        Profile(sheet="Records")
        .with_meanings(
            [
                RENTED,
                Meaning("Gender", "M", "Male", "mine"),
                Meaning("Gender", "F", "Female", "both"),
                Meaning("Gender", "X", "Unknown"),
            ]
        )
        .with_known(known)
        .with_known(KnownFinding("MAND-02", "Gender", "Old code", "x"))
    )
    theirs = (
        Profile(sheet="Extract")
        .with_meanings(
            [
                replace(RENTED, note="theirs"),
                Meaning("Gender", "M", "Male", "theirs"),
                Meaning("Gender", "F", "Female", "both"),
                Meaning("Gender", "X", "Male", "not known here"),
            ]
        )
        .with_known(replace(known, cells=9, since="2025-01-01"))
        .with_known(KnownFinding("MAND-02", "Gender", "Another reason", "x"))
    )
    together, disagreements = merged(mine, theirs)
    assert [(d.place, d.mine, d.theirs) for d in disagreements] == [
        ("note on Gender: “M”", "mine", "theirs"),
        ("Gender: “X”", "Unknown", "Male"),
        ("note on Gender: “X”", "(none)", "not known here"),
        ("reason for MAND-02 in Gender of “x”", "Old code", "Another reason"),
        ("sheet of the records", "Records", "Extract"),
    ]
    assert together == mine.with_meanings([replace(RENTED, note="theirs")]), "nothing is lost"
    assert merged(Profile(), theirs) == (theirs, ())
    assert merged(theirs, Profile()) == (theirs, ())


@pytest.mark.parametrize(
    ("meaning", "standing"),
    [
        (RENTED, "used"),
        (Meaning("Gender", "FEMALE", "Female"), "not needed"),
        (Meaning("Gender", "Male", "Male"), "not needed"),
        (Meaning("Gender", "Male", "Female"), "contradicts"),
        (Meaning("Gender", " male", "Female"), "contradicts"),
        (Meaning("Ethnicity", "White - Irish", "White: Irish"), "not needed"),
        (Meaning("Ethnicity", "White - Irish", "White: Roma"), "contradicts"),
        (Meaning("Gender", "M", "Masculine"), "not listed"),
        (Meaning("Shoe Size", "M", "9"), "no such field"),
        (Meaning("Gender", "not said", ""), "used"),
    ],
)
def test_how_an_entry_stands_to_the_pack(meaning, standing):
    (use,) = standings(Profile().with_meanings([meaning]), SPECIFICATION)
    assert use.standing == standing
    assert bool(use.why) == (standing != "used")


@pytest.mark.parametrize(
    ("rule", "field", "why"),
    [
        ("MAND-02", "Gender", ""),
        ("OLD-1", "Gender", "There is no such rule."),
        ("MAND-02", "Gender Identity", "The specification has no such field."),
    ],
)
def test_how_a_column_and_a_known_finding_stand_to_the_pack(rule, field, why):
    assert why_known_unused(KnownFinding(rule, field, "why"), SPECIFICATION) == why
    if rule == "MAND-02":
        assert why_column_unused(field, SPECIFICATION) == why
    assert why_column_unused(None, SPECIFICATION) == "", "kept aside"


def test_applied_whatever_the_case_and_spaces(extract_of, records):
    texts = ("Private rented", " private  RENTED", "Owner occupier or shared ownership scheme")
    extract = extract_of([records["service"] | {"Accommodation Status": t} for t in texts])
    result = check_extract(extract, SPECIFICATION)
    profile = Profile().with_meanings([RENTED, Meaning("Gender", "Female", "Male")])
    changes = profile_changes(profile, extract, result)
    assert {c.found for c in changes} == set(texts[:2])
    assert {(c.by, c.rows, c.written) for c in changes} == {("profile", 1, RENTED.written)}
    after = apply_changes(extract, changes)
    assert after.column("Accommodation Status").strings().to_pylist() == [
        RENTED.written,
        RENTED.written,
        texts[2],
    ]
    assert after.column("Gender") is extract.column("Gender"), "a listed value is never changed"
    counts = {u.meaning.found: u.cells for u in used_in(profile, extract, result)}
    assert counts == {"Private rented": 2, "Female": 0}
    again = profile_changes(profile, after, check_extract(after, SPECIFICATION))
    assert again == ()


def test_what_is_new_since(extract_of, records):
    texts = ("Private rented", "A tree", "A tree", "Femal")
    extract = extract_of([records["service"] | {"Accommodation Status": t} for t in texts])
    result = check_extract(extract, SPECIFICATION)
    new = new_since(Profile().with_meanings([RENTED]), extract, result)
    assert [(p.found, p.cells) for p in new] == [("A tree", 2), ("Femal", 1)]


@pytest.mark.parametrize("name", [f.name for f in SPECIFICATION.fields if f.values is None])
def test_fields_without_a_list_never_enter(name, tmp_path):
    with pytest.raises(InputProblem, match="no list"):
        new_meaning(name, "CANARY", "x", SPECIFICATION)
    profile = Profile().with_meanings([Meaning(name, "CANARY", "x")])
    with pytest.raises(InputProblem) as caught:
        save_profile(profile, tmp_path / "p.json", SPECIFICATION)
    assert "CANARY" not in str(caught.value)
    assert not (tmp_path / "p.json").exists()


PERSONAL = (
    "9990000018",
    "999 000 0018",
    "P1234567",
    "01/02/1950",
    "1950-02-01",
    "3 March 1950",
    "SW1A 1AA",
    "sw1a1aa",
    "a.person@example.org",
    "Mrs Example",
    "07700 900123",
)


@pytest.mark.parametrize("text", PERSONAL)
def test_texts_that_may_be_about_a_person_never_enter(text, tmp_path):
    with pytest.raises(InputProblem) as caught:
        new_meaning("Gender", text, "Male", SPECIFICATION)
    assert text not in str(caught.value)
    for profile in (
        Profile().with_meanings([Meaning("Gender", text, "Male")]),
        Profile().with_meanings([Meaning("Gender", "X", text)]),
        Profile().with_column(text, None),
        Profile().with_known(KnownFinding("MAND-02", "Gender", "why", text)),
    ):
        with pytest.raises(InputProblem) as caught:
            save_profile(profile, tmp_path / "p.json", SPECIFICATION)
        assert text not in str(caught.value)
    path = tmp_path / "p.json"
    content = {"kind": "CLD Validator profile", "version": 1}
    content["meanings"] = [{"field": "Gender", "found": text, "written": "Male"}]
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(InputProblem):
        load_profile(path, SPECIFICATION)


def test_no_listed_value_looks_personal():
    for release in "12":
        specification = load_specification(release)
        for name in may_have_meanings(specification):
            assert [t for t in specification.values(name) if looks_personal(t)] == []


def test_a_profile_made_of_a_whole_file_holds_nothing_of_a_person(extract_of, records, tmp_path):
    """Every personal field holds a canary of its own, and list fields hold copies of them."""
    personal = [f.name for f in SPECIFICATION.fields if f.personal]
    canaries = {n: f"Canary{i:02d}" for i, n in enumerate(personal)}
    canaries |= {"First Name": "Canarya", "Last Name": "Canaryb"}
    own = records["service"] | canaries
    somebody = records["service"] | {"First Name": "Quentin", "Last Name": "White"}
    copies = {
        "Gender": canaries["First Name"],
        "Ethnicity": canaries["LA Person Unique Identifier"],
        "Accommodation Status": "canaryb, Canarya",
        "Employment Status": canaries["Event Reference"],
        "Primary Support Reason": "Canarya Canaryb",
        "Client Type": canaries["NHS Number"],
    }
    extract = extract_of(
        [
            own | copies,
            own,
            somebody | {"Accommodation Status": "Quentin White"},
            records["service"] | {"Gender": "not said", "Ethnicity": "White"},
        ]
    )
    result = check_extract(extract, SPECIFICATION)
    changes = [
        ValueChange(p.field, p.found, p.written or p.choices[0], p.cells, p.rule, certainty="ask")
        for p in propose(extract, result)
        if p.written is not None or p.choices
    ]
    assert {c.found for c in changes} >= set(copies.values())
    profile = Profile().with_meanings(meanings_of(changes, SPECIFICATION, extract))
    save_profile(profile, tmp_path / "p.json", SPECIFICATION)
    text = (tmp_path / "p.json").read_text("utf-8").casefold()
    assert "canary" not in text
    assert "quentin" not in text
    assert {m.found for m in profile.meanings} == {"not said", "White"}


def test_a_surname_that_is_a_value_too(extract_of, records):
    white = records["service"] | {"Last Name": "White"}
    extract = extract_of([white, records["service"] | {"Ethnicity": "White"}])
    assert People(extract).why_personal("Ethnicity", "White") == ""
    extract = extract_of([white | {"Ethnicity": "White"}])
    assert People(extract).why_personal("Ethnicity", "White") != ""


@pytest.mark.parametrize(
    "spoil",
    [
        {"kind": "other"},
        {"version": 2},
        {"meanings": [{"field": "Gender"}]},
        {"extra": 1},
        {"known": [{"rule": "x", "field": "y", "reason": "z"}]},
        {"columns": {"": "Gender"}},
    ],
)
def test_another_shape_is_refused(tmp_path, spoil):
    content = {"kind": "CLD Validator profile", "version": 1, "meanings": []} | spoil
    (tmp_path / "p.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(InputProblem, match="not a profile"):
        load_profile(tmp_path / "p.json", SPECIFICATION)


def decided(extract, *changes):
    """What is remembered of changes as the history of a file has them."""
    history = History(extract)
    for field, found, written, *certainty in changes:
        change = ValueChange(field, found, written, 0, "", *(certainty or ["ask"]))
        history = history.do("Decided", [change])
    assert len(history.steps) == len(changes)
    return remembered(history.changes, SPECIFICATION, extract)


def housed(extract_of, records, *texts):
    return extract_of([records["service"] | {"Accommodation Status": t} for t in texts])


HOME = "Accommodation Status"
REFUGE, ROUGH, UNKNOWN = "Refuge", "Rough sleeper or squatting", "Unknown"


def test_a_value_means_what_became_of_it_in_the_end(extract_of, records):
    extract = housed(extract_of, records, "Living in a caravan", " A tree", "A tree", "Tent")
    found = decided(
        extract,
        (HOME, " A tree", "A tree", "safe"),
        (HOME, "Living in a caravan", REFUGE),
        (HOME, "A tree", REFUGE),
        (HOME, REFUGE, ROUGH),
        (HOME, "Tent", REFUGE),
    )
    assert [(m.found, m.written) for m in found.meanings] == [
        ("Living in a caravan", ROUGH),
        ("A tree", ROUGH),
        ("A tree", ROUGH),
        ("Tent", REFUGE),
    ]
    assert found.left_out == {}
    assert found.sentence == "4 mappings are in the profile."


def test_a_listed_value_is_given_no_meaning(extract_of, records):
    extract = housed(extract_of, records, REFUGE, "Tent", "9990000018", "Hut")
    found = decided(
        extract,
        (HOME, "Tent", REFUGE),
        (HOME, REFUGE, ROUGH),
        (HOME, "9990000018", UNKNOWN),
        (HOME, "Hut", UNKNOWN),
        (HOME, UNKNOWN, "Hut"),
    )
    assert [(m.found, m.written) for m in found.meanings] == [("Tent", ROUGH)]
    assert sorted(found.left_out.values()) == [1, 1]
    assert found.sentence.startswith("1 mapping is in the profile. Not kept: 1, because ")
    assert f"the list of {HOME} has the value itself" in found.sentence
    assert "9990000018" not in found.sentence


@pytest.mark.parametrize("found", ["Male", " Male", "MALE"])
def test_a_listed_value_typed_by_hand_is_refused(found):
    with pytest.raises(InputProblem, match="the list of Gender has the value itself"):
        new_meaning("Gender", found, "Female", SPECIFICATION)
