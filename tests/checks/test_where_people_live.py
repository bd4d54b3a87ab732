"""Postcodes of other councils: one query with a count, and only where it says something."""

from __future__ import annotations

import pytest

from cldvalidator.checks import check_extract
from cldvalidator.checks.findings import WHOLE_FILE
from tests.checks.rule_cases import TODAY

LEICESTER, LINCOLN, OXFORD, CARDIFF = "LE1 1AA", "LN1 1YG", "OX1 1PT", "CF10 3NP"


def details(extract, specification, rule="ID-19"):
    groups = check_extract(extract, specification, today=TODAY).findings.groups
    return [(g.rows.tolist(), g.details) for g in groups if g.rule.id == rule]


@pytest.fixture
def asked(extract_of, records, release_2):
    def ask(*changes, rule="ID-19"):
        rows = [
            records["request"] | {"LA Person Unique Identifier": f"P{n}", "NHS Number": ""} | change
            for n, change in enumerate(changes)
        ]
        return details(extract_of(rows), release_2, rule)

    return ask


def test_all_of_them_are_one_query_that_counts(asked):
    far = [{"Postcode": p} for p in (LEICESTER, LEICESTER, OXFORD, CARDIFF)]
    same = {"Postcode": OXFORD, "LA Person Unique Identifier": "P0"}
    ((rows, (text,)),) = asked(*far, same, {"Postcode": LINCOLN})
    assert rows == [WHOLE_FILE]
    assert text == (
        "5 records of 4 people with a home of their own by Accommodation Status have a postcode of"
        " another council: Leicester 2, Oxfordshire 2, Wales 1. The first is in row 2."
    )


@pytest.mark.parametrize(
    "change",
    [
        {"Postcode": LINCOLN},
        {"Postcode": "ZZ99 3VZ"},
        {"Postcode": "BT1 5GS"},
        {"Postcode": LEICESTER, "Accommodation Status": "Registered care home"},
        {"Postcode": LEICESTER, "Accommodation Status": "Unknown"},
        {"Postcode": LEICESTER, "Client Type": "Unpaid carer"},
        {"Postcode": LEICESTER, "LA Code": "E0503"},
        {"Postcode": "LN2 1ZZ"},
    ],
)
def test_nothing_is_asked(asked, change):
    assert asked(change) == []


@pytest.mark.parametrize(
    ("code", "postcode", "wrong"),
    [("503", LEICESTER, True), ("509", LEICESTER, False), ("204", "S70 2TA", False)],
)
def test_the_council_is_that_of_the_row(asked, code, postcode, wrong):
    assert bool(asked({"LA Code": code, "Postcode": postcode})) is wrong


def test_a_text_in_small_letters_reads_as_the_postcode(asked):
    assert asked({"Postcode": "le1 1aa"}) != []
    assert asked({"Postcode": "ln21zz"}, rule="ID-18") != []
