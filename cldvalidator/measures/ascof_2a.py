"""ASCOF 2A: what follows short-term support to maximise independence (method section 13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.cleaning import INVALID
from cldvalidator.events.derived_fields import age_at, working_age_band
from cldvalidator.measures.clusters import (
    PREFERRED,
    base_rows,
    cluster_table,
    clustered,
    outcome_labels,
)
from cldvalidator.measures.figures import (
    Behind,
    Figure,
    MeasureResult,
    TablesWhenAsked,
    Units,
    people_in,
    percentage,
)
from cldvalidator.measures.long_term import (
    LONG_TERM,
    LOW_LEVEL,
    OTHER_SHORT,
    ST_MAX,
    is_label,
    of_person,
)
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.measures.sequels import final_outcomes, with_rows_named
from cldvalidator.selection.period import Period

RESIDENTIAL_SHORT = "Short term support: Residential or Nursing care"
IN_NUMERATOR = (
    LOW_LEVEL,
    OTHER_SHORT,
    "NFA: Information and advice or signposting",
    "NFA: Support ended as planned",
    "NFA: Responsibility moved to another local authority",
    "NFA: Other",
    "NFA: No services offered for other reason",
    "NFA: Support ended for other reason",
    "NFA: Referral to other service within the local authority",
)
IN_DENOMINATOR = (*IN_NUMERATOR, *LONG_TERM, RESIDENTIAL_SHORT)
DESCRIPTION = (
    "The proportion of people who received short-term services during the year, where no further "
    "request was made for ongoing support (%)"
)
NEW_CLIENT_DAYS = 91
REQUEST_DAYS = 28


@dataclass(frozen=True, eq=False)
class EndedSpells:
    """Clusters of ST-Max that ended in the year, before those of existing clients are left out.

    spells: their rows. every: all clusters. ended: numbers of those that ended in the year. adults:
    of these the clusters of living adults. events: pairs of cluster and event. known: numbers of
    the clusters of people who had long-term support shortly before.
    """

    spells: pd.DataFrame
    every: pd.DataFrame
    ended: pd.Series[int]
    adults: pd.DataFrame
    events: pd.DataFrame
    known: np.ndarray

    def of_clients(self, *, existing: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return clusters and events of new clients, or of existing ones."""
        clusters, events = (
            part[part["cluster"].isin(self.known) == existing]
            for part in (self.adults, self.events)
        )
        return clusters, events


def ended_spells(processed: ProcessedEvents, period: Period) -> EndedSpells:
    """Return the clusters of ST-Max that ended in a year (sections 13.1 to 13.9)."""
    first, last = period.days
    rows = base_rows(processed.joined)
    st_max = rows["is_service"].to_numpy() & is_label(rows["Service_Type"], ST_MAX)
    spells = clustered(rows[st_max])
    every = cluster_table(spells)
    clusters = every[(every["end"] >= first) & (every["end"] <= last)]
    adults = _living_adults(processed, clusters)
    events = _events_of(adults, rows, st_max)
    known = _already_clients(events)
    return EndedSpells(spells, every, clusters["cluster"], adults, events, known)


@measure("ASCOF 2A", history_months=3)
def sequels_to_st_max(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Count clusters of ST-Max of new clients by what followed them."""
    found = ended_spells(processed, period)
    spells, every = found.spells, found.every
    clusters, events = found.of_clients(existing=False)
    stages = {
        "stmax_events": len(spells),
        "clusters": len(every),
        "clusters_ending_in_period": len(found.ended),
        "clusters_after_age_and_death": len(found.adults),
        "clusters_new_clients": len(clusters),
        "clusters_with_prior_request": _with_request(clusters, events, spells),
    }
    clusters = final_outcomes(clusters, events, outcome_labels())
    stages["ascof2a_rows"] = len(clusters)
    stages["ascof2a_distinct_clusters"] = int(clusters["cluster"].nunique())
    stages["left_over"] = int(clusters["sequel_type"].isna().sum())
    figures = tuple(_figures(clusters, spells))
    stages_before = (found.ended, found.adults["cluster"])
    tables = TablesWhenAsked(
        {
            "disaggregated": lambda: _disaggregated(clusters),
            "by_sequel_type": lambda: (
                clusters.groupby("sequel_type").size().rename("n").reset_index()
            ),
            "clusters": clusters,
            "why": lambda: _why(processed, every, spells, clusters, stages_before),
        }
    )
    return MeasureResult("ASCOF 2A", period, figures, tables, stages)


def _why(
    processed: ProcessedEvents,
    every: pd.DataFrame,
    spells: pd.DataFrame,
    counted: pd.DataFrame,
    stages: tuple[pd.Series[int], pd.Series[int]],
) -> pd.DataFrame:
    """Return a row for each record of ST-Max: its cluster, how far that came, what followed it.

    stages: the clusters that ended in the year, and of these the living adults.
    """
    ended, adults = stages
    counted = with_rows_named(counted, processed)
    sequels = counted[["cluster", "final_outcome", "sequel_type", "followed_in"]]
    shown = every[["cluster", "start", "end"]].merge(sequels, on="cluster", how="left")
    shown = shown.assign(
        ended=shown["cluster"].isin(ended),
        adult=shown["cluster"].isin(adults),
        new=shown["cluster"].isin(counted["cluster"]),
        above=shown["final_outcome"].isin(IN_NUMERATOR),
        below=shown["final_outcome"].isin(IN_DENOMINATOR),
    )
    return spells[["person", "record", "cluster"]].merge(shown, on="cluster")


def _living_adults(processed: ProcessedEvents, clusters: pd.DataFrame) -> pd.DataFrame:
    """Keep clusters of people aged 18 or of unknown age, who did not die before the start."""
    person = clusters["person"].to_numpy()
    death = of_person(processed, person, "Date_of_Death")
    age = age_at(of_person(processed, person, "Der_Birth_Date"), clusters["end"].to_numpy())
    keep = ~(age < 18) & ~(death < clusters["start"].to_numpy())
    band = np.asarray(working_age_band(age), object)
    return clusters.assign(death=death, band=band)[keep]


def _events_of(clusters: pd.DataFrame, rows: pd.DataFrame, st_max: np.ndarray) -> pd.DataFrame:
    """Pair each cluster with the person's other events: all but the cluster's own ST-Max."""
    wanted = rows["person"].isin(clusters["person"]).to_numpy()
    others = rows[wanted].assign(st_max=st_max[wanted])
    spans = clusters[["cluster", "person", "start", "end", "rank"]]
    spans = spans.rename(columns={"start": "from", "end": "to", "rank": "cluster_rank"})
    pairs = spans.merge(others, on="person")
    start = pairs["Event_Start_Date"]
    own = pairs["st_max"] & (start >= pairs["from"]) & (start <= pairs["to"])
    return pairs[~own]


def _already_clients(events: pd.DataFrame) -> np.ndarray:
    """Return the clusters of people who had long-term support shortly before the start."""
    before = is_label(events["Service_Type"], *LONG_TERM) & (
        events["Event_Start_Date"] < events["from"]
    )
    recent = events["from"] - events["end"] < NEW_CLIENT_DAYS
    return events.loc[before & recent, "cluster"].unique()


def _with_request(clusters: pd.DataFrame, events: pd.DataFrame, spells: pd.DataFrame) -> int:
    """Count clusters that a request led to; for information only (section 13.9b)."""
    requests = events[
        events["is_request"]
        & (events["Event_Start_Date"] < events["from"])
        & (events["from"] - events["end"] < REQUEST_DAYS)
    ]
    if requests.empty:
        return 0
    requests = requests[["cluster", "person", "from", "end"]].reset_index(names="request")
    others = spells[["person", "cluster", "end"]].rename(
        columns={"cluster": "other", "end": "other_end"}
    )
    pairs = requests.merge(others, on="person")
    gap = pairs["from"] - pairs["other_end"]
    answered = pairs[
        (pairs["other"] != pairs["cluster"])
        & (gap >= 0)
        & (gap < REQUEST_DAYS)
        & (pairs["end"] <= pairs["other_end"])
    ]
    keys = ["cluster", "request"]
    left = requests[~requests.set_index(keys).index.isin(answered.set_index(keys).index)]
    return int(left["cluster"].nunique())


def _figures(clusters: pd.DataFrame, spells: pd.DataFrame) -> Iterator[Figure]:
    """Count clusters, not people: a person can have several. Total includes unknown ages."""
    cluster, person, band = (clusters[c].to_numpy() for c in ("cluster", "person", "band"))
    above, below = (
        clusters["final_outcome"].isin(labels).to_numpy()
        for labels in (IN_NUMERATOR, IN_DENOMINATOR)
    )
    of_spell, record = spells["cluster"].to_numpy(), spells["record"].to_numpy()
    for group in ("18 to 64", "65 and above", "Total"):
        chosen = np.ones(len(clusters), bool) if group == "Total" else band == group
        numerator, denominator = chosen & above, chosen & below
        behind = Behind(
            people_in(person[numerator]),
            people_in(person[denominator]),
            record[np.isin(of_spell, cluster[numerator])],
            record[np.isin(of_spell, cluster[denominator])],
        )
        top, bottom = int(numerator.sum()), int(denominator.sum())
        units = Units("share", person[numerator], person[denominator])
        yield Figure(DESCRIPTION, group, percentage(top, bottom), top, bottom, behind, units=units)


def _disaggregated(clusters: pd.DataFrame) -> pd.DataFrame:
    counts = clusters.groupby(["band", "sequel_type", "final_outcome"]).size()
    table: pd.DataFrame = counts.rename("ST_Max_Count").reset_index()
    unable = (*outcome_labels()[:PREFERRED], INVALID)
    for column, labels in (
        ("Included_In_Denom", IN_DENOMINATOR),
        ("Included_In_Num", IN_NUMERATOR),
        ("Incl_In_Unable_To_Classify", unable),
    ):
        table[column] = np.where(table["final_outcome"].isin(labels), "Y", "N")
    return table
