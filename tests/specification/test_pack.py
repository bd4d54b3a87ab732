"""The packs are whole, and a broken one says where it is broken."""

from __future__ import annotations

import copy
from collections import Counter

import pytest

from cldvalidator.checks.cells.judgement import Verdict
from cldvalidator.checks.quality import Status
from cldvalidator.problems import InputProblem
from cldvalidator.specification import build_specification, load_specification
from cldvalidator.specification.conditions import fields_of
from cldvalidator.specification.loading import read_pack

RELEASES = ("1", "2")


@pytest.fixture(scope="module", params=RELEASES)
def specification(request):
    return load_specification(request.param)


def tiers(release):
    values = [
        v
        for f in load_specification(release).fields
        if f.values is not None
        for v in f.values.values
    ]
    counts = Counter(v.confidence for v in values)
    official = sum(v.tier == "official" for v in values)
    return len(values), counts["documented"], official, counts["derived"], counts["assumed"]


def test_nothing_of_the_reference_was_lost():
    # values, documented, of these official, derived, assumed
    assert tiers("2") == (187, 154, 107, 27, 6)
    assert tiers("1") == (193, 152, 152, 35, 6)
    newest = load_specification("2")
    mappings = [m for ms in newest.mappings.values() for m in ms]
    assert len(newest.mappings) == 26
    assert sum(not m.variant for m in mappings) == 193
    assert sum(m.variant for m in mappings) == 55
    assert len(newest.la_names) == 153
    assert len(newest.sources) == 54


def test_the_words_of_the_quality_table_stand_where_the_checks_look_for_them():
    words = load_specification("2").quality_words
    assert words.statuses[Status.UNDETERMINED] == "Undetermined"
    assert len(words.statuses) == len(Status)
    assert words.verdicts[Verdict.RELEASE_1] == "Failed: Release 1"
    assert words.verdicts[Verdict.NOT_JUDGED].startswith("Not judged")
    assert len(words.verdicts) == len(Verdict)
    assert len(words.failed) == 3
    oldest = load_specification("1").quality_words
    assert oldest.verdicts[Verdict.RELEASE_1] == ""
    assert oldest.verdicts[Verdict.INVALID] == "Failed: Invalid"
    assert oldest.verdicts[Verdict.NOT_JUDGED] == words.verdicts[Verdict.NOT_JUDGED]


def test_what_the_fields_identify(specification):
    assert specification.identifying("person") == ("NHS Number", "LA Person Unique Identifier")
    assert specification.identifying("event") == ("Event Reference",)
    assert len(specification.identifying("linked person")) == 3
    digits = {f.name: f.format.digits for f in specification.fields if f.format.digits}
    assert digits == {"LA Code": 3, "NHS Number": 10}


def test_fifty_fields_in_submission_order(specification):
    assert len(specification.fields) == 50
    assert [f.position for f in specification.fields] == list(range(1, 51))
    assert specification.names[:3] == (
        "LA Code",
        "Reporting Period Start Date",
        "Reporting Period End Date",
    )
    assert specification.names[-1] == "Planned units per week"


def test_conditions_read_fields_that_exist(specification):
    for field in specification.fields:
        for requirement in (field.applicable, field.mandatory):
            assert set(fields_of(requirement.when)) <= set(specification.names)


def test_values_are_distinct_and_trimmed(specification):
    for field in specification.fields:
        texts = specification.values(field.name)
        assert len({t.casefold() for t in texts}) == len(texts)
        assert all(t == t.strip() for t in texts)


def test_mappings_end_in_the_newer_list():
    newest, oldest = load_specification("2"), load_specification("1")
    for name, mappings in newest.mappings.items():
        for m in mappings:
            assert m.release_2 is None or m.release_2 in newest.values(name), (name, m.found)
            assert m.variant or m.found in oldest.values(name), (name, m.found)


def test_every_source_is_spelled_out(specification):
    for field in specification.fields:
        for value in field.values.values if field.values else ():
            known = [k for k in specification.sources if k in value.source]
            assert known or "DHSC" in value.source or "guidance" in value.source, value


def test_guidance_is_written_for_every_field(specification):
    american = ("organization", "behavior", "color", "center ", "program ", "recognize")
    for field in specification.fields:
        assert 60 <= len(field.guidance) <= 700, field.name
        assert field.guidance.endswith(".")
        assert not any(w in field.guidance.lower() for w in american)
    texts = Counter(f.guidance for f in specification.fields)
    assert max(texts.values()) == 1


def test_personal_fields_are_marked(specification):
    personal = {f.name for f in specification.fields if f.personal}
    assert {
        "NHS Number",
        "LA Person Unique Identifier",
        "First Name",
        "Last Name",
        "Date of Birth",
        "Postcode",
        "Event Description",
        "Adult 1 Linked Person_ID",
    } <= personal
    assert all(specification.by_name[n].values is None for n in personal)


def set_in(pack, path, value):
    for step in path[:-1]:
        pack = pack[step]
    if value is KeyError:
        del pack[path[-1]]
    else:
        pack[path[-1]] = value


BROKEN = [
    (("fields", 3, "type"), "numbers", "fields > NHS Number > type"),
    (("fields", 3, "name"), KeyError, "fields > 3"),
    (("fields", 3, "position"), 9, "fields > NHS Number"),
    (("fields", 3, "name"), "LA Code", "fields > LA Code"),
    (("fields", 3, "format", "confidence"), "sure", "fields > NHS Number > format > confidence"),
    (("fields", 3, "mandatory", "when"), {}, "fields > NHS Number > mandatory > when"),
    (("fields", 3, "mandatory", "when"), {"field": "Gender"}, "fields > NHS Number > mandatory"),
    (
        ("fields", 3, "mandatory", "when"),
        {"field": "Gender", "op": "sounds like", "values": ["x"]},
        "fields > NHS Number > mandatory > when > op",
    ),
    (
        ("fields", 3, "mandatory", "when"),
        {"all": [{"not": {"field": "Colour", "op": "blank"}}]},
        "fields > NHS Number > mandatory",
    ),
    (
        ("fields", 3, "mandatory", "when"),
        {"always": True, "field": "Gender", "op": "blank"},
        "fields > NHS Number > mandatory",
    ),
    (("lists", "Gender", "enforcement"), "fatal", "lists > Gender > enforcement"),
    (("lists", "Gender", "values", 0, "value"), "", "lists > Gender > values > 0 > value"),
    (("lists", "Gender"), KeyError, "lists > Gender"),
    (
        ("lists", "Postcode"),
        {"completeness": "partial", "enforcement": "none", "values": []},
        "lists > Postcode",
    ),
    (("guidance", "Gender"), KeyError, "guidance > Gender"),
    (("la_codes",), [], "la_codes"),
    (("release", "release"), "3", "release > release"),
    (("surprise",), 1, "the whole pack"),
]


@pytest.mark.parametrize(("path", "value", "place"), BROKEN, ids=[b[2] for b in BROKEN])
def test_a_broken_pack_names_the_place(path, value, place):
    pack = copy.deepcopy(read_pack("2"))
    set_in(pack, path, value)
    with pytest.raises(InputProblem) as raised:
        build_specification(pack, "a council's pack")
    assert "a council's pack" in raised.value.what
    assert place in raised.value.what


def test_there_is_no_third_release():
    with pytest.raises(InputProblem, match="no specification release 3"):
        load_specification("3")
