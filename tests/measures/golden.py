"""The golden submissions, each processed once by each method whose figures are known."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from cldvalidator.events import Parameters, process
from cldvalidator.events.method_versions import JUNE_2026, SEPTEMBER_2026
from cldvalidator.extract import read_extract
from cldvalidator.measures.registry import Inputs, registered
from cldvalidator.selection.period import Period
from cldvalidator.specification import load_specification

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
_OWN = Parameters(import_date=date(2026, 5, 5), method=SEPTEMBER_2026)
_JUNE = replace(_OWN, method=JUNE_2026)
_TWO_YEARS = Period(date(2024, 4, 1), date(2026, 3, 31))


@dataclass(frozen=True)
class Run:
    """A submission (folder), the file of its figures, and how they were made."""

    folder: Path
    results: str
    parameters: Parameters
    has_rows: tuple[str, ...]


_SMALL = GOLDEN / "september"
_TABLES = ("main_single", "main_joined", "person_details")
_JUNE_ROWS = (
    *_TABLES,
    "ascof2a",
    "ascof2bc",
    "ascof2e",
    "ascof3d",
    "fact",
    "costs_derived",
    "waiting_times",
)
RUNS = {
    "June": Run(GOLDEN, "results.json", _JUNE, _JUNE_ROWS),
    "September": Run(GOLDEN, "results_september_2026.json.gz", _OWN, ("person_level",)),
    "September without ONS deaths": Run(
        GOLDEN,
        "results_september_2026_no_ons_deaths.json.gz",
        replace(_OWN, own_deaths=False),
        (),
    ),
    # June would not choose the small file: its figures are made all the same.
    "small, June": Run(
        _SMALL,
        "results_june_2026.json.gz",
        replace(_JUNE, period_end=date(2026, 3, 31), joined_reference=_TWO_YEARS),
        (),
    ),
    "small, September": Run(_SMALL, "results.json.gz", _OWN, (*_TABLES, "person_level")),
    "small, September without ONS deaths": Run(
        _SMALL, "results_no_ons_deaths.json.gz", replace(_OWN, own_deaths=False), ()
    ),
}


def text_of(path):
    """Return the text of a file, compressed or not."""
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")


def table_of(path):
    """Return the rows of a CSV file as dictionaries."""
    return list(csv.DictReader(io.StringIO(text_of(path))))


@cache
def golden_results(name):
    """Return the figures that the SQL gives."""
    run = RUNS[name]
    return json.loads(text_of(run.folder / run.results))


def golden_rows(name, table):
    """Return a table of rows that the SQL gives; None where none was kept."""
    run = RUNS[name]
    if not table.startswith(run.has_rows):
        return None
    path = run.folder / "rows" / f"{table}.csv.gz"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@cache
def golden_extract(folder):
    """Return a submission as read."""
    with TemporaryDirectory() as place:
        path = Path(place) / "submission.csv"
        path.write_bytes(gzip.decompress((folder / "submission.csv.gz").read_bytes()))
        return read_extract(path, load_specification("2"))


@cache
def processed_run(name):
    """Return the events of a run."""
    run = RUNS[name]
    return process(golden_extract(run.folder), load_specification("2"), run.parameters)


@cache
def run_results(name):
    """Return every measure for the latest year and the one three months before."""
    processed = processed_run(name)
    inputs = Inputs(population={"18 to 64": 300_000, "65 and above": 90_000})
    periods = {"latest": processed.period, "previous": processed.period.earlier(3)}
    return {
        when: {
            i: m.compute(processed, period, inputs)
            for i, m in registered().items()
            if not m.on_request
        }
        for when, period in periods.items()
    }


def golden_figures(name):
    """Return the SQL's figures of a run (`figures_of`)."""
    return figures_of(golden_results(name))


def figures_of(results):
    """Return the figures of the latest year: what a reader sees, by measure.

    Each measure has its (group, numerator, denominator, value), sorted as texts.
    """
    ascof = results["ascof"]["latest"]
    entries = {
        "ASCOF 2A": ascof["2A"],
        "ASCOF 2B and 2C": ascof["2B2C"],
        "ASCOF 2E LD": ascof["2E_LD"],
        "ASCOF 2E": ascof["2E_All"],
        "ASCOF 3D clients": [e for e in ascof["3D"] if e["Measure"] == "ASCOF 3D (Clients)"],
        "ASCOF 3D carers": [e for e in ascof["3D"] if e["Measure"] == "ASCOF 3D (Carers)"],
    }
    keys = ("Group", "Numerator", "Denominator", "Outcome")
    figures = {m: [tuple(e[k] for k in keys) for e in listed] for m, listed in entries.items()}
    figures["Waiting times"] = [
        (
            f"{e['Modified_Working_Age_Band']}, "
            f"{_day(e['Statistical_Reporting_Period_Start'])} to "
            f"{_day(e['Statistical_Reporting_Period_End'])}",
            e["Number_Of_Waiting_Times_Identified"],
            None,
            e["Median_Waiting_Time"],
        )
        for e in results["waiting_times"]["la_level"]
    ]
    return {measure: sorted(listed, key=str) for measure, listed in figures.items()}


def golden_dashboard(name):
    """Return the SQL's counts of the dashboard: by measure its totals, and its breakdowns.

    Totals are (description, value). A breakdown is (labels, n, people) by its name; one of people
    only has None for n.
    """
    listed = golden_results(name)["dashboard"]
    totals, tables = {}, {}
    for word in ("services", "requests", "assessments", "reviews"):
        part = listed[word]
        events = part.get("events", part["rows"])
        totals[f"Dashboard: {word}"] = [(word.capitalize(), events), ("People", part["people"])]
        tables[f"Dashboard: {word}"] = {k: v for k, v in part.items() if isinstance(v, list)}
    master = listed["master"]
    totals["Dashboard: people"] = [("Events", master["rows"]), ("People", master["people"])]
    tables["Dashboard: people"] = {
        "by_event_type": master["by_event_type"],
        "by_age_gender": listed["people_by_age_gender"],
    }
    counted = {
        measure: {table: sorted(map(_counted, rows), key=str) for table, rows in parts.items()}
        for measure, parts in tables.items()
    }
    return totals, counted


def _counted(entry):
    labels = tuple(v for k, v in entry.items() if k not in ("n", "people"))
    return labels, entry.get("n"), entry["people"]


def golden_costs(name):
    """Return the SQL's costs: totals as (description, value), and by table rows by label.

    A row has the columns that the SQL gives: rows, people, cost_per_week, weeks, total_cost, and
    total_exact where it divides exactly.
    """
    costs = golden_results(name)["dashboard"]["costs"]
    total = costs["total"]
    totals = [
        ("Total cost of the quarter (£)", total["total_cost"]),
        ("Cost a week (£)", total["cost_per_week"]),
        ("Weeks of services with a cost", total["weeks"]),
        ("Total cost, nothing cut to six decimals (£)", costs["total_exact_division"]),
        ("Services with a cost", total["rows"]),
        ("People", total["people"]),
    ]
    tables = {}
    for table, rows in costs.items():
        if not table.startswith("by_"):
            continue
        exact = table.endswith("_exact_division")
        kept = tables.setdefault(table.removesuffix("_exact_division"), {})
        for entry in rows:
            label, *_ = (v for v in entry.values() if not isinstance(v, int | float))
            numbers = {k: v for k, v in entry.items() if isinstance(v, int | float)}
            into = kept.setdefault(label, {})
            into.update({"total_exact": numbers["total_cost"]} if exact else numbers)
    return totals, tables


def _day(text):
    return date.fromisoformat(text).strftime("%d/%m/%Y")


def printed_figures_of(printed, measures):
    """Return what `--json` prints of some measures, as `figures_of` has them."""
    return {
        m["id"]: sorted(
            (
                (f["group"], f["numerator"], f["denominator"], f["value"])
                for f in m["results"][0]["figures"]
                if "unknown" not in f["description"]
            ),
            key=str,
        )
        for m in printed["measures"]
        if m["id"] in measures
    }
