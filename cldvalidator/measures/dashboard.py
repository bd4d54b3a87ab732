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
from cldvalidator.measures.long_term import is_label, latest_end_before
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
    last = period.days[1]
    return _counted(processed, "service", period, open_at_period_end=partial(_open_at, last))


def _open_at(last: float, single: pd.DataFrame) -> pd.DataFrame:
    columns = ["person", "Event_Start_Date", "Der_Event_End_Date", "Service_Type"]
    rows = facts(single, "service", columns)
    end = rows["Der_Event_End_Date"].to_numpy()
    still = rows[~(end < last) & (rows["Event_Start_Date"].to_numpy() <= last)]
    return breakdown(still, ["Service_Type"])


@measure("Dashboard: requests", earlier_too=False)
def requests(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Requests of the year."""
    return _counted(processed, "request", period)


@measure("Dashboard: assessments", earlier_too=False)
def assessments(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Assessments of the year."""
    return _counted(processed, "assessment", period)


@measure("Dashboard: reviews", earlier_too=False)
def reviews(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Reviews of the year."""
    return _counted(processed, "review", period)


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
    in_capitals = rows[["person"]].assign(event_type=_in_capitals(rows["Event_Type"]))
    return breakdown(in_capitals, ["event_type"]).astype({"event_type": object})


def _in_capitals(values: pd.Series) -> pd.Categorical:
    """Return labels in capitals, those alike then as one, in the order of the alphabet."""
    labels = [str(c).upper() for c in values.cat.categories]
    different = sorted(set(labels))
    place = np.array([*map(different.index, labels), -1])
    codes = place[values.cat.codes.to_numpy()]
    return pd.Categorical.from_codes(codes, categories=pd.Index(different, dtype=object))


def facts(single: pd.DataFrame, word: str, columns: Sequence[str]) -> pd.DataFrame:
    """Return some columns of the year's services, requests, assessments or reviews.

    word: one of TYPE_WORDS. LTS_Flag is worked out where it is among the columns.
    """
    there = single[f"is_{word}"].to_numpy()
    if "LTS_Flag" not in columns:
        return single[list(columns)][there]
    flagged = single[["person", "Event_Start_Date"]][there]
    others = [c for c in columns if c != "LTS_Flag"]
    return single[others][there].assign(LTS_Flag=long_term_flag(flagged, single))


def long_term_flag(rows: pd.DataFrame, single: pd.DataFrame) -> np.ndarray:
    """Tell ("Yes" or "No") who had long-term support on the day the event started.

    Any client type counts, both ends are inside, and only services of the 12-month table are seen
    (section 10.3).
    """
    there = single["is_service"].to_numpy() & is_label(
        single["Service_Type_Grouped"], LONG_TERM_GROUP
    )
    support = single[["person", "Event_Start_Date", "Der_Event_End_Date"]][there]
    day = rows["Event_Start_Date"].to_numpy()
    until = latest_end_before(rows["person"].to_numpy(), day, support, same_day=True)
    return np.where(until >= day, "Yes", "No")


def _counted(
    processed: ProcessedEvents,
    word: str,
    period: Period,
    **more: Callable[[pd.DataFrame], pd.DataFrame],
) -> MeasureResult:
    """Count the events of a type. more: tables of the year beside the breakdowns.

    No rows are kept for the tables: each takes the two or three columns it reads when it is made.
    """
    single = processed.single
    made = {f"by_{c}": partial(_by_column, word, c) for c in BREAKDOWNS[word]} | more
    tables = TablesWhenAsked({name: partial(make, single) for name, make in made.items()})
    rows = facts(single, word, ["person", "record"])
    words = f"{word.capitalize()}s"
    return MeasureResult(f"Dashboard: {word}s", period, _totals(rows, words), tables)


def _by_column(word: str, column: str, single: pd.DataFrame) -> pd.DataFrame:
    return breakdown(facts(single, word, ["person", column]), [column])


def _totals(rows: pd.DataFrame, words: str) -> tuple[Figure, ...]:
    person = people_in(rows["person"].to_numpy())
    behind = Behind(numerator_people=person, numerator_records=rows["record"].to_numpy())
    events, people = (Units("count", p) for p in (rows["person"].to_numpy(), person))
    return (
        Figure(words, "All", float(len(rows)), len(rows), behind=behind, units=events),
        Figure("People", "All", float(len(person)), len(person), behind=behind, units=people),
    )


def breakdown(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count events (n) and people by the values of some columns; missing is a value of its own.

    Columns: those of `by` with the dtypes that they have, n and people (int64); a row for each
    combination that is there, in order, a missing value last.
    """
    group, labels = _groups(rows, by)
    person = rows["person"].to_numpy()
    width = int(person.max(initial=0)) + 1
    # Sorted, which does not keep the window waiting as a count of different values does.
    pairs = np.sort(group * width + person)
    new = np.ones(len(pairs), bool)
    new[1:] = pairs[1:] != pairs[:-1]
    count = len(next(iter(labels.values())))
    n = np.bincount(group, minlength=count)
    people = np.bincount(pairs[new] // width, minlength=count)
    return pd.DataFrame({**labels, "n": n, "people": people})


def _groups(
    rows: pd.DataFrame, by: Sequence[str]
) -> tuple[np.ndarray, dict[str, pd.api.extensions.ExtensionArray | np.ndarray]]:
    """Return for each row the number of its combination of values (int64), and the combinations.

    A groupby does the same, and takes ten milliseconds each time where few rows are counted.
    """
    columns = [_as_categories(rows[name]) for name in by]
    widths = [len(c.categories) + 1 for c in columns]
    codes = [np.where(c.codes < 0, len(c.categories), c.codes) for c in columns]
    place = np.ravel_multi_index(codes, widths) if len(rows) else np.zeros(0, np.int64)
    there = np.bincount(place, minlength=int(np.prod(widths))) > 0
    number = np.cumsum(there) - 1
    found = np.unravel_index(np.flatnonzero(there), widths)
    labels = {}
    for name, column, code in zip(by, columns, found, strict=True):
        known = np.where(code < len(column.categories), code, -1)
        values = pd.Categorical.from_codes(known, dtype=column.dtype)
        dtype = rows[name].dtype
        labels[name] = values if dtype == column.dtype else values.astype(dtype)
    return number[place], labels


def _as_categories(column: pd.Series) -> pd.Categorical:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.array
    return pd.Categorical(column)


def _people_by(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    return breakdown(rows, by).drop(columns="n")
