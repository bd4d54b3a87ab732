"""What was noticed when a file was read, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cldvalidator.extract.no_records import kind_words

if TYPE_CHECKING:
    from cldvalidator.extract import Extract, Reading

MOST_RAGGED = 8
"""How many rows of another length are named; the rule FILE-10 marks each."""


def notices_of(reading: Reading, *, undecided: bool = True) -> tuple[str, ...]:
    """Return what the user is to know of the reading, odd rows by their numbers.

    Of lines that are not records nothing else is said than that. undecided: False where they are
    told in a place of their own.
    """
    notices = (*reading.notices, *(_no_records(reading) if undecided else ()))
    reading = reading.without(frozenset(r.source_row for r in reading.no_records))
    total, listed = reading.ragged_total, reading.ragged[:MOST_RAGGED]
    if not total:
        return notices
    rows = "1 row has" if total == 1 else f"{total:,} rows have"
    named = [f"row {r.source_row:,} (line {r.line:,}): {r.cells:,}" for r in listed]
    more = f"; and {total - len(listed):,} more" if total > len(listed) else ""
    ragged = (
        f"{rows} another number of cells than the header, which has {listed[0].expected:,}. "
        f"By row in Excel and line in the file: {'; '.join(named)}{more}."
    )
    return (*notices, ragged)


def _no_records(reading: Reading) -> tuple[str, ...]:
    """Say which rows are not records, by their kinds, as long as nothing is decided about them."""
    if not reading.no_records:
        return ()
    count = len(reading.no_records)
    them = "it" if count == 1 else "them"
    return (
        f"{no_records_text(count)}: {kinds_text(reading)}. Leave {them} out of the file, or say "
        f"that {'it is a record' if count == 1 else 'they are records'}.",
    )


def no_records_text(count: int) -> str:
    """Return "3 rows are not records"."""
    return "1 row is not a record" if count == 1 else f"{count:,} rows are not records"


def rows_by_kind(reading: Reading) -> dict[str, list[int]]:
    """Return the rows that are not records, by their numbers in Excel, for each kind."""
    rows: dict[str, list[int]] = {}
    for row in reading.no_records:
        rows.setdefault(row.kind, []).append(row.source_row)
    return rows


def kinds_text(reading: Reading) -> str:
    """Name the kinds of the rows that are not records, each with its rows."""
    kinds = rows_by_kind(reading).items()
    return "; ".join(f"{kind_words(kind)} ({rows_text(found)})" for kind, found in kinds)


def rows_text(rows: Sequence[int]) -> str:
    """Name rows by their numbers in Excel, the first ones of many."""
    named = ", ".join(f"{row:,}" for row in rows[:MOST_RAGGED])
    more = f" and {len(rows) - MOST_RAGGED:,} more" if len(rows) > MOST_RAGGED else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {named}{more}"


def records_text(extract: Extract) -> str:
    """Say how many records a file has, and how many rows that are none: "36 records"."""
    records, odd = len(extract.records), len(extract.reading.no_records)
    counts = f"{records:,} {'record' if records == 1 else 'records'}"
    if not odd:
        return counts
    rows = "row that is not a record" if odd == 1 else "rows that are not records"
    return f"{counts} and {odd:,} {rows}"


def empty_rows_of(reading: Reading) -> str:
    """Say how many rows without content were left out, the empty text for none."""
    count = reading.empty_rows_left_out
    if not count:
        return ""
    return f"{count:,} {'row' if count == 1 else 'rows'} without content left out"
