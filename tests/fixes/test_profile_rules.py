"""Rules of a council's own in its profile, and in files that councils pass on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cldvalidator.checks.local_rules import CouncilRule
from cldvalidator.filters.council_rules import in_house_form
from cldvalidator.fixes.profile import Profile, load_profile, merged, save_profile
from cldvalidator.fixes.profile_differences import differences
from cldvalidator.fixes.profile_rules import (
    new_rule,
    read_rules_file,
    with_rules_added,
    write_rules_file,
)
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification

SPECIFICATION = load_specification("2")
YEARLY = CouncilRule(
    "LOCAL-01",
    "Services are reviewed",
    "exists (Event Type = Review) within 365 days before Reporting Period End Date",
    'Event Type = Service and "Our team" != North',
    "query",
    "A service has had no review in the year",
    "Review team",
)
CHEAP = CouncilRule("LOCAL-02", "Costs are low", "Unit Cost < 100", on=False)


def test_a_profile_read_back_has_the_same_rules(tmp_path):
    profile = Profile().with_rules([CHEAP, YEARLY])
    save_profile(profile, tmp_path / "p.json", SPECIFICATION)
    found = load_profile(tmp_path / "p.json", SPECIFICATION)
    assert found == profile
    assert (found.rules, len(found)) == ((YEARLY, CHEAP), 2)
    assert "rules" not in json.loads(_saved(tmp_path, Profile()).read_text("utf-8"))


def _saved(folder, profile):
    save_profile(profile, folder / "other.json", SPECIFICATION)
    return folder / "other.json"


def test_a_rule_that_the_specification_cannot_follow_stays_in_the_profile(tmp_path):
    newer = replace(CHEAP, must="A field of Release 3 is blank")
    profile = Profile().with_rules([newer])
    assert load_profile(_saved(tmp_path, profile), SPECIFICATION) == profile


def test_rules_go_out_and_come_in_as_they_are(tmp_path):
    write_rules_file([YEARLY, CHEAP], tmp_path / "rules.json")
    assert read_rules_file(tmp_path / "rules.json", SPECIFICATION) == (YEARLY, CHEAP)


def test_of_two_profiles_mine_stays_and_the_others_rules_get_the_next_ids():
    theirs = [replace(YEARLY, id="LOCAL-07", severity="warning"), replace(CHEAP, id="LOCAL-01")]
    together, disagreements = merged(Profile().with_rules([YEARLY]), Profile().with_rules(theirs))
    assert together.rules == (YEARLY, CHEAP)
    (one,) = disagreements
    assert one.place == "own rule “Services are reviewed”"
    assert with_rules_added([], theirs)[0] == tuple(theirs)
    found = differences(Profile(), together, SPECIFICATION)
    assert [d.place for d in found] == [
        "Own rule LOCAL-01: Services are reviewed",
        "Own rule LOCAL-02: Costs are low",
    ]


def test_a_new_rule_gets_an_id_that_none_has():
    made = new_rule(replace(CHEAP, id=""), SPECIFICATION, [replace(YEARLY, id="LOCAL-41")])
    assert made.id == "LOCAL-42"
    assert new_rule(replace(CHEAP, must="Unit Cost < 1"), SPECIFICATION, [CHEAP]).id == "LOCAL-02"
    with pytest.raises(InputProblem, match="another name"):
        new_rule(replace(CHEAP, id="", name="costs ARE low"), SPECIFICATION, [CHEAP])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"must": ""}, "must: nothing is there"),
        ({"name": " "}, "no name"),
        ({"must": "Unit Cost << 3"}, "LOCAL-02 “Costs are low”, must: The condition cannot be"),
        ({"when": "Evnt Type = Review"}, "when: The condition cannot be read from its beginning"),
        ({"must": "NHS Number = 9434765919"}, "a value of NHS Number"),
        ({"must": "exists (Last Name = Smith)"}, "a value of Last Name"),
        ({"must": "Date of Birth > 01/01/1950"}, "a value of Date of Birth"),
        ({"must": '"Worker" = "jo@council.gov.uk"'}, "about a person: it looks like an e-mail"),
        ({"words": "Ring 01522 552222"}, "its words"),
        ({"owner": "Mrs Smith"}, "its owner"),
    ],
)
def test_what_may_not_be_a_rule_is_told(changed, said):
    with pytest.raises(InputProblem) as caught:
        new_rule(replace(CHEAP, **changed), SPECIFICATION, [])
    assert said.casefold() in str(caught.value).casefold()
    assert not {"smith", "9434765919", "jo@"} & set(str(caught.value).casefold().split())


def rule(**changed):
    return {"name": "Costs", "must": "Unit Cost < 100", "severity": "warning"} | changed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "the file as a whole has to be a group"),
        ({"kind": "CLD Validator rules", "version": 2, "rules": []}, "“version” has to be 1"),
        ([rule(), rule(severity="error")], "rule 2 “Costs”, severity: it has to be one of"),
        ([rule(code="import os")], "rule 1 “Costs”: it has an entry “code” that is not known"),
        ([rule(must=7)], "rule 1 “Costs”, must: it has to be a text"),
        ([rule(must=["x"])], "rule 1 “Costs”, must: it has to be a text"),
        (["Unit Cost < 3"], "rule 1: it has to be a group of named entries"),
        ([{"name": "x"}], "rule 1 “x”: it lacks “must”"),
        ([rule(id="DATE-03")], "rule 1 “Costs”, id: it is not written as it must be"),
        ([rule(name="x" * 101)], "name: it is longer than the 100 characters"),
        ([rule(must="x" * 2001)], "must: it is longer than the 2000 characters"),
        ([rule(), rule(name="costs ")], "rule 2: another rule has the same name"),
        ([rule(id="LOCAL-01"), rule(name="B", id="LOCAL-01")], "rule 2: another rule has the same"),
        ([rule(name=f"{n}") for n in range(101)], "has 101 rules; 100 at most"),
        ([rule(), rule(name="B", must="eval(x)")], "LOCAL-02 “B”, must: The condition cannot"),
        ([rule(must="(" * 100)], "60 deep at most"),
        ([rule(must="NHS Number = 9434765919")], "a value of NHS Number"),
        ([rule(must="exists (count > 1 (Age > 3)) ")], "other events stand within other events"),
    ],
)
def test_a_hostile_file_of_rules_is_refused_in_a_plain_sentence(tmp_path, content, said):
    whole = {"kind": "CLD Validator rules", "version": 1, "rules": content}
    path = tmp_path / "rules.json"
    told = content if isinstance(content, dict) or content == [] else whole
    path.write_text(json.dumps(told), "utf-8")
    with pytest.raises(InputProblem) as caught:
        read_rules_file(path, SPECIFICATION)
    assert said in str(caught.value)
    assert "9434765919" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "nonsense", '{"kind":' * 3000, "\x00\x01", "[" * 100_000])
def test_what_is_no_file_of_rules_is_refused(tmp_path, text):
    path = tmp_path / "rules.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputProblem, match=r"rules.json is not a file of rules"):
        read_rules_file(path, SPECIFICATION)


def test_a_rule_in_the_form_of_the_house():
    loose = replace(
        CHEAP, when="event type IS Service", must="count > 0 (event type = Review)", on=True
    )
    assert in_house_form(loose, SPECIFICATION) == (
        "Event Type = Service",
        "exists (Event Type = Review)",
    )
