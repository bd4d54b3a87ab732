"""What is offered can stand where it is offered."""

from __future__ import annotations

import pytest

from cldvalidator.extract import Column
from cldvalidator.filters import FilterFields, read_filter
from cldvalidator.filters.completing import completions
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
