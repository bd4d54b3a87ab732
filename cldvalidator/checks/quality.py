"""The national data quality table: field, status, verdict, count.

Nationally it has the fields that the pack says are `in_national_checks`. The others (names of
people and places) would change the share of cells that pass, which then could not be compared with
the national figure: they are left out of the table and counted in one of their own. Every field is
checked all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.checks.cells.judgement import Judged, Verdict
from cldvalidator.checks.requirements import Requirements
from cldvalidator.extract import Column
from cldvalidator.specification import Field, Specification
from cldvalidator.specification.conditions import Condition, Undetermined
from cldvalidator.specification.model import QualityWords


class Status(IntEnum):
    """What the specification wants of a cell; its words are the pack's (`QualityWords`)."""

    MANDATORY = 0
    OPTIONAL = 1
    NOT_APPLICABLE = 2
    UNDETERMINED = 3


def statuses(field: Field, requirements: Requirements) -> npt.NDArray[np.uint8]:
    """Return the `Status` of a field in each row (uint8).

    Mandatory is decided first, as DHSC does: the pack's mandatory condition on its own, then the
    applicable one. Applicable rows of a field that no source calls mandatory are undetermined.
    Fields with the same conditions share one array, which is not to be written to.
    """
    return statuses_of(field.applicable.when, field.mandatory.when, requirements)


def statuses_of(
    applicable: Condition, mandatory: Condition, requirements: Requirements
) -> npt.NDArray[np.uint8]:
    """Return the `statuses` of every field with these conditions."""

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
    counts = _counts(kinds, len(Status) * width).reshape(len(Status), width)
    blank = counts[Status.MANDATORY]
    blank[Verdict.BLANK_MANDATORY] = blank[Verdict.BLANK_ALLOWED]
    blank[Verdict.BLANK_ALLOWED] = 0
    return counts


def _counts(kinds: npt.NDArray[np.uint8], most: int) -> npt.NDArray[np.int64]:
    if len(kinds) < 10_000:
        return np.bincount(kinds, minlength=most)
    # Sooner than bincount, which copies many rows into larger numbers first.
    return np.array([np.count_nonzero(kinds == i) for i in range(most)], np.int64)


def quality_table(
    tallies: Mapping[str, npt.NDArray[np.int64]], specification: Specification, *, national: bool
) -> pd.DataFrame:
    """Return the data quality table, one row for each combination that occurs.

    tallies: by field, the count of its cells (`tally`). national: of the fields in the national
    checks, or of the others. Columns: field, status, verdict (words of the pack), count (int64).
    """
    words = specification.quality_words
    rows = [
        (f.name, words.statuses[s], words.verdicts[v], int(tallies[f.name][s, v]))
        for f in specification.fields
        if f.in_national_checks == national
        for s, v in zip(*np.nonzero(tallies[f.name]), strict=True)
    ]
    return pd.DataFrame(rows, columns=["field", "status", "verdict", "count"])


def quality_by_field(
    quality: pd.DataFrame, words: QualityWords, status: str | None = None
) -> pd.DataFrame:
    """Return a data quality table with one row a field, the worst first.

    words: those of the pack. status: count only cells of this status. Columns: field, cells,
    failed, share (failed cells, per cent), and one for each verdict that occurs in the table.
    """
    part = quality if status is None else quality[quality["status"] == status]
    verdicts = [v for v in words.verdicts if (quality["verdict"] == v).any()]
    table = part.pivot_table(
        index="field", columns="verdict", values="count", aggfunc="sum", fill_value=0
    ).reindex(columns=verdicts, fill_value=0)
    cells = table.sum(axis=1)
    failed = table[[v for v in verdicts if v in words.failed]].sum(axis=1)
    table.insert(0, "cells", cells)
    table.insert(1, "failed", failed)
    table.insert(2, "share", 100 * failed / cells)
    table = table.sort_values(["share", "failed"], ascending=False, kind="stable")
    table.columns.name = None
    return table.reset_index()


def share_passed(failed: int, cells: int) -> str:
    """Return the share of cells that pass, "99.88%": cut, not rounded, so that 100 means all.

    "none" where there are no cells.
    """
    if not cells:
        return "none"
    return "100%" if not failed else f"{10_000 * (cells - failed) // cells / 100:.2f}%"
