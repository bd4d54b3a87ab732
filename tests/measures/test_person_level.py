"""DHSC's person-level lists, row by row, for both golden submissions."""

from __future__ import annotations

import pytest

from cldvalidator.events import process
from cldvalidator.measures.person_level import (
    COLUMNS,
    LISTS,
    SEQUEL,
    person_level_list,
    person_level_lists,
)
from cldvalidator.measures.preview import preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate
from tests.measures.golden import (
    RUNS,
    golden_extract,
    golden_rows,
    processed_run,
    run_results,
)

WITH_LISTS = [name for name, run in RUNS.items() if "person_level" in run.has_rows]


@pytest.fixture(name="listed")
def _listed():
    def make(name, which, when):
        results = [run_results(name)[when][m] for m in LISTS[which]]
        extract = golden_extract(RUNS[name].folder)
        return person_level_list(results, processed_run(name), extract, ("503", "Test Council"))

    return make


def as_rows(table):
    """Return rows in one order, with the identifiers of a cell in one order too."""
    table = table.astype(object).where(table.notna(), "").astype(str)
    ids = table["LA_Person_Unique_Identifier"].str.upper().str.split(", ")
    table["LA_Person_Unique_Identifier"] = ids.map(sorted).str.join(", ")
    return sorted(table.itertuples(index=False, name=None))


@pytest.mark.parametrize("when", ["latest", "previous"])
@pytest.mark.parametrize("which", LISTS)
@pytest.mark.parametrize("name", WITH_LISTS)
def test_every_row(listed, name, which, when):
    found, expected = listed(name, which, when), golden_rows(name, f"person_level_{which}_{when}")
    assert list(found.columns) == list(expected.columns)
    assert list(found.columns) == [*COLUMNS, *([SEQUEL] if which == "2A" else [])]
    assert as_rows(found) == as_rows(expected)


@pytest.mark.parametrize("which", LISTS)
@pytest.mark.parametrize("name", WITH_LISTS)
def test_the_sum_of_the_list_is_the_figure(listed, name, which):
    table = listed(name, which, "latest")
    for measure in LISTS[which]:
        for figure in run_results(name)["latest"][measure].figures:
            if figure.denominator is None:
                continue
            rows = table[table["Group"] == figure.group]
            if which in ("2E_LD", "2E_All", "3D"):
                rows = rows[rows["Description"] == figure.description]
            assert rows["Numerator"].sum() == figure.numerator
            if which != "2B2C":
                assert rows["Denominator"].sum() == figure.denominator


def test_lists_of_an_extract_in_which_nobody_is_in_them():
    """The small seed of the harness: no measure but 3D has anybody in it."""
    specification = load_specification("2")
    extract = generate(25, seed=7, specification=specification)
    processed = process(extract, specification)
    lists = person_level_lists(preview(processed, Inputs({})), processed, extract, ("503", "T"))
    assert set(lists) == set(LISTS)
    _, of_2a = lists["2A"]
    assert of_2a["LA_Person_Unique_Identifier"].isna().all()
    assert of_2a["Numerator"].isna().all()
