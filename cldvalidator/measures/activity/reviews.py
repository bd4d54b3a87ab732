"""People with long-term support by the reviews they had in the year: a table of our own.

LTS002 has no public method. Here a review is one that ended in the year, by DHSC's review type
(method section 7.3), and the people are those of LTS001a and of LTS001c.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.activity.definitions import result_of, table
from cldvalidator.measures.activity.events import service_users
from cldvalidator.measures.activity.lts001 import during_the_year, over_twelve_months
from cldvalidator.measures.figures import MeasureResult
from cldvalidator.measures.grids import Entries
from cldvalidator.measures.long_term import codes_of
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.selection.period import Period

TYPES = (
    "Planned review of long term support",
    "Unplanned",
    "Review of short term support",
    "Review Type Unknown",
)
ANY, NONE = len(TYPES), len(TYPES) + 1


@measure("People by review", earlier_too=False, on_request=True)
def people_by_review(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Count people by the types of the reviews that ended in the year, and those without any."""
    first, last = period.days
    unique = processed.single
    end = unique["Der_Event_End_Date"].to_numpy()
    is_review = unique["is_review"].to_numpy() & service_users(unique)
    reviews = unique[is_review & (end >= first) & (end <= last)]
    kind = codes_of(reviews["Review_Type"], TYPES)
    kind = np.where(kind < 0, TYPES.index("Review Type Unknown"), kind)
    person, record = (reviews[c].to_numpy().astype(np.int64) for c in ("person", "record"))
    grids, parts = [], []
    for measure_id, of in (("LTS001a", during_the_year), ("LTS001c", over_twelve_months)):
        grids_1 = of(processed, period, inputs).grids[:2]
        band = np.full(len(processed.people), -1)
        for place, grid in enumerate(grids_1):
            band[grid.whole.behind.numerator_people] = place
        reviewed = np.zeros(len(processed.people), bool)
        reviewed[person] = True
        without = np.flatnonzero((band >= 0) & ~reviewed)
        who = np.concatenate([person, person, without])
        nothing = np.full(len(without), -1)
        entries = Entries(
            who,
            who,
            np.concatenate([record, record, nothing]),
            np.concatenate([kind, np.full(len(kind), ANY), np.full(len(without), NONE)]),
            band[who],
        )
        grids.append(table("People by review", measure_id).filled(entries.at(entries.column >= 0)))
        parts.append(band[person] >= 0)
    names = table("People by review", "LTS001a").rows
    why = pd.DataFrame(
        {
            "person": person,
            "record": record,
            "review": pd.Categorical.from_codes(
                kind.astype(np.int64), categories=pd.Index(names, dtype=object)
            ),
            "in LTS001a": parts[0],
            "in LTS001c": parts[1],
        }
    )
    stages = {"reviews": len(reviews), "people_reviewed": len(np.unique(person))}
    return result_of("People by review", period, grids, stages=stages, tables={"why": why})
