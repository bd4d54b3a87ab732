"""Values of a condition that no list has: told with the value that was meant."""

from __future__ import annotations

import pytest

from cldvalidator.filters.rule_reading import fields_of_rules, read_rule_condition
from cldvalidator.filters.unlisted import unlisted_values
from cldvalidator.specification import load_specification

SPECIFICATION = load_specification("2")
FIELDS = fields_of_rules(SPECIFICATION)


def told(text):
    return list(unlisted_values([read_rule_condition(text, FIELDS)], SPECIFICATION))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Delivery Mechanism = Direct Paymnt", "Direct payment"),
        ("Client Type starts with Carer", "Unpaid carer"),
        ("Event Type in (Review, Servise)", "Service"),
        ("not (Gender != Femal)", "Female"),
        ("exists (Event Type = Reviw)", "Review"),
    ],
)
def test_a_mistyped_value_is_told_with_what_was_meant(text, meant):
    (sentence,) = told(text)
    assert sentence.startswith("No listed value of ")
    assert sentence.endswith(f" Did you mean “{meant}”?")


def test_a_short_list_is_told_where_no_value_is_near():
    (sentence,) = told("Event Type = Zebra")
    assert sentence.endswith(" The list has Request, Assessment, Service, Review.")


@pytest.mark.parametrize(
    "text",
    [
        "Event Type = service",
        "Service Type contains Long term",
        "Service Type does not contain Nursing",
        "Postcode starts with ZZ",
        "Review Reason = Something else",
        '"Team" = North',
        "Event End Date is blank",
        "count >= 2 (Event Type = Review) within 28 days after Event Start Date",
    ],
)
def test_what_a_list_has_and_what_has_no_list_is_not_told(text):
    assert told(text) == []


def test_every_listed_value_is_known_in_any_capitals():
    for field in SPECIFICATION.fields:
        for value in SPECIFICATION.values(field.name)[:3]:
            assert told(f'{field.name} = "{value.upper()}"') == []
