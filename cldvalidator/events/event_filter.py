"""Which events belong to a reference period (method section 6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cldvalidator.events import leaving as why
from cldvalidator.events.leaving import Leaving
from cldvalidator.selection.period import Period


def filtered(events: pd.DataFrame, reference: Period, leaving: Leaving) -> pd.DataFrame:
    """Return the events of a reference period, with Der_Event_End_Date (float64 day numbers).

    Services when they overlap it, other events when they ended in it; nobody who died before it or
    before the event. A comparison with a missing date is false, as in SQL.
    """
    first, last = reference.days
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
            why.ENDED_OUTSIDE,
            why.NO_START,
            why.STARTS_LATER,
            why.SERVICE_OVER,
            why.DIED_BEFORE_PERIOD,
            why.DIED_BEFORE_START,
        ],
        why.KEPT,
    ).astype(np.uint8)
    stays = reasons == why.KEPT
    leaving.leave(events["record"].to_numpy()[~stays], reasons[~stays])
    return events.assign(Der_Event_End_Date=end)[stays]


def derived_end(start: np.ndarray, end: np.ndarray, death: np.ndarray) -> np.ndarray:
    """Return the end date cut at the row's own date of death (method section 6.1)."""
    inside = (death >= start) & (death <= end)
    ends_it = np.isnan(end) & (death > start)
    return np.where(inside | ends_it, death, end)
