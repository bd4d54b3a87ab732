"""People with long-term support at each month end, and adults newly assessed.

A person with support in several settings counts in each of them, as in DHSC's Insights publication
(NHS England's principles say so), and once in all settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    support_rows = joined[READ][support]
    services = _Services.of(processed, support_rows)
    days = _month_ends(period)
    figures: list[Figure] = []
    for day in days:
        figures += _figures(services.open_on(day), day, is_last=day == days[-1])
    figures += _newly_assessed(processed, support_rows, period)
    return MeasureResult(
        "Long-term support",
        period,
        tuple(figures),
        TablesWhenAsked(
            {
                "by_month": lambda: _by_month(services, days, once=False),
                "once_by_month": lambda: _by_month(services, days, once=True),
            }
        ),
        missing=_what_is_missing(processed, period),
        notes=_once(services.open_on(days[-1]), days[-1]),
    )


def _by_month(services: _Services, days: list[pd.Timestamp], *, once: bool) -> pd.DataFrame:
    """Count people by day, setting and age band. once: in their strongest setting only."""
    placed = pd.concat(services.open_on(day).rows(day, once=once) for day in days)
    placed = placed.astype({"setting": "str", "band": "str"})
    table = placed.groupby(["day", "setting", "band"], observed=True)
    return table["person"].nunique().rename("people").reset_index()


def _once(snapshot: _Snapshot, day: pd.Timestamp) -> tuple[str, ...]:
    """Say how many there are in each setting when each person counts in the strongest only."""
    parts = []
    strongest = snapshot.strongest
    for place, setting in enumerate(LONG_TERM):
        there = snapshot.setting == place
        every = len(people_in(snapshot.person[there]))
        once = len(people_in(snapshot.person[there & strongest]))
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


@dataclass(frozen=True, eq=False)
class _Services:
    """Long-term support by row: person, record, start and end, death and birth of the person (days,
    NaN for none), and setting, the place in LONG_TERM.
    """

    person: np.ndarray
    record: np.ndarray
    start: np.ndarray
    end: np.ndarray
    death: np.ndarray
    birth: np.ndarray
    setting: np.ndarray

    @classmethod
    def of(cls, processed: ProcessedEvents, services: pd.DataFrame) -> _Services:
        person = services["person"].to_numpy()
        return cls(
            person,
            services["record"].to_numpy(),
            services["Event_Start_Date"].to_numpy(),
            services["Der_Event_End_Date"].to_numpy(),
            of_person(processed, person, "Date_of_Death"),
            of_person(processed, person, "Der_Birth_Date"),
            codes_of(services["Service_Type"], LONG_TERM),
        )

    def open_on(self, day: pd.Timestamp) -> _Snapshot:
        """Return the rows open on a day, of adults and people of unknown age."""
        number = float((day - pd.Timestamp(0)).days)
        band = working_age_band(age_at(self.birth, number))
        there = (self.start <= number) & ~(self.end < number) & ~(self.death < number)
        rows = np.flatnonzero(there & (band != "Under 18"))
        return _Snapshot(self.person[rows], self.record[rows], self.setting[rows], band[rows])


@dataclass(frozen=True, eq=False)
class _Snapshot:
    """The rows open on a day: person, record, setting (the place in LONG_TERM), band."""

    person: np.ndarray
    record: np.ndarray
    setting: np.ndarray
    band: pd.Categorical

    @property
    def strongest(self) -> np.ndarray:
        """Whether the person of each row has no stronger setting that day."""
        best = np.full(int(self.person.max(initial=-1)) + 1, len(LONG_TERM))
        np.minimum.at(best, self.person, self.setting)
        is_strongest: np.ndarray = self.setting == best[self.person]
        return is_strongest

    def rows(self, day: pd.Timestamp, *, once: bool) -> pd.DataFrame:
        """Return day, person, setting and band by row.

        once: each person in the strongest setting only.
        """
        frame = pd.DataFrame(
            {
                "day": day,
                "person": self.person,
                "setting": np.array(LONG_TERM, object)[self.setting],
                "band": np.asarray(self.band, object),
            }
        )
        return frame[self.strongest] if once else frame


def _figures(snapshot: _Snapshot, day: pd.Timestamp, *, is_last: bool) -> Iterator[Figure]:
    """Count people by setting and group; Total includes people of unknown age."""
    person, record = snapshot.person, snapshot.record
    everybody = np.ones(len(person), bool)
    of_group = {
        group: everybody if group == "Total" else np.asarray(snapshot.band == group)
        for group in GROUPS
    }
    for place, setting in enumerate((*LONG_TERM, ALL_SETTINGS)):
        is_all = setting == ALL_SETTINGS
        there = everybody if is_all else snapshot.setting == place
        name = f"{OPEN_AT.format(day)}: {setting}"
        for group in GROUPS:
            chosen = there & of_group[group]
            people = people_in(person[chosen])
            behind = Behind(numerator_people=people, numerator_records=record[chosen])
            count = len(people)
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
