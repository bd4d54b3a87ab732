"""Rows that follow each other: where a chain begins, and how often the statements have a row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.measures.activity.chains import chained
from tests.examples import examples

GAP = 1


def made(*spans, gap=GAP):
    """Chain the spans of one person: (start, end) by day."""
    start, end = (np.array(days, float) for days in zip(*spans, strict=True))
    found = chained(np.zeros(len(spans), int), start, end, gap)
    return found.number.tolist(), found.start.tolist(), found.times.tolist()


def test_nothing_to_chain():
    nothing = np.zeros(0)
    found = chained(nothing.astype(int), nothing, nothing, GAP)
    assert len(found.number) == len(found.start) == len(found.times) == 0


def test_the_row_just_before_decides():
    number, start, _ = made((0, 100), (10, 20), (50, 90))
    assert number[0] == number[1] != number[2]
    assert start == [0, 0, 50]


@pytest.mark.parametrize(("begins", "together"), [(10, True), (11, True), (12, False)])
def test_a_gap_of_one_day_is_no_break(begins, together):
    number, _, _ = made((0, 10), (begins, 20))
    assert (number[0] == number[1]) is together


def test_equal_rows_that_open_a_chain_are_there_twice():
    assert made((0, 10), (0, 10))[2] == [2, 2]
    assert made((0, 10), (0, 10), (0, 10))[2] == [2, 2, 2]
    # They go on with a chain: nothing opens it twice.
    assert made((0, 10), (11, 20), (11, 20))[2] == [1, 1, 1]
    # The same start, but not the same end.
    assert made((0, 10), (0, 11))[2] == [1, 1]


def test_copies_that_end_long_before_they_start_each_open_the_chain():
    number, _, times = made((0, 10), (11, 5), (11, 5))
    assert number[0] != number[1] == number[2]
    assert times == [1, 2, 2]  # the first goes on with the chain, the second opens one
    assert made((20, 5), (20, 5))[2] == [1, 1]  # both open it


def as_the_statement_says(person, start, end, gap):
    """Work it out row by row: flags by the row before, their sum by equal rows, joined on days."""
    order = sorted(range(len(person)), key=lambda n: (person[n], start[n], end[n]))
    flags, sums = {}, {}
    before = None
    total = 0
    for n in order:
        mine = before is not None and person[before] == person[n]
        opens = not (mine and end[before] >= start[n] - gap)
        total += opens
        key = (person[n], start[n], end[n])
        flags.setdefault(key, set()).add(opens)
        sums[key] = total
        before = n
    keys = list(zip(person, start, end, strict=True))
    starts = {}
    for key in keys:
        chain = sums[key]
        starts[chain] = min(starts.get(chain, key[1]), key[1])
    return (
        [starts[sums[key]] for key in keys],
        [len(flags[key]) for key in keys],
    )


ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 12), st.integers(-4, 6)), min_size=1, max_size=14
)


@settings(max_examples=examples(25), deadline=None)
@given(ROWS, st.sampled_from([1, 4]))
def test_it_is_what_the_statement_says_row_by_row(rows, gap):
    person, start, length = (list(column) for column in zip(*rows, strict=True))
    end = [s + n for s, n in zip(start, length, strict=True)]
    found = chained(np.array(person), np.array(start, float), np.array(end, float), gap)
    starts, times = as_the_statement_says(person, start, end, gap)
    assert found.start.tolist() == starts
    assert found.times.tolist() == times
