"""LTS003: unpaid carers supported or assessed in the year (NHS England's statements, 2023-24)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.activity.definitions import result_of, table
from cldvalidator.measures.activity.events import age_on, events_of, kept_out, of_four_types
from cldvalidator.measures.activity.ties import tied_first
from cldvalidator.measures.ascof_3d import ADVICE, INVOLVING, MECHANISMS, TO_CARER
from cldvalidator.measures.figures import MeasureResult, people_in
from cldvalidator.measures.grids import Entries
from cldvalidator.measures.long_term import CARERS, codes_of, is_label
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.selection.period import Period

AGES = (18, 26, 65, 85)


@measure("LTS003", earlier_too=False, on_request=True)
def carers_in_the_year(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Count each carer once, for the strongest support that a row of the year names."""
    first, last = period.days
    keep = is_label(processed.single["Client_Type"], *CARERS)
    rows = events_of(processed, processed.single, keep)
    kind = codes_of(rows["Service_Type"], (TO_CARER, INVOLVING))
    none = rows["Service_Type"].isna().to_numpy()
    advice = is_label(rows["Event_Outcome"], ADVICE)
    met = (rows["is_assessment"] | rows["is_review"]).to_numpy()
    reads = of_four_types(rows) & ((none & advice) | (kind >= 0) | (met & none))
    start, end, death = (rows[c].to_numpy() for c in ("start", "end", "death"))
    out = kept_out((start, end, death), first, last)
    there = reads & ~np.logical_or.reduce([*out.values()])
    category = np.where(there, _category(rows, kind, met, advice), 0)
    person, record = rows["person"].to_numpy(), rows["record"].to_numpy()
    named = np.flatnonzero(category > 0)
    at = named[tied_first(person[named], category[named])]
    age = age_on(rows, last)
    band = np.where(np.isnan(age), len(AGES) + 1, np.digitize(np.nan_to_num(age), AGES))
    shown = table("LTS003", "T1")
    entries = Entries(person[at], person[at], record[at], category[at] - 1, band[at])
    decides = np.zeros(len(rows), bool)
    decides[at] = True
    tables = {
        "why": pd.DataFrame(
            {
                "person": person,
                "record": record,
                "start": start,
                "end": end,
                "reads": reads,
                "there": there,
                **out,
                "support": pd.Categorical.from_codes(
                    category.astype(np.int64) - 1, categories=pd.Index(shown.rows, dtype=object)
                ),
                "decides": decides,
            }
        )
    }
    stages = {
        "rows": int(there.sum()),
        "rows_without_category": int((there & (category == 0)).sum()),
        "people": len(people_in(person[there])),
    }
    return result_of("LTS003", period, [shown.filled(entries)], stages=stages, tables=tables)


def _category(
    rows: pd.DataFrame, kind: np.ndarray, met: np.ndarray, advice: np.ndarray
) -> np.ndarray:
    """Return the category of each row, 1 the strongest, 0 for none (section 8.2)."""
    mechanism = codes_of(rows["Delivery_Mechanism"], MECHANISMS)
    direct = np.array([1, 2, 3, 4])[mechanism]
    return np.select(
        [kind == 0, kind == 1, met & ~advice, met, rows["is_request"].to_numpy()],
        [direct, 6, 6, 5, 5],
        0,
    )
