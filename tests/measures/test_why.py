"""Why somebody counts is said of the rows that the figure is made of: it adds up to the figure."""

from __future__ import annotations

import re

import numpy as np
import pytest

from cldvalidator.events import process
from cldvalidator.extract import read_extract
from cldvalidator.measures.preview import preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.measures.small_numbers import shared_result
from cldvalidator.measures.why import WHY, can_explain, why, why_in_all
from cldvalidator.sample_file import sample_file
from cldvalidator.specification import load_specification
from tests.measures.golden import processed_run, run_results

PERSON = "LA Person Unique Identifier"
SEQUEL = re.compile(
    r"What followed: (.*), (?:in row ([\d,]+)|(its own outcome|by the date of death)) \(sequel"
)


@pytest.fixture(scope="module")
def previewed():
    specification = load_specification("2")
    processed = process(read_extract(sample_file(), specification), specification)
    return {i.measure.text.id: i for i in preview(processed, Inputs())}


def said_of(result, people):
    return {p: why(result, person=int(p)) for p in people}


@pytest.mark.parametrize(
    "measure", ["ASCOF 2A", "ASCOF 2E", "ASCOF 2E LD", "ASCOF 3D clients", "ASCOF 3D carers"]
)
def test_those_on_each_side_are_told_so(previewed, measure):
    result = previewed[measure].results[0]
    assert can_explain(result)
    checked = 0
    for figure in result.figures:
        if figure.denominator is None:
            continue
        top = set(figure.behind.numerator_people.tolist())
        for person, said in said_of(result, figure.behind.denominator_people).items():
            inside = [s for s in said if s.startswith("In the ")]
            assert inside, said
            if not measure.startswith("ASCOF 3D"):
                above = any(s.startswith("In the numerator") for s in inside)
                assert above == (person in top), said
            checked += 1
    assert checked > 5
    rows = result.tables[WHY]
    everyone = set(rows["person"].tolist())
    counted = {int(p) for f in result.figures for p in f.behind.denominator_people}
    for person in sorted(everyone - counted)[:200]:
        said = why(result, person=person)
        assert all(s.startswith("Not counted") for s in said), (measure, said)


def test_what_followed_names_the_row_that_says_it():
    """Of the golden submission, in which every kind of sequel occurs."""
    processed, result = processed_run("June"), run_results("June")["latest"]["ASCOF 2A"]
    extract, rows = processed.read, result.tables[WHY]

    def text(field, row):
        (record,) = np.flatnonzero(extract.source_rows == row)
        return extract.column(field).text(record)

    kinds = set()
    for row in rows.to_dict("records"):
        (said,) = why(result, record=row["record"])
        where = SEQUEL.search(said)
        if where is None:
            assert said.startswith("Not counted")
            continue
        outcome, followed, otherwise = where.groups()
        kinds.add(row["sequel_type"])
        if followed is None:
            own = row["sequel_type"] in ("2", "4a", "6")
            assert otherwise == ("its own outcome" if own else "by the date of death"), said
            continue
        number = int(followed.replace(",", ""))
        here = int(extract.source_rows[row["record"]])
        assert text(PERSON, number) == text(PERSON, here)
        if row["sequel_type"] == "5":
            assert text("Service Component", number) == "Equipment"
        elif row["sequel_type"] == "3":
            assert outcome.startswith(text("Service Type", number).partition(":")[0])
        else:
            assert text("Event Outcome", number) == outcome
    assert kinds == {"1", "2", "3", "4a", "4b", "4c", "5", "6"}


def test_clusters_of_2a_add_up(previewed):
    result = previewed["ASCOF 2A"].results[0]
    total = next(f for f in result.figures if f.group == "Total")
    rows = result.tables[WHY].drop_duplicates("cluster")
    said = [why(result, record=int(r))[0] for r in rows["record"]]
    assert sum(s.startswith("In the numerator") for s in said) == total.numerator
    assert sum(s.startswith("In the ") for s in said) == total.denominator


def test_admissions_add_up(previewed):
    result = previewed["ASCOF 2B and 2C"].results[0]
    rows = result.tables[WHY]
    for figure in result.figures:
        told = {
            int(person)
            for person, record in zip(rows["person"], rows["record"], strict=True)
            if why(result, record=int(record))[0].startswith(f"Counted in {figure.description}")
        }
        assert told == set(figure.behind.numerator_people.tolist())
        assert len(told) == figure.numerator


def test_waits_are_those_of_the_medians(previewed):
    result = previewed["Waiting times"].results[0]
    rows = result.tables[WHY]
    counted = {
        int(r) for r in rows["record"] if why(result, record=int(r))[0].startswith("Counted")
    }
    behind = {int(r) for f in result.figures for r in f.behind.numerator_records}
    assert behind
    assert behind <= counted


def test_a_row_that_no_measure_looks_at(previewed):
    results = {name: item.results[0] for name, item in previewed.items()}
    assert list(why_in_all(results, 10**7)) == []
    assert why(results["ASCOF 2A"], record=10**7) == [
        "Not counted: the row is no short-term support to maximise independence of a service user."
    ]


def test_what_is_shared_explains_nobody(previewed):
    for item in previewed.values():
        assert not can_explain(shared_result(item.results[0], item.measure.text))
