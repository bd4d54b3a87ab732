"""What several measures share: service types, the person's details beside each row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.person_details import SERVICE_RANK
from cldvalidator.events.unique_events import NO_END

NURSING, RESIDENTIAL, COMMUNITY, PRISON, ST_MAX, LOW_LEVEL, OTHER_SHORT = SERVICE_RANK
LONG_TERM = (NURSING, RESIDENTIAL, COMMUNITY, PRISON)
SERVICE_USER = "Service user"
CARERS = ("Unpaid carer", "Unpaid carer known by association")


def codes_of(values: pd.Series, labels: tuple[str, ...]) -> np.ndarray:
    """Return for each row the place of its label among `labels`, -1 for any other or none."""
    places = [labels.index(c) if c in labels else -1 for c in values.cat.categories]
    return np.array([*places, -1])[values.cat.codes.to_numpy()]


def is_label(values: pd.Series, *labels: str) -> np.ndarray:
    """Tell which rows hold one of the labels."""
    flags: np.ndarray = codes_of(values, labels) >= 0
    return flags


def of_person(processed: ProcessedEvents, person: np.ndarray, column: str) -> np.ndarray:
    """Return a column of the person details for each person number.

    NaN or None for people who are in the 12-month table only, and have no details.
    """
    persons = processed.persons
    place = np.full(len(processed.people), -1)
    place[persons["person"].to_numpy()] = np.arange(len(persons))
    at = place[person]
    values: np.ndarray = persons[column].to_numpy()[at]
    if (at >= 0).all():
        return values
    nothing = np.array([None if values.dtype == object else np.nan])
    return np.where(at >= 0, values, nothing)


def latest_end_before(
    person: np.ndarray, day: np.ndarray, services: pd.DataFrame, *, same_day: bool
) -> np.ndarray:
    """Return, for each person and day, the latest end of their services that started before it.

    same_day: services that start on the day count too. Minus infinity without such a service,
    NO_END for an open one. Sorts and looks up, so that many records under one identifier cost no
    more than others.
    """
    span = 4 * NO_END
    of, start = services["person"].to_numpy(), services["Event_Start_Date"].to_numpy()
    end = late(services["Der_Event_End_Date"].to_numpy(), NO_END)
    order = np.lexsort((start, of))
    keys = of[order] * span + start[order]
    latest = np.maximum.accumulate(end[order] + of[order] * span) if len(order) else keys
    place = np.searchsorted(keys, person * span + day, side="right" if same_day else "left") - 1
    found = place >= 0
    found[found] = of[order][place[found]] == person[found]
    out = np.full(len(person), -np.inf)
    out[found] = latest[place[found]] - person[found] * span
    return out


def late(values: np.ndarray, no_end: float) -> np.ndarray:
    """Return end days with a missing end as the far end."""
    return np.where(np.isnan(values), no_end, values)
