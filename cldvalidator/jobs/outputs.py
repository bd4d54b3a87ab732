"""Everything that is written at the end: the submission, and the report and sign-off beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cldvalidator.fixes import Change, Known
from cldvalidator.jobs.check import Submitted, submission_files, write_all
from cldvalidator.review.opened import Opened
from cldvalidator.task import SILENT, Task
from cldvalidator.writing.atomic import check_targets
from cldvalidator.writing.together import Together


@dataclass(frozen=True)
class Outputs:
    """What is to be written, and where. The names follow the submission's.

    report: the Excel report with values; plain_report: the one that may be sent; sign_off: the page
    for the director.
    """

    submission: Path
    report: bool = False
    plain_report: bool = False
    sign_off: bool = False

    @property
    def report_path(self) -> Path:
        """The Excel report with values."""
        return self.submission.with_name(f"{self.submission.stem}.report.xlsx")

    @property
    def plain_report_path(self) -> Path:
        """The Excel report without values or identifiers."""
        return self.submission.with_name(f"{self.submission.stem}.report-without-values.xlsx")

    @property
    def sign_off_path(self) -> Path:
        """The page for sign-off."""
        return self.submission.with_name(f"{self.submission.stem}.sign-off.html")

    @property
    def beside(self) -> tuple[Path, ...]:
        """The files that were asked for beside the submission and what always comes with it."""
        wanted = (
            (self.report, self.report_path),
            (self.plain_report, self.plain_report_path),
            (self.sign_off, self.sign_off_path),
        )
        return tuple(path for asked, path in wanted if asked)

    def check(self, source: Path | None, *, overwrite: bool) -> None:
        """Refuse names that must not be written, before any work.

        Raises InputProblem, TargetExists among them, and EnvironmentProblem.
        """
        never = (source,) if source is not None else ()
        files = (*submission_files(self.submission), *self.beside)
        check_targets(files, overwrite=overwrite, never=never)


def write_outputs(
    before: Opened,
    after: Opened,
    changes: Sequence[Change],
    outputs: Outputs,
    *,
    overwrite: bool = False,
    reason: str = "",
    known: Sequence[Known] = (),
    task: Task = SILENT,
) -> Submitted:
    """Write a file as it is after changes, and what was asked for beside it.

    before: as it was read. reason: why it is sent although it has errors. The submission comes
    first; if a report fails afterwards, the submission stays, and the Problem says so. Raises
    InputProblem, EnvironmentProblem, Cancelled.
    """
    outputs.check(before.extract.reading.path, overwrite=overwrite)
    together = Together(outputs.beside)
    submitted = write_all(
        before,
        after,
        changes,
        outputs.submission,
        overwrite=overwrite,
        reason=reason,
        known=known,
        together=together,
        task=task,
    )
    from cldvalidator.writing.excel_report import write_excel_report
    from cldvalidator.writing.html_summary import write_html_summary

    reports = (
        (outputs.report, outputs.report_path),
        (outputs.plain_report, outputs.plain_report_path),
    )
    for with_values, (asked, path) in zip((True, False), reports, strict=True):
        if not asked:
            continue
        with together.writing(path):
            write_excel_report(
                submitted.final,
                path,
                with_values=with_values,
                changes=changes,
                before=before.result,
                known=known,
                overwrite=overwrite,
                task=task,
            )
    if outputs.sign_off:
        with together.writing(outputs.sign_off_path):
            write_html_summary(
                before, outputs.sign_off_path, submitted=submitted, known=known, overwrite=overwrite
            )
    return submitted
