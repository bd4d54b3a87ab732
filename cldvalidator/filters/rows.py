"""Which rows fit a filter: conditions judged as those of the packs, each distinct value once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.check import CheckResult
from cldvalidator.checks.findings import Findings
from cldvalidator.checks.row_conditions import Mask, RowConditions
from cldvalidator.checks.rules import Severity
from cldvalidator.extract import Extract
from cldvalidator.specification.conditions import Condition, HasFinding


class FilteredRows(RowConditions):
    """Judges filters over a checked file."""

    def __init__(self, extract: Extract, read: Extract, result: CheckResult) -> None:
        """extract, read: the file as it stands, and as it reads (`Opened.read`)."""
        super().__init__(extract, read, result.specification)
        self._findings: Findings = result.findings

    def records(self, condition: Condition) -> npt.NDArray[np.int32]:
        """Return the records (0-based, int32, ascending) that fit a filter."""
        return np.flatnonzero(self.rows(condition)).astype(np.int32)

    def _evaluate(self, condition: Condition) -> Mask:
        if isinstance(condition, HasFinding):
            return self._findings.rows_with(
                len(self._stands),
                severity=Severity[condition.severity.upper()] if condition.severity else None,
                rule=condition.rule or None,
                field=condition.field or None,
            )
        return super()._evaluate(condition)
