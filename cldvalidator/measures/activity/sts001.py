"""STS001: requests from new clients by what followed (NHS England's statements, 2023-24).

Superseded, and a third of its rows cannot be classified, its authors say: only when asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.cleaning import INVALID
from cldvalidator.events.person_details import SERVICE_RANK
from cldvalidator.measures.activity.definitions import (
    BLANK,
    outcome_groups,
    places,
    result_of,
    table,
)
from cldvalidator.measures.activity.events import (
    age_on,
    events_of,
    known_births,
    of_four_types,
    service_users,
    today_of,
)
from cldvalidator.measures.activity.sequels import (
    REQUESTS,
    clusters_of,
    explained,
    followers,
    last_outcomes,
    long_term,
    multiplied,
    of_clusters,
    strongest,
    strongest_service,
    support_open,
)
from cldvalidator.measures.figures import MeasureResult
from cldvalidator.measures.grids import Entries
from cldvalidator.measures.long_term import ST_MAX, is_label
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.measures.sequels import NOT_A_RECORD, with_rows_named
from cldvalidator.selection.period import Period

NO_CHRONOLOGY, NO_SERVICE, UNABLE = "No_Chronology_", "No Service Found", "Unable_To_Classify"
OTHER = "NFA: Other"
ROWS = ["cluster", "from", "to", "age", "route", "outcome"]


@dataclass(frozen=True, eq=False)
class Requests:
    """final: a row each of person, age, route, kind (1 to 5), outcome, sequel, cluster.

    asked: every request, with its cluster. clusters: their last rows, with open, whether support
    was. sequels: events that followed.
    cohort: person and start day of reablement that followed. stages: rows after each step.
    """

    final: pd.DataFrame
    asked: pd.DataFrame
    clusters: pd.DataFrame
    sequels: pd.DataFrame
    cohort: pd.DataFrame
    stages: dict[str, int]


def user_events(processed: ProcessedEvents, period: Period) -> pd.DataFrame:
    """Return service users' events of the four types that start by the end of the year."""
    rows = events_of(processed, processed.joined, service_users(processed.joined))
    return rows[of_four_types(rows) & (rows["start"].to_numpy() <= period.days[1])]


def requests_of_new_clients(processed: ProcessedEvents, period: Period) -> Requests:
    """Work out what followed each request (section 10)."""
    first, last = period.days
    events = user_events(processed, period)
    events = events[known_births(events) & ~(events["death"].to_numpy() < first)]
    requests = events[events["is_request"].to_numpy(bool)]
    asked = clusters_of(requests, REQUESTS, today_of(processed, period))
    ended = asked[(asked["until"] >= first) & (asked["until"] <= last)]
    to = ended.groupby("cluster")["until"].transform("max")
    ended = ended.assign(to=to)[(ended["until"] == to).to_numpy()]
    ended = ended.assign(
        age=age_on(ended, last),
        route=ended["Request_Route_of_Access"],
        outcome=ended["Event_Outcome"],
    )
    rows = ended.drop_duplicates(ROWS).reset_index(drop=True)
    was_open = support_open(rows, long_term(events))
    complete = rows["route"].notna() & rows["outcome"].notna()
    new = rows[~(was_open & complete.to_numpy())]
    kept = multiplied(strongest(new), "route")
    pairs = followers(kept, events, events["is_request"].to_numpy(bool), REQUESTS)
    final, cohort = _answers(kept, pairs)
    times = pairs["cluster"].map(kept.groupby("cluster").size())
    stages = {
        "request_rows": len(requests),
        "clusters_with_an_end_in_the_year": int(rows["cluster"].nunique()),
        "cluster_rows": len(rows),
        "clusters_with_support_open_at_start": int(rows["cluster"][was_open].nunique()),
        "clusters_kept_as_new": int(new["cluster"].nunique()),
        "rows_kept_as_new": len(new),
        "sequel_pairs": int(times.sum()),
        "rows_in_scope": int(times[pairs["usable"]].sum()),
        "final_rows": len(final),
        "reablement_cohort_rows": len(cohort),
    }
    rows = rows.assign(open=was_open)
    return Requests(final, asked, rows, pairs[pairs["usable"]], cohort, stages)


def _answers(rows: pd.DataFrame, pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give each row its answer, of the five kinds of section 10.10."""
    groups = outcome_groups("STS001")
    usable = pairs[pairs["usable"]]
    outcome = rows["outcome"].astype(object).where(rows["outcome"].notna(), None)
    group = outcome.map(groups).astype(object)
    blank = outcome.isna()
    followed = rows["cluster"].isin(pairs["cluster"])
    is_used = rows["cluster"].isin(usable["cluster"])
    service, served_by = of_clusters(rows, strongest_service(usable, _RANKED))
    telling = [o for o, g in groups.items() if g != UNABLE]
    says = is_label(usable["Event_Outcome"], *telling)
    ended = last_outcomes(usable, says, only_these=False, several=OTHER)
    texts, told_by = of_clusters(rows, ended)
    serves, speaks = service.notna(), texts.notna()
    unclear = group.isna() | (group == UNABLE)
    prefixed = (NO_CHRONOLOGY + outcome).where(~blank, None)
    found = (f"{NO_SERVICE}_" + outcome).where(~blank, None)
    classified = NO_CHRONOLOGY + group.fillna(UNABLE)
    parts = (
        (1, ~followed | blank, prefixed, classified),
        (2, is_used & serves, service, service),
        (3, is_used & ~serves & speaks, texts, texts.map(groups)),
        (
            4,
            is_used & ~serves & ~speaks,
            found,
            (f"{NO_SERVICE}_" + group).where(~unclear, NO_SERVICE),
        ),
        (5, followed & (~is_used | blank), prefixed, (NO_CHRONOLOGY + group).where(~group.isna())),
    )
    nobody = pd.Series(NOT_A_RECORD, rows.index)
    by = {1: nobody, 2: served_by, 3: told_by, 4: nobody, 5: nobody}
    made = []
    for kind, chosen, full, sequel in parts:
        part = rows.loc[chosen, ["person", "record", "cluster", "age", "route"]]
        part = part.assign(
            kind=kind, outcome=full[chosen], sequel=sequel[chosen], followed_by=by[kind][chosen]
        )
        if kind == 3:
            part = part.drop_duplicates(["person", "age", "route", "outcome"])
        made.append(part)
    final = pd.concat(made, ignore_index=True)
    reabled = usable[is_label(usable["Service_Type"], ST_MAX)]
    return final, reabled[["person", "start"]].drop_duplicates()


_RANKED = (ST_MAX, *(s for s in SERVICE_RANK if s != ST_MAX))


_WORKED_OUT: WeakKeyDictionary[ProcessedEvents, dict[Period, Requests]] = WeakKeyDictionary()


def requests_once(processed: ProcessedEvents, period: Period) -> Requests:
    """Return what followed each request; worked out once for the measures that need it."""
    found = _WORKED_OUT.setdefault(processed, {})
    if period not in found:
        found[period] = requests_of_new_clients(processed, period)
    return found[period]


@measure("STS001", earlier_too=False, by_name_only=True)
def requests_by_sequel(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Count rows by age, route of access and what followed."""
    found = requests_once(processed, period)
    final = found.final
    age = final["age"].to_numpy()
    bands = (("T1a", (age >= 18) & (age < 65)), ("T1b", age >= 65), ("T1u", age < 18))
    grids = []
    for table_id, band in bands:
        shown = table("STS001", table_id)
        part = final[band]
        column = part["sequel"].astype(object).where(part["sequel"].notna(), BLANK)
        entries = Entries(
            np.flatnonzero(band),
            part["person"].to_numpy(),
            part["record"].to_numpy(),
            places(shown.rows, part["route"], INVALID),
            places(shown.columns, column),
        )
        grids.append(shown.filled(entries))
    by = {"by_sequel": ["sequel"], "by_record_type_and_outcome": ["kind", "sequel", "outcome"]}
    tables = {
        name: final.groupby(columns, dropna=False).size().rename("n").reset_index()
        for name, columns in by.items()
    }
    tables |= {"final": final, "clusters": found.clusters, "sequels": found.sequels}
    tables["why"] = with_rows_named(
        explained(found.asked, found.clusters, final, ["route", "open"]), processed
    )
    return result_of("STS001", period, grids, stages=found.stages, tables=tables)
