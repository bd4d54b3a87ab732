"""`cldvalidator published import` and `forget`: newer editions of published facts."""

from __future__ import annotations

import argparse
from pathlib import Path

from cldvalidator.command_line.figure_options import day


def add_import(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the actions import and forget."""
    importing = actions.add_parser(
        "import", help="import a published file: figures, populations, similar councils, registers"
    )
    importing.add_argument("file", type=Path, help="the file as it was published")
    importing.add_argument(
        "--dry-run", action="store_true", help="only say what would change, and keep nothing"
    )
    importing.add_argument("--published", type=day, metavar="D", help="the day it was published")
    importing.set_defaults(run=_import)
    forgetting = actions.add_parser("forget", help="forget an edition that was imported")
    forgetting.add_argument("edition", help="its id, as `cldvalidator published` shows it, or all")
    forgetting.set_defaults(run=_forget)


def _import(options: argparse.Namespace) -> int:
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.published.importing.editions import changes, keep
    from cldvalidator.published.importing.layouts import take

    taken = take(options.file, options.published, terminal_task())
    clear_progress()
    undo = f"To undo it: cldvalidator published forget {taken.id}."
    print("\n".join([*changes(taken), undo]))
    if options.dry_run:
        print("Nothing was kept.")
        return 0
    print(f"Kept: {keep(taken)}")
    return 0


def _forget(options: argparse.Namespace) -> int:
    from cldvalidator.published.importing.editions import forget

    gone = forget(options.edition)
    print("\n".join(f"Forgotten: {title}" for title in gone) or "Nothing was imported.")
    return 0
