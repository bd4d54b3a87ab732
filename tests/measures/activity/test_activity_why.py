"""Why a row is in a table: said of every row that is, of no other, and of everybody in it."""

from __future__ import annotations

import numpy as np
import pytest

from cldvalidator.measures.preview import on_request, preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.measures.why import WHY, can_explain, why
from tests.measures.activity.golden import activity_processed, activity_result
from tests.measures.golden import processed_run

OF_2023 = ("T1", "T2a", "T2b")


FEW = ("LTS001c", "STS002b", "STS002b of 2023-24", "People by review")
"""In their tables the small submission has nobody."""


@pytest.fixture(scope="module", name="result_of")
def _result_of():
    made = preview(processed_run("small, September"), Inputs(), only=on_request())
    results = {item.measure.text.id: item.results[0] for item in made}
    return lambda name: activity_result("extra", name) if name in FEW else results[name]


def said_of(result, behind):
    """Return what is said of the records behind the cells, and of some others it looks at."""
    others = sorted(set(result.tables[WHY]["record"].tolist()) - behind)
    return {r: why(result, record=r) for r in (*behind, *others[::4])}


@pytest.mark.parametrize("measure", on_request())
def test_the_rows_said_to_count_are_those_behind_the_cells(result_of, measure):
    result = result_of(measure)
    assert can_explain(result)
    grids = [g for g in result.grids if measure != "LTS004" or g.id in OF_2023]
    behind = {int(r) for g in grids for r in g.whole.behind.numerator_records}
    assert behind
    counts = "Counted in the tables of 2023-24" if measure == "LTS004" else "Counted"
    said = said_of(result, behind)
    assert {r for r, words in said.items() if any(counts in s for s in words)} == behind
    assert all(s.endswith(".") and "nan" not in s for words in said.values() for s in words)


@pytest.mark.parametrize("measure", on_request())
def test_everybody_in_a_table_is_told_why(result_of, measure):
    result = result_of(measure)
    people = {int(p) for g in result.grids for p in g.whole.behind.numerator_people}
    reviewed = set(result.tables[WHY]["person"].tolist())
    if measure == "People by review":
        people &= reviewed  # of the others nothing is told but that there is no review
    assert people <= reviewed
    for person in people:
        said = why(result, person=person)
        assert any("ounted" in s and not s.startswith("Not counted") for s in said), said


@pytest.mark.parametrize("measure", ["STS001", "STS002a of 2023-24"])
def test_the_row_that_is_said_to_have_followed_has_the_answer(measure):
    """The service or the outcome stands in it, and it is named where a row is explained."""
    result, events = activity_result("extra", measure), activity_processed("extra").joined
    final = result.tables["final"]
    rows = events.reset_index(drop=True).set_index("record")
    seen = set()
    for kind, field in ((2, "Service_Type"), (3, "Event_Outcome")):
        one = final[(final["kind"] == kind) & (final["followed_by"] >= 0)]
        assert len(one)
        found = rows.loc[one["followed_by"]]
        assert found["person"].tolist() == one["person"].tolist()
        assert found[field].astype(str).tolist() == one["outcome"].tolist()
        for record, followed in zip(one["record"], one["followed_by"], strict=True):
            name = activity_processed("extra").row_names(np.array([followed]))[0]
            said = why(result, record=int(record))
            assert any(f", in {name})" in s for s in said), (said, name)
            seen.add(kind)
    assert seen == {2, 3}
    others = final[~final["kind"].isin([2, 3])]
    assert (others["followed_by"] == -1).all()
