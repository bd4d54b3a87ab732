"""How `check` reads a file: as its options say, its manifest, and the council's profile."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cldvalidator.command_line.as_of_option import day_of
from cldvalidator.command_line.dates_option import date_orders_of
from cldvalidator.command_line.preview import refuse_sheet_of_text
from cldvalidator.command_line.report_options import check_team_column
from cldvalidator.command_line.row_options import delimiter_of
from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.batch.recipe import Recipe
    from cldvalidator.checks.memory import Memory
    from cldvalidator.fixes import Profile
    from cldvalidator.jobs.from_manifest import Rerun
    from cldvalidator.review.opened import Opened
    from cldvalidator.task import Task


def read_as_asked(
    options: argparse.Namespace,
    rerun: Rerun | None,
    profile: Profile,
    memory: Memory,
    *,
    recipe: Recipe,
    task: Task,
) -> Opened:
    """Read and check the file. rerun: what its manifest says, which then decides.

    recipe: its entries are among the options, but for its columns. As it is for many files, a
    sheet or a column that it names need not be in this one.

    Raises InputProblem, EnvironmentProblem, Cancelled.
    """
    from cldvalidator.extract.header import refuse_unknown_fields
    from cldvalidator.jobs.check import open_file
    from cldvalidator.official import current_specification

    chosen = header_fields_of(options.column)
    refuse_unknown_fields(chosen, current_specification("2"))
    opened = open_file(
        options.file,
        release=options.release,
        sheet=options.sheet,
        delimiter=delimiter_of(options),
        header_matches=chosen if rerun else {**profile.columns, **recipe.columns, **chosen},
        usual_sheet="" if rerun else profile.sheet,
        without=[w for text in options.without for w in text.split(",")],
        rules=profile.rules,
        memory=memory,
        dates=rerun.dates if rerun else date_orders_of(options),
        today=rerun.today if rerun else day_of(options, options.file),
        task=task,
    )
    if rerun is None:
        _refuse_what_does_not_fit(options, recipe, opened)
    return opened


def header_fields_of(entries: Sequence[str]) -> dict[str, str | None]:
    """Return what each column is said to be. Raises InputProblem for a text without "="."""
    matches: dict[str, str | None] = {}
    for text in entries:
        found, equals, field = text.partition("=")
        if not equals:
            raise InputProblem(
                f"--column {text} has no equals sign.", 'Write it as --column "Found=Field".'
            )
        matches[found.strip()] = field.strip() or None
    return matches


def _refuse_what_does_not_fit(options: argparse.Namespace, recipe: Recipe, opened: Opened) -> None:
    """Refuse what was told about the file and does not fit it. Raises InputProblem."""
    from cldvalidator.extract.header import unknown_columns
    from cldvalidator.wording import elided, some

    reading = opened.extract.reading
    if options.sheet != recipe.entry("read", "sheet"):
        refuse_sheet_of_text(options.sheet, reading)
    unknown = unknown_columns(header_fields_of(options.column), reading.headers)
    aside = [elided(found) for found in opened.extract.unused]
    if unknown:
        raise InputProblem(
            f"The file has no column headed {', '.join(unknown)}.",
            f"Name one that is there. Those that are not CLD fields: {some(aside, 60) or 'none'}.",
        )
    check_team_column(options, opened)
