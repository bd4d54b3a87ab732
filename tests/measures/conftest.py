"""The golden submission, processed once for all tests."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from cldvalidator.events import Parameters, process
from cldvalidator.extract import read_extract
from cldvalidator.measures.registry import Inputs, registered
from cldvalidator.specification import load_specification

GOLDEN = Path(__file__).parents[1] / "data" / "golden"


@pytest.fixture(scope="session")
def golden():
    return json.loads((GOLDEN / "results.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def golden_rows():
    import pandas as pd

    def read(name):
        path = GOLDEN / "rows" / f"{name}.csv.gz"
        return pd.read_csv(path, dtype=str, keep_default_na=False)

    return read


@pytest.fixture(scope="session")
def processed(tmp_path_factory):
    path = tmp_path_factory.mktemp("golden") / "submission.csv"
    path.write_bytes(gzip.decompress((GOLDEN / "submission.csv.gz").read_bytes()))
    specification = load_specification("2")
    extract = read_extract(path, specification)
    return process(extract, specification, Parameters(import_date=date(2026, 5, 5)))


@pytest.fixture(scope="session")
def results(processed, golden):
    """Every measure for the latest year and the one three months before."""
    inputs = Inputs(population=golden["parameters"]["population"])
    periods = {"latest": processed.period, "previous": processed.period.earlier(3)}
    return {
        when: {i: m.compute(processed, period, inputs) for i, m in registered().items()}
        for when, period in periods.items()
    }
