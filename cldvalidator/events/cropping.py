"""Services of an earlier reference period that the next file does not have (joined.md 9)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd


def cropped_ends(
    events: pd.DataFrame,
    reference: npt.NDArray[np.int64],
    served: npt.NDArray[np.float64] | None = None,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return the derived ends (float64) with those cut that have to be, and which these are.

    An event of any but the latest reference period that is open, or ends after it, ends on its last
    day, unless a reference period that starts the day after holds a row of the same event. Which
    period is the latest is decided by the start. reference: the event that each row is of. served:
    the first days of the periods that the whole table has rows of, where these are a part of it.
    """
    end = events["Der_Event_End_Date"].to_numpy()
    first, last = (events[c].to_numpy() for c in ("ref_first", "ref_last"))
    starts = np.unique(first if served is None else served)
    place = np.searchsorted(starts, first)
    if len(starts) < 2:
        return end, np.zeros(len(end), bool)
    prior = first < starts[-1]
    asked = np.flatnonzero(prior & (np.isnan(end) | (end > last)))
    _, number = np.unique(reference, return_inverse=True)
    key = number.astype(np.int64) * len(starts) + place
    following = np.searchsorted(starts, last[asked] + 1)
    there = starts[np.minimum(following, len(starts) - 1)] == last[asked] + 1
    wanted = number[asked].astype(np.int64) * len(starts) + following
    there[there] = np.isin(wanted[there], key)
    cut = np.zeros(len(end), bool)
    cut[asked[~there]] = True
    return np.where(cut, last, end), cut
