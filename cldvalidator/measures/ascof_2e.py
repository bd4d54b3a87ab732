"""ASCOF 2E: people with long-term support who live at home or with family (sections 15, S6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.derived_fields import UNKNOWN, age_at, working_age_band
from cldvalidator.events.person_details import AT_HOME, IN_COMMUNITY
from cldvalidator.measures.figures import (
    Behind,
    Figure,
    MeasureResult,
    TablesWhenAsked,
    Units,
    people_in,
    percentage,
)
from cldvalidator.measures.long_term import LONG_TERM, SERVICE_USER, is_label, of_person
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.selection.period import Period

LEARNING_DISABILITY = "Learning disability support"
DESCRIPTIONS = {
    "18 to 64": (
        "The proportion of people aged 18-64 who receive long-term support who live in their home "
        "or with family (%)"
    ),
    "65 and above": (
        "The proportion of people aged 65+ who receive long-term support who live in their home "
        "or with family (%)"
    ),
}
SHOWN_GENDERS = ("Female", "Male")
UNKNOWN_PLACES = ("Unknown", AT_HOME, IN_COMMUNITY)


@measure("ASCOF 2E LD")
def learning_disability(
    processed: ProcessedEvents, period: Period, inputs: Inputs
) -> MeasureResult:
    """People of working age whose support reason is learning disability."""
    return _at_home("ASCOF 2E LD", processed, period, only_learning_disability=True)


@measure("ASCOF 2E")
def everyone(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """All adults with long-term support, in two age bands."""
    return _at_home("ASCOF 2E", processed, period, only_learning_disability=False)


def _at_home(
    name: str, processed: ProcessedEvents, period: Period, *, only_learning_disability: bool
) -> MeasureResult:
    first, last = period.days
    joined = processed.joined
    start = joined["Event_Start_Date"].to_numpy()
    end = joined["Der_Event_End_Date"].to_numpy()
    build = (
        is_label(joined["Client_Type"], SERVICE_USER)
        & joined["is_service"].to_numpy()
        & is_label(joined["Service_Type"], *LONG_TERM)
        & ~(end < start)
        & (start <= last)
        & ~(end < first)
    )
    person = joined["person"].to_numpy()[build]
    record = joined["record"].to_numpy()[build]
    capped = np.where(np.isnan(end[build]), last, np.minimum(end[build], last))
    latest = np.full(len(processed.people), -np.inf)
    np.maximum.at(latest, person, capped)
    people = _people(processed, people_in(person), latest, first)
    final = people[(people["age"] >= 18) | people["age"].isna()]
    if only_learning_disability:
        reason = of_person(processed, final["person"].to_numpy(), "Primary_Support_Reason")
        working_age = (final["band"] == "18 to 64").to_numpy()
        final = final[(reason == LEARNING_DISABILITY) & working_age]
    known = np.zeros(len(processed.people), bool)
    known[person[joined["own"].to_numpy()[build] >= 0]] = True
    settled = (final["Accommodation_Status_Group"] == 1).to_numpy()
    if processed.parameters.method.by_identifiers:
        settled = settled & known[final["person"].to_numpy()]
    final = final.assign(settled=settled)
    banded = final[final["band"] != UNKNOWN]
    groups = [g for g in SHOWN_GENDERS if (banded["Gender"] == g).any()]
    groups += ["Total"] if len(banded) else []
    bands = ["18 to 64"] if only_learning_disability else list(DESCRIPTIONS)
    figures = [
        _figure(DESCRIPTIONS[band], group, final[final["band"] == band], (person, record))
        for band in bands
        for group in groups
    ]
    unknown = final[final["Accommodation_Status"].isin(UNKNOWN_PLACES)]
    figures.append(
        Figure(
            "People whose accommodation is unknown",
            "All",
            float(len(unknown)),
            len(unknown),
            behind=Behind(numerator_people=unknown["person"].to_numpy()),
            units=Units("count", unknown["person"].to_numpy()),
        )
    )
    by = ["band", "Accommodation_Status", "Accommodation_Status_Group"]
    stages = {
        "build_rows": int(build.sum()),
        "build_people": len(people_in(person)),
        "final_rows": len(final),
        "final_people": int(final["person"].nunique()),
        "unknown_age_people": int((final["band"] == "Unknown").sum()),
    }
    tables = TablesWhenAsked(
        {
            "by_accommodation": lambda: (
                final.groupby(by, observed=True).size().rename("people").reset_index()
            ),
            "people": lambda: final[["person", "Gender", "band", "Accommodation_Status"]],
            "counted": lambda: banded[["person", "Gender", "band", "settled"]],
            "supported": lambda: joined.loc[build, ["person", "own"]],
            "why": lambda: _why(people, final, latest, (person, record)),
        }
    )
    return MeasureResult(name, period, tuple(figures), tables, stages)


def _why(
    people: pd.DataFrame,
    final: pd.DataFrame,
    latest: np.ndarray,
    rows: tuple[np.ndarray, np.ndarray],
) -> pd.DataFrame:
    """Return a row for each record of long-term support: its person, and how they count."""
    person, record = rows
    shown = people[["person", "age", "band", "Accommodation_Status"]]
    shown = shown.merge(final[["person", "settled"]], on="person", how="left")
    shown = shown.assign(until=latest[shown["person"].to_numpy()])
    return pd.DataFrame({"person": person, "record": record}).merge(shown, on="person", how="left")


def _people(
    processed: ProcessedEvents, person: np.ndarray, latest: np.ndarray, first: float
) -> pd.DataFrame:
    """Return the people alive in the period with age at their last day of support."""
    death = of_person(processed, person, "Date_of_Death")
    person = person[~(death < first)]
    age = age_at(of_person(processed, person, "Der_Birth_Date"), latest[person])
    columns = ("Accommodation_Status", "Gender", "Accommodation_Status_Group")
    return pd.DataFrame(
        {
            "person": person,
            "age": age,
            "band": working_age_band(age),
            **{c: of_person(processed, person, c) for c in columns},
        }
    )


def _figure(
    description: str, group: str, people: pd.DataFrame, rows: tuple[np.ndarray, np.ndarray]
) -> Figure:
    """Count people of one band; Total includes other and unknown genders."""
    chosen = people if group == "Total" else people[people["Gender"] == group]
    settled = chosen[chosen["settled"]]
    denominator, numerator = chosen["person"].to_numpy(), settled["person"].to_numpy()
    person, record = rows
    behind = Behind(
        numerator,
        denominator,
        record[np.isin(person, numerator)],
        record[np.isin(person, denominator)],
    )
    value = percentage(len(numerator), len(denominator))
    units = Units("share", numerator, denominator)
    return Figure(description, group, value, len(numerator), len(denominator), behind, units=units)
