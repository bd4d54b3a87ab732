"""Each cell of a heat map counts the rows that its filter shows."""

from __future__ import annotations

import pytest

from cldvalidator.filters import FilteredRows
from cldvalidator.jobs.check import open_file
from cldvalidator.review.heat_map import heat_map
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, plant, write_csv


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    specification = load_specification("2")
    faulty, _ = plant(
        generate(400, seed=8, specification=specification), specification, share=0.3, seed=3
    )
    path = tmp_path_factory.mktemp("planted") / "extract.csv"
    write_csv(faulty, path)
    return open_file(path, release="2")


@pytest.mark.parametrize("counted", ["blank", "with findings"])
def test_every_cell_counts_the_rows_that_its_filter_shows(opened, counted):
    found = heat_map(opened, counted)
    judged = FilteredRows(opened.extract, opened.read, opened.result)
    assert found.counts.any()
    for field in range(len(found.fields)):
        for of_type in range(len(found.types)):
            rows = judged.records(found.condition(field, of_type))
            assert len(rows) == found.counts[field, of_type], found.fields[field]
            assert 0 <= found.share(field, of_type) <= 1
