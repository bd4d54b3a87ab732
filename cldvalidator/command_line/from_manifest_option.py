"""The option `--from-manifest`: a file checked again just as its manifest says."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.jobs.from_manifest import Rerun
    from cldvalidator.review.opened import Opened

_DECIDED = {
    "as_of": "--as-of",
    "release": "--release",
    "column": "--column",
    "sheet": "--sheet",
    "delimiter": "--delimiter",
    "dates": "--dates",
    "without": "--without",
    "leave_out": "--leave-out",
    "keep_rows": "--keep-rows",
}
"""The options that a manifest takes the place of."""


def add_from_manifest(command: argparse.ArgumentParser) -> None:
    """Add the option to a command."""
    command.add_argument(
        "--from-manifest",
        type=Path,
        metavar="MANIFEST",
        help="check the file just as its manifest says (day, release, columns, sheet, delimiter, "
        "dates, rows, rules left out), and say whether it gives the same findings",
    )


def settle_from_manifest(options: argparse.Namespace) -> Rerun | None:
    """Put what the manifest says in the place of the options; None where none is named.

    Raises InputProblem for a manifest of another file, and for an option that it decides.
    """
    from cldvalidator.jobs.from_manifest import read_rerun

    if options.from_manifest is None:
        return None
    given = [name for key, name in _DECIDED.items() if getattr(options, key)]
    if given:
        raise InputProblem(
            f"The manifest says what {', '.join(given)} would say.",
            "Leave out --from-manifest, or the other options.",
        )
    rerun = read_rerun(options.from_manifest, options.file)
    options.release, options.sheet, options.delimiter = rerun.release, rerun.sheet, rerun.delimiter
    options.column = [f"{found}={field or ''}" for found, field in rerun.columns.items()]
    options.without = list(rerun.without)
    options.leave_out = [rerun.rows_out] if rerun.rows_out else []
    options.keep_rows = [rerun.rows_kept] if rerun.rows_kept else []
    return rerun


def about_rerun(options: argparse.Namespace, rerun: Rerun, read: Opened) -> Iterator[str]:
    """Yield what the manifest cannot say, about the profile, and whether findings are the same.

    read: the file as it was read, before rows are left out.
    """
    from cldvalidator.jobs.from_manifest import about_own_rules, about_profile, same_findings
    from cldvalidator.writing.how_read import profile_hash

    yield from rerun.notices
    if message := about_profile(rerun, profile_hash(options.profile)):
        yield message
    if message := about_own_rules(rerun, read.result):
        yield message
    yield from same_findings(rerun, read.result)
