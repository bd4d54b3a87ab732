from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.measures.figures import Behind, Figure, MeasureResult, percentage
from cldvalidator.measures.registry import measure_texts
from cldvalidator.measures.small_numbers import shared_count, shared_figure, shared_result


@given(st.integers(0, 10_000))
def test_counts(number):
    shared = shared_count(number)
    if 1 <= number <= 4:
        assert shared is None
    else:
        assert shared % 5 == 0
        assert abs(shared - number) <= 2


@given(top=st.integers(0, 500), more=st.integers(0, 500))
def test_a_percentage_is_made_of_what_is_shown(top, more):
    bottom = top + more
    figure = Figure("x", "Total", percentage(top, bottom), top, bottom, Behind())
    shared = shared_figure(figure, 100)
    if shared.numerator is None or not shared.denominator:
        assert not shared.value
    else:
        share = 100 * shared.numerator / shared.denominator
        assert shared.value == pytest.approx(share, abs=0.0501)


def test_a_median_of_few_is_suppressed():
    assert shared_figure(Figure("wait", "q", 12.5, 4), 100).value is None
    assert shared_figure(Figure("wait", "q", 12.5, 12), 100).value == 12.5


def test_a_sum_about_few_people_is_suppressed():
    few, enough = (Behind(numerator_people=np.arange(n)) for n in (4, 5))
    assert shared_figure(Figure("£", "All", 812.5, behind=few), 100).value is None
    assert shared_figure(Figure("£", "All", 812.5, behind=enough), 100).value == 812.5


def test_a_rate_keeps_its_population():
    shared = shared_figure(Figure("2B", "18 to 64", 3.7, 11, 300_000), 100_000)
    assert (shared.numerator, shared.denominator, shared.value) == (10, 300_000, 3.3)


def test_nobody_is_left_behind_a_shared_measure(results):
    text = measure_texts()["ASCOF 2A"]
    shared = shared_result(results["latest"]["ASCOF 2A"], text)
    assert all(not len(f.behind.denominator_people) for f in shared.figures)
    assert "clusters" not in shared.tables
    assert not shared.stages


def test_tables(processed):
    table = pd.DataFrame({"kind": ["a", "b"], "n": [3, 12], "median": [1.0, 2.0]})
    result = MeasureResult("x", processed.period, (), {"t": table})
    shared = shared_result(result, measure_texts()["Waiting times"]).tables["t"]
    assert shared["n"].fillna(-1).tolist() == [-1, 10]
    assert shared["median"].fillna(-1).tolist() == [-1, 2.0]
