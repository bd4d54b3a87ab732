"""The national data quality table: field, status, verdict, count."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.checks.cells.judgement import Judged, Verdict
from cldvalidator.checks.requirements import Requirements
from cldvalidator.extract import Column
from cldvalidator.specification import Field
from cldvalidator.specification.conditions import Undetermined


class Status(IntEnum):
    """What the specification wants of a cell (pack: `quality_statuses`)."""

    MANDATORY = 0
    OPTIONAL = 1
    NOT_APPLICABLE = 2
    UNDETERMINED = 3


STATUS_WORDS = {
    Status.MANDATORY: "Mandatory",
    Status.OPTIONAL: "Applicable but not mandatory",
    Status.NOT_APPLICABLE: "Not applicable",
    Status.UNDETERMINED: "Undetermined",
}
VERDICT_WORDS = {
    Verdict.VALID: "Passed: Valid",
    Verdict.BLANK_ALLOWED: "Passed: Blank (Not Mandatory)",
    Verdict.BLANK_MANDATORY: "Failed: Blank (Mandatory)",
    Verdict.INVALID: "Failed: Invalid",
    Verdict.RELEASE_1: "Failed: Release 1",
    Verdict.NOT_JUDGED: "Not judged: list not public",
}


def statuses(field: Field, requirements: Requirements) -> npt.NDArray[np.uint8]:
    """Return the `Status` of a field in each row (uint8).

    Mandatory is decided first, as DHSC does: the pack's mandatory condition on its own, then the
    applicable one. Applicable rows of a field that no source calls mandatory are undetermined.
    Fields with the same conditions share one array, which is not to be written to.
    """
    applicable, mandatory = field.applicable.when, field.mandatory.when

    def make() -> npt.NDArray[np.uint8]:
        undetermined = isinstance(mandatory, Undetermined)
        otherwise = Status.UNDETERMINED if undetermined else Status.OPTIONAL
        status = np.where(
            requirements.rows(applicable), np.uint8(otherwise), np.uint8(Status.NOT_APPLICABLE)
        )
        status[requirements.rows(mandatory)] = Status.MANDATORY
        status.flags.writeable = False
        return status

    return requirements.once(("status", applicable, mandatory), make)


def cell_verdicts(
    column: Column, judged: Judged, status: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """Return the `Verdict` of each row's cell (uint8)."""
    verdicts = column.take(judged.verdicts)
    missing = (verdicts == Verdict.BLANK_ALLOWED) & (status == Status.MANDATORY)
    verdicts[missing] = Verdict.BLANK_MANDATORY
    return verdicts


def tally(column: Column, judged: Judged, status: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Count a field's cells: a table of status (4 rows) by `Verdict` (6 columns)."""
    width = len(Verdict)
    kinds = status * np.uint8(width) + column.take(judged.verdicts)
    counts = np.array([np.count_nonzero(kinds == i) for i in range(len(Status) * width)], np.int64)
    counts = counts.reshape(len(Status), width)
    blank = counts[Status.MANDATORY]
    blank[Verdict.BLANK_MANDATORY] = blank[Verdict.BLANK_ALLOWED]
    blank[Verdict.BLANK_ALLOWED] = 0
    return counts


def quality_table(tallies: dict[str, npt.NDArray[np.int64]]) -> pd.DataFrame:
    """Return the national data quality table, one row for each combination that occurs.

    Columns: field, status, verdict (words of the pack), count (int64).
    """
    rows = [
        (name, STATUS_WORDS[Status(s)], VERDICT_WORDS[Verdict(v)], int(counts[s, v]))
        for name, counts in tallies.items()
        for s, v in zip(*np.nonzero(counts), strict=True)
    ]
    return pd.DataFrame(rows, columns=["field", "status", "verdict", "count"])


def quality_by_field(quality: pd.DataFrame, status: str | None = None) -> pd.DataFrame:
    """Return the national data quality table with one row a field, the worst first.

    status: count only cells of this status (words of the pack). Columns: field, cells, failed,
    share (failed cells, per cent), and one for each verdict that occurs in the file.
    """
    part = quality if status is None else quality[quality["status"] == status]
    verdicts = [v for v in VERDICT_WORDS.values() if (quality["verdict"] == v).any()]
    table = part.pivot_table(
        index="field", columns="verdict", values="count", aggfunc="sum", fill_value=0
    ).reindex(columns=verdicts, fill_value=0)
    cells = table.sum(axis=1)
    failed = table[[v for v in verdicts if v.startswith("Failed")]].sum(axis=1)
    table.insert(0, "cells", cells)
    table.insert(1, "failed", failed)
    table.insert(2, "share", 100 * failed / cells)
    table = table.sort_values(["share", "failed"], ascending=False, kind="stable")
    table.columns.name = None
    return table.reset_index()
