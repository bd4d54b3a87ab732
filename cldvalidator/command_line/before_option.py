"""The option `--before`: the file of the submission before, to say what this one brought."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cldvalidator.fixes.answer_workbook import AnswerBook
    from cldvalidator.review.opened import Opened
    from cldvalidator.submissions.compare_result import Compared
    from cldvalidator.task import Task


def add_before(command: argparse.ArgumentParser) -> None:
    """Add the option to a command."""
    command.add_argument(
        "--before",
        type=Path,
        metavar="EARLIER",
        help="the file of the submission before: what became of its events and findings is said, "
        "and has its sheets in the report and a line on the sign-off page",
    )


def compared_with_before(
    options: argparse.Namespace, opened: Opened, books: Sequence[AnswerBook], task: Task
) -> Compared | None:
    """Compare the file with the one before, and print what came of it; None without one.

    books: answers of teams, some of which may have promised to correct records at source. Raises
    InputProblem where the two cannot be compared, EnvironmentProblem, Cancelled.
    """
    if options.before is None:
        return None
    from cldvalidator.command_line.check_text import clear_progress
    from cldvalidator.jobs.compare import compare_opened, open_earlier
    from cldvalidator.presentation.comparison_text import comparison_text

    compared = compare_opened(
        open_earlier(options.before, beside=opened, task=task), opened, answers=books, task=task
    )
    clear_progress()
    if not options.json and options.by is None and options.row is None:
        print("\n" + comparison_text(compared))
    return compared
