"""ASCOF 2B and 2C: new admissions to care homes for each 100,000 people (method section 14)."""

from __future__ import annotations

import numpy as np

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.derived_fields import age_at
from cldvalidator.events.reporting_period import Period
from cldvalidator.events.unique_events import NO_END
from cldvalidator.measures.figures import Behind, Figure, MeasureResult, people_in, rounded
from cldvalidator.measures.long_term import (
    NURSING,
    RESIDENTIAL,
    SERVICE_USER,
    is_label,
    late,
    of_person,
)
from cldvalidator.measures.registry import Inputs, measure

BANDS = {"ASCOF 2B": "18 to 64", "ASCOF 2C": "65 and above"}
SELF_FUNDED = "NFA: Self-funded client or under 12wk disregard"
LOOK_BACK_DAYS = 365
_NO_POPULATION = "The population by age band is not known: there are people, but no rates."


@measure("ASCOF 2B and 2C", history_months=12)
def admissions(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Count people newly admitted to a care home, by age at admission."""
    first, last = period.days
    joined = processed.joined
    person = joined["person"].to_numpy()
    birth = of_person(processed, person, "Der_Birth_Date")
    death = of_person(processed, person, "Date_of_Death")
    parts = [str(c) for c in joined["Service_Component"].cat.categories]
    home = [
        ("Residential" in p.title() or "Nursing" in p.title()) and "Short" not in p for p in parts
    ]
    # A blank component fails this test, although nothing says that it should (section 20.2a).
    of_home = np.array([*home, False])[joined["Service_Component"].cat.codes.to_numpy()]
    build = (
        joined["is_service"].to_numpy()
        & is_label(joined["Client_Type"], SERVICE_USER)
        & is_label(joined["Service_Type"], RESIDENTIAL, NURSING)
        & ~np.isnan(birth)
        & ~(death < first)
        & of_home
    )
    rows = joined[build]
    person, birth = person[build], birth[build]
    start = rows["Event_Start_Date"].to_numpy()
    age = age_at(birth, start)
    admitted = (start >= first) & (start <= last) & ~is_label(rows["Event_Outcome"], SELF_FUNDED)
    new = admitted & ~_was_there(person, start, rows["Der_Event_End_Date"].to_numpy())
    adults = new & (age >= 18)
    # Someone admitted in both age bands counts once, as 18 to 64.
    younger = np.zeros(len(processed.people), bool)
    younger[person[adults & (age < 65)]] = True
    record = rows["record"].to_numpy()
    figures = []
    for name, band in BANDS.items():
        wanted = adults & (younger[person] == (band == "18 to 64"))
        people = people_in(person[wanted])
        population = inputs.population.get(band)
        value = rounded(len(people) / population * 100_000) if population else None
        behind = Behind(numerator_people=people, numerator_records=record[wanted])
        figures.append(Figure(name, band, value, len(people), population, behind))
    stages = {
        "build": int(build.sum()),
        "admissions": _different(person[admitted], start[admitted]),
        "new_admissions": _different(person[new], start[new]),
        "people": len(people_in(person[adults])),
    }
    missing = () if inputs.population else (_NO_POPULATION,)
    return MeasureResult("ASCOF 2B and 2C", period, tuple(figures), stages=stages, missing=missing)


def _different(person: np.ndarray, day: np.ndarray) -> int:
    """Count the different people and days."""
    return len(np.unique(person.astype(np.int64) * (4 * NO_END) + day.astype(np.int64)))


def _was_there(person: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Tell which stays follow an earlier one of the person within a year (section 14.4)."""
    order = np.lexsort((start, person))
    by_person, starts = person[order], start[order]
    ends = late(end, NO_END)[order]
    out = np.zeros(len(order), bool)
    span = 4 * NO_END
    group = np.cumsum(np.concatenate([[True], by_person[1:] != by_person[:-1]])[: len(order)])
    # The latest end among the person's stays that start strictly earlier.
    running = np.maximum.accumulate(ends + group * span) if len(order) else ends
    first_of_day = np.concatenate(
        [[0], np.flatnonzero((by_person[1:] != by_person[:-1]) | (starts[1:] != starts[:-1])) + 1]
    )
    day = np.searchsorted(first_of_day, np.arange(len(order)), side="right") - 1
    before = first_of_day[day] - 1 if len(order) else np.zeros(0, int)
    same_person = (before >= 0) & (group[np.maximum(before, 0)] == group)
    latest = running[np.maximum(before, 0)] - group * span
    out[order] = same_person & (starts - latest < LOOK_BACK_DAYS)
    return out
