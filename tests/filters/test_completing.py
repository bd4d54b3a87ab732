"""What is offered can stand where it is offered."""

from __future__ import annotations

import pytest

from cldvalidator.extract import Column
from cldvalidator.filters import FilterFields, read_filter
from cldvalidator.filters.completing import completions
from cldvalidator.filters.rule_reading import RuleReader, fields_of_rules
from cldvalidator.specification import load_specification

FIELDS = FilterFields(load_specification("2"), ("Team", "A or B"))
COLUMNS = {
    "Team": Column.of(["North and South", "East", "East", ""]),
    "Unit Cost": Column.of(["250", "99.5", "99.5"]),
}


def offered(text):
    found = completions(text, FIELDS, COLUMNS.get)
    return text[: found.start], found.texts


@pytest.mark.parametrize(
    ("text", "before", "first"),
    [
        ("", "", "LA Code"),
        ("event ty", "", "Event Type"),
        ("Type", "", "Client Type"),
        ("A o", "", '"A or B"'),
        ("Event Type ", "Event Type ", "="),
        ("Unit Cost ", "Unit Cost ", "between"),
        ("Event Type = ", "Event Type = ", "Request"),
        ("Event Type = Serv", "Event Type = ", "Service"),
        ("Event Type = Service ", "Event Type = Service ", "and"),
        ("Event Type = Service a", "Event Type = ", None),
        ("Event Type = Service and Cl", "Event Type = Service and ", "Client Type"),
        ("Event Type in (Service, Rev", "Event Type in (Service, ", "Review"),
        ("Team = ", "Team = ", "East"),
        ("Team = Nor", "Team = ", '"North and South"'),
        ("Unit Cost = ", "Unit Cost = ", '"99.5"'),
        ("NHS Number = ", "NHS Number = ", None),
        ("has finding ", "has finding ", "error"),
        ("has finding DATE-0", "has finding ", "DATE-00"),
        ("has finding in Un", "has finding in ", "Unit Cost"),
    ],
)
def test_what_is_offered(text, before, first):
    head, texts = offered(text)
    assert texts[:1] == ((first,) if first else ())
    if first:
        assert head == before


def test_what_is_offered_can_be_read():
    """Choosing again and again makes a filter."""
    for text in ("", "Event Type = ", "Team = ", "Team in (East, "):
        head, texts = offered(text)
        for chosen in texts[:20]:
            made = f"{head}{chosen}"
            if text:
                read_filter(made + (")" if "(" in made else ""), FIELDS)
            else:
                assert offered(made + " ")[1]


@pytest.mark.parametrize(
    ("text", "before", "first"),
    [
        ("ex", "", "exists ("),
        ("exists ", "exists ", "("),
        ("exists (Event Ty", "exists (", "Event Type"),
        ("exists (Event Type = Rev", "exists (Event Type = ", "Review"),
        ("exists (Event Type = Review) ", "exists (Event Type = Review) ", "between"),
        ("exists (Event Type = Review) wi", "exists (Event Type = Review) ", "within"),
        ("exists within 28 ", "exists within 28 ", "days after"),
        ("exists within 28 days after Ev", "exists within 28 days after ", "Event Start Date"),
        ("exists between Event Start Date and ", None, "Reporting Period Start Date"),
        ("exists between Event Start Date and Event End Date ", None, "and"),
        ("count ", "count ", "between"),
        ("days from ", "days from ", "Reporting Period Start Date"),
        ("days from Event Start Date to Event End Date ", None, "between"),
        ("A o", "", '"A or B"'),
        ("Tea", "", '"Team"'),
        ("has f", "", None),
    ],
)
def test_what_can_follow_in_a_rule(text, before, first):
    fields = fields_of_rules(load_specification("2"), ("Team", "A or B"))
    found = completions(text, fields, COLUMNS.get, RuleReader)
    assert text[: found.start] == (text if before is None else before)
    assert (found.texts or (None,))[0] == first
