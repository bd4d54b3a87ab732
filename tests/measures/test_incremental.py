"""Figures made anew for the people whom a change reaches are those of the whole file."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.checks.cells.date_evidence import with_dates
from cldvalidator.events import process
from cldvalidator.events.loading import IDENTITY, READ, load_events
from cldvalidator.events.part import Cells
from cldvalidator.events.tables import make_tables
from cldvalidator.extract import Column
from cldvalidator.fixes import CellChange, ValueChange, apply_changes
from cldvalidator.fixes.reread import FigureReader
from cldvalidator.measures.figures import value_of
from cldvalidator.measures.incremental import IncrementalFigures, figures_of, values_of
from cldvalidator.measures.preview import chosen_measures, preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.specification import load_specification
from tests.examples import examples
from tests.measures.golden import RUNS, golden_extract
from tests.submissions.golden import joined_run

METHODS = ("small, September", "small, June")
OWNER = "Owner occupier or shared ownership scheme"
INPUTS = Inputs(population={"18 to 64": 300_000, "65 and above": 90_000})
ODD = ("", "NULL", "rubbish", "31/12/2025", "01/02/1950", "Service", "Unpaid carer")


@cache
def golden_file(run):
    """Return a golden file, its check, its events and its figures."""
    specification = load_specification("2")
    extract = with_dates(golden_extract(RUNS[run].folder), specification)
    result = check_extract(extract, specification)
    processed = process(extract, specification, RUNS[run].parameters, judged=result.judged)
    return extract, result, processed, IncrementalFigures(processed, specification, INPUTS)


def reader_of(run):
    extract, result, processed, _ = golden_file(run)
    return FigureReader(extract, result, processed, load_specification("2"))


def some_change(extract, random):
    """Return a change as somebody may make it: of a value, or of some cells that hold one."""
    name = str(random.choice(sorted(READ)))
    column = extract.column(name)
    row = int(random.integers(len(extract)))
    found, other = column.text(row), column.text(int(random.integers(len(extract))))
    written = str(random.choice([other, other, other.upper(), f" {other}", *ODD]))
    holders = np.flatnonzero(column.codes == column.codes[row])
    if random.random() < 0.4:
        return [ValueChange(name, found, written, len(holders), "")]
    chosen = random.choice(holders, min(len(holders), int(random.integers(1, 9))), replace=False)
    return [CellChange(name, int(r), int(extract.source_rows[r]), found, written) for r in chosen]


def figures_after(run, extract):
    """Return every figure of a file as it is when all of it is computed."""
    processed = process(extract, load_specification("2"), RUNS[run].parameters)
    results = [item.results[0] for item in preview(processed, INPUTS, latest_only=True)]
    return processed, there(values_of(figures_of(results)))


def there(values):
    """Leave out figures that nobody is in: one that is not listed is the same."""
    return {
        key: value
        for key, value in values.items()
        if any((value.value, value.numerator, value.denominator))
    }


def moved(figures, changed):
    return there(figures.values() | {key: after for key, (_, after) in changed.items()})


@pytest.mark.parametrize("number", range(25))
def test_a_random_change_gives_the_figures_of_the_whole_file(number):
    run = METHODS[number % 2]
    extract, _, processed, figures = golden_file(run)
    changes = some_change(extract, np.random.default_rng(number))
    reread = reader_of(run).after(changes)
    now, whole = figures_after(run, apply_changes(extract, changes))
    time = processed.period, processed.joined_reference
    if reread is None:
        assert (now.period, now.joined_reference) != time
        return
    assert (now.period, now.joined_reference) == time
    assert moved(figures, figures.after([reread])[0]) == whole


@pytest.mark.parametrize(("number", "name"), list(enumerate([*IDENTITY, "Event End Date"])))
def test_somebody_may_become_somebody_else_and_end_at_another_time(number, name):
    run = METHODS[number % 2]
    extract, _, _, figures = golden_file(run)
    column = extract.column(name)
    filled = np.flatnonzero(~column.blank_rows)[5:200:40].tolist()
    changes = [
        CellChange(name, r, int(extract.source_rows[r]), column.text(r), column.text(r + 9))
        for r in filled
        if column.text(r) != column.text(r + 9)
    ]
    reread = reader_of(run).after(changes)
    assert reread is not None
    _, whole = figures_after(run, apply_changes(extract, changes))
    assert moved(figures, figures.after([reread])[0]) == whole


def test_costs_are_added_up_in_the_order_of_the_file():
    """Sums of fractions depend on their order, to the last digit."""
    run = METHODS[0]
    extract, _, _, figures = golden_file(run)
    column = extract.column("Unit Cost")
    records = figures.figures["Costs", "Total cost of the quarter (£)", "All"].units.records
    changes = [
        CellChange("Unit Cost", r, int(extract.source_rows[r]), column.text(r), "123.45")
        for r in records[:4].tolist()
    ]
    assert changes
    changed = figures.after([reader_of(run).after(changes)])[0]
    _, whole = figures_after(run, apply_changes(extract, changes))
    assert moved(figures, changed) == whole
    assert "Costs" in {key[0] for key in changed}


@pytest.mark.parametrize("run", METHODS)
def test_what_figures_are_made_of_gives_them(run):
    _, _, _, figures = golden_file(run)
    for figure in figures.figures.values():
        units = figure.units
        below = None if units.below is None else len(units.below)
        value = value_of(
            units.aggregate, len(units.people), below, units.amounts, population=units.population
        )
        assert value == figure.value
        if units.aggregate != "sum":
            assert len(units.people) == figure.numerator
        if units.below is not None:
            assert below == figure.denominator


def test_changes_tried_together_are_what_each_is_by_itself():
    run = METHODS[0]
    extract, _, _, figures = golden_file(run)
    random = np.random.default_rng(7)
    tried = [reader_of(run).after(some_change(extract, random)) for _ in range(12)]
    known = [reread for reread in tried if reread is not None]
    assert len(known) > 6
    assert figures.after(known) == [figures.after([reread])[0] for reread in known]


def test_there_and_back_again_moves_nothing():
    run = METHODS[0]
    extract, _, _, figures = golden_file(run)
    there_ = ValueChange("Accommodation Status", OWNER, "rubbish", 0, "")
    back = ValueChange("Accommodation Status", "rubbish", OWNER, 0, "")
    reader = reader_of(run)
    assert figures.after([reader.after([there_])])[0]
    assert reader.after([there_, back]) == {}
    assert figures.after([{}]) == [{}]
    assert extract is golden_file(run)[0]


def test_what_reads_the_same_and_what_no_figure_reads_changes_no_cell():
    run = METHODS[0]
    reader = reader_of(run)
    assert reader.after([ValueChange("Gender", "Female", "FEMALE ", 0, "")]) == {}
    assert reader.after([ValueChange("Last Name", "Smith", "Smyth", 0, "")]) == {}


@cache
def joined_figures(method):
    processed = joined_run(method, sorted_runs()[0]).processed
    return processed, IncrementalFigures(processed, load_specification("2"), INPUTS)


def sorted_runs():
    from tests.submissions.golden import RUNS as SETS

    return sorted(SETS)


@settings(max_examples=examples(3), deadline=None, derandomize=True)
@given(
    method=st.sampled_from(("June", "September")),
    name=st.sampled_from(
        ("Event Start Date", "Service Type", "NHS Number", "Event Outcome", "Date of Birth")
    ),
    seed=st.integers(0, 1_000),
)
def test_figures_of_a_joined_set_are_made_anew_alike(method, name, seed):
    processed, figures = joined_figures(method)
    random = np.random.default_rng(seed)
    read, size = processed.read, len(processed.read)
    records = np.sort(random.choice(size, 12, replace=False))
    texts = read.column(name).narrowed(random.choice(size, 12))
    changed = figures.after([{name: Cells(records, texts)}])[0]
    every = read.column(name).strings().to_numpy(zero_copy_only=False).copy()
    every[records] = texts.strings().to_numpy(zero_copy_only=False)
    columns = MappingProxyType(ChainMap({name: Column.of(every)}, dict(read.columns)))
    assert moved(figures, changed) == set_figures(processed, replace(read, columns=columns))


def set_figures(processed, read):
    """Return the figures of a set, all of it computed."""
    p, quarters = processed.parameters, processed.quarters
    events, people = load_events(
        read,
        load_specification("2"),
        p.method,
        release_1=p.release_1,
        own_deaths=p.own_deaths,
    )
    tables = make_tables(
        events,
        len(people),
        year=processed.year,
        quarters=replace(quarters, served=None),
        period=processed.period,
        method=p.method,
    )
    whole = replace(
        processed,
        single=tables.single,
        joined=tables.joined,
        persons=tables.persons,
        people=people,
        person_of=events["person"].to_numpy(),
        read=read,
    )
    results = [m.compute(whole, whole.period, INPUTS) for m in chosen_measures(())]
    return there(values_of(figures_of(results)))
