"""The option that narrows what is shown to the rows that fit a filter."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.review.filtered import Filtered
    from cldvalidator.review.opened import Opened


def add_where(command: argparse.ArgumentParser) -> None:
    """Add the option."""
    command.add_argument(
        "--where",
        metavar="FILTER",
        help="show and count only rows that fit, such as "
        '"Event Type = Service and not Event End Date is blank" or "has finding DATE-03"; the '
        "verdict and what is written stay those of the whole file; @NAME for one that is saved in "
        "the profile",
    )


def filtered_as_asked(options: argparse.Namespace, opened: Opened) -> Filtered | None:
    """Return the rows that the option asks for, None without it. Raises InputProblem."""
    if options.where is None:
        return None
    from cldvalidator.fixes.profile_store import filter_asked_for
    from cldvalidator.review.filtered import filter_file

    if options.row is not None:
        raise InputProblem("--row explains one row of the file.", "Leave --where out.")
    if options.report_folder is not None:
        raise InputProblem(
            "The reports of the teams have all their rows.",
            "Leave --where out, or write one report of the rows that fit with --report.",
        )
    return filter_file(opened, filter_asked_for(options.where, options.profile))
