"""One row an event: which of several rows DHSC keeps (method section 8)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.events.cleaning import combined
from cldvalidator.events.leaving import Leaving

NO_HIERARCHY = 999
NO_END = 2_932_532.0
"""Day number of 9999-01-01, which stands for no end date (section 1.12)."""


def unique_events(
    events: pd.DataFrame, leaving: Leaving, *, with_costs: bool
) -> npt.NDArray[np.int64]:
    """Return the places of the rows that are kept, one of each event, ascending.

    with_costs: the 12-month table, in which services are also told apart by mechanism, cost,
    frequency and units. Kept is the row of the reference period that ends last, then the open or
    latest end, then the strongest outcome, then the last record.
    """
    group = events["event"].to_numpy()
    if with_costs:
        group = combined(group, _costs(events))
    end = np.nan_to_num(events["Der_Event_End_Date"].to_numpy(), nan=NO_END)
    rank = np.nan_to_num(events["Event_Outcome_Hierarchy"].to_numpy(), nan=NO_HIERARCHY)
    record = events["record"].to_numpy()
    period = events["ref_last"].to_numpy()
    order = np.lexsort((-record.astype(np.int64), rank, -end, -period, group))
    ordered = group[order]
    first = np.ones(len(order), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    kept = np.sort(order[first])
    best = order[first][np.cumsum(first) - 1]
    leaving.duplicates(record[order[~first]], record[best[~first]])
    return kept


def _costs(events: pd.DataFrame) -> np.ndarray:
    """Number the costs of services; a missing part is the empty text, other events have none."""
    service = events["has_service"].to_numpy()
    parts = [
        events["Delivery_Mechanism"].cat.codes.to_numpy().astype(np.int64),
        _text_codes(events["Unit_Cost"].to_numpy()),
        events["Cost_Frequency_Unit_Type"].cat.codes.to_numpy().astype(np.int64),
        _text_codes(events["Planned_Units_Per_Week"].to_numpy()),
    ]
    return np.where(service, combined(*parts) + 1, 0)


def _text_codes(numbers: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(numbers), -(10**12), np.round(numbers * 100)).astype(np.int64)
