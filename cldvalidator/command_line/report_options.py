"""The options of `check` about Excel reports: one for the whole file, or one for each team."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.fixes import AcceptedFinding, Change
    from cldvalidator.fixes.answers import Answers
    from cldvalidator.review.filtered import Filtered
    from cldvalidator.review.opened import Opened
    from cldvalidator.storage.transaction import OutputTransaction
    from cldvalidator.submissions.compare_result import Compared
    from cldvalidator.task import Task


def add_report_options(command: argparse.ArgumentParser) -> None:
    """Add the options."""
    command.add_argument("--report", type=Path, metavar="XLSX", help="write the Excel report")
    command.add_argument(
        "--report-folder",
        type=Path,
        metavar="FOLDER",
        help="write an Excel report for each team into FOLDER",
    )
    command.add_argument(
        "--no-values",
        action="store_true",
        help="leave all values and identifiers out of the Excel reports, so that they may be sent; "
        "teams are numbered",
    )
    command.add_argument(
        "--team-column",
        help="column that names the team, for the reports: one of the file, or a field with a list",
    )


def refuse_without_report(options: argparse.Namespace) -> None:
    """Refuse options about a report when there is none. Raises InputProblem."""
    has_report = options.report is not None or options.report_folder is not None
    if not has_report and (options.no_values or options.team_column):
        raise InputProblem(
            "--no-values and --team-column are about the Excel report.",
            "Add --report or --report-folder.",
        )


def check_team_column(options: argparse.Namespace, opened: Opened) -> str | None:
    """Return the column that names the team.

    Raises InputProblem where the one told cannot, or teams are asked for and none is found.
    """
    from cldvalidator.review.teams import team_column
    from cldvalidator.wording import elided, some

    column = team_column(opened.extract, options.team_column, opened.specification)
    if column is None and options.report_folder is not None:
        aside = [elided(name) for name in opened.extract.unused]
        raise InputProblem(
            "No column of the file is named like a team.",
            "Name the one that says it: --team-column NAME. Columns that are not CLD fields: "
            f"{some(aside, 60) or 'none'}.",
        )
    return column


def write_reports(
    options: argparse.Namespace,
    opened: Opened,
    changes: Sequence[Change],
    files: OutputTransaction,
    *,
    known: Sequence[AcceptedFinding],
    compared: Compared | None = None,
    answers: Answers | None = None,
    where: Filtered | None = None,
    task: Task,
) -> dict[Path, str]:
    """Write the Excel reports that were asked for; return their files, each with whose it is.

    compared: with the file of the submission before, if it was given. answers: of the teams. where:
    the rows whose findings the report lists, if not all.
    """
    from cldvalidator.wording import counted, elided

    written: dict[Path, str] = {}
    if options.report is not None:
        from cldvalidator.writing.excel_report import write_excel_report

        write_excel_report(
            opened,
            options.report,
            with_values=not options.no_values,
            changes=changes,
            known=known,
            team_column=options.team_column,
            compared=compared,
            answers=answers,
            where=where,
            transaction=files,
            task=task,
        )
        written[options.report] = ""
    column = check_team_column(options, opened)
    if options.report_folder is not None and column is not None:
        from cldvalidator.jobs.reports import write_team_reports

        of_teams = write_team_reports(
            opened,
            options.report_folder,
            column,
            with_values=not options.no_values,
            known=known,
            overwrite=options.overwrite,
            transaction=files,
            task=task,
        )
        for file in of_teams:
            written[file.path] = f" ({elided(file.team)}: {counted(file.findings, 'finding')})"
    return written


def say_written(options: argparse.Namespace, written: Mapping[Path, str], out: TextIO) -> None:
    """Print what was written beside a submission, and what is there from an earlier time."""
    for path, whose in written.items():
        print(f"Written: {path}{whose}", file=out)
    if options.report_folder is not None:
        from cldvalidator.jobs.reports import reports_from_before

        earlier = reports_from_before(options.report_folder, written)
        if earlier:
            print(f"Still there from an earlier time: {', '.join(earlier)}", file=out)
