"""Options of the commands that make figures, and what they share of printing them."""

from __future__ import annotations

import argparse
import csv
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.events import ProcessedEvents
    from cldvalidator.events.method_versions import MethodVersion
    from cldvalidator.extract import Extract
    from cldvalidator.measures.preview import Previewed
    from cldvalidator.measures.registry import Inputs
    from cldvalidator.review.filtered import Fitting


def add_figure_options(command: argparse.ArgumentParser) -> None:
    """Add the options that say which figures are made, and how."""
    command.add_argument("--period-end", type=day, metavar="D", help="last day of the year")
    command.add_argument(
        "--population", type=Path, help="CSV or JSON: population by age band (and year)"
    )
    command.add_argument("--measure", action="append", default=[], help="only this measure")
    command.add_argument(
        "--activity",
        action="store_true",
        help="add the tables of the activity report (LTS001b and others)",
    )
    command.add_argument("--method", help="september-2026 (default) or june-2026")
    command.add_argument(
        "--deaths",
        choices=("own", "none-registered"),
        default="own",
        help="dates of death: the file's own, or none for people with an NHS number",
    )
    command.add_argument(
        "--share", action="store_true", help="suppress 1 to 4 and round to 5, for sharing"
    )
    command.add_argument("--all", action="store_true", help="print every figure")
    command.add_argument(
        "--published", action="store_true", help="print the figures beside published ones"
    )
    command.add_argument("--group", help="with --behind: the group of the figure")
    command.add_argument("--figure", default="", help="with --behind: part of its description")


def add_form_options(
    command: argparse.ArgumentParser,
) -> argparse._MutuallyExclusiveGroup:
    """Add the forms in which figures are given, of which one is chosen; return their group."""
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print as JSON")
    form.add_argument("--xlsx", type=Path, metavar="OUT", help="write a workbook")
    form.add_argument(
        "--person-level",
        type=Path,
        metavar="FOLDER",
        help="write lists of people behind figures",
    )
    form.add_argument("--behind", metavar="MEASURE", help="print the records behind a figure")
    return form


def day(text: str) -> date:
    """Return the day of an option."""
    from cldvalidator.jobs.preview_inputs import read_day

    try:
        found = read_day(text)
    except InputProblem:
        found = None
    if found is None:
        raise argparse.ArgumentTypeError("write the day as 31/03/2026 or 2026-03-31")
    return found


def method_of(name: str | None) -> MethodVersion:
    """Return the version of the method that a user names, or the default. Raises InputProblem."""
    from cldvalidator.events.method_versions import method_named

    return method_named(name)


def council_of(extract: Extract) -> str:
    """Return the code of the council of a file, "" if it is none."""
    from cldvalidator.official import current_specification
    from cldvalidator.review.about_file import known_council

    return known_council(extract, current_specification("2").la_names)


def inputs_of(options: argparse.Namespace, council: str) -> Inputs:
    """Return the populations that were given, and for other years the published ones."""
    from cldvalidator.published.populations import inputs_for

    return inputs_for(council, given_populations(options, council))


def given_populations(
    options: argparse.Namespace, council: str
) -> dict[int | None, dict[str, int]]:
    """Return by year what was given last time for the council, and now; keep what is given now."""
    from cldvalidator.measures.population import read_populations
    from cldvalidator.problems import EnvironmentProblem
    from cldvalidator.settings import remember_populations, remembered_populations

    if options.population is None:
        return remembered_populations(council)
    given = read_populations(options.population)
    why = "the LA Code of the file is not known."
    try:
        if council:
            remember_populations(council, given)
            return remembered_populations(council)
    except EnvironmentProblem as problem:
        why = problem.what
    print(f"The population is used, but it cannot be remembered: {why}", file=sys.stderr)
    return given


def print_behind(
    options: argparse.Namespace,
    item: Previewed,
    processed: ProcessedEvents,
    extract: Extract,
    fits: Fitting | None = None,
) -> int:
    """Print the records behind one figure as CSV; return the exit code. Raises InputProblem.

    fits: the rows of the file of which the records are to be, if not all.
    """
    from cldvalidator.presentation.inert import inert_table
    from cldvalidator.presentation.preview_text import records_behind

    figures = [
        f
        for f in item.results[0].figures
        if options.figure.casefold() in f.description.casefold()
        and (options.group is None or f.group.casefold() == options.group.casefold())
    ]
    whole = [f for f in figures if f.description.casefold() == options.figure.casefold()]
    figures = whole or figures
    if len(figures) != 1:
        named = dict.fromkeys(f.description for f in figures or item.results[0].figures)
        groups = dict.fromkeys(f.group for f in figures or item.results[0].figures)
        what = "No figure fits" if not figures else f"{len(figures)} figures fit"
        raise InputProblem(
            f"{what} of {item.measure.text.id}.",
            "Choose one with --group and --figure (a part of its description).\n"
            f"Groups: {'; '.join(groups)}\nDescriptions: {'; '.join(named)}",
        )
    behind = records_behind(figures[0].behind, processed, extract)
    if fits is not None:
        kept = behind[behind["Row"].isin(extract.source_rows[fits.rows])]
        print(
            f"Only records where {fits.public_text} are listed: {len(kept):,} of the "
            f"{len(behind):,} behind the figure, which is of the whole file.",
            file=sys.stderr,
        )
        behind = kept
    table = inert_table(behind)
    lines = csv.writer(sys.stdout)
    lines.writerow(table.columns)
    lines.writerows(table.itertuples(index=False, name=None))
    return 0
