"""The options with which rows are left out of a file, or kept as records."""

from __future__ import annotations

import argparse


def add_row_options(command: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    command.add_argument(
        "--leave-out",
        action="append",
        default=[],
        metavar="ROWS",
        help="leave rows out, as Excel numbers them (3,17-20), or no-records for every line that "
        "is no record",
    )
    command.add_argument(
        "--keep-rows",
        action="append",
        default=[],
        metavar="ROWS",
        help="keep rows as records that were taken for none",
    )
