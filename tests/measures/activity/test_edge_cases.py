"""People at the edges: birthdays, blanks, deaths, spells over the year's end, one kind of event."""

from __future__ import annotations

import json

import pytest

from cldvalidator.events import process
from cldvalidator.measures.person_level import person_level_lists
from cldvalidator.measures.preview import on_request, preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.measures.small_numbers import shared_result
from cldvalidator.measures.why import WHY, why
from cldvalidator.presentation.preview_text import preview_json, preview_text

COMMUNITY, ST_MAX = "Long term support: Community", "Short term support: ST-Max"
SERVICE = {"Event Start Date": "01/05/2025", "Event End Date": ""}


@pytest.fixture
def tables(extract_of, records, release_2):
    """Return a function that gives the tables of events, and holds that all of it ends plainly.

    events: event type and what differs from a valid record. Of each measure the tables by id; all
    measures, or those `of` which something is asked.
    """

    def make(*events, without=(), of=None):
        rows = [
            records[kind] | {"NHS Number": "", "Event Reference": f"E{n}"} | told
            for n, (kind, told) in enumerate(events)
        ]
        extract = extract_of(rows, without)
        processed = process(extract, release_2)
        made = preview(processed, Inputs(), only=of or on_request())
        ends_plainly(extract, processed, made)
        return {i.measure.text.id: {g.id: g for g in i.results[0].grids} for i in made}

    return make


def ends_plainly(extract, processed, made):
    """Text and JSON are made, lists add up to the cells, and every row is told why."""
    assert preview_text(processed, made, {})
    assert json.dumps(preview_json(processed, made, {}))
    lists = person_level_lists(made, processed, extract, ("503", "Test Council"))
    for item in made:
        result = item.results[0]
        inner = [
            figure.value
            for grid in result.grids
            for row, line in zip(grid.rows, grid.cells, strict=True)
            for column, figure in zip(grid.columns, line, strict=True)
            if "Total" not in (row, column)
        ]
        assert sum(inner) == len(lists[item.measure.text.id][1])
        for record in result.tables[WHY]["record"].unique():
            said = why(result, record=int(record))
            assert said
            assert not any(word in s for s in said for word in ("nan", "None", "NaT"))
        shared_result(result, item.measure.text)


def people(table):
    return table.whole.value


def person(name, **told):
    return ("service", SERVICE | {"LA Person Unique Identifier": name} | told)


@pytest.mark.parametrize(
    ("born", "younger", "older"),
    [
        ("31/03/2008", 1, 0),  # 18 by the first of the month of birth
        ("01/04/2008", 0, 0),
        ("30/04/1961", 1, 0),
        ("31/03/1961", 0, 1),  # 65 in the month of the last day
    ],
)
def test_birthdays_at_the_end_of_the_year(tables, born, younger, older):
    made = tables(person("A", **{"Date of Birth": born}), of=("LTS001a", "LTS001b"))
    for measure in ("LTS001a", "LTS001b"):
        assert people(made[measure]["T1a"]) == younger
        assert people(made[measure]["T1b"]) == older
    assert people(made["LTS001b"]["T2"]) == 1  # all ages


def test_people_without_a_date_of_birth_or_a_gender(tables):
    made = tables(
        person("A", **{"Date of Birth": ""}),
        person("B", Gender="Unknown"),
        person("C", Gender=""),
        person("D", Gender="Male"),
        person("D", Gender="Female", **{"Event Start Date": "02/05/2025"}),
    )
    of = made["LTS001b"]
    assert [people(of[t]) for t in ("T1a", "T1b", "T2", "T3a", "T3b", "T3c")] == [0, 3, 3, 1, 1, 1]


@pytest.mark.parametrize(("died", "there"), [("31/03/2026", 1), ("30/03/2026", 0)])
def test_a_death_on_the_last_day_counts(tables, died, there):
    made = tables(person("A", **{"Date of Death": died}), of=("LTS001a", "LTS001b"))
    assert people(made["LTS001b"]["T1b"]) == there
    assert people(made["LTS001a"]["T1b"]) == 1


@pytest.mark.parametrize(("ended", "column"), [("01/06/2025", COMMUNITY), ("02/06/2025", None)])
def test_the_limit_of_28_days_lapses_after_a_request_of_one_day(tables, ended, column):
    asked = {"Event Start Date": "01/06/2025", "Event End Date": ended}
    # An open service that comes first always follows, so this one has an end.
    later = {"Event Start Date": "01/08/2025", "Event End Date": "01/09/2025"}
    made = tables(("request", asked), ("service", later), of=("STS001",))
    grid = made["STS001"]["T1b"]
    counts = {c: f.value for c, f in zip(grid.columns, grid.cells[-1], strict=True) if f.value}
    assert counts == {column or "No_Chronology_Unable_To_Classify": 1, "Total": 1}


def spell(start, end):
    told = {"Event Start Date": start, "Event End Date": end, "Service Type": ST_MAX}
    return ("service", told | {"Event Outcome": "NFA: Support ended as planned"})


@pytest.mark.parametrize(
    ("spells", "counts"),
    [
        ([("20/03/2025", "02/04/2025")], 1),  # began before the year
        ([("20/03/2025", "31/03/2025")], 0),
        ([("20/03/2025", "30/03/2025"), ("01/04/2025", "05/04/2025")], 1),  # one over the edge
        ([("20/03/2026", "31/03/2026")], 1),
        ([("20/03/2026", "05/04/2026")], 0),
        ([("20/03/2026", "")], 0),
        ([("01/06/2025", "01/06/2025")], 1),
    ],
)
def test_spells_at_the_edges_of_the_year(tables, spells, counts):
    made = tables(*(spell(*days) for days in spells), of=("STS002a", "STS002b"))
    assert people(made["STS002a"]["T1"]) == counts
    assert people(made["STS002b"]["T1"]) == 0


def test_several_services_on_one_day(tables):
    reasons = ("Learning disability support", "Mental health support")
    both = [person("A", **{"Primary Support Reason": r, "Service Component": c})
            for r, c in zip(reasons, ("Day support", "Meals"), strict=True)]  # fmt: skip
    made = tables(*both, both[0], of=("LTS001b",))
    grid = made["LTS001b"]["T1b"]
    counted = [row for row, line in zip(grid.rows, grid.cells, strict=True) if line[-1].value]
    assert counted == ["Unknown", "Total"]
    assert people(grid) == 1


def test_a_review_on_the_day_a_service_starts_and_one_without_outcome(tables):
    day = {"Event Start Date": "01/05/2025", "Event End Date": "01/05/2025"}
    two = (("review", day), ("review", day | {"Event Outcome": ""}))
    made = tables(("service", SERVICE), *two, of=("People by review",))
    of = made["People by review"]["LTS001a"]
    rows = dict(zip(of.rows, (line[-1].value for line in of.cells), strict=True))
    assert (rows["Planned review"], rows["Any review"], rows["No review"]) == (1, 1, 0)


@pytest.mark.parametrize("kind", ["request", "service", "review"])
def test_a_file_of_one_kind_of_event(tables, kind):
    made = tables((kind, {}))
    assert people(made["STS002a"]["T1"]) == people(made["STS002b"]["T1"]) == 0
    assert people(made["LTS001b"]["T1b"]) == (kind == "service")


@pytest.mark.parametrize(
    "field",
    [
        "Date of Birth",
        "Gender",
        "Delivery Mechanism",
        "Primary Support Reason",
        "Service Type",
        "Event Outcome",
        "Event End Date",
        "LA Person Unique Identifier",
        "Request: Route of Access",
    ],
)
def test_a_file_without_a_column(tables, field):
    assert tables(("request", {}), ("service", {}), ("review", {}), without=[field])


def test_nothing_at_all_in_the_year(tables):
    long_ago = {"Event Start Date": "01/05/2019", "Event End Date": "02/05/2019"}
    made = tables(("request", long_ago), ("service", long_ago), ("review", long_ago))
    assert not any(people(g) for grids in made.values() for g in grids.values())
