"""Everything that is written at the end: the submission, and the report and sign-off beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from cldvalidator.checks import CheckResult
from cldvalidator.events.method_versions import MethodVersion
from cldvalidator.fixes import AcceptedFinding, Change
from cldvalidator.fixes.answers import Answers
from cldvalidator.fixes.prices import Prices
from cldvalidator.jobs.check import submission_files, write_all
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.paths import is_there
from cldvalidator.review.opened import Opened
from cldvalidator.storage.targets import check_targets, submission_stem
from cldvalidator.storage.transaction import OutputTransaction
from cldvalidator.submissions.compare_result import Compared
from cldvalidator.task import SILENT, Task
from cldvalidator.writing.how_read import profile_hash
from cldvalidator.writing.submission import Encoding
from cldvalidator.writing.submitted import Submitted


@dataclass(frozen=True)
class Outputs:
    """What is to be written, and where. The names follow the submission's.

    report: the Excel report with values; plain_report: the one that may be sent; sign_off: the page
    for the director. encoding: of the submission; UTF-8 only when the user says so. figures: the
    method of the national figures that the manifest keeps; None for no figures.
    """

    submission: Path
    report: bool = False
    plain_report: bool = False
    sign_off: bool = False
    encoding: Encoding = "Windows-1252"
    figures: MethodVersion | None = None

    @property
    def report_path(self) -> Path:
        """The Excel report with values."""
        return self._named("report.xlsx")

    @property
    def plain_report_path(self) -> Path:
        """The Excel report without values or identifiers."""
        return self._named("report-without-values.xlsx")

    @property
    def sign_off_path(self) -> Path:
        """The page for sign-off."""
        return self._named("sign-off.html")

    @property
    def reports(self) -> tuple[Path | None, Path | None]:
        """The two Excel reports, each None where it was not asked for."""
        return (
            self.report_path if self.report else None,
            self.plain_report_path if self.plain_report else None,
        )

    def _named(self, ending: str) -> Path:
        return self.submission.with_name(f"{submission_stem(self.submission)}.{ending}")

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
    known: Sequence[AcceptedFinding] = (),
    preview: PreviewInputs | None = None,
    compared: Compared | None = None,
    profile: Path | None = None,
    task: Task = SILENT,
) -> Submitted:
    """Write a file as it is after changes, and what was asked for beside it, all or nothing.

    before: as it was read. preview: what the user told for the figures on the sign-off page.
    compared: the file as it is with an earlier one, for the reports and that page. profile: the
    council's profile, whose hash the manifest keeps where there is one. reason: why it is sent
    although it has errors. If one of the files cannot be written, none is, and what was there
    stays. Raises InputProblem, EnvironmentProblem, Cancelled.
    """
    from cldvalidator.jobs.headlines import headline_table
    from cldvalidator.writing.html_summary import write_html_summary

    outputs.check(before.extract.reading.path, overwrite=overwrite)
    with OutputTransaction(overwrite=overwrite) as files:
        submitted = write_all(
            before,
            after,
            changes,
            outputs.submission,
            overwrite=overwrite,
            reason=reason,
            known=known,
            encoding=outputs.encoding,
            figures=outputs.figures or False,
            profile=profile_hash(profile if profile is not None and is_there(profile) else None),
            transaction=files,
            task=task,
        )
        write_reports(
            submitted.final,
            before.result,
            changes,
            *outputs.reports,
            known=known,
            compared=compared,
            transaction=files,
            task=task,
        )
        if outputs.sign_off:
            write_html_summary(
                before,
                outputs.sign_off_path,
                submitted=submitted,
                known=known,
                figures=headline_table(submitted.final, preview, task=task),
                compared=compared,
                transaction=files,
            )
    return submitted


def write_reports(
    now: Opened,
    before: CheckResult,
    changes: Sequence[Change],
    with_values: Path | None,
    without_values: Path | None,
    *,
    known: Sequence[AcceptedFinding] = (),
    compared: Compared | None = None,
    prices: Prices | None = None,
    answers: Answers | None = None,
    transaction: OutputTransaction,
    task: Task = SILENT,
) -> None:
    """Write the Excel reports of a file after changes that were asked for: with values, without.

    before: the check as it was read. The others are those of `write_excel_report`. Raises
    InputProblem, EnvironmentProblem, Cancelled.
    """
    from cldvalidator.writing.excel_report import write_excel_report

    for path, are_values_in_it in ((with_values, True), (without_values, False)):
        if path is not None:
            write_excel_report(
                now,
                path,
                with_values=are_values_in_it,
                changes=changes,
                before=before,
                known=known,
                compared=compared,
                prices=prices,
                answers=answers,
                transaction=transaction,
                task=task,
            )


def still_from_before(submission: Path, written: Collection[Path] = ()) -> tuple[Path, ...]:
    """Return the reports named after a submission that were not written with it.

    They are of an earlier submission, and do not tell of this one.
    """
    named = Outputs(submission, report=True, plain_report=True, sign_off=True).beside
    return tuple(path for path in named if path not in written and is_there(path))
