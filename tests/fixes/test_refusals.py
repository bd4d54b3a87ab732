"""What may not enter a profile, each with its reason; what is remembered can be forgotten."""

from __future__ import annotations

import pytest

from cldvalidator.filters import FilterFields, read_filter
from cldvalidator.fixes.profile import (
    KnownFinding,
    Meaning,
    Profile,
    new_meaning,
    why_column_not_kept,
    why_not_kept,
)
from cldvalidator.fixes.saved_filters import SavedFilter, why_filter_not_kept
from cldvalidator.fixes.spellings import Spelling, why_spelling_refused
from cldvalidator.problems import InputProblem

PROVIDER = "Provider CQC Location Name"


@pytest.mark.parametrize(
    ("meaning", "why"),
    [
        (Meaning("Shoe Size", "9", "10"), "the specification has no field Shoe Size"),
        (Meaning("NHS Number", "x", ""), "NHS Number has no list"),
        (Meaning("Gender", " ", "Male"), "a blank cell means nothing"),
        (Meaning("Gender", "M", "Man"), "what it means is not in the list of Gender"),
        (Meaning("Gender", "Male", "Male"), "it means itself"),
        (Meaning("Gender", "Male", "Female"), "has the value itself, with a meaning of its own"),
        (Meaning("Gender", "MALE", "Female"), "but for case and spaces"),
        (Meaning("Gender", "x" * 121, "Male"), "it is too long for a value of a list"),
        (Meaning("Gender", "M", "Male"), ""),
    ],
)
def test_meanings(release_2, meaning, why):
    found = why_not_kept(meaning, release_2)
    assert why in found
    assert bool(why) == bool(found)
    if why:
        with pytest.raises(InputProblem, match="is not kept in the profile"):
            new_meaning(meaning.field, meaning.found, meaning.written, release_2)


@pytest.mark.parametrize(
    ("header", "why"),
    [(" ", "a header is missing"), ("x" * 2_000, "it is too long"), ("Sex", "")],
    ids=["blank", "long", "sound"],
)
def test_headers(header, why):
    found = why_column_not_kept(header)
    assert why in found
    assert bool(why) == bool(found)


@pytest.mark.parametrize(
    ("spelling", "why"),
    [
        (Spelling("Gender", "Mael", "Male", "", ""), "spellings of Gender are not kept"),
        (Spelling(PROVIDER, " ", "Oak House", "", ""), "a blank cell is no name"),
        (Spelling(PROVIDER, "x" * 3_000, "x", "", ""), "a name has more than"),
        (Spelling(PROVIDER, "Oak House", "Elm Lodge", "", ""), "the two are different names"),
    ],
)
def test_spellings(spelling, why):
    assert why in why_spelling_refused(spelling)


@pytest.mark.parametrize(
    ("name", "where", "why"),
    [
        (" ", "Gender = Male", "it has no name"),
        ("x" * 61, "Gender = Male", "its name has more than 60 characters"),
        ("One", "NHS Number = 9999999980", "it holds a value of NHS Number"),
        ("Men", "Gender = Male", ""),
    ],
)
def test_filters(release_2, name, where, why):
    condition = read_filter(where, FilterFields(release_2))
    found = why_filter_not_kept(SavedFilter(name, where), condition, release_2)
    assert why in found
    assert bool(why) == bool(found)


def test_what_is_remembered_is_forgotten_again():
    known = KnownFinding("ID-11", "GP Practice Code", "Outside England")
    full = Profile().with_column("Sex", "Gender").with_sheet("Records").with_known(known)
    assert (dict(full.columns), full.sheet, full.known) == ({"Sex": "Gender"}, "Records", (known,))
    empty = full.without_column("Sex").without_known(known)
    assert not empty.columns
    assert empty.known == ()
    assert full.with_sheet("9999999980").sheet == "Records"
