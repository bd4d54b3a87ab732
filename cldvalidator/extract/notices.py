"""What was noticed when a file was read, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cldvalidator.extract import Reading

MOST_RAGGED = 8
"""How many rows of another length are named; the rule FILE-10 marks each."""


def notices_of(reading: Reading) -> tuple[str, ...]:
    """Return what the user is to know of the reading, rows of another length by row and line."""
    total, listed = reading.ragged_total, reading.ragged[:MOST_RAGGED]
    if not total:
        return reading.notices
    rows = "1 row has" if total == 1 else f"{total:,} rows have"
    named = [f"row {r.source_row:,} (line {r.line:,}): {r.cells:,}" for r in listed]
    more = f"; and {total - len(listed):,} more" if total > len(listed) else ""
    ragged = (
        f"{rows} another number of cells than the header, which has {listed[0].expected:,}. "
        f"By row in Excel and line in the file: {'; '.join(named)}{more}."
    )
    return (*reading.notices, ragged)


def empty_rows_of(reading: Reading) -> str:
    """Say how many rows without content were left out, the empty text for none."""
    count = reading.empty_rows_left_out
    if not count:
        return ""
    return f"{count:,} {'row' if count == 1 else 'rows'} without content left out"
