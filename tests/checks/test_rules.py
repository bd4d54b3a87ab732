"""Texts of every rule are there, and a broken rule file says where."""

from __future__ import annotations

import json

import pytest

from cldvalidator.bundled import bundled
from cldvalidator.checks.rules import check_rules, load_rules
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification

RULES = load_rules()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_texts_are_complete(rule):
    names = load_specification("2").names
    for text in (rule.title, rule.when, rule.wrong, rule.fix, rule.cost):
        assert text[0].isupper()
    for sentence in (rule.when, rule.wrong, rule.fix, rule.cost):
        assert sentence.endswith(".")
        assert "{" not in sentence
    assert not rule.title.endswith(".")
    assert all(f == "*" or f in names for f in rule.fields)


def test_sources_are_spelled_out():
    sources = load_specification("2").sources
    for rule in RULES.values():
        assert any(key in rule.source for key in sources), rule.id


def test_a_broken_rule_file_names_the_place():
    root = bundled("rules")
    schema = json.loads((root / "rules.schema.json").read_text("utf-8"))
    raw = json.loads((root / "cells.json").read_text("utf-8"))
    raw["rules"][2]["severity"] = "fatal"
    with pytest.raises(InputProblem, match=rf"cells.json > rules > {raw['rules'][2]['id']} > sev"):
        check_rules(raw, schema, "cells.json")
