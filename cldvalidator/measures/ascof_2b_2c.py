"""ASCOF 2B and 2C: new admissions to care homes for each 100,000 people (sections 14 and S6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.cleaning import combined
from cldvalidator.events.derived_fields import age_at
from cldvalidator.events.unique_events import NO_END
from cldvalidator.measures.figures import Behind, Figure, MeasureResult, Units, people_in, value_of
from cldvalidator.measures.long_term import (
    NURSING,
    RESIDENTIAL,
    SERVICE_USER,
    is_label,
    late,
    of_person,
)
from cldvalidator.measures.population import Population
from cldvalidator.measures.registry import Inputs, estimate_year, measure
from cldvalidator.selection.period import Period

BANDS = {"ASCOF 2B": "18 to 64", "ASCOF 2C": "65 and above"}
SELF_FUNDED = "NFA: Self-funded client or under 12wk disregard"
LOOK_BACK_DAYS = 365
_NO_POPULATION = (
    "The population of mid-{} by age band is not known: the number of people is shown, but no rate."
)
_OF_ITS_YEAR = "The rates divide by the population of mid-{} that you gave."
_OF_ANY_YEAR = (
    "The rates divide by the population that you gave without a year; mid-{} belongs to this year."
)
_PUBLISHED = "The rates divide by the published population of mid-{} ({})."
_NEAREST = (
    "The rates divide by the published population of mid-{} ({}), the nearest that is here; mid-{} "
    "belongs to this year. Import a newer one, or give it yourself."
)


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
    method = processed.parameters.method
    self_funded = is_label(joined["Event_Outcome"], SELF_FUNDED)
    build = (
        joined["is_service"].to_numpy()
        & is_label(joined["Client_Type"], SERVICE_USER)
        & is_label(joined["Service_Type"], RESIDENTIAL, NURSING)
        & ~np.isnan(birth)
        & ~(death < first)
        & of_home
    )
    if method.self_funded_in_build:
        build &= ~self_funded
    rows = joined[build]
    person, birth = person[build], birth[build]
    start = rows["Event_Start_Date"].to_numpy()
    age = age_at(birth, start)
    admitted = (start >= first) & (start <= last) & ~self_funded[build]
    there = _was_there(person, start, rows["Der_Event_End_Date"].to_numpy())
    new = admitted & ~there
    # Whom an admission belongs to: the person, or since September 2026 the person under one LA
    # person identifier, of which no identifier is one.
    own = rows["own"].to_numpy() if method.self_funded_in_build else np.zeros(len(rows), np.int64)
    counted = new & (age >= 18)
    pairs = pd.DataFrame({"person": person, "own": own, "younger": age < 65})[counted]
    # Someone admitted in both age bands counts once, as 18 to 64.
    keys = ["person", "own"]
    pairs["younger"] = pairs.groupby(keys, sort=False)["younger"].transform("any")
    younger = np.zeros(len(rows), bool)
    younger[counted] = pairs["younger"].to_numpy()
    pairs = pairs.drop_duplicates(keys)
    pairs = pairs.assign(band=np.where(pairs["younger"], "18 to 64", "65 and above"))
    record = rows["record"].to_numpy()
    given = inputs.population_of(period)
    bands = given.bands if given is not None else {}
    figures = []
    for name, band in BANDS.items():
        wanted = counted & (younger == (band == "18 to 64"))
        of_band = pairs.loc[(pairs["band"] == band).to_numpy(), "person"].to_numpy()
        number, population = len(of_band), bands.get(band)
        value = value_of("rate", number, population=population)
        behind = Behind(
            numerator_people=people_in(person[wanted]), numerator_records=record[wanted]
        )
        units = Units("rate", of_band, population=population)
        figures.append(Figure(name, band, value, number, population, behind, units=units))
    stages = {
        "build": int(build.sum()),
        "admissions": _different(person[admitted], own[admitted], start[admitted]),
        "new_admissions": _different(person[new], own[new], start[new]),
        "people": len(pairs),
    }
    year = estimate_year(period)
    missing = () if given is not None else (_NO_POPULATION.format(year),)
    notes = () if given is None else (_basis(given, year),)
    why = pd.DataFrame(
        {
            "person": person,
            "record": record,
            "start": start,
            "age": age,
            "in_year": (start >= first) & (start <= last),
            "self_funded": self_funded[build],
            "there": there,
            "counted": counted,
            "younger": younger,
        }
    )
    tables = {"admitted": pairs[["person", "own", "band"]], "why": why}
    return MeasureResult(
        "ASCOF 2B and 2C", period, tuple(figures), tables, stages, missing, notes=notes
    )


def _basis(given: Population, year: int) -> str:
    """Say what the rates divide by."""
    if given.published and given.mid_year != year:
        return _NEAREST.format(given.mid_year, given.published, year)
    if given.published:
        return _PUBLISHED.format(year, given.published)
    return (_OF_ANY_YEAR if given.mid_year is None else _OF_ITS_YEAR).format(year)


def _different(person: np.ndarray, own: np.ndarray, day: np.ndarray) -> int:
    """Count the different people, identifiers and days."""
    return len(np.unique(combined(person.astype(np.int64), own, day.astype(np.int64))))


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
