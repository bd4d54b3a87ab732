"""The golden set of nine submissions: its files, its ten runs, and what the SQL makes of them."""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from cldvalidator.events import Parameters
from cldvalidator.events.method_versions import JUNE_2026, SEPTEMBER_2026
from cldvalidator.measures.registry import Inputs, registered
from cldvalidator.specification import load_specification
from cldvalidator.submissions.joined import choose, for_sets, join
from cldvalidator.submissions.submission_reading import ReadSubmission, read_submission

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "joined"
PLAN = json.loads((GOLDEN / "plan.json").read_text("utf-8"))
RUNS = {run["name"]: run for run in PLAN["runs"]}
METHODS = {"June": JUNE_2026, "September": SEPTEMBER_2026}
_RESULTS = {"June": "results.json.gz", "September": "results_september_2026.json.gz"}
_ROWS = {"June": "rows", "September": "rows_september_2026"}
POPULATION = {"18 to 64": 300_000, "65 and above": 90_000}
EVERY_FILE = tuple(f["name"] for f in PLAN["files"])


def unpacked(folder):
    """Write the nine files into a folder; return their paths by name."""
    paths = {}
    for name in EVERY_FILE:
        paths[name] = folder / f"{name}.csv"
        packed = (GOLDEN / "files" / f"{name}.csv.gz").read_bytes()
        paths[name].write_bytes(gzip.decompress(packed))
    return paths


@cache
def read_files():
    with TemporaryDirectory() as place:
        paths = unpacked(Path(place))
        newest, older = load_specification("2"), load_specification("1")
        return {n: read_submission(path, newest, older) for n, path in paths.items()}


def imports_of(run):
    """Return when each file of a run was imported, by its name."""
    told = RUNS[run].get("imports", {})
    files = RUNS[run].get("files", EVERY_FILE)
    planned = {f["name"]: f["import"] for f in PLAN["files"]}
    return {n: datetime.fromisoformat(told.get(n, planned[n])) for n in files}


@cache
def results(method):
    """Return what the SQL gives, by run."""
    return json.loads(gzip.decompress((GOLDEN / _RESULTS[method]).read_bytes()))["runs"]


def rows(method, run, table):
    """Return a table of rows that the SQL gives; None where none was kept."""
    path = GOLDEN / _ROWS[method] / run / f"{table}.csv.gz"
    return pd.read_csv(path, dtype=str, keep_default_na=False) if path.exists() else None


@cache
def reads_of(run):
    """Return the submissions of a run, with their times of import."""
    files = read_files()
    return [
        ReadSubmission(files[n].submission.imported_at(moment), files[n].extract, files[n].read)
        for n, moment in imports_of(run).items()
    ]


@cache
def joined_run(method, run):
    """Join the files of a run."""
    reads = reads_of(run)
    parameters = for_sets(
        Parameters(period_end=date.fromisoformat(RUNS[run]["period"][1]), method=METHODS[method])
    )
    as_of = date.fromisoformat(RUNS[run]["as_of"])
    selection = choose([r.submission for r in reads], parameters, as_of)
    return join(reads, selection, load_specification("2"), parameters)


@cache
def measures_of(method, run):
    """Return the measures of a run that are made from the joined table, for both years."""
    processed = joined_run(method, run).processed
    inputs = Inputs(population=POPULATION)
    periods = {"latest": processed.period, "previous": processed.period.earlier(3)}
    wanted = {"latest": ("ASCOF", "Waiting"), "previous": ("ASCOF",)}
    return {
        when: {
            i: m.compute(processed, period, inputs)
            for i, m in registered().items()
            if i.startswith(wanted[when])
        }
        for when, period in periods.items()
    }
