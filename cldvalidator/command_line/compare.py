"""`cldvalidator compare`: a file beside the one before it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.command_line.answers_option import add_answers
from cldvalidator.command_line.examples import add_examples
from cldvalidator.problems import InputProblem
from cldvalidator.task import Task

if TYPE_CHECKING:
    from cldvalidator.submissions.compare_result import Compared
    from cldvalidator.submissions.waterfall import Waterfall


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
    command.add_argument(
        "--profile",
        type=Path,
        metavar="P",
        help="your profile: its columns, its sheet and rules of your own, for all files",
    )
    command.add_argument(
        "--figures",
        action="store_true",
        help="also the national figures before and after, and what moved each; takes longer",
    )
    for which in ("", "earlier-"):
        command.add_argument(
            f"--{which}method",
            default="september-2026",
            help=f"method of the {which.rstrip('-') or 'later'} file's figures: september-2026 "
            "(default) or june-2026",
        )
    add_answers(command, "say which promises of the teams came true, by these")
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
    from cldvalidator.command_line.fix import profile_of
    from cldvalidator.jobs.compare import compare_files
    from cldvalidator.presentation.comparison_text import comparison_json, comparison_text
    from cldvalidator.presentation.waterfall_text import waterfall_json, waterfall_text

    _check_outputs(options)
    task = Task() if options.json else terminal_task()
    compared = compare_files(
        options.earlier,
        options.later,
        older=options.older,
        answers=options.answers,
        profile=profile_of(options.profile),
        task=task,
    )
    clear_progress()
    moved = _figures(options, compared, task)
    clear_progress()
    if options.json:
        figures = {} if moved is None else {"figures": waterfall_json(moved, compared)}
        print(json.dumps(comparison_json(compared) | figures, indent=1, ensure_ascii=False))
    else:
        print(comparison_text(compared))
        if moved is not None:
            print("\n" + waterfall_text(moved))
    for path in _written(options, compared, moved):
        if not options.json:
            print(f"Written: {path}")
    return 1 if compared.errors else 0


def _figures(options: argparse.Namespace, compared: Compared, task: Task) -> Waterfall | None:
    if not options.figures:
        return None
    from cldvalidator.jobs.compare import movement_of_figures

    methods = (_method(options.earlier_method), _method(options.method))
    return movement_of_figures(compared, methods=methods, task=task)


def _method(name: str) -> str:
    from cldvalidator.command_line.figure_options import method_of

    return method_of(name).name


def _written(
    options: argparse.Namespace, compared: Compared, moved: Waterfall | None
) -> list[Path]:
    from cldvalidator.jobs.compare import save_comparison
    from cldvalidator.storage.transaction import OutputTransaction

    targets = [path for path in (options.xlsx, options.html) if path is not None]
    with OutputTransaction(overwrite=options.overwrite) as files:
        for target in targets:
            save_comparison(
                compared,
                target,
                moved=moved,
                with_values=not options.no_values,
                overwrite=options.overwrite,
                transaction=files,
            )
    return targets


def _check_outputs(options: argparse.Namespace) -> None:
    """Refuse files that must not be written before any work is done."""
    from cldvalidator.storage.targets import check_extension, check_targets

    if options.xlsx is not None:
        check_extension(options.xlsx, "The workbook", ".xlsx")
    if options.html is not None:
        check_extension(options.html, "The page", ".html", ".htm")
    targets = [path for path in (options.xlsx, options.html) if path is not None]
    profile = [path for path in (options.profile,) if path is not None]
    inputs = (options.earlier, options.later, *options.older, *options.answers, *profile)
    check_targets(targets, overwrite=options.overwrite, never=inputs)
    if options.no_values and options.xlsx is None:
        raise InputProblem("--no-values is about the Excel workbook.", "Add --xlsx.")
