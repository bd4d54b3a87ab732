"""What differs between the two versions of the method, and by which rule."""

from __future__ import annotations

from datetime import date

import pytest

from cldvalidator.events import Parameters
from cldvalidator.events.method_versions import CHANGES, JUNE_2026, SEPTEMBER_2026
from cldvalidator.measures.methods_compared import compare_methods
from cldvalidator.measures.preview import on_request, preview
from cldvalidator.measures.registry import Inputs, measure_texts
from cldvalidator.presentation.methods_text import methods_json, methods_lines
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate
from tests.measures.golden import GOLDEN, golden_extract, processed_run, run_results

POPULATION = {"18 to 64": 300_000, "65 and above": 90_000}


@pytest.fixture(scope="module")
def compared():
    return compare_methods(
        golden_extract(GOLDEN),
        load_specification("2"),
        Parameters(import_date=date(2026, 5, 5)),
        Inputs(POPULATION),
        activity=True,
    )


def of_tables(name):
    """Return the cells of the activity report's tables of a run, by measure, title and column."""
    return {
        (item.measure.text.id, f.description, f.group): f.value
        for item in preview(processed_run(name), Inputs(), only=["activity"])
        for f in item.results[0].figures
    }


def test_it_names_exactly_the_figures_that_differ(compared):
    june, september = (run_results(name)["latest"] for name in ("June", "September"))
    expected = set()
    for measure, result in september.items():
        before = {(f.description, f.group): f for f in june[measure].figures}
        for f in result.figures:
            old = before[f.description, f.group]
            if (f.value, f.numerator, f.denominator) != (old.value, old.numerator, old.denominator):
                expected.add((measure, f.description, f.group))
    found = {(d.measure, d.description, d.group) for d in compared.differences}
    assert {key for key in found if key[0] not in on_request()} == expected
    assert len(expected) > 3


def test_it_names_exactly_the_cells_of_the_activity_report_that_differ(compared):
    june, september = of_tables("June"), of_tables("September")
    assert june.keys() == september.keys()
    found = {
        (d.measure, d.description, d.group): (d.before.value, d.after.value)
        for d in compared.differences
        if d.measure in on_request()
    }
    assert found == {k: (june[k], september[k]) for k in june if june[k] != september[k]}


def test_only_the_measures_that_were_chosen():
    found = compare_methods(
        golden_extract(GOLDEN / "september"),
        load_specification("2"),
        Parameters(import_date=date(2026, 5, 5), period_end=date(2026, 3, 31)),
        Inputs(),
        only=["LTS004", "ASCOF 2E"],
    )
    assert {d.measure for d in found.differences} <= {"LTS004", "ASCOF 2E"}
    lines, method = list(methods_lines(found)), measure_texts()["LTS004"].method
    listed = [d for d in methods_json(found)["differences"] if d["measure"] == "LTS004"]
    assert ("LTS004" in lines) == bool(listed)
    for entry in listed:
        assert entry["method"].startswith(method)
    if listed:
        assert lines[lines.index("LTS004") + 1].strip().startswith(method)


def test_a_file_that_no_changed_rule_touches_has_the_same_tables_by_both():
    """The figures by September are held by what must be so: nobody published any."""
    specification = load_specification("2")
    extract = generate(400, seed=11, specification=specification)
    found = compare_methods(
        extract, specification, Parameters(), Inputs(), only=["activity", "STS001"]
    )
    assert found.compared > 1_000
    assert not found.differences


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
