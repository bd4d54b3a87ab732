"""`cldvalidator watch`: files of a folder worked on as they come, each as a recipe says."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.command_line.examples import add_examples
from cldvalidator.problems import Cancelled, InputProblem, Problem

if TYPE_CHECKING:
    from cldvalidator.batch.resumed import Run
    from cldvalidator.batch.watch import Watch


def add_watch(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "watch",
        help="work on files as they come into a folder",
        description="Works on each file that is new in a folder or was written anew, as batch "
        "does, and goes on until you stop it with Ctrl+C. A file that is still being written is "
        "waited for.",
    )
    add_examples(command, "watch")
    command.add_argument("folder", type=Path, help="the folder to watch")
    command.add_argument(
        "--recipe", type=Path, metavar="TOML", help="what to do with each; without it only a check"
    )
    command.add_argument(
        "--once", action="store_true", help="end when every file that is there is done"
    )
    command.add_argument(
        "--every", type=float, metavar="SECONDS", help="how often to look; every 10 by default"
    )
    command.add_argument(
        "--workers", type=int, metavar="N", help="how many files at once, if memory allows"
    )
    command.add_argument("--json", action="store_true", help="print each summary as a line of JSON")
    command.add_argument("--overwrite", action="store_true", help="replace files that exist")
    command.set_defaults(run=_watch)


def _watch(options: argparse.Namespace) -> int:
    from cldvalidator.batch.files import files_in, folder_of_outputs
    from cldvalidator.batch.recipe import Recipe, load_recipe
    from cldvalidator.batch.watch import EVERY, Watch
    from cldvalidator.command_line.batch import check_folder
    from cldvalidator.storage.unfinished import settle_unfinished

    check_folder(options.folder, options.workers)
    every = EVERY if options.every is None else options.every
    if not 0.1 <= every <= 3600:
        raise InputProblem("--every has to be from 0.1 to 3600 seconds.", "Leave it out for 10.")
    recipe = load_recipe(options.recipe) if options.recipe is not None else Recipe()
    files_in(options.folder, recipe)  # a pattern that cannot be is refused before the waiting
    for message in settle_unfinished([folder_of_outputs(options.folder, recipe)]):
        print(message, file=sys.stderr)
    watched = Watch(options.folder, recipe, options.workers, options.overwrite)
    try:
        if not options.json and not options.once:
            print(f"Watching {options.folder}. Press Ctrl+C to stop.", flush=True)
        return _watched(watched, options, every)
    except (Cancelled, KeyboardInterrupt):
        if options.once:
            raise
        print("Stopped. What was done is kept.", file=sys.stderr)
        return 0


def _watched(watched: Watch, options: argparse.Namespace, every: float) -> int:
    """Print what becomes of the files; return the exit code once it ends by itself."""
    from cldvalidator.batch.watch import watch

    code, runs = 0, 0
    for came in watch(watched, every=every, once=options.once):
        if isinstance(came, Problem):
            print(f"{_now()} {came.what}\n{came.advice}", file=sys.stderr, flush=True)
            continue
        runs += 1
        code = max(code, 1 if came.with_errors or came.failed else 0)
        _print(came, options)
    if not runs and not options.json:
        print(f"The folder {options.folder.name} holds no file that the recipe is for.")
    return code


def _print(run: Run, options: argparse.Namespace) -> None:
    from cldvalidator.batch.summary import batch_json, batch_text

    if options.json:
        print(json.dumps(batch_json(run), ensure_ascii=False), flush=True)
    else:
        print(f"{_now()} {batch_text(run)}", flush=True)
    for report in run.faults:
        print(report, file=sys.stderr, flush=True)


def _now() -> str:
    return f"{datetime.now():%d/%m/%Y %H:%M}"
