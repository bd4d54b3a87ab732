"""Who is in each cell of the activity report's tables, as a list to work through.

It is the program's own: DHSC publishes no such list of these tables. It holds LA person identifiers
and row numbers, and no other personal data.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.figures import MeasureResult
from cldvalidator.measures.identifiers import Identifiers
from cldvalidator.measures.registry import measure_texts

COLUMNS = (
    "Reporting_Period",
    "LA_Code",
    "LA_Name",
    "LA_Person_Unique_Identifier",
    "Measure",
    "Table",
    "Row",
    "Column",
    "Rows_In_File",
    "Method",
)


def people_listed(
    result: MeasureResult,
    processed: ProcessedEvents,
    names: Identifiers,
    rows: np.ndarray,
    heads: Mapping[str, str],
) -> pd.DataFrame:
    """Return a row for each person, spell or row that a cell of the measure's tables counts.

    Columns: COLUMNS, all texts as objects. As many rows stand at a cell as its number says. The
    rows in the file are the records that decide, as Excel numbers them, of several submissions with
    the file's name; blank where the measure goes by all that is known of the person. rows: Excel's
    number of each record. heads: the first three columns. Sorted by table, row, column, identifier.
    """
    parts = []
    for grid in result.grids:
        found = grid.entries
        counted = pd.DataFrame(
            {
                "row": found.row,
                "column": found.column,
                "unit": found.unit,
                "person": found.person,
                "said": _places(found.record, processed, rows),
            }
        ).drop_duplicates()
        by = counted.groupby(["row", "column", "unit"], sort=True)
        listed = by.agg(person=("person", "first"), said=("said", _together)).reset_index()
        parts.append(
            listed.assign(
                Table=grid.title,
                Row=np.array(grid.rows, dtype=object)[listed["row"]],
                Column=np.array(grid.columns, dtype=object)[listed["column"]],
            )
        )
    out = pd.concat(parts, ignore_index=True)
    known = names.of_people(out["person"].unique())
    out["LA_Person_Unique_Identifier"] = out["person"].map(known).astype(object)
    order = {title: n for n, title in enumerate(dict.fromkeys(out["Table"]))}
    out = out.assign(table=out["Table"].map(order)).sort_values(
        ["table", "row", "column", "LA_Person_Unique_Identifier"], kind="stable", ignore_index=True
    )
    more = {"Measure": result.measure, "Method": measure_texts()[result.measure].method}
    out = out.assign(Rows_In_File=out["said"], **heads, **more)
    return out[list(COLUMNS)].astype(object)


def _places(record: np.ndarray, processed: ProcessedEvents, rows: np.ndarray) -> np.ndarray:
    """Return each record as Excel numbers it, with the file's name if there are several."""
    texts = np.full(len(record), "", dtype=object)
    named = record >= 0
    numbers = rows[record[named]].astype(str).astype(object)
    if processed.files is not None:
        files = np.array(processed.files.names, dtype=object)[processed.files.file[record[named]]]
        numbers = files + ":" + numbers
    texts[named] = numbers
    return texts


def _together(places: pd.Series) -> str:
    return "; ".join(places)
