"""Rules by imported registers: what they find, and what they leave alone."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cldvalidator.checks import check_extract
from cldvalidator.registers.imported import CQC_LOCATIONS, GP_PRACTICES, register_file
from tests.checks.rule_cases import BY_REGISTER, TODAY

EPOCH = date(1970, 1, 1)


def day(text):
    return text and (date.fromisoformat(text) - EPOCH).days


def keep(name, rows, edition="September 2025"):
    """Keep a register: rows of code, opening day, closing day, name, provider."""
    codes, opened, closed, names, providers = zip(*rows, strict=True)
    content = {
        "edition": edition,
        "codes": codes,
        "opened": [day(d) for d in opened],
        "closed": [day(d) for d in closed],
        "names": names,
        "providers": providers,
    }
    path = register_file(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), "utf-8")


@pytest.fixture
def practices():
    keep(
        GP_PRACTICES,
        [
            ("C83001", "1974-04-01", None, "", ""),
            ("C83002", "1974-04-01", "2025-05-31", "", ""),
            ("C83003", None, None, "", ""),
        ],
    )


@pytest.fixture
def locations():
    keep(
        CQC_LOCATIONS,
        [
            ("1-100000001", "2011-01-20", None, "The Willows", "Oak Care Limited"),
            ("1-100000002", "2026-04-01", None, "Rose House", "Rose Homes Ltd"),
            ("RWDLA", "2011-01-20", None, "County Hospital", "County NHS Trust"),
        ],
    )


@pytest.fixture
def found(extract_of, records, release_2):
    def ask(event="service", **change):
        extract = extract_of([records[event] | {k.replace("_", " "): v for k, v in change.items()}])
        result = check_extract(extract, release_2, today=TODAY)
        assert [r for r in result.runs if r.outcome == "crashed"] == []
        return [g.rule.id for g in result.findings.groups if g.rule.id in BY_REGISTER]

    return ask


@pytest.mark.parametrize(
    ("code", "start", "rules"),
    [
        ("C83001", "01/06/2025", []),
        ("c83001", "01/06/2025", []),
        ("C83009", "01/06/2025", ["ID-20"]),
        ("C83002", "01/06/2025", ["ID-21"]),
        ("C83002", "31/05/2025", []),
        ("C83003", "01/06/2025", []),
        ("V81997", "01/06/2025", []),
        ("V81999", "01/06/2025", []),
        ("surgery", "01/06/2025", []),
        ("", "01/06/2025", []),
        ("C83002", "", []),
    ],
)
def test_practices(practices, found, code, start, rules):
    assert found(GP_Practice_Code=code, Event_Start_Date=start) == rules


@pytest.mark.parametrize(
    ("code", "name", "end", "rules"),
    [
        ("1-100000001", "The Willows", "", []),
        ("1-100000001", "Willow's residential", "", []),
        ("1-100000001", "OAK CARE LTD", "", []),
        ("1-100000001", "Care Home", "", []),
        ("1-100000001", "Sunnyside", "", ["ID-24"]),
        ("1-100000001", "", "", []),
        ("1-100000002", "Rose House", "", ["ID-23"]),
        ("1-100000002", "Rose House", "01/01/2026", ["ID-23"]),
        ("1-999999999", "The Willows", "", ["ID-22"]),
        ("RWDLA", "County Hospital", "", []),
        ("none", "The Willows", "", []),
    ],
)
def test_locations(locations, found, code, name, end, rules):
    change = {"Provider_CQC_Location_ID": code, "Provider_CQC_Location_Name": name}
    assert found(**change, Event_End_Date=end) == rules


def test_a_location_on_a_row_that_is_no_service_is_another_rules(locations, found):
    assert found(event="request", Provider_CQC_Location_ID="1-999999999") == []


def test_without_a_register_each_rule_says_that_it_was_skipped(extract_of, records, release_2):
    result = check_extract(extract_of(list(records.values())), release_2, today=TODAY)
    runs = {r.rule: r for r in result.runs}
    for rule in BY_REGISTER:
        assert runs[rule].outcome == "skipped"
        assert "published import" in runs[rule].why
        assert runs[rule].why.startswith("No register of ")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"codes": 3}', '{"edition": "x", "codes": ["A", "A"]}']
)
def test_a_register_that_cannot_be_read_is_said(extract_of, records, release_2, text):
    path = register_file(GP_PRACTICES)
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    result = check_extract(extract_of(list(records.values())), release_2, today=TODAY)
    run = next(r for r in result.runs if r.rule == "ID-20")
    assert (run.outcome, "cannot be read" in run.why) == ("skipped", True)
