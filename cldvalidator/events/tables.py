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
    joined_story = Leaving(
        "joined table", "the ASCOF measures, waiting times and long-term support"
    )
    single, single_stages = _table(events, year, method, single_story, costs=True)
    task.step("Finding unique events")
    joined, joined_stages = _table(events, quarters, method, joined_story, costs=False)
    task.step("Working out person details")
    return Tables(
        single,
        joined,
        person_details(joined, period, people),
        single_stages,
        joined_stages,
        (single_story.story(len(events)), joined_story.story(len(events))),
    )


def _table(
    events: pd.DataFrame,
    references: References,
    method: MethodVersion,
    leaving: Leaving,
    *,
    costs: bool,
) -> tuple[pd.DataFrame, Stages]:
    def by_file(rows: pd.DataFrame) -> Counts:
        of = references.file[rows["record"].to_numpy()]
        return np.bincount(of, minlength=len(references.periods))

    inside = filtered(events, references, leaving)
    stages = {"events_in_period": by_file(inside)}
    rows = with_derived_fields(inside, method, leaving, references.served)
    stages |= {"derived": by_file(rows), "cropped": by_file(rows[rows["cropped"].to_numpy()])}
    unique = unique_events(rows, leaving, with_costs=costs)
    stages["unique"] = by_file(unique)
    return unique.reset_index(drop=True), stages
