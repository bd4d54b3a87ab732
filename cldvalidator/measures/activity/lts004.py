"""LTS004: accommodation of everyone with long-term support, work of people with a disability.

Two tables as DHSC counts since 2024-25, from ASCOF 2E's people; and NHS England's of 2023-24, which
are about people with a learning disability only and go by the rows.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.cleaning import INVALID
from cldvalidator.measures.activity.definitions import (
    BLANK,
    Table,
    labels,
    places,
    result_of,
    table,
)
from cldvalidator.measures.activity.events import age_on, known_births, long_term_events
from cldvalidator.measures.activity.ties import tied_first
from cldvalidator.measures.ascof_2e import LEARNING_DISABILITY, everyone, learning_disability
from cldvalidator.measures.figures import MeasureResult, people_in
from cldvalidator.measures.grids import Entries, Grid
from cldvalidator.measures.long_term import is_label, of_person
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.selection.period import Period

UNKNOWN = "Unknown"
ADULT, OLDER = 18, 65
FIELDS = ("Employment_Status", "Accommodation_Status")


@measure("LTS004", earlier_too=False, on_request=True)
def place_and_work(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Count people by accommodation and by employment."""
    first, last = period.days
    rows = long_term_events(processed, processed.single)
    rows = rows[rows["is_service"].to_numpy(bool)]
    of_today = everyone(processed, period, inputs), learning_disability(processed, period, inputs)
    rows = rows[is_label(rows["Primary_Support_Reason"], LEARNING_DISABILITY)]
    there = (
        (rows["start"].to_numpy() <= last)
        & ~(rows["end"].to_numpy() < first)
        & ~(rows["death"].to_numpy() < first)
        & known_births(rows)
    )
    age = age_on(rows, last)
    there &= (age >= ADULT) & (age < OLDER)
    counted = rows[there]
    work, place = (_latest(counted, field) for field in FIELDS)
    grids = [
        _everyone(of_today[0]),
        _at_work(processed, of_today[1]),
        table("LTS004", "T1").filled(_entries(work, labels("employment"))),
        *_settled_or_not(place),
        table("LTS004", "missing").filled(_without_status(counted)),
    ]
    stages = {"rows": len(counted), "people": len(people_in(counted["person"].to_numpy()))}
    tables = {
        "why": _with_everyone(_why(rows, there, work, place), processed, *of_today),
        "employment": work,
        "accommodation": place,
    }
    return result_of("LTS004", period, grids, stages=stages, tables=tables)


def _latest(rows: pd.DataFrame, field: str) -> pd.DataFrame:
    """Return the rows that decide a status: person, record, gender, status, as codes of labels.

    Rows with a listed status; of a person those of the latest start, there a known one. Several
    statuses of a person and gender are Unknown; a missing gender is spared that.
    """
    name = "employment" if field == FIELDS[0] else "accommodation"
    listed, genders = labels(name), labels("genders and blank")
    codes = [listed.index(c) if c in listed else -1 for c in rows[field].cat.categories]
    status = np.array([*codes, -1])[rows[field].cat.codes.to_numpy()]
    chosen = rows[status >= 0]
    status = status[status >= 0]
    person = chosen["person"].to_numpy()
    unknown = listed.index(UNKNOWN)
    at = tied_first(person, -chosen["start"].to_numpy(), status == unknown)
    gender = _gender(chosen)[at]
    out = pd.DataFrame(
        {
            "person": person[at],
            "record": chosen["record"].to_numpy()[at],
            "gender": gender,
            "status": status[at],
        }
    )
    by = out.groupby(["person", "gender"], sort=False)["status"]
    conflict = (by.transform("min") != by.transform("max")) & (gender != genders.index(BLANK))
    return out.assign(status=out["status"].where(~conflict, unknown))


def _gender(rows: pd.DataFrame) -> np.ndarray:
    shown = labels("genders and blank")
    listed = [c if c in shown else INVALID for c in rows["Gender"].cat.categories]
    codes = [shown.index(c) for c in listed]
    return np.array([*codes, shown.index(BLANK)])[rows["Gender"].cat.codes.to_numpy()]


def _entries(rows: pd.DataFrame, listed: tuple[str, ...], among: str = "employment") -> Entries:
    """Return what is counted in a table with these rows; other statuses are left out."""
    names = labels(among)
    place = np.array([listed.index(n) if n in listed else -1 for n in names])
    row = place[rows["status"].to_numpy()]
    person = rows["person"].to_numpy()
    every = Entries(person, person, rows["record"].to_numpy(), row, rows["gender"].to_numpy())
    return every.at(row >= 0)


def _settled_or_not(rows: pd.DataFrame) -> Iterator[Grid]:
    for table_id in ("T2a", "T2b"):
        shown = table("LTS004", table_id)
        yield shown.filled(_entries(rows, shown.rows, "accommodation"))


def _without_status(rows: pd.DataFrame) -> Entries:
    """People with no listed status on any row, by each gender that their rows have."""
    parts = []
    person = rows["person"].to_numpy()
    for place, field in enumerate(FIELDS):
        values = rows[field]
        listed = values.notna().to_numpy() & ~is_label(values, INVALID)
        without = ~np.isin(person, person[listed])
        parts.append(np.flatnonzero(without))
        parts.append(np.full(int(without.sum()), place))
    at, row = np.concatenate(parts[::2]), np.concatenate(parts[1::2])
    who = person[at]
    return Entries(who, who, rows["record"].to_numpy()[at], row, _gender(rows)[at])


def _everyone(result: MeasureResult) -> Grid:
    """Everyone of ASCOF 2E by accommodation, presumed places too."""
    people = result.tables["people"]
    shown = table("LTS004", "everyone_place")
    return shown.filled(_of_people(people, people["Accommodation_Status"], people["band"], shown))


def _at_work(processed: ProcessedEvents, result: MeasureResult) -> Grid:
    """People of ASCOF 2E LD by the employment status of the person details."""
    people = result.tables["people"]
    status = pd.Series(of_person(processed, people["person"].to_numpy(), "Employment_Status"))
    shown = table("LTS004", "ld_work")
    return shown.filled(_of_people(people, status, people["Gender"], shown))


def _with_everyone(
    why: pd.DataFrame,
    processed: ProcessedEvents,
    everyone: MeasureResult,
    disabled: MeasureResult,
) -> pd.DataFrame:
    """Add ASCOF 2E's rows, with place and work: where its people stand, None for nowhere."""
    rows = everyone.tables["why"][["person", "record"]]
    every, some = (of.tables["people"] for of in (everyone, disabled))
    who = some["person"].to_numpy()
    place = dict(zip(every["person"], every["Accommodation_Status"].astype(object), strict=True))
    work = dict(zip(who, of_person(processed, who, "Employment_Status"), strict=True))
    out = rows.merge(why.assign(disability=True), on=["person", "record"], how="outer")
    listed = (set(labels("accommodation")), set(labels("employment and invalid")))
    for name, status, known in zip(("place", "work"), (place, work), listed, strict=True):
        shown = {p: s if s in known else UNKNOWN for p, s in status.items()}
        out[name] = out["person"].map(shown).astype(object)
    flags = {name: out[name].eq(True) for name in ("disability", "there")}
    return out.assign(**flags)


def _of_people(people: pd.DataFrame, row: pd.Series, column: pd.Series, shown: Table) -> Entries:
    person = people["person"].to_numpy().astype(np.int64)
    return Entries(
        person,
        person,
        np.full(len(person), -1),
        places(shown.rows, row, UNKNOWN),
        places(shown.columns, column, UNKNOWN),
    )


def _why(
    rows: pd.DataFrame, there: np.ndarray, work: pd.DataFrame, place: pd.DataFrame
) -> pd.DataFrame:
    """Return a row for each record of learning disability support, with what it decided."""
    record = rows["record"].to_numpy()
    out = pd.DataFrame({"person": rows["person"].to_numpy(), "record": record, "there": there})
    for name, found in (("employment", work), ("accommodation", place)):
        status = pd.Series(found["status"].to_numpy(), index=found["record"].to_numpy())
        codes = status.reindex(record).fillna(-1).to_numpy().astype(int)
        out[name] = pd.Categorical.from_codes(
            codes.astype(np.int64), categories=pd.Index(labels(name), dtype=object)
        )
    return out
