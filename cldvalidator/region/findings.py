"""The findings that workers have written, counted by field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cldvalidator.batch.outcome import Outcome
from cldvalidator.region.league import FindingCounts
from cldvalidator.region.work import FINDINGS


def finding_counts(outcomes: Sequence[Outcome], output: Path) -> tuple[FindingCounts, list[str]]:
    """Return the findings by path of the outcome, rule and field, read from `findings`.

    Also return the paths of the outcomes whose table cannot be read here, as where a worker writes
    to a disk that this computer does not see.
    """
    counts: dict[tuple[str, str, str], int] = {}
    unread: list[str] = []
    for outcome in outcomes:
        for name in outcome.written or ():
            if not name.startswith(f"{FINDINGS}/"):
                continue
            try:
                table = pq.ParquetFile(output / name).read(columns=["rule", "field"])
            except (OSError, pa.ArrowException):
                unread.append(outcome.path)
                continue
            grouped = table.group_by(["rule", "field"]).aggregate([([], "count_all")])
            for row in grouped.to_pylist():
                counts[outcome.path, row["rule"], row["field"]] = row["count_all"]
    return counts, unread
