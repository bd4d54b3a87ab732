"""The value that every question to a checked file takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cldvalidator.checks import CheckResult
from cldvalidator.checks.normalised import normalised_extract
from cldvalidator.extract import Extract
from cldvalidator.extract.release import ReleaseEvidence
from cldvalidator.review.views import FindingViews
from cldvalidator.specification import Specification


@dataclass(frozen=True, eq=False)
class Opened:
    """A file that was read and checked, and the evidence for the release it was checked against."""

    extract: Extract
    specification: Specification
    evidence: ReleaseEvidence
    result: CheckResult

    @cached_property
    def views(self) -> FindingViews:
        """The questions to its findings; what one of them took time for is kept for the next."""
        return FindingViews(self.extract, self.result)

    @property
    def read(self) -> Extract:
        """The file with every text as it reads for the rules; a column when it is looked up."""
        return normalised_extract(
            self.extract, self.specification, lambda f: self.result.judged[f.name]
        )
