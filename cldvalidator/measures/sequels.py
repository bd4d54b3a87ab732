"""The sequel of a cluster of ST-Max, step by step (method section 13.10)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cldvalidator.events.person_details import SERVICE_RANK
from cldvalidator.measures.clusters import GAP_DAYS, label_of
from cldvalidator.measures.long_term import LOW_LEVEL, OTHER_SHORT, codes_of, is_label

DECEASED = "NFA: Deceased"
ADMITTED = "Admitted to hospital"
PLANNED_END = "NFA: Support ended as planned"
USABLE = 100
NESTED_DAYS = 14
_CARE_HOMES = ("Short term residential care", "Short term nursing care")
_CARE_HOME_OUTCOME = "Short term support: Residential or Nursing care"


def final_outcomes(
    clusters: pd.DataFrame, events: pd.DataFrame, labels: tuple[str, ...]
) -> pd.DataFrame:
    """Return the clusters with final_outcome and sequel_type ("1", "2", "3", "4a" ... "6").

    events: pairs of cluster and event, with from, to and cluster_rank of the cluster. Each cluster
    leaves at the first step that gives it an outcome.
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
        ("5", _same(nested[_is_equipment(nested)], LOW_LEVEL)),
        ("6", clusters.set_index("cluster")["rank"].map(label_of)),
    )
    outcome = pd.Series(index=clusters["cluster"], dtype=object)
    kind = pd.Series(index=clusters["cluster"], dtype=object)
    for name, found in steps:
        table = found if isinstance(found, pd.DataFrame) else found.to_frame("outcome")
        free = table.index[outcome.reindex(table.index).isna()]
        free = free[free.isin(outcome.index)]
        outcome[free] = table.loc[free, "outcome"]
        kind[free] = table.loc[free, "kind"] if "kind" in table else name
    return clusters.assign(final_outcome=outcome.to_numpy(), sequel_type=kind.to_numpy())


def _same(rows: pd.DataFrame, outcome: str) -> pd.Series:
    return pd.Series(outcome, index=pd.Index(rows["cluster"].unique()), dtype=object)


def _is_equipment(rows: pd.DataFrame) -> np.ndarray:
    flags: np.ndarray = rows["is_service"].to_numpy() & is_label(
        rows["Service_Component"], "Equipment"
    )
    return flags


def _services_that_follow(window: pd.DataFrame) -> pd.Series:
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
    return outcome.where(~in_home, _CARE_HOME_OUTCOME)


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
            _candidates(event_usable["cluster"], event_usable["rank"], "4b"),
            _candidates(met["cluster"], met["rank"], "4c"),
        ]
    )
    best = candidates.sort_values(["cluster", "rank", "kind"]).drop_duplicates("cluster")
    best = best.set_index("cluster")
    return pd.DataFrame({"outcome": best["rank"].map(label_of), "kind": best["kind"]})


def _candidates(cluster: pd.Series, rank: pd.Series, kind: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"cluster": cluster.to_numpy(), "rank": rank.to_numpy(dtype=float), "kind": kind}
    )
