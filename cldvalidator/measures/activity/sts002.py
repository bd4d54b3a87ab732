"""STS002: what followed short-term support to maximise independence.

STS002a and STS002b by ASCOF 2A's spells and outcomes, in the groups of STS002a; and both by NHS
England's statements of 2023-24, for comparison only.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.person_details import SERVICE_RANK
from cldvalidator.measures.activity.definitions import (
    groups_of_2a,
    outcome_groups,
    places,
    result_of,
    service_groups,
    table,
)
from cldvalidator.measures.activity.events import today_of
from cldvalidator.measures.activity.sequels import (
    REABLEMENT,
    clusters_of,
    explained,
    followers,
    last_outcomes,
    long_term,
    of_clusters,
    strongest,
    strongest_service,
    support_open,
)
from cldvalidator.measures.activity.sts001 import (
    NO_CHRONOLOGY,
    NO_SERVICE,
    OTHER,
    UNABLE,
    requests_once,
    user_events,
)
from cldvalidator.measures.ascof_2a import ended_spells
from cldvalidator.measures.clusters import outcome_labels
from cldvalidator.measures.figures import MeasureResult
from cldvalidator.measures.grids import Entries
from cldvalidator.measures.long_term import ST_MAX, is_label
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.measures.sequels import (
    NOT_A_RECORD,
    PLANNED_END,
    final_outcomes,
    with_rows_named,
)
from cldvalidator.selection.period import Period

NOT_CLASSIFIED = "Unable to classify"
ROWS = ["cluster", "from", "to", "outcome"]
_PLANNED_GROUP, _PLANNED_OWN = "No services provided – other", "No services provided - other"


@measure("STS002a", history_months=3, earlier_too=False, on_request=True)
def new_clients(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Spells of new clients: those of ASCOF 2A, by its outcomes."""
    return _today("STS002a", processed, period, existing=False)


@measure("STS002b", history_months=3, earlier_too=False, on_request=True)
def existing_clients(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Spells of people with long-term support: those that ASCOF 2A drops."""
    return _today("STS002b", processed, period, existing=True)


def _today(
    name: str, processed: ProcessedEvents, period: Period, *, existing: bool
) -> MeasureResult:
    found = ended_spells(processed, period)
    clusters, events = found.of_clients(existing=existing)
    clusters = final_outcomes(clusters, events, outcome_labels())
    group = clusters["final_outcome"].map(groups_of_2a()).fillna(NOT_CLASSIFIED)
    shown = table(name, "T1")
    clusters = clusters.assign(
        row=places(shown.rows, group),
        column=places(shown.columns, clusters["band"]),
        group=group,
    )
    rows = found.spells[["cluster", "record"]].merge(
        clusters[["cluster", "person", "row", "column"]], on="cluster"
    )
    columns = ("cluster", "person", "record", "row", "column")
    entries = Entries(*(rows[c].to_numpy().astype(np.int64) for c in columns))
    stages = {
        "spells_that_ended_in_the_year": len(found.ended),
        "of_living_adults": len(found.adults),
        "counted": len(clusters),
    }
    why = found.spells[["person", "record", "cluster"]].merge(
        found.every[["cluster", "start", "end"]], on="cluster"
    )
    named = with_rows_named(clusters, processed)
    sequels = named[["cluster", "final_outcome", "sequel_type", "followed_in", "group"]]
    why = why.merge(sequels, on="cluster", how="left")
    why = why.assign(
        ended=why["cluster"].isin(found.ended),
        adult=why["cluster"].isin(found.adults["cluster"]),
        known=why["cluster"].isin(found.known),
    )
    grids = [shown.filled(entries)]
    tables = {"clusters": clusters, "why": why}
    return result_of(name, period, grids, stages=stages, tables=tables)


@measure("STS002a of 2023-24", earlier_too=False, by_name_only=True)
def after_requests(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Reablement that followed a request of a new client (section 11)."""
    events = user_events(processed, period)
    cohort = requests_once(processed, period).cohort
    every = _reablement(events, period)
    keys = ["person", "start"]
    followed = every.set_index(keys).index.isin(cohort.set_index(keys).index)
    rows = _clustered(every[followed], processed, period)
    ended = _ended(rows, period)
    kept = strongest(ended)
    own = is_label(events["Service_Type"], ST_MAX)
    pairs = followers(kept, events, own, REABLEMENT)
    final = _answers(kept, pairs)
    times = pairs["cluster"].map(kept.groupby("cluster").size())
    stages = {
        "reablement_rows": len(rows.drop_duplicates(["person", "start", "end", "outcome"])),
        "clusters_ending_in_the_year": int(ended["cluster"].nunique()),
        "cluster_rows": len(ended),
        "sequel_pairs": int(times.sum()),
        "rows_in_scope": int(times[pairs["usable"]].sum()),
        "final_rows": len(final),
    }
    shown = table("STS002a of 2023-24", "T1")
    entries = Entries(
        np.arange(len(final)),
        final["person"].to_numpy(),
        final["record"].to_numpy(),
        places(shown.rows, final["sequel"]),
        np.zeros(len(final), np.int64),
    )
    by = {"by_sequel": ["sequel"], "by_record_type_and_outcome": ["kind", "sequel", "outcome"]}
    tables = {
        name: final.groupby(columns, dropna=False).size().rename("n").reset_index()
        for name, columns in by.items()
    }
    tables |= {"final": final, "clusters": ended, "sequels": pairs[pairs["usable"]]}
    others = every[~followed].assign(cluster=-1)
    others["from"] = others["start"]
    why = pd.concat(
        [
            explained(rows, ended, final, []).assign(asked=True),
            explained(others, ended, final, []).assign(asked=False),
        ],
        ignore_index=True,
    )
    tables["why"] = with_rows_named(why, processed)
    grids = [shown.filled(entries)]
    return result_of("STS002a of 2023-24", period, grids, stages=stages, tables=tables)


@measure("STS002b of 2023-24", earlier_too=False, by_name_only=True)
def with_support_open(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Reablement of people with long-term support open at its start (section 12)."""
    events = user_events(processed, period)
    rows = _clustered(_reablement(events, period), processed, period)
    ended = _ended(rows, period)
    was_open = support_open(ended, long_term(events))
    existing = ended[was_open & ended["outcome"].notna().to_numpy()]
    shown = table("STS002b of 2023-24", "T1")
    columns = ("cluster", "person", "record")
    unit, person, record = (existing[c].to_numpy().astype(np.int64) for c in columns)
    nowhere = np.zeros(len(existing), np.int64)
    grid = shown.filled(Entries(unit, person, record, nowhere, nowhere))
    stages = {
        "clusters_ending_in_the_year": int(ended["cluster"].nunique()),
        "clusters_with_support_open_at_start": int(ended["cluster"][was_open].nunique()),
    }
    why = explained(rows, ended.assign(open=was_open), None, ["open", "outcome"])
    tables = {"clusters": existing, "why": why}
    return result_of("STS002b of 2023-24", period, [grid], stages=stages, tables=tables)


def _reablement(events: pd.DataFrame, period: Period) -> pd.DataFrame:
    rows = events[
        events["is_service"].to_numpy(bool)
        & is_label(events["Service_Type"], ST_MAX)
        & ~(events["death"].to_numpy() < period.days[0])
    ]
    return rows.assign(outcome=rows["Event_Outcome"])


def _clustered(rows: pd.DataFrame, processed: ProcessedEvents, period: Period) -> pd.DataFrame:
    return clusters_of(rows, REABLEMENT, today_of(processed, period))


def _ended(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the last rows of the clusters that ended in the year (11.3)."""
    first, last = period.days
    to = rows.groupby("cluster")["until"].transform("max")
    at_end = (rows["until"] == to) & (to >= first) & (to <= last)
    return rows.assign(to=to)[at_end].drop_duplicates(ROWS).reset_index(drop=True)


def _answers(rows: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Give each row its answer, of the five kinds of section 11.6."""
    groups = outcome_groups("STS002a")
    usable = pairs[pairs["usable"]]
    outcome = rows["outcome"].astype(object).where(rows["outcome"].notna(), None)
    group = outcome.map(groups).astype(object)
    blank, planned = outcome.isna(), outcome == PLANNED_END
    followed = rows["cluster"].isin(pairs["cluster"])
    is_used = rows["cluster"].isin(usable["cluster"])
    ranked = tuple(s for s in SERVICE_RANK if s != ST_MAX)
    service, served_by = of_clusters(rows, strongest_service(usable, ranked))
    nfa = [o for o in outcome_labels() if o.startswith("NFA") and o != PLANNED_END]
    says = is_label(usable["Event_Outcome"], *nfa)
    ended = last_outcomes(usable, says, only_these=True, several=OTHER)
    texts, told_by = of_clusters(rows, ended)
    serves, speaks = service.notna(), texts.notna()
    prefixed = (NO_CHRONOLOGY + outcome).where(~blank, None)
    classified = (NO_CHRONOLOGY + group.fillna(UNABLE)).where(~planned, _PLANNED_GROUP)
    own = group.where(outcome.isin(nfa), NO_SERVICE).where(~planned, _PLANNED_OWN)
    found = (f"{NO_SERVICE}_" + outcome).where(~blank, None)
    parts = (
        (1, ~followed | blank, prefixed, classified),
        (2, is_used & serves, service, service.map(service_groups())),
        (3, is_used & ~serves & speaks, texts, texts.map(groups)),
        (4, is_used & ~serves & ~speaks, found, own),
        (5, followed & (~is_used | blank), prefixed, classified),
    )
    nobody = pd.Series(NOT_A_RECORD, rows.index)
    by = {1: nobody, 2: served_by, 3: told_by, 4: nobody, 5: nobody}
    made = [
        rows.loc[chosen, ["person", "record", "cluster"]].assign(
            kind=kind,
            outcome=full[chosen],
            sequel=sequel[chosen],
            followed_by=by[kind][chosen],
        )
        for kind, chosen, full, sequel in parts
    ]
    return pd.concat(made, ignore_index=True)
