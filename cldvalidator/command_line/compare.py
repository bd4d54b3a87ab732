"""`cldvalidator compare`: a file beside the one before it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.command_line.examples import add_examples
from cldvalidator.problems import InputProblem
from cldvalidator.task import Task

if TYPE_CHECKING:
    from cldvalidator.submissions.compare_result import Compared


def add_compare(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser("compare", help="compare a file with the one before it")
    add_examples(command, "compare")
    command.add_argument("earlier", type=Path, help="the file of the earlier submission")
    command.add_argument("later", type=Path, help="the file to compare it with")
    command.add_argument(
        "--older",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a file before both: events that are in it are back, not new (may be given more "
        "than once)",
    )
    view = command.add_mutually_exclusive_group()
    view.add_argument("--json", action="store_true", help="print counts as JSON; no value")
    command.add_argument("--xlsx", type=Path, metavar="OUT", help="write an Excel workbook")
    command.add_argument("--html", type=Path, metavar="OUT", help="write a page, without values")
    command.add_argument("--overwrite", action="store_true", help="replace OUT if it exists")
    command.add_argument(
        "--no-values",
        action="store_true",
        help="leave all values and identifiers out of the workbook, so that it may be sent",
    )
    command.set_defaults(run=_compare)


def _compare(options: argparse.Namespace) -> int:
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.jobs.compare import compare_files
    from cldvalidator.presentation.comparison_text import comparison_json, comparison_text

    _check_outputs(options)
    task = Task() if options.json else terminal_task()
    compared = compare_files(options.earlier, options.later, older=options.older, task=task)
    clear_progress()
    if options.json:
        print(json.dumps(comparison_json(compared), indent=1, ensure_ascii=False))
    else:
        print(comparison_text(compared))
    for path in _written(options, compared):
        if not options.json:
            print(f"Written: {path}")
    return 1 if compared.errors else 0


def _written(options: argparse.Namespace, compared: Compared) -> list[Path]:
    from cldvalidator.presentation.comparison_text import comparison_document
    from cldvalidator.storage.transaction import OutputTransaction, write_file
    from cldvalidator.writing.comparison_workbook import write_comparison

    targets = [path for path in (options.xlsx, options.html) if path is not None]
    with OutputTransaction(overwrite=options.overwrite) as files:
        if options.xlsx is not None:
            write_comparison(
                compared, options.xlsx, with_values=not options.no_values, transaction=files
            )
        if options.html is not None:
            content = comparison_document(compared).html().encode()
            write_file(content, options.html, overwrite=options.overwrite, transaction=files)
    return targets


def _check_outputs(options: argparse.Namespace) -> None:
    """Refuse files that must not be written before any work is done."""
    from cldvalidator.storage.targets import check_extension, check_targets

    if options.xlsx is not None:
        check_extension(options.xlsx, "The workbook", ".xlsx")
    if options.html is not None:
        check_extension(options.html, "The page", ".html", ".htm")
    targets = [path for path in (options.xlsx, options.html) if path is not None]
    inputs = (options.earlier, options.later, *options.older)
    check_targets(targets, overwrite=options.overwrite, never=inputs)
    if options.no_values and options.xlsx is None:
        raise InputProblem("--no-values is about the Excel workbook.", "Add --xlsx.")
