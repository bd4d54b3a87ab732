"""`cldvalidator history`: submissions over time, from their manifests."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from cldvalidator.command_line.examples import add_examples
from cldvalidator.paths import is_there
from cldvalidator.problems import InputProblem


def add_history(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser("history", help="findings and counts of earlier submissions")
    add_examples(command, "history")
    command.add_argument(
        "folder",
        type=Path,
        nargs="+",
        help="a folder with the .manifest.json files of submissions, or such files",
    )
    command.add_argument("--json", action="store_true", help="print as JSON")
    command.add_argument("--html", type=Path, metavar="OUT", help="write a page")
    command.add_argument("--overwrite", action="store_true", help="replace OUT if it exists")
    command.set_defaults(run=_history)


def _history(options: argparse.Namespace) -> int:
    from cldvalidator.presentation.history_text import (
        history_document,
        history_json,
        history_text,
    )
    from cldvalidator.storage.targets import check_extension, check_targets
    from cldvalidator.storage.transaction import write_file
    from cldvalidator.submissions.history import read_history

    if options.html is not None:
        check_extension(options.html, "The page", ".html", ".htm")
        check_targets([options.html], overwrite=options.overwrite)
    for place in options.folder:
        if not is_there(place):
            raise InputProblem(
                f"There is no folder {place.name}.",
                "Give the folder in which the submissions and their manifests are.",
            )
    history = read_history(*options.folder)
    if not history.submissions:
        raise InputProblem(
            " ".join(("There is no manifest that can be read.", *history.notices)),
            "Give a folder with submissions of this program: a manifest stands beside each.",
        )
    if options.json:
        print(json.dumps(history_json(history), indent=1, ensure_ascii=False))
    else:
        print(history_text(history))
    if options.html is not None:
        content = history_document(history).html().encode()
        write_file(content, options.html, overwrite=options.overwrite)
        if not options.json:
            print(f"Written: {options.html}")
    return 0
