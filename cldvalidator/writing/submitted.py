"""A submission that was written: where it is, what was changed, and how it checks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cldvalidator.checks import CheckResult
from cldvalidator.checks.as_sent import PortalFault, size_faults
from cldvalidator.fixes import AcceptedFinding, Change
from cldvalidator.review.opened import Opened
from cldvalidator.writing.submission import Written


@dataclass(frozen=True, eq=False)
class Submitted:
    """A submission in place, with what was changed and how it checks now.

    final: as it was written, its check included. cells_changed: how many cells are not as they were
    read. reason: why it is sent although it has errors, in the user's words.
    """

    written: Written
    changes: tuple[Change, ...]
    final: Opened
    manifest: Path
    log: Path | None
    cells_changed: int
    known: tuple[AcceptedFinding, ...] = ()
    reason: str = ""

    @property
    def result(self) -> CheckResult:
        """The check of what was written."""
        return self.final.result

    @property
    def size_fault(self) -> PortalFault | None:
        """How the file written exceeds a size limit of the portal, None for not at all."""
        return next(size_faults(self.written.size, compressed=self.written.compressed), None)

    @property
    def refused_for_size(self) -> bool:
        """Whether the portal takes no file of this size, however one signs in."""
        return self.size_fault is not None and self.size_fault.severity == "error"
