"""A filter that names what a file cannot have is refused, in place of fitting no row."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

import cldvalidator as cld
from cldvalidator.checks.local_rules import CouncilRule
from cldvalidator.filters.council_rules import read_rules
from cldvalidator.jobs.check import open_file
from cldvalidator.problems import InputProblem
from cldvalidator.review.filtered import filter_file
from cldvalidator.specification import load_specification

TODAY = date(2026, 7, 1)
SPECIFICATION = load_specification("2")
RULES = (
    CouncilRule("LOCAL-03", "Costs", must="Unit Cost between 1 and 500"),
    CouncilRule("LOCAL-04", "Team", must='"Our team" is not blank'),
)
LISTED = sorted(
    f.name
    for f in SPECIFICATION.fields
    if f.values and f.values.texts and f.values.completeness != "partial"
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    path = tmp_path_factory.mktemp("not here") / "extract.csv"
    cld.synthetic(path, rows=120, faults=0.1, seed=2)
    lines = path.read_text("utf-8").splitlines()
    lines[3] = lines[3].replace(",Request,", ",Enquiry,").replace(",Service,", ",Enquiry,")
    assert "Enquiry" in lines[3]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return open_file(path, rules=RULES, without=("DATE-03",), today=TODAY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("has finding LOCAL-13", "LOCAL-13, but there is no such rule here. Did you mean LOCAL-03"),
        ("not has finding LOCAL-99", "no such rule here. "),
        ("Event Type = Service and has finding DATE-03", "DATE-03, but it is left out"),
        ("has finding LOCAL-04", "could not be run. The file has no column for Our team."),
        ("Event Type = Servic", "neither its list nor the file has. Did you mean “Service”?"),
        ("Event Type in (Service, Reveiw)", "Did you mean “Review”?"),
        ("Event Type != Servic", "Did you mean “Service”?"),
        ("Gender starts with Q", "a value of Gender that neither its list nor the file has"),
    ],
)
def test_what_is_not_here_is_named_with_the_nearest(opened, text, said):
    with pytest.raises(InputProblem) as raised:
        filter_file(opened, text)
    assert said in f"{raised.value.what} {raised.value.advice}"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("has finding LOCAL-03", None),
        ("Event Type = Enquiry", 1),
        ("Event Type contains quir", 1),
        ("Event Start Date > 01/01/2090", 0),
        ("Last Name = Nobody", 0),
    ],
)
def test_what_a_file_may_have_is_no_mistake(opened, text, rows):
    count = filter_file(opened, text).fits.count
    assert count == rows if rows is not None else count > 0


def test_a_column_that_the_file_lacks_is_blank_and_compares_with_nothing(opened, tmp_path):
    path = tmp_path / "narrow.csv"
    kept = opened.extract.columns
    names = [n for n in kept if n != "Postcode"]
    table = pa.table({n: kept[n].strings() for n in names})
    table.to_pandas().to_csv(path, index=False)
    narrow = open_file(path, today=TODAY)
    assert filter_file(narrow, "Postcode is blank").fits.count == len(narrow.extract)
    with pytest.raises(InputProblem, match="compares Postcode, but the file has no column"):
        filter_file(narrow, 'Postcode contains "LN"')


@pytest.mark.parametrize("name", LISTED)
def test_each_listed_value_may_be_asked_for_and_another_may_not(opened, name):
    for value in SPECIFICATION.values(name):
        filter_file(opened, f'{name} = "{value}"')
    with pytest.raises(InputProblem):
        filter_file(opened, f'{name} = "{SPECIFICATION.values(name)[0]} x"')


def test_rules_are_known_by_the_check_and_not_by_the_profile(opened):
    assert len(read_rules(RULES, SPECIFICATION)) == 2
    with pytest.raises(InputProblem, match="here is none"):
        filter_file(open_file(opened.extract.reading.path, today=TODAY), "has finding LOCAL-03")
