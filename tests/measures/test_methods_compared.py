"""What differs between the two versions of the method, and by which rule."""

from __future__ import annotations

from datetime import date

import pytest

from cldvalidator.events import Parameters
from cldvalidator.events.method_versions import CHANGES, JUNE_2026, SEPTEMBER_2026
from cldvalidator.measures.methods_compared import compare_methods
from cldvalidator.measures.registry import Inputs
from cldvalidator.presentation.methods_text import methods_json, methods_lines
from cldvalidator.specification import load_specification
from tests.measures.golden import GOLDEN, golden_extract, run_results

POPULATION = {"18 to 64": 300_000, "65 and above": 90_000}


@pytest.fixture(scope="module")
def compared():
    return compare_methods(
        golden_extract(GOLDEN),
        load_specification("2"),
        Parameters(import_date=date(2026, 5, 5)),
        Inputs(POPULATION),
    )


def test_it_names_exactly_the_figures_that_differ(compared):
    june, september = (run_results(name)["latest"] for name in ("June", "September"))
    expected = set()
    for measure, result in september.items():
        before = {(f.description, f.group): f for f in june[measure].figures}
        for f in result.figures:
            old = before[f.description, f.group]
            if (f.value, f.numerator, f.denominator) != (old.value, old.numerator, old.denominator):
                expected.add((measure, f.description, f.group))
    assert {(d.measure, d.description, d.group) for d in compared.differences} == expected
    assert len(expected) > 3


def test_each_difference_has_its_rule(compared):
    by_measure = {d.measure: set(d.reasons) for d in compared.differences}
    assert by_measure["ASCOF 2B and 2C"] == {CHANGES["self_funded_in_build"]}
    assert by_measure["ASCOF 2E"] == {CHANGES["by_identifiers"]}
    assert by_measure["Dashboard: services"] == {CHANGES["cleaned_types"]}


def test_all_rules_together_are_september():
    method = JUNE_2026
    for rule in CHANGES:
        method = method.with_rule(rule)
    rules = {name: getattr(method, name) for name in CHANGES}
    assert rules == {name: getattr(SEPTEMBER_2026, name) for name in CHANGES}


def test_words(compared):
    lines = "\n".join(methods_lines(compared))
    assert "June 2026: 58.9 (53 of 90,000)" in lines
    assert "September 2026: 61.1 (55 of 90,000)" in lines
    content = methods_json(compared)
    assert len(content["differences"]) == len(compared.differences)
    assert content["would be chosen"] == [True, True]
