"""The dashboard's facts: services, requests, assessments, reviews (method section 10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
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
from cldvalidator.measures.long_term import latest_end_before
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.selection.period import Period

_EVERY = ("Client_Type", "Gender", "Der_Age_Band", "Der_Working_Age_Band", "Primary_Support_Reason")
BREAKDOWNS = {
    "service": (
        *_EVERY,
        "Ethnicity",
        "Event_Outcome_Grouped",
        "Event_Outcome",
        "Service_Type",
        "Service_Type_Grouped",
        "Service_Component",
        "Delivery_Mechanism",
    ),
    "request": (
        *_EVERY,
        "Ethnicity",
        "Event_Outcome",
        "Event_Outcome_Grouped",
        "Request_Route_of_Access",
        "LTS_Flag",
    ),
    "assessment": (
        *_EVERY,
        "Ethnicity",
        "Assessment_Type",
        "Event_Outcome",
        "Event_Outcome_Grouped",
        "Eligible_Needs_Identified",
        "LTS_Flag",
    ),
    "review": (
        *_EVERY,
        "Ethnicity",
        "Event_Outcome",
        "Review_Reason",
        "Review_Type",
        "Review_Outcomes_Achieved",
        "LTS_Flag",
    ),
}
LONG_TERM_GROUP = "Long term support"


@measure("Dashboard: services", earlier_too=False)
def services(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Services of the year."""
    rows = _facts(processed, "service")
    tables = {
        **_breakdowns("service", rows),
        "open_at_period_end": lambda: _open_at(period.days[1], rows),
    }
    totals = _totals(rows, "Services")
    return MeasureResult("Dashboard: services", period, totals, TablesWhenAsked(tables))


def _open_at(last: float, rows: pd.DataFrame) -> pd.DataFrame:
    end = rows["Der_Event_End_Date"].to_numpy()
    still = rows[~(end < last) & (rows["Event_Start_Date"].to_numpy() <= last)]
    return breakdown(still, ["Service_Type"])


@measure("Dashboard: requests", earlier_too=False)
def requests(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Requests of the year."""
    return _counted("Dashboard: requests", "request", _facts(processed, "request"), period)


@measure("Dashboard: assessments", earlier_too=False)
def assessments(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Assessments of the year."""
    return _counted("Dashboard: assessments", "assessment", _facts(processed, "assessment"), period)


@measure("Dashboard: reviews", earlier_too=False)
def reviews(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Reviews of the year."""
    return _counted("Dashboard: reviews", "review", _facts(processed, "review"), period)


@measure("Dashboard: people", earlier_too=False)
def people(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """All events of the year, and the people in them."""
    rows = processed.single
    tables = {
        "by_event_type": lambda: _by_event_type(rows),
        "by_age_gender": lambda: _people_by(rows, ["Der_Working_Age_Band", "Gender"]),
    }
    totals = _totals(rows, "Events")
    return MeasureResult("Dashboard: people", period, totals, TablesWhenAsked(tables))


def _by_event_type(rows: pd.DataFrame) -> pd.DataFrame:
    in_capitals = rows.assign(event_type=_in_capitals(rows["Event_Type"]))
    return breakdown(in_capitals, ["event_type"]).astype({"event_type": object})


def _in_capitals(values: pd.Series) -> pd.Categorical:
    """Return labels in capitals, those alike then as one, in the order of the alphabet."""
    labels = [str(c).upper() for c in values.cat.categories]
    different = sorted(set(labels))
    place = np.array([*map(different.index, labels), -1])
    codes = place[values.cat.codes.to_numpy()]
    return pd.Categorical.from_codes(codes, categories=pd.Index(different, dtype=object))


def _facts(processed: ProcessedEvents, word: str) -> pd.DataFrame:
    single = processed.single
    rows = single[single[f"is_{word}"]]
    return rows if word == "service" else rows.assign(LTS_Flag=long_term_flag(rows, single))


def long_term_flag(rows: pd.DataFrame, single: pd.DataFrame) -> np.ndarray:
    """Tell ("Yes" or "No") who had long-term support on the day the event started.

    Any client type counts, both ends are inside, and only services of the 12-month table are seen
    (section 10.3).
    """
    there = single["is_service"] & (single["Service_Type_Grouped"] == LONG_TERM_GROUP)
    support = single[["person", "Event_Start_Date", "Der_Event_End_Date"]][there]
    day = rows["Event_Start_Date"].to_numpy()
    until = latest_end_before(rows["person"].to_numpy(), day, support, same_day=True)
    return np.where(until >= day, "Yes", "No")


def _counted(name: str, word: str, rows: pd.DataFrame, period: Period) -> MeasureResult:
    tables = TablesWhenAsked(_breakdowns(word, rows))
    return MeasureResult(name, period, _totals(rows, f"{word.capitalize()}s"), tables)


def _breakdowns(word: str, rows: pd.DataFrame) -> dict[str, Callable[[], pd.DataFrame]]:
    return {f"by_{column}": partial(breakdown, rows, [column]) for column in BREAKDOWNS[word]}


def _totals(rows: pd.DataFrame, words: str) -> tuple[Figure, ...]:
    person = people_in(rows["person"].to_numpy())
    behind = Behind(numerator_people=person, numerator_records=rows["record"].to_numpy())
    events, people = (Units("count", p) for p in (rows["person"].to_numpy(), person))
    return (
        Figure(words, "All", float(len(rows)), len(rows), behind=behind, units=events),
        Figure("People", "All", float(len(person)), len(person), behind=behind, units=people),
    )


def breakdown(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count events (n) and people by the values of some columns; missing is a value of its own."""
    grouped = rows.groupby(list(by), dropna=False, observed=True)
    table = grouped.size().reset_index(name="n")
    person = rows["person"].to_numpy()
    width = int(person.max(initial=0)) + 1
    # Sorted, which does not keep the window waiting as a count of different values does.
    pairs = np.sort(grouped.ngroup().to_numpy() * width + person)
    new = np.ones(len(pairs), bool)
    new[1:] = pairs[1:] != pairs[:-1]
    table["people"] = np.bincount(pairs[new] // width, minlength=len(table))
    return table


def _people_by(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    return breakdown(rows, by).drop(columns="n")
