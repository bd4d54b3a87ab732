"""Options for the form of the submission, shared by the commands that write one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.writing.submission import Encoding


def add_form(command: argparse.ArgumentParser) -> None:
    """Add --gzip and --encoding to a command that has --write."""
    command.add_argument(
        "--gzip", action="store_true", help="compress the submission; its name then ends in .csv.gz"
    )
    command.add_argument(
        "--encoding",
        choices=("windows-1252", "utf-8"),
        help="how the submission is encoded; windows-1252 by default, as the portal expects it",
    )


def settle_form(options: argparse.Namespace) -> None:
    """Give the submission the name that its form asks for.

    Raises InputProblem when a form is asked for and no submission is written.
    """
    if options.write is None:
        if options.gzip or options.encoding == "utf-8":
            raise InputProblem("--gzip and --encoding are about the submission.", "Add --write.")
        return
    if options.gzip and options.write.suffix.lower() != ".gz":
        options.write = Path(f"{options.write}.gz")


def encoding_of(options: argparse.Namespace) -> Encoding:
    """Return the encoding that the options ask for."""
    return "UTF-8" if options.encoding == "utf-8" else "Windows-1252"
