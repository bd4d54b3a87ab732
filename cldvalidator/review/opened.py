"""The value that every question to a checked file takes."""

from __future__ import annotations

from dataclasses import dataclass

from cldvalidator.checks import CheckResult
from cldvalidator.checks.normalised import normalised_extract
from cldvalidator.extract import Extract
from cldvalidator.extract.release import ReleaseEvidence
from cldvalidator.specification import Specification


@dataclass(frozen=True, eq=False)
class Opened:
    """A file that was read and checked, and the evidence for the release it was checked against."""

    extract: Extract
    specification: Specification
    evidence: ReleaseEvidence
    result: CheckResult

    @property
    def read(self) -> Extract:
        """The file with every text as it reads for the rules; a column when it is looked up."""
        return normalised_extract(
            self.extract, self.specification, lambda f: self.result.judged[f.name]
        )
