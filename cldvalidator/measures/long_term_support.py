"""People with long-term support at each month end, and adults newly assessed.

A person with support in several settings counts in each of them, as in DHSC's Insights publication
(NHS England's principles say so), and once in all settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.derived_fields import age_at, working_age_band
from cldvalidator.measures.figures import (
    Behind,
    Figure,
    MeasureResult,
    TablesWhenAsked,
    Units,
    people_in,
)
from cldvalidator.measures.long_term import (
    LONG_TERM,
    SERVICE_USER,
    codes_of,
    is_label,
    latest_end_before,
    of_person,
)
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.selection.period import Period

OPEN_AT = "People with long-term support on {:%d/%m/%Y}"
NEWLY_ASSESSED = "Adults assessed who had no long-term support in the 12 months before"
ALL_SETTINGS = "All settings"
GROUPS = ("18 to 64", "65 and above", "Total")
LOOK_BACK_DAYS = 365
READ = ["record", "person", "Event_Start_Date", "Der_Event_End_Date", "Service_Type"]
"""The columns of the joined table that are read of chosen rows."""


@measure("Long-term support", history_months=12, earlier_too=False)
def long_term_support(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Count people by month end, setting and age band, and adults newly assessed.

    A service is open on a day when it started on or before it and has no end before it, and the
    person did not die before that day, as in ASCOF 3D. Each person counts in every setting they
    are in; `once_by_month` has them in the strongest one only.
    """
    joined = processed.joined
    start, end = (joined[c].to_numpy() for c in ("Event_Start_Date", "Der_Event_End_Date"))
    support = is_label(joined["Service_Type"], *LONG_TERM) & is_label(
        joined["Client_Type"], SERVICE_USER
    )
    support &= ~(end < start)
    services = joined[READ][support]
    snapshots: dict[pd.Timestamp, pd.DataFrame] = {}
    figures: list[Figure] = []
    days = _month_ends(period)
    for day in days:
        snapshot = _snapshot(processed, services, day)
        figures += _figures(snapshot, day, is_last=day == days[-1])
        snapshots[day] = snapshot.drop(columns="record")  # the tables count people
    figures += _newly_assessed(processed, services, period)
    return MeasureResult(
        "Long-term support",
        period,
        tuple(figures),
        TablesWhenAsked(
            {
                "by_month": lambda: _by_month(snapshots),
                "once_by_month": lambda: _by_month(
                    {day: s[s["strongest"]] for day, s in snapshots.items()}
                ),
            }
        ),
        missing=_what_is_missing(processed, period),
        notes=_once(snapshots[days[-1]], days[-1]),
    )


def _by_month(snapshots: Mapping[pd.Timestamp, pd.DataFrame]) -> pd.DataFrame:
    """Count people by day, setting and age band."""
    placed = pd.concat(s.assign(day=day) for day, s in snapshots.items())
    placed = placed.astype({"setting": "str", "band": "str"})
    table = placed.groupby(["day", "setting", "band"], observed=True)
    return table["person"].nunique().rename("people").reset_index()


def _once(snapshot: pd.DataFrame, day: pd.Timestamp) -> tuple[str, ...]:
    """Say how many there are in each setting when each person counts in the strongest only."""
    parts = []
    for setting in LONG_TERM:
        there = is_label(snapshot["setting"], setting)
        every = snapshot["person"][there].nunique()
        once = snapshot["person"][there & snapshot["strongest"].to_numpy()].nunique()
        if once != every:
            name = setting.partition(": ")[2]
            parts.append(f"{name} {once:,} instead of {every:,}")
    if not parts:
        return ()
    return (
        f"With each person in the strongest setting only, as this program counted before, there "
        f"would be on {day:%d/%m/%Y}: {'; '.join(parts)}. All settings stay as they are.",
    )


def _what_is_missing(processed: ProcessedEvents, period: Period) -> tuple[str, ...]:
    reference = processed.joined_reference or processed.period
    missing = []
    if reference.first > period.earlier(12).first:
        missing.append(
            "The file does not go back 12 months before the year: earlier support is not "
            "seen, so some adults count as newly assessed who are not."
        )
    if reference.last < period.last:
        missing.append(
            f"The events are complete up to {reference.last:%d/%m/%Y} only: later month ends miss "
            "services that started after it."
        )
    return tuple(missing)


def _month_ends(period: Period) -> list[pd.Timestamp]:
    return list(pd.date_range(period.first, period.last, freq="ME"))


def _snapshot(
    processed: ProcessedEvents, services: pd.DataFrame, day: pd.Timestamp
) -> pd.DataFrame:
    """Return the rows open on a day: person, record, setting, band, strongest.

    strongest: whether the person has no stronger setting that day.
    """
    number = float((day - pd.Timestamp(0)).days)
    person = services["person"].to_numpy()
    start, end = (services[c].to_numpy() for c in ("Event_Start_Date", "Der_Event_End_Date"))
    death = of_person(processed, person, "Date_of_Death")
    there = (start <= number) & ~(end < number) & ~(death < number)
    rows = services[there]
    person = person[there]
    setting = codes_of(rows["Service_Type"], LONG_TERM)
    best = np.full(len(processed.people), len(LONG_TERM))
    np.minimum.at(best, person, setting)
    age = age_at(of_person(processed, person, "Der_Birth_Date"), number)
    frame = pd.DataFrame(
        {
            "person": person,
            "record": rows["record"].to_numpy(),
            "setting": pd.Categorical.from_codes(setting, categories=pd.Index(LONG_TERM)),
            "band": working_age_band(age),
            "strongest": setting == best[person],
        }
    )
    return frame[(frame["band"] != "Under 18").to_numpy()]


def _figures(snapshot: pd.DataFrame, day: pd.Timestamp, *, is_last: bool) -> Iterator[Figure]:
    """Count people by setting and group; Total includes people of unknown age."""
    person, record = snapshot["person"].to_numpy(), snapshot["record"].to_numpy()
    everybody = np.ones(len(snapshot), bool)
    of_group = {
        group: everybody if group == "Total" else is_label(snapshot["band"], group)
        for group in GROUPS
    }
    for setting in (*LONG_TERM, ALL_SETTINGS):
        is_all = setting == ALL_SETTINGS
        there = everybody if is_all else is_label(snapshot["setting"], setting)
        for group in GROUPS:
            chosen = there & of_group[group]
            people = people_in(person[chosen])
            behind = Behind(numerator_people=people, numerator_records=record[chosen])
            name, count = f"{OPEN_AT.format(day)}: {setting}", len(people)
            headline = is_last and is_all
            yield Figure(
                name,
                group,
                float(count),
                count,
                behind=behind,
                headline=headline,
                units=Units("count", people),
            )


def _newly_assessed(
    processed: ProcessedEvents, services: pd.DataFrame, period: Period
) -> list[Figure]:
    """Count adults with an assessment of the year and no long-term support in the year before it.

    Support counts when it was open at any time in the 365 days before the assessment's start. The
    first assessment of the year decides.
    """
    first, last = period.days
    joined = processed.joined
    end = joined["Der_Event_End_Date"].to_numpy()
    rows = joined[READ][
        joined["is_assessment"].to_numpy()
        & is_label(joined["Client_Type"], SERVICE_USER)
        & (end >= first)
        & (end <= last)
    ]
    birth = of_person(processed, rows["person"].to_numpy(), "Der_Birth_Date")
    age = age_at(birth, rows["Event_Start_Date"].to_numpy())
    rows = rows.assign(band=working_age_band(age))
    rows = rows[rows["band"] != "Under 18"]
    rows = rows.sort_values(["person", "Event_Start_Date", "record"]).drop_duplicates("person")
    start = rows["Event_Start_Date"].to_numpy()
    until = latest_end_before(rows["person"].to_numpy(), start, services, same_day=False)
    new = rows[~(until >= start - LOOK_BACK_DAYS)]
    figures = []
    for group in GROUPS:
        chosen, everyone = (
            part if group == "Total" else part[part["band"] == group] for part in (new, rows)
        )
        behind = Behind(
            chosen["person"].to_numpy(),
            everyone["person"].to_numpy(),
            chosen["record"].to_numpy(),
            everyone["record"].to_numpy(),
        )
        count = len(chosen)
        units = Units("count", behind.numerator_people, behind.denominator_people)
        figures.append(
            Figure(NEWLY_ASSESSED, group, float(count), count, len(everyone), behind, units=units)
        )
    return figures
