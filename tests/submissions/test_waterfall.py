"""Figures before and after: the parts add up, and every part is what its step did."""

from __future__ import annotations

import numpy as np
import pytest

from cldvalidator.events.method_versions import JUNE_2026
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.compare import compare_opened, movement_of_figures
from cldvalidator.measures.registry import Inputs
from cldvalidator.problems import InputProblem
from cldvalidator.submissions.compare import compare
from cldvalidator.submissions.compare_columns import EARLIER, LATER
from cldvalidator.submissions.waterfall import waterfall
from tests.submissions.changed_files import before, made, opened
from tests.submissions.test_compare_ledger import GOLDEN

POPULATION = Inputs({"18 to 64": 300_000, "65 and above": 90_000})


@pytest.fixture(scope="module")
def moved():
    """The figures of the golden submissions of a quarter and the one before."""
    files = [open_file(GOLDEN / "files" / f"{name}.csv.gz") for name in ("f6", "f7")]
    found = compare(*files)
    return found, waterfall(found, POPULATION)


def test_the_parts_add_up_to_the_movement_exactly(moved):
    _, figures = moved
    assert len(figures.movements) > 20
    for movement in figures.movements:
        assert movement.remainder == 0
    assert sum(bool(m.parts) for m in figures.movements) > 20
    assert figures.steps[0] == "Period moved"  # and not the method, which is the same
    assert {"Events missing", "Events closed or reopened", "Events new"} <= set(figures.steps)


def test_every_part_opens_records_of_its_file(moved):
    found, figures = moved
    for movement in figures.movements:
        for part in movement.parts:
            assert part.side in (EARLIER, LATER)
            assert part.rows.max(initial=-1) < found.two.length(part.side)
            if part.step == "Events missing":
                assert len(part.rows)
                assert np.isin(part.rows, found.gone).all()
            if part.step == "Events new":
                assert np.isin(part.rows, found.new).all()


def test_rows_in_another_order_move_nothing():
    found = compare(before(), opened(made()[0].sample(frac=1, random_state=5), "b"))
    figures = waterfall(found, POPULATION)
    assert not [p for m in figures.movements for p in m.parts if p.step != "Order of rows"]


def test_an_accommodation_that_is_now_unknown_is_a_person_re_classified():
    frame = made()[0].copy()
    place = frame.columns.get_loc("Accommodation Status")
    settled = frame["Accommodation Status"].str.startswith("Owner occupier")
    frame.iloc[np.flatnonzero(settled), place] = "Unknown"
    figures = waterfall(compare(before(), opened(frame, "b")), POPULATION)
    parts = [p for m in figures.movements if m.key[0] == "ASCOF 2E" for p in m.parts]
    assert parts
    assert {p.step for p in parts} == {"Persons re-classified"}
    assert all(len(p.rows) for p in parts)


def test_another_method_is_a_part_of_its_own():
    later = opened(made()[0].iloc[:-1], "b")
    found = compare(before(), later)
    from cldvalidator.events.method_versions import SEPTEMBER_2026

    figures = waterfall(found, POPULATION, methods=(JUNE_2026, SEPTEMBER_2026))
    assert figures.steps[0] == "Method"
    assert all(m.remainder == 0 for m in figures.movements)


def test_a_file_without_a_period_has_no_figures_to_compare():
    frame = made()[0].assign(**{"Reporting Period End Date": ""})
    compared = compare_opened(before(), opened(frame, "b"))
    with pytest.raises(InputProblem, match="the later file states no reporting period"):
        movement_of_figures(compared)
