"""Costs of the last quarter (method section 11)."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.figures import (
    Behind,
    Figure,
    MeasureResult,
    TablesWhenAsked,
    Units,
    people_in,
)
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.selection.period import Period

# Divisions of whole numbers keep six decimals in DHSC's database and are cut, not rounded (1.10).
UNITS_A_WEEK = {
    "week": (1.0, 1.0),
    "fortnight": (0.5, 0.5),
    "4-week": (0.25, 0.25),
    "month": (0.230769, 12 / 52),
    "quarter": (0.076923, 4 / 52),
    "annual": (0.019230, 1 / 52),
}
ONE_OFF = "one-off"
BREAKDOWNS = (
    "Service_Type",
    "Service_Type_Grouped",
    "Service_Component",
    "Client_Type",
    "Der_Working_Age_Band",
)
READ = (
    "record",
    "person",
    "Event_Start_Date",
    "Der_Event_End_Date",
    "Unit_Cost",
    "Planned_Units_Per_Week",
    "Cost_Frequency_Unit_Type",
    *BREAKDOWNS,
)
"""The columns of the year's table that are read: rows of the quarter are kept for the tables."""


@measure("Costs", earlier_too=False)
def costs(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Cost a week and total cost of services in the last three months of the year."""
    quarter = last_quarter(period)
    single = processed.single
    of_quarter = single["is_service"].to_numpy() & _in_quarter(single, quarter)
    in_quarter = single[list(READ)][of_quarter]
    clean = with_costs(in_quarter, quarter)
    made = {f"by_{column}": partial(_breakdown, clean, column) for column in BREAKDOWNS}
    made["by_frequency"] = partial(_breakdown, clean, "Cost_Frequency_Unit_Type")
    tables = TablesWhenAsked({**made, "derived": clean})
    person, record = clean["person"].to_numpy(), clean["record"].to_numpy()
    behind = Behind(numerator_people=people_in(person), numerator_records=record)
    count = len(behind.numerator_people)
    sums = (
        ("Total cost of the quarter (£)", "total", True),
        ("Cost a week (£)", "per_week", True),
        ("Weeks of services with a cost", "weeks", False),
        ("Total cost, nothing cut to six decimals (£)", "total_exact", False),
    )
    figures = (
        *(
            Figure(
                words,
                "All",
                float(clean[column].sum()),
                behind=behind,
                headline=first,
                units=Units("sum", person, amounts=clean[column].to_numpy(), records=record),
            )
            for words, column, first in sums
        ),
        Figure(
            "Services with a cost",
            "All",
            float(len(clean)),
            len(clean),
            behind=behind,
            units=Units("count", person),
        ),
        Figure(
            "People",
            "All",
            float(count),
            count,
            behind=behind,
            units=Units("count", behind.numerator_people),
        ),
    )
    stages = {"latest_quarter": len(in_quarter), "clean": len(clean)}
    return MeasureResult("Costs", quarter, figures, tables, stages)


def last_quarter(period: Period) -> Period:
    """Return the last three months of a period."""
    return Period(period.earlier(-9).first, period.last)


def _in_quarter(rows: pd.DataFrame, quarter: Period) -> npt.NDArray[np.bool_]:
    first, last = quarter.days
    start, end = (rows[c].to_numpy() for c in ("Event_Start_Date", "Der_Event_End_Date"))
    return ~(end < first) & (start <= last)


def with_costs(rows: pd.DataFrame, quarter: Period) -> pd.DataFrame:
    """Return the services whose cost counts, with per_week, weeks, total and total_exact (pounds).

    The frequency wins over planned units wherever it has a rule. A service that ends before it
    starts has negative weeks and a negative total, as nationally (section 20.7).
    """
    first, last = quarter.days
    cost = np.abs(rows["Unit_Cost"].to_numpy())
    units = np.abs(rows["Planned_Units_Per_Week"].to_numpy())
    frequency = rows["Cost_Frequency_Unit_Type"]
    words = [str(c).lower() for c in frequency.cat.categories]
    place = frequency.cat.codes.to_numpy()
    cut, exact = (np.array([*(_factor(w)[n] for w in words), np.nan])[place] for n in (0, 1))
    once = np.array([*(w.startswith(ONE_OFF) for w in words), False])[place]
    a_week, a_week_exact = (np.where(np.isnan(f), units, f) for f in (cut, exact))
    usable = once | (~np.isnan(a_week) & (a_week != 0))
    keep = ~np.isnan(cost) & (cost != 0) & usable
    start, end = (rows[c].to_numpy() for c in ("Event_Start_Date", "Der_Event_End_Date"))
    days = np.minimum(np.where(np.isnan(end), last, end), last) - np.maximum(start, first) + 1
    weeks_exact = np.where(once, np.nan, days / 7)
    weeks = np.trunc(weeks_exact * 1e6) / 1e6
    per_week = np.where(once, np.nan, cost * a_week)
    columns = {
        "per_week": per_week,
        "weeks": weeks,
        "total": np.where(once, cost, per_week * weeks),
        "total_exact": np.where(once, cost, cost * a_week_exact * weeks_exact),
    }
    return rows.assign(**columns)[keep]


def _factor(word: str) -> tuple[float, float]:
    for prefix, factors in UNITS_A_WEEK.items():
        if word.startswith(prefix):
            return factors
    return np.nan, np.nan


def _breakdown(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    grouped = rows.groupby(column, dropna=False, observed=True)
    return grouped.agg(
        rows=("record", "size"),
        people=("person", "nunique"),
        cost_per_week=("per_week", "sum"),
        weeks=("weeks", "sum"),
        total_cost=("total", "sum"),
        total_exact=("total_exact", "sum"),
    ).reset_index()
