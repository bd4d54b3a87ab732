"""The activity report's tables of several submissions: nothing was published of them.

They are held by what must be so. One file gives the tables of that file. Of several, the tables
that read the joined table are those of the joined table written as one file; the others are those
of the file that serves the year, with births and deaths as all files tell them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from cldvalidator.events import process
from cldvalidator.extract.column import Column
from cldvalidator.extract.stacked import stacked
from cldvalidator.measures.person_level import person_level_lists
from cldvalidator.measures.preview import on_request, preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.selection.period import EPOCH
from cldvalidator.specification import load_specification
from tests.submissions.golden import METHODS, joined_run, reads_of

OF_THE_YEAR = ("LTS001a", "LTS001b", "LTS003")
OF_BOTH = ("LTS004", "People by review")
JOINED = tuple(m for m in on_request() if m not in (*OF_THE_YEAR, *OF_BOTH))
_2E = ("everyone_place", "ld_work")
"""Tables of LTS004 that read the joined table."""


def cells(processed, only):
    return {
        (item.measure.text.id, grid.id, f.description, f.group): f.value
        for item in preview(processed, Inputs(), only=only, latest_only=True)
        for grid in item.results[0].grids
        for f in (*grid.figures(), grid.whole)
    }


def as_one_file(processed):
    """Write the joined table as an extract: its records, with the ends that joining gave them."""
    joined = processed.joined.sort_values("record")
    whole = stacked([processed.read], [joined["record"].to_numpy()])
    ends = [
        "" if np.isnan(day) else f"{EPOCH + timedelta(days=int(day)):%d/%m/%Y}"
        for day in joined["Der_Event_End_Date"]
    ]
    return replace(whole, columns={**whole.columns, "Event End Date": Column.of(ends)})


def parameters_of(processed):
    return replace(
        processed.parameters,
        period_end=processed.period.last,
        import_date=processed.import_date,
        joined_reference=processed.joined_reference,
    )


@pytest.mark.parametrize("method", METHODS)
def test_one_file_has_the_tables_of_that_file(method):
    joined = joined_run(method, "one_file").processed
    (read,) = reads_of("one_file")
    told = replace(joined.parameters, import_date=read.submission.import_day)
    alone = process(read.extract, load_specification("2"), told)
    found = cells(joined, on_request())
    assert sum(map(bool, found.values())) > 1_000
    assert found == cells(alone, on_request())


@pytest.mark.parametrize("method", METHODS)
def test_several_files_have_the_tables_of_the_joined_table_as_one_file(method):
    joined = joined_run(method, "latest").processed
    one = process(as_one_file(joined), load_specification("2"), parameters_of(joined))
    assert len(one.joined) == len(joined.joined)
    found = cells(joined, (*JOINED, "LTS004"))
    of_one = cells(one, (*JOINED, "LTS004"))
    read_joined = {k for k in found if k[0] != "LTS004" or k[1] in _2E}
    assert sum(bool(found[k]) for k in read_joined) > 300
    assert {k: found[k] for k in read_joined} == {k: of_one[k] for k in read_joined}


@pytest.mark.parametrize("method", METHODS)
def test_tables_of_the_year_are_those_of_the_file_that_serves_it(method):
    made = joined_run(method, "latest")
    joined, serves = made.processed, made.selection.year.by
    (read,) = (r for r in reads_of("latest") if r.submission is serves)
    told = replace(parameters_of(joined), joined_reference=None)
    own = process(read.read, load_specification("2"), told)
    number = {name: n for n, name in enumerate(own.people)}
    persons = joined.persons.assign(
        person=[number.get(joined.people[p], -1) for p in joined.persons["person"]]
    )
    persons = persons[persons["person"] >= 0].sort_values("person", ignore_index=True)
    own = replace(own, persons=persons)
    only = (*OF_THE_YEAR, "LTS004")
    found, of_file = cells(joined, only), cells(own, only)
    of_year = {k for k in found if k[1] not in _2E}
    assert sum(bool(found[k]) for k in of_year) > 200
    assert {k: found[k] for k in of_year} == {k: of_file[k] for k in of_year}


def test_the_list_of_people_names_the_file_of_each_row():
    joined = joined_run("September", "latest").processed
    made = preview(joined, Inputs(), only=["LTS001c"])
    lists = person_level_lists(made, joined, joined.read, ("503", "Test Council"))
    rows = [place for text in lists["LTS001c"][1]["Rows_In_File"] for place in text.split("; ")]
    assert {place.partition(":")[0] for place in rows} <= set(joined.files.names)
    assert rows
    assert all(place.partition(":")[2].isdecimal() for place in rows)
