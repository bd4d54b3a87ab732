"""Each cell of a heat map counts the rows that its filter shows."""

from __future__ import annotations

import pandas as pd
import pytest

from cldvalidator.filters import FilteredRows
from cldvalidator.jobs.check import open_file
from cldvalidator.review.heat_map import heat_map, rises
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


@pytest.mark.parametrize("across", ["event type", "month"])
@pytest.mark.parametrize("counted", ["blank", "with findings"])
def test_every_cell_counts_the_rows_that_its_filter_shows(opened, counted, across):
    found = heat_map(opened, counted, across)
    judged = FilteredRows(opened.extract, opened.read, opened.result)
    assert found.counts.any()
    for field in range(len(found.fields)):
        for group in range(len(found.groups)):
            rows = judged.records(found.condition(field, group))
            assert len(rows) == found.counts[field, group], found.fields[field]
            assert 0 <= found.share(field, group) <= 1


@pytest.fixture(scope="module")
def worse(tmp_path_factory):
    """A file whose column Ethnicity is mostly blank for events that start from January 2026 on."""
    specification = load_specification("2")
    path = tmp_path_factory.mktemp("worse") / "extract.csv"
    write_csv(generate(2_000, seed=3, specification=specification), path)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    starts = pd.to_datetime(frame["Event Start Date"], format="%d/%m/%Y", errors="coerce")
    hit = (starts >= "2026-01-01") & (frame.index % 3 > 0)
    frame.loc[hit, "Ethnicity"] = ""
    frame.to_csv(path, index=False)
    return open_file(path, release="2")


@pytest.mark.parametrize("counted", ["blank", "with findings"])
def test_the_column_that_got_worse_is_named_with_its_month(worse, counted):
    first = rises(heat_map(worse, counted, "month"))[0]
    assert (first.field, first.since) == ("Ethnicity", "Jan 26")
    assert first.before < 0.05
    assert first.after > 0.5


def test_columns_that_stay_as_they_are_have_not_risen(opened):
    assert rises(heat_map(opened, "with findings", "month")) == []
