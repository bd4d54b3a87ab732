"""Accepted findings: with a reason, without anything about a person, known the next time."""

from __future__ import annotations

import pytest

from cldvalidator.checks import check_extract
from cldvalidator.fixes import accept, known_counts, known_in
from cldvalidator.fixes.accepted import known_as
from cldvalidator.fixes.proposals import nearest_first
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification


@pytest.fixture
def file(extract_of, records, release_2):
    def make(*genders):
        extract = extract_of([records["service"] | {"Gender": g} for g in genders])
        return extract, check_extract(extract, release_2)

    return make


def test_known_the_next_time(file):
    extract, result = file("X", "X", "Y")
    whole = accept("MAND-02", "Gender", "Codes of the old system", extract, result)
    one = accept("MAND-02", "Gender", "Old code, since 01/02/2020", extract, result, value="X")
    assert (whole.cells, one.cells) == (3, 2)
    later, found = file("X", "X", "X", "Y", "Female")
    known = known_in([one, whole], later, found)
    assert [(k.finding, k.cells, k.more, k.severity) for k in known] == [
        (whole, 4, 1, "warning"),
        (one, 3, 1, "warning"),
    ]
    assert found.findings.by_rule()["MAND-02"] == 4, "being known hides nothing"
    assert known_in([one], *file("Y")) == ()


def test_known_findings_are_counted_once(file):
    extract, result = file("X", "X", "Y", "Z")
    whole, x, y = (
        accept("MAND-02", "Gender", "Old codes", extract, result, value=value)
        for value in (None, "X", "Y")
    )
    for accepted, total, of_z in (((x, y), 3, 0), ((x, y, whole), 4, 1), ((y, whole, x), 4, 1)):
        counts = known_counts(known_in(accepted, extract, result))
        assert counts.total == counts.of_rule("MAND-02") == counts.of_field("Gender") == total
        assert counts.of_severity("warning") == counts.of_rule("MAND-02", "warning") == total
        assert counts.of_severity("error") == counts.of_field("Ethnicity") == 0
        assert counts.of_value("MAND-02", "Gender", "X", 2) == 2
        assert counts.of_value("MAND-02", "Gender", "Z", 1) == of_z
    assert known_counts(()).total == 0
    assert known_as([whole, x], "MAND-02", "Gender", "X") is x
    assert known_as([whole, x], "MAND-02", "Gender", "Z") is whole
    assert known_as([x], "MAND-02", "Gender", "Z") is None


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ({"reason": "  "}, "No reason"),
        ({"reason": "It is 999 000 0018"}, "person"),
        ({"rule": "MAND-77"}, "no finding"),
        ({"field": "Ethnicity"}, "no finding"),
        ({"value": "Z"}, "no finding"),
        ({"value": "9990000018"}, "not kept"),
        ({"value": "Test"}, "not kept"),
        ({"field": "First Name", "value": "Test"}, "cannot be kept"),
    ],
)
def test_what_cannot_be_accepted(file, told, what):
    extract, result = file("X", "Test")
    asked = {"rule": "MAND-02", "field": "Gender", "reason": "why", "value": None} | told
    value = asked.pop("value")
    with pytest.raises(InputProblem, match=what) as caught:
        accept(**asked, extract=extract, result=result, value=value)
    assert "9990000018" not in str(caught.value)


def test_what_a_long_text_is_like_is_seen_from_its_beginning():
    genders = load_specification("2").values("Gender")
    assert nearest_first("Male" + "\u0301" * 200_000, genders)[0] == "Male"
