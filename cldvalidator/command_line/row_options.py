"""The options with which a text is cut into cells, and rows are left out or kept as records."""

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
        "is not a record",
    )
    command.add_argument(
        "--keep-rows",
        action="append",
        default=[],
        metavar="ROWS",
        help="keep as records rows that were not taken for records",
    )


def add_delimiter_option(command: argparse.ArgumentParser) -> None:
    """Add the option that says what stands between cells."""
    command.add_argument(
        "--delimiter",
        metavar="CHAR",
        help="what stands between the cells of a text file, if it is not found by itself; tab for "
        "a tab",
    )


def delimiter_of(options: argparse.Namespace) -> str | None:
    """Return the delimiter that the user says, None for none."""
    given: str | None = options.delimiter
    return "\t" if given is not None and given.casefold() in ("tab", "\\t") else given
