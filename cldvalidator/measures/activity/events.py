"""The rows that the statements read: the unique events with birth and death of their person."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.derived_fields import age_at
from cldvalidator.measures.long_term import LONG_TERM, SERVICE_USER, is_label, of_person
from cldvalidator.selection.period import EPOCH, Period

CODED = (
    "Client_Type",
    "Service_Type",
    "Service_Component",
    "Delivery_Mechanism",
    "Primary_Support_Reason",
    "Event_Outcome",
    "Request_Route_of_Access",
    "Has_Unpaid_Carer",
    "Ethnicity",
    "Gender",
    "Employment_Status",
    "Accommodation_Status",
)
TYPES = ("is_request", "is_assessment", "is_service", "is_review")


def events_of(
    processed: ProcessedEvents, unique: pd.DataFrame, keep: np.ndarray | None = None
) -> pd.DataFrame:
    """Return person, record, start, end, birth, death (float64 days), coded fields and types.

    unique: a table of unique events, `single` or `joined`. end is the derived one, NaN for none;
    birth is the first of the person's month of birth.
    """
    rows = unique if keep is None else unique.loc[keep]
    person = rows["person"].to_numpy()
    return pd.DataFrame(
        {
            "person": person,
            "record": rows["record"].to_numpy().astype(np.int64),
            "start": rows["Event_Start_Date"].to_numpy(),
            "end": rows["Der_Event_End_Date"].to_numpy(),
            "birth": of_person(processed, person, "Der_Birth_Date"),
            "death": of_person(processed, person, "Date_of_Death"),
            **{c: rows[c].array for c in (*CODED, *TYPES)},
        },
        copy=False,
    )


def service_users(unique: pd.DataFrame) -> np.ndarray:
    """Mark the rows of service users."""
    return is_label(unique["Client_Type"], SERVICE_USER)


def long_term_events(processed: ProcessedEvents, unique: pd.DataFrame) -> pd.DataFrame:
    """Return service users' rows with a long-term service type, whatever the event type."""
    keep = is_label(unique["Service_Type"], *LONG_TERM) & service_users(unique)
    return events_of(processed, unique, keep)


def of_four_types(rows: pd.DataFrame) -> np.ndarray:
    """Mark the rows whose event type is one of the four."""
    flags: np.ndarray = np.logical_or.reduce([rows[t].to_numpy(bool) for t in TYPES])
    return flags


def age_on(rows: pd.DataFrame, day: float) -> np.ndarray:
    """Return the age of each row's person on a day, NaN without a date of birth."""
    age: np.ndarray = age_at(rows["birth"].to_numpy(), day)
    return age


def known_births(rows: pd.DataFrame) -> np.ndarray:
    """Mark the rows of people with a date of birth."""
    known: np.ndarray = ~np.isnan(rows["birth"].to_numpy())
    return known


def kept_out(
    days: tuple[np.ndarray, np.ndarray, np.ndarray], first: float, last: float
) -> dict[str, np.ndarray]:
    """Mark what keeps a row out: late (begins after the last day), over or dead before the first.

    days: start, end, and death of the person.
    """
    start, end, death = days
    return {"late": ~(start <= last), "over": end < first, "dead": death < first}


def today_of(processed: ProcessedEvents, period: Period) -> float:
    """Return the day up to which open events run: the import, but after the last day of the year.

    On the last day or before it, open requests and spells would end in the year.
    """
    return max(_number(processed.import_date), period.days[1] + 1)


def year_before(period: Period) -> float:
    """Return the same day one year before the last day; 28 for 29 February, as SQL counts back."""
    last = period.last
    day = 28 if (last.month, last.day) == (2, 29) else last.day
    return _number(date(last.year - 1, last.month, day))


def _number(day: date) -> float:
    return float((day - EPOCH).days)
