"""What several measures share: service types, the person's details beside each row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.person_details import SERVICE_RANK

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
    """Return a column of the person details for each person number."""
    persons = processed.persons
    place = np.full(len(processed.people), -1)
    place[persons["person"].to_numpy()] = np.arange(len(persons))
    values: np.ndarray = persons[column].to_numpy()[place[person]]
    return values


def late(values: np.ndarray, no_end: float) -> np.ndarray:
    """Return end days with a missing end as the far end."""
    return np.where(np.isnan(values), no_end, values)
