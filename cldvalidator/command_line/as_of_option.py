"""The option `--as-of`: the day that rules take as the present one, so that a verdict lasts."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from cldvalidator.problems import InputProblem
from cldvalidator.selection.parsed_day import parsed_day


def add_as_of(command: argparse.ArgumentParser) -> None:
    """Add the option to a command."""
    command.add_argument(
        "--as-of",
        metavar="DAY",
        help="the day that rules take as today, such as 31/07/2026, or a manifest: its day, for "
        "the file it is about; by default today",
    )


def day_of(options: argparse.Namespace, file: Path) -> date | None:
    """Return the day that the user gave, None for today.

    Raises InputProblem for a text that is no day, and for a manifest that is of another file, says
    no day or cannot be read.
    """
    text: str | None = options.as_of
    if text is None:
        return None
    if text.casefold().endswith(".json"):
        return _of_manifest(Path(text), file)
    day = parsed_day(text)
    if day is None:
        raise InputProblem(
            "The day of --as-of cannot be read.", "Write it as 31/07/2026, or name a manifest."
        )
    return day


def _of_manifest(path: Path, file: Path) -> date:
    from cldvalidator.jobs.from_manifest import read_rerun

    made = read_rerun(path, file).today
    if made is None:
        raise InputProblem(
            f"{path.name} does not say which day rules took as today: an earlier version wrote it.",
            "Write the day, such as --as-of 31/07/2026.",
        )
    return made
