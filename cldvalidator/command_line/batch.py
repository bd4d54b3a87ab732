"""`cldvalidator batch`: the files of a folder, each as a recipe says, and one summary."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from cldvalidator.command_line.examples import add_examples
from cldvalidator.problems import InputProblem
from cldvalidator.task import Task


def add_batch(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "batch",
        help="check, fix and write many files as a recipe says",
        description="Works on every file of a folder. A file that cannot be done never stops the "
        "rest, and a run that was stopped goes on where it ended.",
    )
    add_examples(command, "batch")
    command.add_argument("folder", type=Path, help="the folder with the files")
    command.add_argument(
        "--recipe", type=Path, metavar="TOML", help="what to do with each; without it only a check"
    )
    command.add_argument(
        "--workers", type=int, metavar="N", help="how many files at once, if memory allows"
    )
    command.add_argument("--json", action="store_true", help="print the summary as JSON")
    command.add_argument("--xlsx", type=Path, metavar="OUT", help="write the summary for Excel")
    command.add_argument("--html", type=Path, metavar="OUT", help="write the summary as a page")
    command.add_argument("--overwrite", action="store_true", help="replace files that exist")
    command.set_defaults(run=_batch)


def _batch(options: argparse.Namespace) -> int:
    from cldvalidator.batch.files import folder_of_outputs
    from cldvalidator.batch.recipe import Recipe, load_recipe
    from cldvalidator.batch.run import run_batch
    from cldvalidator.batch.summary import batch_document, batch_json, batch_text
    from cldvalidator.batch.workbook import write_batch_workbook
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.storage.transaction import OutputTransaction, write_file
    from cldvalidator.storage.unfinished import settle_unfinished

    _check_options(options)
    recipe = load_recipe(options.recipe) if options.recipe is not None else Recipe()
    for message in settle_unfinished([folder_of_outputs(options.folder, recipe)]):
        print(message, file=sys.stderr)
    task = Task() if options.json else terminal_task()
    run = run_batch(
        options.folder, recipe, workers=options.workers, overwrite=options.overwrite, task=task
    )
    clear_progress()
    if options.json:
        print(json.dumps(batch_json(run), indent=1, ensure_ascii=False))
    else:
        print(batch_text(run))
    with OutputTransaction(overwrite=options.overwrite) as files:
        if options.html is not None:
            content = batch_document(run).html().encode()
            write_file(content, options.html, transaction=files)
        if options.xlsx is not None:
            write_batch_workbook(run, options.xlsx, transaction=files)
    for path in filter(None, (options.html, options.xlsx)):
        print(f"Written: {path}", file=sys.stderr if options.json else sys.stdout)
    for report in run.faults:
        print(report, file=sys.stderr)
    return 1 if run.with_errors or run.failed else 0


def _check_options(options: argparse.Namespace) -> None:
    """Refuse what cannot be before any work. Raises InputProblem."""
    from cldvalidator.storage.targets import check_extension, check_targets

    check_folder(options.folder, options.workers)
    targets = []
    if options.xlsx is not None:
        check_extension(options.xlsx, "The summary", ".xlsx")
        targets.append(options.xlsx)
    if options.html is not None:
        check_extension(options.html, "The page", ".html", ".htm")
        targets.append(options.html)
    never = (options.recipe,) if options.recipe is not None else ()
    check_targets(targets, overwrite=options.overwrite, never=never)


def check_folder(folder: Path, workers: int | None) -> None:
    """Refuse a folder that is not there, and a number of workers that cannot be."""
    from cldvalidator.paths import is_folder_there

    if not is_folder_there(folder):
        raise InputProblem(
            f"There is no folder {folder.name}.", "Give the folder in which the files are."
        )
    if workers is not None and not 1 <= workers <= 64:
        raise InputProblem("--workers has to be from 1 to 64.", "Leave it out for the best number.")
