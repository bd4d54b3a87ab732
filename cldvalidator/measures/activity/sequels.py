"""What followed a request or a spell of reablement, by NHS England's statements of 2023-24.

Sections are those of the facts about the statements: 10 for requests, 11 for reablement.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cldvalidator.measures.activity.chains import chained
from cldvalidator.measures.activity.definitions import outcome_ranks
from cldvalidator.measures.long_term import LONG_TERM, is_label
from cldvalidator.measures.sequels import NOT_A_RECORD

UNRANKED = 99
LINK_DAYS = 3


@dataclass(frozen=True)
class Rules:
    """What differs between requests and reablement.

    gap: days between two of a cluster. window: days in which the first event has to follow.
    """

    gap: int
    window: int


REQUESTS, REABLEMENT = Rules(4, 28), Rules(1, 3)


def clusters_of(rows: pd.DataFrame, rules: Rules, today: float) -> pd.DataFrame:
    """Return the rows with until (an open end is today), cluster and from, its start (10.2)."""
    until = np.where(np.isnan(rows["end"]), today, rows["end"])
    chains = chained(rows["person"].to_numpy(), rows["start"].to_numpy(), until, rules.gap)
    return rows.assign(until=until, cluster=chains.number, **{"from": chains.start})


def support_open(clusters: pd.DataFrame, support: pd.DataFrame) -> np.ndarray:
    """Mark the rows whose person had long-term support open at the start of the cluster (10.4)."""
    spans = clusters[["person", "cluster", "from"]].drop_duplicates("cluster")
    pairs = spans.merge(support[["person", "start", "end"]], on="person")
    start = pairs["from"]
    is_open = (pairs["start"] <= start) & ((pairs["end"] >= start) | pairs["end"].isna())
    flags: np.ndarray = clusters["cluster"].isin(pairs.loc[is_open, "cluster"]).to_numpy()
    return flags


def rank_of(outcome: pd.Series) -> np.ndarray:
    """Return the rank of each outcome; unlisted and missing ones come last (section 4)."""
    ranks = outcome_ranks()
    places = [ranks.get(str(c), UNRANKED) for c in outcome.cat.categories]
    return np.array([*places, UNRANKED])[outcome.cat.codes.to_numpy()]


def strongest(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep of each cluster the rows of the best outcome (10.5)."""
    rank = rank_of(rows["outcome"])
    best = pd.Series(rank).groupby(rows["cluster"].to_numpy()).transform("min").to_numpy()
    return rows[rank == best].reset_index(drop=True)


def multiplied(rows: pd.DataFrame, field: str) -> pd.DataFrame:
    """Return rows that share a value as often as there are of them, without those that have none.

    Two become four: the statement joins its rows with themselves on the value (10.5).
    """
    rows = rows[rows[field].notna()].reset_index(drop=True)
    by = [rows["cluster"], rows[field].cat.codes]
    times = rows.groupby(by)["person"].transform("size")
    return rows.loc[np.repeat(rows.index.to_numpy(), times.to_numpy())].reset_index(drop=True)


def followers(
    clusters: pd.DataFrame, events: pd.DataFrame, own: np.ndarray, rules: Rules
) -> pd.DataFrame:
    """Return the events that follow each cluster, with in_scope and usable (10.6 to 10.8).

    own: which events are of the kind that is counted: those of the cluster itself are taken out,
    and from the first other one on nothing is used. The days are numbered before any is taken out,
    so that the limit of `rules.window` lapses when the first is.
    """
    spans = clusters[["person", "cluster", "from", "to"]].drop_duplicates("cluster")
    events = events.assign(own=own)[events["person"].isin(spans["person"]).to_numpy()]
    pairs = spans.merge(events, on="person")
    pairs = pairs[pairs["start"] >= pairs["to"]]
    # Events that start on one day stand by their end, open ones first, then by record (10.9).
    until = pairs["end"].fillna(-np.inf)
    order = np.lexsort((pairs["record"], until, pairs["start"], pairs["cluster"]))
    pairs = pairs.iloc[order].reset_index(drop=True)
    day = pairs.groupby("cluster")["start"].rank(method="dense")
    start = pairs["start"]
    is_own = pairs["own"] & (
        (start == pairs["from"]) | (start == pairs["to"]) | (pairs["end"] == pairs["to"])
    )
    pairs = pairs.assign(day=day)[~is_own].reset_index(drop=True)
    return _in_scope(pairs, rules)


def _in_scope(pairs: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Mark the events that are linked without a break from the first on (10.7 and 10.8)."""
    cluster, start = pairs["cluster"].to_numpy(), pairs["start"].to_numpy()
    first = np.ones(len(pairs), bool)
    first[1:] = cluster[1:] != cluster[:-1]
    before = np.concatenate([[np.inf], pairs["end"].fillna(np.inf).to_numpy()[:-1]])[: len(pairs)]
    linked = first | (start <= before + LINK_DAYS)
    by_day = pd.Series(linked).groupby([cluster, start]).transform("all")
    linked_so_far = by_day.groupby(cluster).cummin().to_numpy()
    on_first = pairs["day"].to_numpy() == 1
    late = start > pairs["to"].to_numpy() + rules.window
    is_open = pairs["end"].isna().to_numpy()
    chain = np.where(on_first & is_open, True, ~(on_first & late) & linked_so_far)
    scope: np.ndarray = pd.Series(chain).groupby(cluster).cummin().to_numpy(bool)
    stops = pairs.loc[pairs["own"] & scope].groupby("cluster")["start"].min()
    stop = pairs["cluster"].map(stops).fillna(np.inf).to_numpy()
    return pairs.assign(in_scope=scope, usable=scope & (start < stop))


def strongest_service(usable: pd.DataFrame, ranked: tuple[str, ...]) -> pd.DataFrame:
    """Return by cluster the strongest service type among its usable events (10.10, step 2).

    outcome: the type. followed_by: the record that has it, of several the first to start.
    """
    places = [ranked.index(c) if c in ranked else -1 for c in usable["Service_Type"].cat.categories]
    kind = np.array([*places, -1])[usable["Service_Type"].cat.codes.to_numpy()]
    services = usable.assign(kind=kind)[kind >= 0]
    order = np.lexsort((services["record"], services["start"], services["kind"]))
    first = services.iloc[order].drop_duplicates("cluster").set_index("cluster")
    outcome = first["kind"].map(dict(enumerate(ranked))).astype(object)
    return pd.DataFrame({"outcome": outcome, "followed_by": first["record"]})


def last_outcomes(
    usable: pd.DataFrame, says: np.ndarray, *, only_these: bool, several: str
) -> pd.DataFrame:
    """Return by cluster the outcome of the last day on which one says something (step 3).

    says: which events' outcomes do. only_these: whether the other events of that day are left out;
    else they count too, and more than one event is `several`. followed_by: the record that has the
    outcome, the first where the event stands twice, NOT_A_RECORD for `several`.
    """
    end = usable["end"].fillna(-np.inf)
    latest = end[says].groupby(usable.loc[says, "cluster"]).max()
    on_day = end == usable["cluster"].map(latest)
    if only_these:
        on_day = on_day & says
    events = usable[on_day]
    types = events[["is_request", "is_assessment", "is_service", "is_review"]].to_numpy()
    different = pd.DataFrame(
        {
            "cluster": events["cluster"].to_numpy(),
            "type": types.argmax(axis=1),
            "start": events["start"].to_numpy(),
            "outcome": events["Event_Outcome"].astype(object).to_numpy(),
        }
    ).drop_duplicates()
    by = different.groupby("cluster")["outcome"]
    one = by.size() == 1
    record = events.groupby("cluster")["record"].min()
    return pd.DataFrame(
        {"outcome": by.first().where(one, several), "followed_by": record.where(one, NOT_A_RECORD)}
    )


def of_clusters(rows: pd.DataFrame, found: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return for each row what was found of its cluster: the outcome, and the record it is of."""
    taken = found.reindex(rows["cluster"].to_numpy())
    outcome = pd.Series(taken["outcome"].to_numpy(object), rows.index, dtype=object)
    record = taken["followed_by"].fillna(NOT_A_RECORD).to_numpy(np.int64)
    return outcome, pd.Series(record, rows.index)


def explained(
    every: pd.DataFrame, last: pd.DataFrame, final: pd.DataFrame | None, more: list[str]
) -> pd.DataFrame:
    """Return a row for each request or spell, with how far it came: what `why` is said of.

    every: all of them, with cluster. last: the last rows of the clusters that ended in the year,
    from which `more` is taken. final: the rows that are counted, with kind and sequel. Columns
    ended: whether the cluster is among the last rows; last: whether the row is.
    """
    kept = every[["person", "record", "start", "end", "from", "cluster"]]
    out = kept.merge(last[["record", *more]], on="record", how="left")
    out = out.assign(
        ended=out["cluster"].isin(last["cluster"]), last=out["record"].isin(last["record"])
    )
    if final is None:
        return out
    counted = final[["record", "kind", "sequel", "followed_by"]].drop_duplicates()
    out = out.merge(counted, on="record", how="left")
    return out.assign(followed_by=out["followed_by"].fillna(NOT_A_RECORD).astype(np.int64))


def long_term(events: pd.DataFrame) -> pd.DataFrame:
    """Return the events with a long-term service type, whatever the event type."""
    return events[is_label(events["Service_Type"], *LONG_TERM)]
