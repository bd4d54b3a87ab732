"""The options of the commands about people, and the reading of the files that they name."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.command_line.dates_option import add_dates, date_orders_of
from cldvalidator.command_line.figure_options import day, method_of
from cldvalidator.command_line.preview import refuse_sheet_of_text
from cldvalidator.command_line.row_options import add_delimiter_option, delimiter_of

if TYPE_CHECKING:
    from cldvalidator.fixes.profile import Profile
    from cldvalidator.review.person_story import PersonStories
    from cldvalidator.task import Task


def add_people_files(command: argparse.ArgumentParser) -> None:
    """Add the files that a command about people reads."""
    command.add_argument(
        "paths", type=Path, nargs="+", metavar="FILE", help="a file; or several, which are joined"
    )


def add_people_options(command: argparse.ArgumentParser) -> None:
    """Add how the files are read and by which method, and how the answer is printed."""
    command.add_argument("--json", action="store_true", help="print as JSON")
    command.add_argument("--period-end", type=day, metavar="D", help="last day of the year")
    command.add_argument(
        "--method", default="september-2026", help="september-2026 (default) or june-2026"
    )
    command.add_argument("--sheet", help="the sheet of a workbook")
    add_delimiter_option(command)
    add_dates(command)


def read_people(
    options: argparse.Namespace,
    task: Task,
    *,
    profile: Profile | None = None,
    today: date | None = None,
) -> PersonStories:
    """Read the files and process their events. Raises Problem.

    profile: the council's, whose columns, sheet and own rules are used. today: the day that rules
    take as today; without it the program's own.
    """
    from cldvalidator.fixes.profile import Profile
    from cldvalidator.jobs.preview_inputs import PreviewInputs
    from cldvalidator.jobs.story import stories_of
    from cldvalidator.submissions.submission_reading import ReadingOptions

    inputs = PreviewInputs(period_end=options.period_end, method=method_of(options.method).name)
    profile = profile or Profile()
    reading = ReadingOptions(
        options.sheet,
        delimiter_of(options),
        date_orders_of(options),
        profile.columns,
        profile.sheet,
    )
    stories = stories_of(
        options.paths, inputs, reading=reading, rules=profile.rules, today=today, task=task
    )
    if stories.processed.files is None:
        refuse_sheet_of_text(options.sheet, stories.extract.reading)
    return stories
