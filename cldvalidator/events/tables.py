"""From loaded events to the tables that the measures read: the year, the joined one, persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.events.derived_fields import with_derived_fields
from cldvalidator.events.event_filter import filtered
from cldvalidator.events.leaving import Leaving, RowStory
from cldvalidator.events.method_versions import MethodVersion
from cldvalidator.events.person_details import person_details
from cldvalidator.events.references import References
from cldvalidator.events.unique_events import unique_events
from cldvalidator.selection.period import Period
from cldvalidator.task import SILENT, Task

Counts = npt.NDArray[np.int64]
Stages = Mapping[str, Counts]
"""How many rows of each file are left after each step."""


@dataclass(frozen=True, eq=False)
class Tables:
    """single: unique events of the year, with costs. joined: those of all quarters that are served.

    persons: one row a person. single_stages, joined_stages: events_in_period, derived, unique; the
    joined one also cropped, the rows whose end is cut.
    """

    single: pd.DataFrame
    joined: pd.DataFrame
    persons: pd.DataFrame
    single_stages: Stages
    joined_stages: Stages
    stories: tuple[RowStory, ...]


def make_tables(
    events: pd.DataFrame,
    people: int,
    *,
    year: References,
    quarters: References,
    period: Period,
    method: MethodVersion,
    task: Task = SILENT,
) -> Tables:
    """Make the tables. people: how many person numbers there are. Raises Cancelled.

    events: `load_events`, in the order of import. year, quarters: the reference periods of the
    files in the 12-month table, and in the joined one. period: the year of the measures.
    """
    task.step("Finding unique events")
    single_story = Leaving("12-month table", "the dashboard and cost figures of the year")
    of_joined = "joined table", "the ASCOF measures, waiting times and long-term support"
    rows, single_stages = _in_time(events, year, method, single_story)
    alike = year.same_as(quarters)
    joined_story = single_story.so_far(*of_joined) if alike else Leaving(*of_joined)
    kept = unique_events(rows, single_story, with_costs=True)
    joined_stages = dict(single_stages)
    if alike:
        # An event is of one row at most of those that are told apart by their costs as well.
        among = np.searchsorted(kept, unique_events(rows, joined_story, with_costs=False))
        single = _table(rows, kept, year, single_stages)
        del rows
        joined = _table(single, among, quarters, joined_stages)
    else:
        single = _table(rows, kept, year, single_stages)
        del rows
        task.step("Finding unique events")
        rows, joined_stages = _in_time(events, quarters, method, joined_story)
        kept = unique_events(rows, joined_story, with_costs=False)
        joined = _table(rows, kept, quarters, joined_stages)
        del rows
    task.step("Working out person details")
    return Tables(
        single,
        joined,
        person_details(joined, period, people),
        single_stages,
        joined_stages,
        (single_story.story(len(events)), joined_story.story(len(events))),
    )


def _in_time(
    events: pd.DataFrame, references: References, method: MethodVersion, leaving: Leaving
) -> tuple[pd.DataFrame, dict[str, Counts]]:
    """Return the events of the reference periods with their derived fields, and the stages."""
    rows, in_period = filtered(events, references, leaving)
    rows = with_derived_fields(rows, method, references.served)
    return rows, {
        "events_in_period": _by_file(events[["record"]][in_period], references),
        "derived": _by_file(rows, references),
        "cropped": _by_file(rows[["record"]][rows["cropped"].to_numpy()], references),
    }


def _table(
    rows: pd.DataFrame,
    kept: npt.NDArray[np.int64],
    references: References,
    stages: dict[str, Counts],
) -> pd.DataFrame:
    """Return the rows that are kept, and add to the stages how many they are.

    Where all are kept nothing is copied: two tables of the same rows share them.
    """
    rows = rows if len(kept) == len(rows) else rows.iloc[kept]
    stages["unique"] = _by_file(rows, references)
    return rows.reset_index(drop=True)


def _by_file(rows: pd.DataFrame, references: References) -> Counts:
    of = references.file[rows["record"].to_numpy()]
    return np.bincount(of, minlength=len(references.periods))
