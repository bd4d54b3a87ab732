"""The hand-made people of the golden submission: which measures counted them, case by case."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from tests.measures.golden import processed_run

GOLDEN = Path(__file__).parents[1] / "data" / "golden"


def scenarios():
    with (GOLDEN / "scenarios.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


CASES = scenarios()


@pytest.fixture
def golden_run():
    """The hand-made people were judged by the method of June 2026."""
    return "June"


@pytest.fixture
def number_of():
    return _numbers()


@cache
def _numbers():
    return {person: n for n, person in enumerate(processed_run("June").people)}


@pytest.mark.parametrize("case", CASES, ids=[c["id"] + " " + c["Event Description"] for c in CASES])
def test_case(case, processed, results, number_of):
    latest = results["latest"]
    person = number_of.get(case["person"])
    for column, frame in (("single_rows", processed.single), ("joined_rows", processed.joined)):
        expected = int(float(case[column] or 0))
        assert (0 if person is None else int((frame["person"] == person).sum())) == expected, column
    clusters = latest["ASCOF 2A"].tables["clusters"]
    own = clusters[clusters["person"] == person]
    assert bool(len(own)) == bool(case["2A"]), case["2A"]
    for kind, outcome in zip(own["sequel_type"], own["final_outcome"], strict=True):
        assert f"{kind}:{outcome}" in case["2A"]
    admissions = latest["ASCOF 2B and 2C"].figures
    counted = any(person in f.behind.numerator_people for f in admissions)
    assert counted == bool(case["2BC"])
    for name, column in (("ASCOF 2E LD", "2E_LD"), ("ASCOF 2E", "2E_All")):
        totals = [f for f in latest[name].figures if f.group == "Total"]
        inside = any(person in f.behind.denominator_people for f in totals)
        unknown_age = column == "2E_All" and case[column].endswith("/Unknown")
        assert inside == (bool(case[column]) and not unknown_age), column
        settled = any(person in f.behind.numerator_people for f in totals)
        assert settled == (inside and "=1/" in case[column])
    details = processed.persons[processed.persons["person"] == person]
    if case["accom"]:
        assert details["Accommodation_Status"].tolist() == [case["accom"]]
        assert details["Has_Unpaid_Carer"].tolist() == [case["unpaid_carer"]]
        assert details["Primary_Support_Reason"].tolist() == [case["psr"]]
