"""Everything with a name is found by it, and says what the data say."""

from __future__ import annotations

import re

import pytest

from cldvalidator.bundled import bundled
from cldvalidator.checks.rules import load_rules
from cldvalidator.guide.lookup import current_entries, entries, find
from cldvalidator.guide.topics import ORDER, glossary_terms, guide_topics
from cldvalidator.measures.activity.definitions import not_shown
from cldvalidator.measures.registry import measure_texts
from cldvalidator.specification import load_specification

SHOWN = ("open", "check", "fix", "preview", "submit")
ENTRIES = current_entries()
PACKS = (load_specification("2"), load_specification("1"))


def test_every_field_rule_and_measure_is_there_once_and_in_order():
    by_kind = {k: [e.name for e in ENTRIES if e.kind == k] for k in ("field", "rule", "measure")}
    assert by_kind == {
        "field": list(PACKS[0].names),
        "rule": list(load_rules()),
        "measure": [*measure_texts(), *(t.id for t in not_shown())],
    }


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.name)
def test_found_by_name_and_by_title_whatever_the_capitals(entry):
    everything = [*ENTRIES, *glossary_terms(), *guide_topics()]
    assert find(everything, entry.name.upper())[0] is entry
    if entry.title:
        assert entry in find(everything, f"  {entry.title.lower()} ")[:2]


def test_entries_say_what_the_data_say():
    by_name = {e.name: e for e in ENTRIES}
    for rule in load_rules().values():
        for text in (rule.wrong, rule.fix, rule.cost, rule.source, *rule.fields):
            assert text == "*" or text.casefold() in by_name[rule.id].texts
    for field in PACKS[0].fields:
        assert field.guidance.casefold() in by_name[field.name].texts
        for value in field.values.values if field.values else ():
            for text in (value.value, value.confidence, value.source):
                assert text.casefold() in by_name[field.name].texts
    for measure in measure_texts().values():
        for text in (measure.definition, measure.numerator, *measure.oddities):
            assert text.casefold() in by_name[measure.id].texts


def test_related_names_lead_somewhere_and_back():
    by_name = {e.name: e for e in ENTRIES}
    for entry in ENTRIES:
        for name in entry.related:
            assert entry.name in by_name[name].related, (entry.name, name)


def test_all_words_have_to_be_there_and_the_best_comes_first():
    assert find(ENTRIES, "") == []
    assert find(ENTRIES, "outcome zebra") == []
    names = [e.name for e in find(ENTRIES, "outcome event")]
    assert "Event Outcome" in names[:3]
    assert "Accommodation Status" in [e.name for e in find(ENTRIES, "shared lives")]


def test_values_of_the_pack_in_use_are_found(release_2):
    from dataclasses import replace

    gender = release_2.by_name["Gender"]
    own = replace(gender, guidance="Something only this council says.")
    pack = replace(release_2, fields=tuple(own if f is gender else f for f in release_2.fields))
    found = find(entries((pack,), load_rules(), measure_texts()), "only this council")
    assert found[0].name == "Gender"


def test_every_text_of_the_guide_is_shown_and_every_link_leads_somewhere():
    folder = bundled("help")
    names = {p.name for p in folder.iterdir()}
    assert names == {f"{name}.md" for name in ORDER} | {"pictures"}
    known = {t.name for t in guide_topics()} | {e.name for e in ENTRIES}
    for topic in (*guide_topics(), *glossary_terms()):
        pictures = set(re.findall(r"!\[[^\]]+\]\(picture:([^)]*)\)", topic.text))
        beside = {"open": {"set"}, "check": {"filter", "columns", "story"}}.get(topic.name, set())
        assert pictures == ({topic.name} | beside if topic.name in SHOWN else set())
        for address in re.findall(r"\]\(([^)]*)\)", topic.text):
            assert address.removeprefix("help:") in known or address[8:] in pictures, topic.name
        assert "http" not in topic.text
        assert topic.title or topic.kind == "term"


def test_no_two_parts_of_the_help_have_one_name():
    names = [i.name.casefold() for i in (*guide_topics(), *ENTRIES, *glossary_terms())]
    assert len(set(names)) == len(names)


def test_the_words_used_are_in_the_order_of_the_alphabet():
    names = [t.name.casefold() for t in glossary_terms()]
    assert names == sorted(names)
    assert len(names) > 20
