"""LTS001: people with long-term support in the year, on its last day, and for over 12 months.

NHS England's statements of 2023-24 on DHSC's tables. Sections are those of the facts about them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.cleaning import INVALID
from cldvalidator.events.person_details import UNDECLARED
from cldvalidator.measures.activity.chains import chained
from cldvalidator.measures.activity.definitions import BLANK, Table, result_of, table
from cldvalidator.measures.activity.events import (
    age_on,
    kept_out,
    known_births,
    long_term_events,
    today_of,
    year_before,
)
from cldvalidator.measures.activity.ties import agreed, tied_first
from cldvalidator.measures.ascof_3d import setting_rank
from cldvalidator.measures.figures import MeasureResult, people_in
from cldvalidator.measures.grids import Entries
from cldvalidator.measures.long_term import is_label
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.selection.period import Period

NOT_LISTED = "Invalid/NULL"
UNKNOWN = "Unknown"
ADULT, OLDER = 18, 65
NO_TWELVE_MONTHS = (
    "The table needs more than a year of history: services that ended before the first event are "
    "not seen, so that people look newer than they are and too few are counted."
)


@measure("LTS001a", earlier_too=False, on_request=True)
def during_the_year(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """People with long-term support at any time in the year."""
    rows, there = _in_time(long_term_events(processed, processed.single), period, period.days[0])
    return _by_reason("LTS001a", period, rows, there)


@measure("LTS001b", earlier_too=False, on_request=True)
def on_the_last_day(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """People with long-term support on the last day of the year; one that ends then counts."""
    rows, there = _in_time(long_term_events(processed, processed.single), period, period.days[1])
    return _by_reason("LTS001b", period, rows, there, more=True)


@measure("LTS001c", earlier_too=False, on_request=True)
def over_twelve_months(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """People on the last day whose support has gone on since before that day a year ago."""
    rows, there = _in_time(long_term_events(processed, processed.joined), period, period.days[1])
    # Rows that have ended carry the start of a chain.
    chosen = (~(rows["late"] | rows["dead"])).to_numpy() & known_births(rows)
    of = rows[chosen]
    end = np.where(np.isnan(of["end"]), today_of(processed, period), of["end"])
    chains = chained(of["person"].to_numpy(), of["start"].to_numpy(), end, 1)
    since, times = np.full(len(rows), np.nan), np.zeros(len(rows), np.int64)
    since[chosen], times[chosen] = chains.start, chains.times
    long_enough = there & (since < year_before(period))
    reference = processed.joined_reference or processed.period
    missing = (NO_TWELVE_MONTHS,) if reference.first > period.earlier(12).first else ()
    rows = rows.assign(since=since)
    result = _by_reason("LTS001c", period, rows, long_enough, missing=missing)
    stages = {**result.stages, "rows": int(times[long_enough].sum())}
    return replace(result, stages=stages)


def _in_time(rows: pd.DataFrame, period: Period, first: float) -> tuple[pd.DataFrame, np.ndarray]:
    """Mark the rows that began by the end of the year and were open, of the living, on a day."""
    start, end, death = (rows[c].to_numpy() for c in ("start", "end", "death"))
    out = kept_out((start, end, death), first, period.days[1])
    return rows.assign(**out), ~np.logical_or.reduce([*out.values()])


def _by_reason(
    name: str,
    period: Period,
    rows: pd.DataFrame,
    there: np.ndarray,
    *,
    more: bool = False,
    missing: tuple[str, ...] = (),
) -> MeasureResult:
    """Make tables 1a and 1b, and of LTS001b the others."""
    _, last = period.days
    ageless = there & ~known_births(rows)
    counted = rows[there & ~ageless]
    rank = setting_rank(counted, by_component=False)
    age = age_on(counted, last)
    bands = (("T1a", (age >= ADULT) & (age < OLDER)), ("T1b", age >= OLDER))
    parts = [
        _Part(table(name, table_id), counted[band], rank[band], "Primary_Support_Reason")
        for table_id, band in bands
    ]
    if more:
        parts.append(_Part(table(name, "T2"), counted, rank, "Has_Unpaid_Carer"))
        for table_id, gender in (("T3a", "Male"), ("T3b", "Female")):
            of = is_label(counted["Gender"], gender)
            shown = table(name, table_id)
            parts.append(_Part(shown, counted[of], rank[of], "Ethnicity", UNDECLARED))
    entries = [(part.table, part.entries()) for part in parts]
    if more:
        other = counted[is_label(counted["Gender"], "Other", UNKNOWN)]
        entries.append((table(name, "T3c"), _at_one_place(other)))
    stages = {
        "rows": len(counted),
        "people": len(people_in(counted["person"].to_numpy())),
        "people_without_birth_date_left_out": len(people_in(rows["person"].to_numpy()[ageless])),
    }
    grids = [shown.filled(found) for shown, found in entries]
    tables = {"why": _why(rows.assign(there=there, age=age_on(rows, last)), entries)}
    return result_of(name, period, grids, stages=stages, tables=tables, missing=missing)


class _Part:
    """The rows of one table, and the field whose labels are its rows."""

    def __init__(
        self, shown: Table, rows: pd.DataFrame, rank: np.ndarray, field: str, unsure: str = UNKNOWN
    ) -> None:
        self.table = shown
        self._rows, self._rank, self._field, self._unsure = rows, rank, field, unsure

    def entries(self) -> Entries:
        """Place each person: the strongest setting, there a known value, of these the latest start.

        A text that is not listed counts as known, and so beats Unknown.
        """
        labels = self.table.rows
        values = self._rows[self._field]
        missing = BLANK if BLANK in labels else NOT_LISTED
        unlisted = INVALID if INVALID in labels else NOT_LISTED
        shown_unknown = self._unsure if self._field != "Has_Unpaid_Carer" else NOT_LISTED
        names = [
            shown_unknown if c == self._unsure else c if c in labels else unlisted
            for c in values.cat.categories
        ]
        code = np.array([*map(labels.index, [*names, missing])])[values.cat.codes.to_numpy()]
        known = values.notna().to_numpy() & ~is_label(values, self._unsure)
        person, start = self._rows["person"].to_numpy(), self._rows["start"].to_numpy()
        at = tied_first(person, self._rank, ~known, -start)
        return Entries(
            person[at],
            person[at],
            self._rows["record"].to_numpy()[at],
            agreed(person[at], code[at], labels.index(self._unsure)),
            self._rank[at] - 1,
        )


def _at_one_place(rows: pd.DataFrame) -> Entries:
    person, nowhere = rows["person"].to_numpy(), np.zeros(len(rows), np.int64)
    return Entries(person, person, rows["record"].to_numpy(), nowhere, nowhere)


def _why(rows: pd.DataFrame, entries: list[tuple[Table, Entries]]) -> pd.DataFrame:
    """Return a row for each record of long-term support: where its person is, who put them there.

    `in ID` has the row and column of a table, missing for people who are not in it; `by ID` whether
    this record is one of those that placed the person.
    """
    person, record = rows["person"].to_numpy(), rows["record"].to_numpy()
    wanted = ("start", "end", "since", "there", "age", "late", "over", "dead")
    kept = [c for c in wanted if c in rows]
    out = pd.DataFrame({"person": person, "record": record, **{c: rows[c] for c in kept}})
    for shown, found in entries:
        cells = [f"{row}; {column}" for row in shown.rows for column in shown.columns]
        at = np.full(int(person.max(initial=-1)) + 1, -1)
        at[found.person] = found.row * len(shown.columns) + found.column
        out[f"in {shown.id}"] = pd.Categorical.from_codes(
            at[person].astype(np.int64), categories=pd.Index(cells, dtype=object)
        )
        out[f"by {shown.id}"] = np.isin(record, found.record)
    return out
