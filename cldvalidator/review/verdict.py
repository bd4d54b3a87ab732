"""The one sentence on a checked file: ready, ready with warnings, not ready, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cldvalidator.checks import CheckResult
from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import Severity
from cldvalidator.wording import counted

Tone = Literal["error", "warning", "good"]


@dataclass(frozen=True)
class Verdict:
    """What to think of a file. tone: "error", "warning" or "good"."""

    tone: Tone
    title: str
    sentence: str

    @property
    def text(self) -> str:
        """Title and sentence as one line."""
        return f"{self.title}: {self.sentence[0].lower()}{self.sentence[1:]}"


def verdict(result: CheckResult) -> Verdict:
    """Judge a checked file; queries alone do not stand in the way of sending it.

    The council's own rules have no part in it.
    """
    findings = result.findings.national
    errors, warnings = findings.count(Severity.ERROR), findings.count(Severity.WARNING)
    partial = ""
    if off := result.national_rules_off:
        partial = f" The check was partial: {counted(len(off), 'rule')} left out."
    if errors:
        records = findings.records_with(Severity.ERROR)
        missing = sum(
            1
            for g in findings.groups
            if g.severity is Severity.ERROR and len(g) and g.rows[0] == WHOLE_FILE
        )
        where = f" in {counted(records, 'record')}" if records else " about the file as a whole"
        if missing and records:
            inside = counted(records, "record")
            where = f": {errors - missing:,} in {inside} and {missing:,} about the file as a whole"
        fail = "It fails" if errors == 1 else "They fail"
        lost = "the record is" if records else "records are"
        return Verdict(
            "error",
            "Not ready to send",
            f"{counted(errors, 'error')}{where}. {fail} national checks, or {lost} dropped or "
            f"miscounted.{partial}",
        )
    if warnings:
        return Verdict(
            "warning",
            "Ready, with warnings",
            f"No errors. {counted(warnings, 'warning')} in "
            f"{counted(findings.records_with(Severity.WARNING), 'record')} to look at before you "
            f"send it.{partial}",
        )
    return Verdict("good", "Ready to send", f"No errors and no warnings.{partial}")
