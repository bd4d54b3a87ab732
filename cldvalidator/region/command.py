"""`cldvalidator-region`: the files of many councils on a cluster, and the region's report."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cldvalidator.problems import Cancelled, InputProblem
from cldvalidator.version import __version__

DONE, WITH_ERRORS, NOT_DONE = 0, 1, 2
_EXAMPLES = """\
examples:
  on this computer:           cldvalidator-region run submissions --scheduler local --output out
  with four processes:        cldvalidator-region run submissions --scheduler local --workers 4 \
--output out
  one table of councils:      cldvalidator-region run all.parquet --scheduler local --output out
  with the ASCOF measures:    cldvalidator-region run submissions --scheduler local --published \
--output out
  on a cluster:               cldvalidator-region run /data/q4 --scheduler tls://host:8786 \
--output /data/out

exit codes:
  0  every council was done, and no errors were found
  1  errors were found, or a council could not be done
  2  the run could not be done; standard error says why"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    from cldvalidator.command_line.signals import stopped_by_signals
    from cldvalidator.faults import fault_report
    from cldvalidator.storage.machine import as_problem

    options = region_parser().parse_args(arguments)
    with stopped_by_signals():
        try:
            return _run(options)
        except (Cancelled, KeyboardInterrupt):
            print("Stopped. The same command goes on where it ended.", file=sys.stderr)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in ("dask", "distributed"):
                raise
            print(
                'Dask is not installed.\nInstall the extra: pip install "cldvalidator[region]".',
                file=sys.stderr,
            )
        except Exception as error:
            problem = as_problem(error)
            sentence = (
                "This is a fault in CLD Validator, not in your files. Please report the lines "
                f"below; they hold no data.\n{fault_report(error)}"
                if problem is None
                else f"{problem.what}\n{problem.advice}"
            )
            print(sentence, file=sys.stderr)
    return NOT_DONE


def region_parser() -> argparse.ArgumentParser:
    """Return the parser of the command."""
    parser = argparse.ArgumentParser(
        prog="cldvalidator-region",
        description="Checks the Client Level Data of many councils on several processes or "
        "machines, and lays the councils side by side.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"CLD Validator {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "run",
        help="check every council, and write findings and the region's report",
        description="Works on every council. One that cannot be done never stops the rest, and a "
        "run that was stopped goes on where it ended.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "source",
        type=Path,
        metavar="FOLDER_OR_TABLE",
        help="a folder of submissions, or one table of many councils (Parquet or CSV)",
    )
    command.add_argument(
        "--scheduler",
        required=True,
        metavar="ADDRESS",
        help="local for this computer, or a Dask scheduler such as tls://host:8786",
    )
    command.add_argument(
        "--output", type=Path, required=True, metavar="FOLDER", help="where to write"
    )
    command.add_argument(
        "--recipe", type=Path, metavar="TOML", help="what to do with each; without it only a check"
    )
    command.add_argument("--workers", type=int, metavar="N", help="with local: how many processes")
    command.add_argument(
        "--memory", metavar="SIZE", help="with local: the most that a process may take, as 4GB"
    )
    command.add_argument(
        "--published",
        action="store_true",
        help="make the ASCOF measures and lay them beside published figures",
    )
    command.add_argument(
        "--events",
        action="store_true",
        help="write the records behind the measures too; they are personal data",
    )
    command.add_argument(
        "--without-tls",
        action="store_true",
        help="connect to a scheduler on another computer without encryption",
    )
    command.add_argument(
        "--overwrite", action="store_true", help="replace what somebody else changed in OUTPUT"
    )
    return parser


def _run(options: argparse.Namespace) -> int:
    from cldvalidator.batch.recipe import Recipe, load_recipe
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.region.cluster import connected
    from cldvalidator.region.findings import finding_counts
    from cldvalidator.region.league import league_of
    from cldvalidator.region.report import region_text, write_report
    from cldvalidator.region.run import region_recipe, run_region

    _check_options(options)
    given = load_recipe(options.recipe) if options.recipe is not None else Recipe()
    recipe = region_recipe(given, published=options.published, events=options.events)
    with connected(
        options.scheduler,
        workers=options.workers,
        memory=options.memory,
        without_tls=options.without_tls,
    ) as client:
        run = run_region(
            options.source,
            options.output,
            recipe,
            client,
            overwrite=options.overwrite,
            task=terminal_task(),
        )
    clear_progress()
    league = league_of(run.outcomes, *finding_counts(run.outcomes, run.folder))
    written = write_report(run, league)
    print(region_text(run, league))
    for path in written:
        print(f"Written: {path}")
    for report in run.faults:
        print(report, file=sys.stderr)
    return WITH_ERRORS if run.with_errors or run.failed else DONE


def _check_options(options: argparse.Namespace) -> None:
    """Refuse what cannot be before a cluster is started. Raises InputProblem."""
    from cldvalidator.paths import is_folder_there, is_there

    if not is_there(options.source):
        raise InputProblem(
            f"There is no folder or table {options.source.name}.",
            "Give the folder with the submissions, or the table of many councils.",
        )
    if not is_folder_there(options.source) and options.source.suffix.lower() not in (
        ".csv",
        ".parquet",
    ):
        raise InputProblem(
            f"“{options.source.name}” is neither a folder nor a table in Parquet or CSV.",
            "Put single submissions into a folder, and give that folder.",
        )
    if options.workers is not None and not 1 <= options.workers <= 64:
        raise InputProblem("--workers has to be from 1 to 64.", "Leave it out for the best number.")
    if options.scheduler != "local" and (options.workers or options.memory):
        raise InputProblem(
            "--workers and --memory are about a cluster on this computer.",
            "Start the workers of the other one as many and as large as you wish.",
        )
