"""Lists of the people in each cell: as many rows as its number says, and the rows that decide."""

from __future__ import annotations

from collections import Counter

import pytest

from cldvalidator.measures.activity.people_listed import COLUMNS
from cldvalidator.measures.person_level import list_names, person_level_lists
from cldvalidator.measures.preview import on_request, preview
from cldvalidator.measures.registry import Inputs, measure_texts
from cldvalidator.measures.small_numbers import shared_result
from cldvalidator.problems import InputProblem
from tests.measures.golden import GOLDEN, golden_extract, processed_run

RUN, COUNCIL = "small, September", ("503", "Test Council")


@pytest.fixture(scope="module", name="previewed")
def _previewed():
    return preview(processed_run(RUN), Inputs(), only=on_request())


@pytest.fixture(scope="module", name="lists")
def _lists(previewed):
    extract = golden_extract(GOLDEN / "september")
    return person_level_lists(previewed, processed_run(RUN), extract, COUNCIL)


def inner(grid):
    """Return the cells that are no totals: row, column, figure."""
    for row, line in zip(grid.rows, grid.cells, strict=True):
        for column, figure in zip(grid.columns, line, strict=True):
            if "Total" not in (row, column):
                yield row, column, figure


def test_a_list_for_every_measure(previewed, lists):
    assert list(lists) == list(list_names(previewed)) == list(on_request())
    for name, (period, table) in lists.items():
        assert tuple(table.columns) == COLUMNS
        assert list_names(previewed)[name] == period
        assert set(table["Method"]) <= {measure_texts()[name].method}


def test_as_many_rows_as_the_number_of_the_cell(previewed, lists):
    several = 0
    for item in previewed:
        table = lists[item.measure.text.id][1]
        counts = Counter(zip(table["Table"], table["Row"], table["Column"], strict=True))
        for grid in item.results[0].grids:
            for row, column, figure in inner(grid):
                assert counts.pop((grid.title, row, column), 0) == figure.value
                several += figure.value > 1
        assert not counts
    assert several > 10


def test_the_rows_are_those_behind_the_cell(previewed, lists):
    processed, extract = processed_run(RUN), golden_extract(GOLDEN / "september")
    own = extract.column("LA Person Unique Identifier")
    for item in previewed:
        table = lists[item.measure.text.id][1]
        by_cell = table.groupby(["Table", "Row", "Column"])
        for grid in item.results[0].grids:
            for row, column, figure in inner(grid):
                if not figure.value:
                    continue
                of_cell = by_cell.get_group((grid.title, row, column))
                said = {int(n) for text in of_cell["Rows_In_File"] for n in text.split("; ") if n}
                records = figure.behind.numerator_records
                assert said == set(extract.source_rows[records].tolist())
                people = figure.behind.numerator_people
                texts = {n for text in of_cell["LA_Person_Unique_Identifier"].dropna()
                         for n in text.split(", ")}  # fmt: skip
                of_people = {own.text(int(r)) for r in records} - {""}
                assert {t.strip().casefold() for t in of_people} <= {t.casefold() for t in texts}
                assert bool(len(people))
    assert len(processed.people)


def test_nobody_is_in_what_is_shared(previewed):
    for item in previewed:
        shared = shared_result(item.results[0], item.measure.text)
        for grid in shared.grids:
            assert not len(grid.entries.person)
            assert not any(len(f.behind.numerator_people) for f in grid.figures())


def test_measures_that_have_no_list_are_refused():
    processed = processed_run(RUN)
    made = preview(processed, Inputs(), only=["Dashboard: people"])
    with pytest.raises(InputProblem, match="None of the measures"):
        person_level_lists(made, processed, golden_extract(GOLDEN / "september"), COUNCIL)
