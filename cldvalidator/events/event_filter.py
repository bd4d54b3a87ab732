"""Which events belong to a reference period (method section 6)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.events import leaving as why
from cldvalidator.events.leaving import Leaving
from cldvalidator.events.references import References


def filtered(
    events: pd.DataFrame, references: References, leaving: Leaving
) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Return known people's events of the reference periods of their files.

    And by record whether it is of its period, whoever it is about.

    Services when they overlap it, other events when they ended in it; nobody who died before it or
    before the event. A comparison with a missing date is false, as in SQL. Adds Der_Event_End_Date,
    ref_first and ref_last (float64 day numbers); what only the filter reads goes: typed, service
    and Event_End_Date_Raw.
    """
    reasons, end = filter_reasons(events, references)
    in_period = reasons == why.KEPT
    reasons[in_period & (events["person"].to_numpy() < 0)] = why.NOBODY
    stays = reasons == why.KEPT
    leaving.leave(events["record"].to_numpy()[~stays], reasons[~stays])
    first, last = references.by_record()
    rest = events.drop(columns=["typed", "service", "Event_End_Date_Raw"])
    found = rest.assign(Der_Event_End_Date=end, ref_first=first, ref_last=last)[stays]
    return found, in_period


def filter_reasons(events: pd.DataFrame, references: References) -> tuple[np.ndarray, np.ndarray]:
    """Return why each event leaves (uint8, place in REASONS), and its derived end.

    events: one row a record, with typed, service and the dates of `filter_columns`.
    """
    first, last = references.by_record()
    start = events["Event_Start_Date"].to_numpy()
    death = events["Date_of_Death"].to_numpy()
    end = derived_end(start, events["Event_End_Date_Raw"].to_numpy(), death)
    no_type = ~events["typed"].to_numpy()
    service = events["service"].to_numpy()
    # The first reason that applies is the one that is told; together they are the SQL's condition.
    reasons = np.select(
        [
            no_type,
            ~service & np.isnan(end),
            np.isnan(first),
            ~service & ~((end >= first) & (end <= last)),
            np.isnan(start),
            start > last,
            service & ~np.isnan(end) & (end < first),
            death < first,
            death < start,
        ],
        [
            why.NO_TYPE,
            why.NO_END,
            why.ANOTHER_FILE,
            why.ENDED_OUTSIDE,
            why.NO_START,
            why.STARTS_LATER,
            why.SERVICE_OVER,
            why.DIED_BEFORE_PERIOD,
            why.DIED_BEFORE_START,
        ],
        why.KEPT,
    ).astype(np.uint8)
    ends_elsewhere = np.isin(reasons, (why.ENDED_OUTSIDE, why.SERVICE_OVER))
    day = np.where(ends_elsewhere, end, np.where(reasons == why.STARTS_LATER, start, np.nan))
    reasons[references.served_by_another(day)] = why.ANOTHER_FILE
    return reasons, end


def derived_end(start: np.ndarray, end: np.ndarray, death: np.ndarray) -> np.ndarray:
    """Return the end date cut at the row's own date of death (method section 6.1)."""
    inside = (death >= start) & (death <= end)
    ends_it = np.isnan(end) & (death > start)
    return np.where(inside | ends_it, death, end)
