"""What a manifest keeps of how a file was read, so that it can be read the same way again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from cldvalidator.extract import Extract
from cldvalidator.extract.opening import read_whole
from cldvalidator.fixes import Change, RowChange, left_out
from cldvalidator.fixes.changes import KEPT


def how_read(extract: Extract, changes: Sequence[Change], profile: str = "") -> dict[str, Any]:
    """Return every choice that decides the findings of a file, beside its day and release.

    extract: the file as it was read. Columns are named by their letters, a sheet by its place among
    the sheets (from 1) and rows by their numbers in Excel, so that none of it is about a person.
    profile: the SHA-256 of the council's profile, "" where none was used.
    """
    reading, dates = extract.reading, extract.dates
    kept = [c.source_row for c in changes if isinstance(c, RowChange) and c.decided == KEPT]
    orders = {} if dates is None else {n: c.order for n, c in dates.columns.items() if c.chosen}
    return {
        "columns": [
            {"column": h.letter, "field": h.field} for h in reading.headers if h.how == "told"
        ],
        "sheet number": reading.sheets.index(reading.sheet) + 1 if reading.sheet else None,
        "delimiter": reading.delimiter,
        "dates": dict(sorted(orders.items())),
        "rows left out": row_ranges(c.source_row for c in left_out(changes)),
        "rows kept as records": row_ranges(kept),
        "profile": profile or None,
    }


def row_ranges(rows: Iterable[int]) -> str:
    """Return rows as a user would write them: "3,17-20"."""
    ranges: list[list[int]] = []
    for row in sorted(set(rows)):
        if ranges and ranges[-1][1] == row - 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    return ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in ranges)


def profile_hash(path: Path | None) -> str:
    """Return the SHA-256 of a profile, "" for none. Raises InputProblem, EnvironmentProblem."""
    if path is None:
        return ""
    return sha256(read_whole(path)).hexdigest()
