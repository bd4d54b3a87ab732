"""The activity report's tables that NHS England's statements give on DHSC's tables."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from cldvalidator.events import process
from cldvalidator.extract import read_extract
from cldvalidator.measures.ascof_3d import SETTINGS
from cldvalidator.measures.registry import Inputs, registered
from cldvalidator.specification import load_specification
from tests.measures.golden import GOLDEN, RUNS, golden_extract

ACTIVITY = GOLDEN / "activity"
FILES = {"golden": "golden.json.gz", "extra": "extra.json.gz"}
BASES = ("main_tables", "main_tables_joined_instead")


@cache
def activity_golden(name):
    """Return every figure of a file: `golden` is the golden submission, `extra` has rare cells."""
    return json.loads(gzip.decompress((ACTIVITY / FILES[name]).read_bytes()))


@cache
def activity_extract(name):
    """Return the submission as read."""
    if name == "golden":
        return golden_extract(GOLDEN)
    with TemporaryDirectory() as place:
        path = Path(place) / "submission.csv"
        path.write_bytes(gzip.decompress((GOLDEN / "activity_submission.csv.gz").read_bytes()))
        return read_extract(path, load_specification("2"))


@cache
def activity_processed(name, base="main_tables"):
    """Return the events; on the second base the joined table stands for the 12-month one too."""
    parameters = RUNS["June"].parameters
    if base == "main_tables":
        return process(activity_extract(name), load_specification("2"), parameters)
    processed = activity_processed(name)
    return replace(processed, single=processed.joined)


@cache
def activity_result(name, measure, base="main_tables"):
    """Return the tables of a measure."""
    processed = activity_processed(name, base)
    return registered()[measure].compute(processed, processed.period, Inputs())


def activity_rows(table):
    """Return the rows behind a table of the golden submission."""
    return pd.read_csv(ACTIVITY / "rows" / f"{table}.csv.gz", dtype=str, keep_default_na=False)


def scenarios():
    """Return the people made by hand of the extra submission, one row each."""
    text = gzip.decompress((ACTIVITY / "scenarios.csv.gz").read_bytes()).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def setting_of(column):
    """Return service type and delivery mechanism of a column of LTS001, by its place."""
    return SETTINGS[column]
