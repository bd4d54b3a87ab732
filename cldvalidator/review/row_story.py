"""Where a row of the file went on the way to the figures."""

from __future__ import annotations

import numpy as np

from cldvalidator.events import ProcessedEvents
from cldvalidator.extract import Extract
from cldvalidator.problems import InputProblem


def row_story(row: int, processed: ProcessedEvents, extract: Extract) -> list[str]:
    """Say of a row, numbered as Excel shows it, whether each table holds it, and if not why.

    Raises InputProblem for a row that holds no record.
    """
    record = int(np.searchsorted(extract.source_rows, row))
    if record >= len(extract) or extract.source_rows[record] != row:
        began = f"; the records begin in row {extract.source_rows[0]:,}" if len(extract) else ""
        raise InputProblem(f"Row {row:,} holds no record.", f"Give another row{began}.")
    return processed.story_of(record, extract.source_rows)
