"""Every rule: silent where nothing is wrong, and one mutation gives exactly its one finding."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from functools import cache

import jsonschema
import pytest

from cldvalidator.bundled import bundled
from cldvalidator.checks import check_extract
from cldvalidator.checks.context import thresholds
from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.rules import GROUPS
from cldvalidator.checks.running import registered
from cldvalidator.extract import Column, read_extract
from cldvalidator.fixes import propose
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate
from tests.checks.rule_cases import (
    BUILT,
    BY_REGISTER,
    EXAMPLES,
    REVIEW,
    RULES,
    SERVICE,
    TODAY,
    WHOLE,
    changed,
    expected,
)

CERTAINTIES = ("safe", "documented", "likely", "ask")


def found(extract, release="2"):
    result = check_extract(extract, load_specification(release), today=TODAY)
    assert [r for r in result.runs if r.outcome == "crashed"] == []
    return sorted((g.rule.id, g.field, int(row)) for g in result.findings.groups for row in g.rows)


@pytest.fixture
def read(extract_of, tmp_path):
    """Return a function that reads an example: its records, or a file of them and its lines."""

    def made(file, release):
        if not file.lines:
            return extract_of(file.records(), without=file.without)
        names = load_specification(release).names
        path = tmp_path / "example.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            rows = csv.DictWriter(out, names, restval="")
            rows.writeheader()
            rows.writerows(file.records())
            out.write("\r\n".join(file.lines))
        return read_extract(path, load_specification(release))

    return made


@pytest.fixture
def base(records):
    return list(records.values())


def test_the_base_has_no_finding(extract_of, base):
    assert found(extract_of(base)) == []


def test_an_empty_file_has_no_finding(extract_of):
    assert found(extract_of([])) == []


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_bad_example_gives_exactly_its_findings(read, rule):
    example = EXAMPLES[rule]
    assert example.finds[0][0] == rule
    assert found(read(example.bad, example.release), example.release) == expected(example)


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_good_example_gives_none(read, rule):
    example = EXAMPLES[rule]
    assert found(read(example.good, example.release), example.release) == []


@pytest.mark.parametrize("rule", EXAMPLES)
def test_what_is_offered_is_what_the_rule_says(read, rule):
    example = EXAMPLES[rule]
    bad = read(example.bad, example.release)
    result = check_extract(bad, load_specification(example.release), today=TODAY)
    offered = [p for p in propose(bad, result, certainties=CERTAINTIES) if p.rule == rule]
    assert {p.certainty for p in offered} <= set(RULES[rule].fix_certainty)
    if RULES[rule].fix_offered == "always":
        assert offered


@pytest.mark.parametrize("field", ["Service Type", "Service Component"])
def test_a_service_that_is_not_listed_is_not_also_said_not_to_fit(extract_of, base, field):
    wrong = found(extract_of(changed(base, (SERVICE, field, "Something of our own"))))
    assert {name for _, name, _ in wrong} == {field}
    assert "SVC-01" not in {rule for rule, *_ in wrong}


@pytest.mark.parametrize("code", ["00503", "ABC12", "5O3AB", " 506 "])
def test_every_code_of_another_council_is_seen(extract_of, base, code):
    wrong = found(extract_of(changed(base, (REVIEW, "LA Code", code))))
    assert ("FILE-03", "LA Code", REVIEW) in wrong
    assert [f for f in wrong if f[0] == "ID-16"] == []


def test_no_code_of_the_list_has_a_finding(extract_of, base):
    specification, memory = load_specification("2"), Memory()
    extract = extract_of(base)
    check_extract(extract, specification, today=TODAY, memory=memory)
    for code in specification.la_names:
        columns = dict(extract.columns) | {"LA Code": Column.of([code] * len(base))}
        other = replace(extract, columns=columns)
        kept = memory.without(["LA Code"])
        result = check_extract(other, specification, today=TODAY, memory=kept)
        assert result.findings.groups == ()
        assert {run.outcome for run in result.runs} <= {"ran", "skipped"}


def test_rows_with_another_number_of_cells(extract_of, base):
    from cldvalidator.extract import RaggedRow

    extract = extract_of(base)
    ragged = (RaggedRow(3, 3, 52, 50),)
    odd = replace(extract, reading=replace(extract.reading, ragged=ragged, ragged_total=1))
    assert found(odd) == [("FILE-10", "LA Code", 1)]
    many = replace(extract, reading=replace(extract.reading, ragged=ragged, ragged_total=9))
    assert found(many) == [("FILE-10", "LA Code", WHOLE_FILE), ("FILE-10", "LA Code", 1)]


@cache
def whole_file():
    specification = load_specification("2")
    extract = generate(4_000, seed=3, specification=specification)
    return extract, check_extract(extract, specification, today=TODAY).findings.by_rule()


@pytest.mark.parametrize("rule", WHOLE)
def test_the_whole_file(rule):
    specification = load_specification("2")
    extract, before = whole_file()
    field, change = WHOLE[rule]
    assert before[rule] == 0
    texts = [change(t) for t in extract.column(field).strings().to_pylist()]
    columns = dict(extract.columns) | {field: Column.of(texts)}
    altered = type(extract)(columns, extract.source_rows, extract.reading)
    groups = check_extract(altered, specification, today=TODAY).findings.groups
    group = next(g for g in groups if g.rule.id == rule)
    assert group.rows.tolist() == [WHOLE_FILE] * len(group.details)
    assert all(d.endswith(".") for d in group.details)


def test_every_built_rule_has_an_example_or_a_case_here():
    elsewhere = set(WHOLE) | BY_REGISTER
    assert set(BUILT) == set(EXAMPLES) | elsewhere
    assert not set(EXAMPLES) & elsewhere
    readme = bundled("rules", "examples", "README.md").read_text("utf-8")
    for rule in elsewhere:
        assert f"`{rule}`" in readme


@pytest.mark.parametrize("group", GROUPS)
def test_the_examples_have_the_shape_of_their_schema(group):
    schema = json.loads(bundled("rules", "examples", "examples.schema.json").read_text("utf-8"))
    content = json.loads(bundled("rules", "examples", f"{group}.json").read_text("utf-8"))
    jsonschema.validate(content, schema)
    assert all(RULES[e["rule"]].group == group for e in content["examples"])


def test_every_threshold_is_named_by_a_rule_and_is_there():
    named = {name for rule in RULES.values() for name in rule.thresholds}
    assert named == set(thresholds()) - {"title", "note", "confidence"}


def test_every_rule_is_built_or_says_why_not():
    for rule in RULES.values():
        if rule.status != "built":
            assert rule.status.startswith("Cannot be")
            assert rule.id not in registered()
        elif rule.group != "cells" and not rule.check:
            assert rule.id in registered()
    assert registered() <= set(BUILT)


def test_a_rule_without_its_fields_is_skipped_and_says_why(extract_of, base, release_2):
    result = check_extract(extract_of(base, without=["Service Component"]), release_2, today=TODAY)
    runs = {r.rule: r for r in result.runs}
    assert runs["SVC-01"].outcome == "skipped"
    assert "Service Component" in runs["SVC-01"].why
    assert runs["DATE-01"].outcome == "ran"


def test_a_crash_is_ours_and_stops_no_other_rule(extract_of, base, release_2, monkeypatch):
    from cldvalidator.checks import running

    def crash(context):
        raise KeyError("CANARY")

    monkeypatch.setitem(running._LOGIC, "DATE-01", running.Logic(crash, (), "row"))
    wrong = changed(base, (REVIEW, "Gender", "Male"))
    result = check_extract(extract_of(wrong), release_2, today=TODAY)
    crashed = [r for r in result.runs if r.outcome == "crashed"]
    assert [r.rule for r in crashed] == ["DATE-01"]
    assert "KeyError" in crashed[0].why
    assert "CANARY" not in crashed[0].why
    assert result.findings.by_rule()["ID-05"] == 1
