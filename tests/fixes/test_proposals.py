"""Proposals: a list is put in order for the value that somebody looks at, and for no other."""

from __future__ import annotations

import pytest

from cldvalidator.checks import check_extract
from cldvalidator.fixes import Profile, profile_use, proposals
from cldvalidator.fixes.proposals import propose
from cldvalidator.jobs.check import open_file
from cldvalidator.sample_file import sample_file


def test_lists_are_put_in_order_only_for_what_is_asked_for(
    extract_of, records, release_2, monkeypatch
):
    odd = [records["service"] | {"Gender": f"Some value {n}"} for n in range(50)]
    near = records["service"] | {"Gender": "a femal"}
    extract = extract_of([near, *odd])
    ordered: list[str] = []
    nearest_first = proposals.nearest_first

    def counted(text, listed):
        ordered.append(text)
        return nearest_first(text, listed)

    monkeypatch.setattr(proposals, "nearest_first", counted)
    made = [p for p in propose(extract, check_extract(extract, release_2)) if p.field == "Gender"]
    assert len(made) == 51
    assert ordered == []
    one = next(p for p in made if p.found == "a femal")
    assert one.choices[0] == "Female"
    assert ordered == ["a femal"]
    assert sorted(one.choices) == sorted(one.alternatives) == sorted(release_2.values("Gender"))


@pytest.mark.parametrize("found", ["03/04/2025 00:00", "2025-04-03T00:00:00"])
def test_a_field_without_a_list_offers_no_values(extract_of, records, release_2, found):
    extract = extract_of([records["service"] | {"Event Start Date": found}])
    made = [
        p
        for p in propose(extract, check_extract(extract, release_2))
        if p.field == "Event Start Date"
    ]
    assert made
    assert all(p.listed == () for p in made)


@pytest.mark.parametrize("certainty", ["safe", "documented", "likely", "ask"])
def test_what_is_proposed_with_a_certainty_is_that_part_of_all(certainty):
    opened = open_file(sample_file())
    every = propose(opened.extract, opened.result)
    some = propose(opened.extract, opened.result, certainties=[certainty])
    assert some == tuple(p for p in every if p.certainty == certainty)
    assert some or certainty == "documented"


def test_a_text_that_begins_as_the_portal_refuses_is_proposed_as_its_fault_says(
    extract_of, records, release_2
):
    found = ["=1+1", "-Male", "+44", "=Female", "@"]
    extract = extract_of([records["service"] | {"Gender": text} for text in found])
    result = check_extract(extract, release_2)
    every = propose(extract, result)
    for certainty in ("safe", "likely", "ask"):
        some = propose(extract, result, certainties=[certainty])
        assert some == tuple(p for p in every if p.certainty == certainty)


def test_without_a_profile_no_odd_value_is_compared_with_one(
    extract_of, records, release_2, monkeypatch
):
    odd = [records["service"] | {"Gender": f"Some value {n}"} for n in range(50)]
    extract = extract_of(odd)
    result = check_extract(extract, release_2)
    shaped: list[str] = []
    monkeypatch.setattr(profile_use, "shape", shaped.append)
    assert len(profile_use.new_since(Profile(), extract, result)) >= 50
    assert shaped == []
