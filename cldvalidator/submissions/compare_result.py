"""Everything that two files say side by side."""

from __future__ import annotations

from dataclasses import dataclass

from cldvalidator.checks.rules import Severity
from cldvalidator.review.opened import Opened
from cldvalidator.submissions.compare import Comparison
from cldvalidator.submissions.compare_columns import LATER
from cldvalidator.submissions.compare_findings import FindingMovement
from cldvalidator.submissions.compare_rules import AcrossFiles
from cldvalidator.submissions.promises import PromiseFate


@dataclass(frozen=True, eq=False)
class Compared:
    """Everything that two files say side by side.

    across: what the rules find that need an earlier file. notices: plain sentences, no value.
    promises: of the teams, to correct records at source, and what became of them.
    """

    comparison: Comparison
    findings: tuple[FindingMovement, ...]
    across: tuple[AcrossFiles, ...]
    notices: tuple[str, ...]
    promises: tuple[PromiseFate, ...] = ()

    @property
    def earlier(self) -> Opened:
        """The earlier file."""
        return self.comparison.two.files[0]

    @property
    def later(self) -> Opened:
        """The later file."""
        return self.comparison.two.files[1]

    @property
    def errors(self) -> int:
        """How many errors the later file has, with those that only the earlier one shows.

        What is wrong with the earlier file itself (FILE-01) is said, and is no error of the later.
        """
        mine = [a for a in self.across if a.side == LATER or len(a.rows)]
        across = sum(a.count for a in mine if a.rule.severity == Severity.ERROR)
        return self.later.result.findings.count(Severity.ERROR) + across
