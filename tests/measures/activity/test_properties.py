"""What holds of the tables whatever the file: order, copies, people added, sums of parts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cldvalidator.events import process
from cldvalidator.measures.preview import preview
from cldvalidator.measures.registry import Inputs
from tests.examples import examples

SUPPORT = st.fixed_dictionaries(
    {
        "LA Person Unique Identifier": st.sampled_from("ABCD"),
        "Service Type": st.sampled_from(
            [f"Long term support: {s}" for s in ("Nursing care", "Residential care", "Community")]
        ),
        "Delivery Mechanism": st.sampled_from(["", "Direct payment", "CASSR commissioned support"]),
        "Primary Support Reason": st.sampled_from(
            ["Learning disability support", "Mental health support", "Unknown", "", "Frailty"]
        ),
        "Event Start Date": st.sampled_from(["01/05/2024", "01/05/2025", "01/02/2026"]),
        "Event End Date": st.sampled_from(["", "31/03/2026", "30/09/2025"]),
        "Gender": st.sampled_from(["Male", "Female", "Other", ""]),
    }
)
MEASURES = ("LTS001a", "LTS001b", "LTS001c", "LTS004", "People by review")
ONE_CELL = ("LTS001a", "LTS001b", "LTS001c")


@pytest.fixture
def counted(extract_of, records, release_2):
    """Return a function that gives every cell of the tables for services: (table, row, column)."""

    def compute(services):
        rows = [
            records["service"] | {"NHS Number": "", "Event Reference": f"E{n}"} | service
            for n, service in enumerate(services)
        ]
        processed = process(extract_of(rows), release_2)
        return {
            item.measure.text.id: item.results[0].grids
            for item in preview(processed, Inputs(), only=MEASURES)
        }

    return compute


def cells(grids):
    return {
        (m, g.id, f.description, f.group): f.value
        for m, found in grids.items()
        for g in found
        for f in g.figures()
    }


FEW = settings(
    max_examples=examples(4),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FEW
@given(services=st.lists(SUPPORT, min_size=1, max_size=6), data=st.data())
def test_order_and_copies_change_nothing(counted, services, data):
    first = cells(counted(services))
    assert cells(counted(data.draw(st.permutations(services)))) == first
    assert cells(counted([*services, services[0]])) == first


@FEW
@given(services=st.lists(SUPPORT, min_size=1, max_size=5), more=SUPPORT)
def test_a_person_more_adds_to_the_cells_they_are_in(counted, services, more):
    new = more | {"LA Person Unique Identifier": "Z"}
    alone, before, after = (cells(counted(s)) for s in ([new], services, [*services, new]))
    assert after == {key: before[key] + alone[key] for key in after}


@FEW
@given(services=st.lists(SUPPORT, min_size=1, max_size=6))
def test_totals_are_the_sums_of_their_parts_where_each_is_in_one_cell(counted, services):
    grids = counted(services)
    for measure in ONE_CELL:
        for grid in grids[measure]:
            if grid.rows[-1] != "Total":
                continue
            inner = [[f.value for f in line] for line in grid.cells]
            assert all(sum(line[:-1]) == line[-1] for line in inner)
            assert [sum(c) for c in zip(*inner[:-1], strict=True)] == inner[-1]


def test_people_without_a_date_of_birth_are_left_out(counted):
    service = {"LA Person Unique Identifier": "A", "Event Start Date": "01/05/2025"}
    known = service | {"LA Person Unique Identifier": "B", "Event End Date": ""}
    unknown = known | {"LA Person Unique Identifier": "C", "Date of Birth": ""}
    one, two = (cells(counted(s)) for s in ([known], [known, unknown]))
    of_rows = [key for key in one if key[0] in ONE_CELL]
    assert of_rows
    assert all(one[key] == two[key] for key in of_rows)
