"""The golden submissions, processed by each method once for all tests."""

from __future__ import annotations

from functools import partial

import pytest

from tests.measures.golden import (
    RUNS,
    golden_results,
    golden_rows,
    processed_run,
    run_results,
)


@pytest.fixture(params=RUNS)
def golden_run(request):
    return request.param


@pytest.fixture
def golden(golden_run):
    return golden_results(golden_run)


@pytest.fixture(name="golden_rows")
def _golden_rows(golden_run):
    return partial(golden_rows, golden_run)


@pytest.fixture
def processed(golden_run):
    return processed_run(golden_run)


@pytest.fixture
def results(golden_run):
    return run_results(golden_run)
