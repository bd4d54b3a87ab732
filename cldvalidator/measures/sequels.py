"""The sequel of a cluster of ST-Max, step by step (method section 13.10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.person_details import SERVICE_RANK
from cldvalidator.measures.clusters import GAP_DAYS, label_of
from cldvalidator.measures.long_term import LOW_LEVEL, OTHER_SHORT, codes_of, is_label

DECEASED = "NFA: Deceased"
ADMITTED = "Admitted to hospital"
PLANNED_END = "NFA: Support ended as planned"
USABLE = 100
NESTED_DAYS = 14
NOT_A_RECORD = -1
_CARE_HOMES = ("Short term residential care", "Short term nursing care")
_CARE_HOME_OUTCOME = "Short term support: Residential or Nursing care"


def final_outcomes(
    clusters: pd.DataFrame, events: pd.DataFrame, labels: tuple[str, ...]
) -> pd.DataFrame:
    """Return the clusters with final_outcome, sequel_type and followed_by.

    events: pairs of cluster and event, with from, to and cluster_rank of the cluster. Each cluster
    leaves at the first step that gives it an outcome. sequel_type: "1", "2", "3", "4a" ... "6".
    followed_by: the 0-based record whose service or outcome it is, int64; of several the first to
    start. NOT_A_RECORD where the outcome is the cluster's own, or a date of death.
    """
    window = events[
        (events["Event_Start_Date"] >= events["from"])
        & (events["end"] > events["to"])
        & (events["Event_Start_Date"] - events["to"] <= GAP_DAYS)
    ]
    nested = events[
        (events["Event_Start_Date"] >= events["from"])
        & (events["end"] > events["from"])
        & (events["end"] <= events["to"])
    ]
    admitted_rank = labels.index(ADMITTED) + 1
    steps = (
        ("1", _same(clusters[clusters["death"] - clusters["end"] <= GAP_DAYS], DECEASED)),
        ("2", _same(clusters[clusters["rank"] == admitted_rank], ADMITTED)),
        ("3", _services_that_follow(window)),
        ("", _best_candidate(clusters, window, nested)),
        ("5", _equipment(nested[_is_equipment(nested)])),
        ("6", clusters.set_index("cluster")["rank"].map(label_of)),
    )
    outcome = np.full(len(clusters), None, object)
    kind = np.full(len(clusters), None, object)
    record = np.full(len(clusters), NOT_A_RECORD, np.int64)
    number = pd.Index(clusters["cluster"])
    for name, found in steps:
        table = found if isinstance(found, pd.DataFrame) else found.to_frame("outcome")
        place = table.index.get_indexer(number)
        free = np.flatnonzero((place >= 0) & pd.isna(outcome))
        taken = table.iloc[place[free]]
        outcome[free] = taken["outcome"]
        kind[free] = taken["kind"] if "kind" in table else name
        if "record" in table:
            record[free] = taken["record"]
    return clusters.assign(final_outcome=outcome, sequel_type=kind, followed_by=record)


def with_rows_named(clusters: pd.DataFrame, processed: ProcessedEvents) -> pd.DataFrame:
    """Return what `final_outcomes` made with followed_in: how the record followed_by is called.

    Empty where the outcome is no other record's.
    """
    named = clusters["followed_by"].to_numpy() != NOT_A_RECORD
    followed_in = np.full(len(clusters), "", object)
    followed_in[named] = processed.row_names(clusters.loc[named, "followed_by"].to_numpy())
    return clusters.assign(followed_in=followed_in)


def sequel_words(row: Mapping[str, Any]) -> str:
    """Say what followed a cluster of ST-Max, and where that stands: a row of `with_rows_named`.

    >>> sequel_words(
    ...     {"final_outcome": "NFA: Other", "sequel_type": "4b", "followed_in": "row 12"}
    ... )
    'NFA: Other, in row 12'
    """
    if row["followed_in"]:
        where = f"in {row['followed_in']}"
    else:
        where = "by the date of death" if row["sequel_type"] == "1" else "its own outcome"
    return f"{row['final_outcome']}, {where}"


def _first_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep of each cluster the event that starts first; of those of a day the first record."""
    order = np.lexsort((rows["record"], rows["Event_Start_Date"], rows["cluster"]))
    return rows.iloc[order].drop_duplicates("cluster")


def _equipment(rows: pd.DataFrame) -> pd.DataFrame:
    """Step 5: equipment within the cluster is low level support."""
    first = _first_of(rows).set_index("cluster")
    return pd.DataFrame({"outcome": LOW_LEVEL, "record": first["record"]}, dtype=object)


def _same(rows: pd.DataFrame, outcome: str) -> pd.Series:
    return pd.Series(outcome, index=pd.Index(rows["cluster"].unique()), dtype=object)


def _is_equipment(rows: pd.DataFrame) -> np.ndarray:
    flags: np.ndarray = rows["is_service"].to_numpy() & is_label(
        rows["Service_Component"], "Equipment"
    )
    return flags


def _services_that_follow(window: pd.DataFrame) -> pd.DataFrame:
    """Step 3: the strongest long-term or short-term service of the window."""
    kind = codes_of(window["Service_Type"], SERVICE_RANK)
    services = window[kind >= 0].assign(kind=kind[kind >= 0])
    strongest = services.groupby("cluster")["kind"].min()
    outcome = strongest.map(dict(enumerate(SERVICE_RANK)))
    other = SERVICE_RANK.index(OTHER_SHORT)
    home = services[
        (services["kind"] == other) & is_label(services["Service_Component"], *_CARE_HOMES)
    ]
    in_home = strongest.index.isin(home["cluster"]) & (strongest == other)
    is_strongest = services["kind"] == services["cluster"].map(strongest)
    first = _first_of(services[is_strongest]).set_index("cluster")
    outcome = outcome.where(~in_home, _CARE_HOME_OUTCOME)
    return pd.DataFrame({"outcome": outcome, "record": first["record"]})


def _best_candidate(
    clusters: pd.DataFrame, window: pd.DataFrame, nested: pd.DataFrame
) -> pd.DataFrame:
    """Step 4: the strongest of the cluster's own outcome and those of events around its end."""
    usable = clusters["rank"] < USABLE
    alone = clusters[usable & ~clusters["cluster"].isin(window["cluster"])]
    says = window[
        ~window["is_service"]
        & ~is_label(window["Event_Outcome"], PLANNED_END)
        & ((window["cluster_rank"] < USABLE) | (window["rank"] < USABLE))
    ]
    own = says.drop_duplicates("cluster")
    met = nested[
        (nested["is_assessment"] | nested["is_review"])
        & (nested["to"] - nested["end"] < NESTED_DAYS)
        & (nested["rank"] < USABLE)
    ]
    met = met.assign(late=-met["end"], last=-met["record"].astype(np.int64))
    met = met.sort_values(["cluster", "late", "rank", "last"]).drop_duplicates("cluster")
    event_usable = says[says["rank"] < USABLE]
    candidates = pd.concat(
        [
            _candidates(alone["cluster"], alone["rank"], "4a"),
            _candidates(own["cluster"], own["cluster_rank"], "4a"),
            _candidates(
                event_usable["cluster"], event_usable["rank"], "4b", event_usable["record"]
            ),
            _candidates(met["cluster"], met["rank"], "4c", met["record"]),
        ]
    )
    best = candidates.sort_values(["cluster", "rank", "kind"]).drop_duplicates("cluster")
    best = best.set_index("cluster")
    return pd.DataFrame(
        {"outcome": best["rank"].map(label_of), "kind": best["kind"], "record": best["record"]}
    )


def _candidates(
    cluster: pd.Series, rank: pd.Series, kind: str, record: pd.Series | None = None
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "cluster": cluster.to_numpy(),
            "rank": rank.to_numpy(dtype=float),
            "kind": kind,
            "record": NOT_A_RECORD if record is None else record.to_numpy().astype(np.int64),
        }
    )
