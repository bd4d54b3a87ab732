"""A checked file with only some of its rows, and what was found in these."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.extract.table import RowsApart
from cldvalidator.review.opened import Opened


def of_rows(opened: Opened, keep: npt.NDArray[np.bool_]) -> Opened:
    """Return a checked file with only the rows to keep (by record), and their findings.

    Nothing is checked again: what is wrong across rows stays as it was found among all rows.
    Findings about the file as a whole are no row's; the quality tables stay those of the file.
    """
    extract = opened.extract.without(RowsApart(np.flatnonzero(~keep)))
    number = np.cumsum(keep) - 1
    groups = []
    for group in opened.result.findings.groups:
        rows = group.rows[group.rows != WHOLE_FILE]
        rows = number[rows[keep[rows]]].astype(np.int32)
        if len(rows):
            groups.append(replace(group, rows=rows, details=()))
    found = replace(opened.result.findings, groups=tuple(groups))
    return replace(opened, extract=extract, result=replace(opened.result, findings=found))
