"""A column's bars count the rows that their filters show."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cldvalidator.filters import FilteredRows, FilterFields, filter_text, read_filter
from cldvalidator.jobs.check import open_file
from cldvalidator.review.column_profiles import column_profiles
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, plant, write_csv


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    specification = load_specification("2")
    faulty, _ = plant(
        generate(600, seed=8, specification=specification), specification, share=0.3, seed=3
    )
    path = tmp_path_factory.mktemp("planted") / "extract.csv"
    write_csv(faulty, path)
    return open_file(path, release="2")


def test_every_bar_counts_the_rows_that_its_filter_shows(opened):
    fields = FilterFields.of(opened.extract, opened.specification)
    judged = FilteredRows(opened.extract, opened.read, opened.result)
    kinds = set()
    for profile in column_profiles(opened):
        kinds.add(profile.kind)
        for bar in profile.bars:
            text = filter_text(bar.condition, fields)
            found = judged.rows(read_filter(text, fields))
            if profile.kind == "values":  # a filter finds other spellings of the value as well
                assert np.count_nonzero(found) >= bar.rows, (profile.name, bar)
            else:
                assert np.count_nonzero(found) == bar.rows, (profile.name, bar)
    assert {"values", "months", "numbers"} <= kinds
    assert kinds & {"years", "decades"}


def test_counts_are_those_of_pandas(opened):
    read = opened.read
    findings = opened.result.findings.table
    names = list(opened.result.findings.names)
    for profile in column_profiles(opened):
        cells = pd.Series(read.column(profile.name).strings().to_pylist(), dtype=object)
        filled = cells[cells.str.strip() != ""]
        assert profile.rows == len(cells)
        assert profile.filled == len(filled), profile.name
        assert profile.distinct == filled.nunique()
        assert profile.rest + sum(b.rows for b in profile.bars) == len(filled)
        here = findings[(findings["field"] == names.index(profile.name)) & (findings["row"] >= 0)]
        assert profile.failing == here["row"].nunique()


def test_an_empty_file_has_columns_without_bars(opened):
    from cldvalidator.review.of_rows import of_rows

    none = of_rows(opened, np.zeros(len(opened.extract), bool))
    assert all(p.filled == p.distinct == 0 and not p.bars for p in column_profiles(none))
