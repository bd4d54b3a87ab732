"""Spells of support that follow each other closely, taken as one (method sections 13.1 to 13.5)."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from cldvalidator.events.cleaning import INVALID
from cldvalidator.events.unique_events import NO_END
from cldvalidator.measures.long_term import SERVICE_USER, is_label
from cldvalidator.specification import load_specification

GAP_DAYS = 7
PREFERRED = 5
"""How many of the strongest outcomes say that support goes on; they rank behind all others here."""
NO_RANK = 999


@cache
def outcome_labels() -> tuple[str, ...]:
    """Return the outcomes by their place in DHSC's hierarchy, the strongest first."""
    order = load_specification("2").groupings["event_outcome_hierarchy"]["order"]
    return tuple(order)


def label_of(rank: float) -> str:
    """Return the outcome that a rank of section 13.2 stands for."""
    if rank >= NO_RANK:
        return INVALID
    return outcome_labels()[int(rank) % 100 - 1]


READ = [
    "record",
    "person",
    "Event_Start_Date",
    "is_service",
    "is_request",
    "is_assessment",
    "is_review",
    "Service_Type",
    "Service_Component",
    "Event_Outcome",
]
"""The columns of the joined table that are read of chosen rows."""


def base_rows(joined: pd.DataFrame) -> pd.DataFrame:
    """Return service users' rows that do not end before they start, with end and rank.

    end: a missing one is NO_END. rank: the outcome's place in the hierarchy, 100 more for outcomes
    that say support goes on, NO_RANK for an invalid or missing one.
    """
    start, end = (joined[c].to_numpy() for c in ("Event_Start_Date", "Der_Event_End_Date"))
    keep = is_label(joined["Client_Type"], SERVICE_USER) & ~(end < start)
    rank = joined["Event_Outcome_Hierarchy"].to_numpy()
    rank = np.where(np.isnan(rank), NO_RANK, np.where(rank <= PREFERRED, rank + 100, rank))
    return joined[READ].assign(end=np.nan_to_num(end, nan=NO_END), rank=rank)[keep]


def clustered(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with `cluster`, a number for rows of a person that follow each other closely.

    A row opens a new cluster when it starts more than seven days after the latest end so far; an
    open row makes every later one join.
    """
    order = np.lexsort(
        (
            -rows["record"].to_numpy().astype(np.int64),
            rows["rank"].to_numpy(),
            rows["end"].to_numpy(),
            rows["Event_Start_Date"].to_numpy(),
            rows["person"].to_numpy(),
        )
    )
    rows = rows.iloc[order]
    person, end = rows["person"].to_numpy(), rows["end"].to_numpy()
    new_person = np.ones(len(rows), bool)
    new_person[1:] = person[1:] != person[:-1]
    # Each person's ends lie in a span of their own, so that one running maximum serves them all.
    group = np.cumsum(new_person) * (4 * NO_END)
    latest = np.maximum.accumulate(end + group) if len(rows) else end
    before = np.concatenate([[0.0], latest[:-1]])[: len(rows)] - group
    opens = new_person | (rows["Event_Start_Date"].to_numpy() - before > GAP_DAYS)
    return rows.assign(cluster=np.cumsum(opens))


def cluster_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a cluster: cluster, person, start, end, and the rank of its last outcome.

    rows: as `clustered` returns them, each cluster's together and the first to start first.
    """
    record, cluster = rows["record"].to_numpy().astype(np.int64), rows["cluster"].to_numpy()
    rank, end = rows["rank"].to_numpy(), rows["end"].to_numpy()
    first = np.flatnonzero(np.diff(cluster, prepend=0))
    last = np.lexsort((-record, rank, -end, cluster))[first]
    return pd.DataFrame(
        {
            "cluster": cluster[first],
            "person": rows["person"].to_numpy()[first],
            "start": rows["Event_Start_Date"].to_numpy()[first],
            "end": end[last],
            "rank": rank[last],
        }
    )
