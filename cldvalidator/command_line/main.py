"""The command line: the same engine as the window.

Exit codes: 0 no errors, 1 errors were found, 2 it could not be done. When a submission is written
0 and 1 are about the file written, as it is the one that will be sent.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any, cast

from cldvalidator.batch.process import ARGUMENT, answer_requests
from cldvalidator.command_line.batch import add_batch
from cldvalidator.command_line.check import add_check
from cldvalidator.command_line.compare import add_compare
from cldvalidator.command_line.duplicate_people import add_duplicate_people
from cldvalidator.command_line.examples import add_examples
from cldvalidator.command_line.fix import add_fix
from cldvalidator.command_line.history import add_history
from cldvalidator.command_line.join import add_join
from cldvalidator.command_line.preview import add_preview
from cldvalidator.command_line.profile import add_profile
from cldvalidator.command_line.published import add_published
from cldvalidator.command_line.rules import add_rules
from cldvalidator.command_line.signals import stopped_by_signals
from cldvalidator.command_line.spec import add_spec
from cldvalidator.command_line.story import add_story
from cldvalidator.command_line.streams import GuardedStream
from cldvalidator.command_line.synthetic import add_synthetic
from cldvalidator.command_line.twin import add_twin
from cldvalidator.command_line.watch import add_watch
from cldvalidator.offline import refuse_network
from cldvalidator.paths import is_folder_there
from cldvalidator.problems import Cancelled, Problem
from cldvalidator.settings import settings_folder, unreadable_settings
from cldvalidator.storage.machine import as_problem
from cldvalidator.storage.unfinished import settle_unfinished
from cldvalidator.version import __version__, carried

NO_ERRORS, NOT_DONE = 0, 2
OBJECTS_TO_COLLECT = 50_000
"""New objects after which Python looks for what refers to itself.

By default it is 700: hundreds of thousands of findings and proposals, which all stay, would be
looked at again and again, a quarter of the time of a command.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    refuse_network()
    gc.set_threshold(OBJECTS_TO_COLLECT)
    if (sys.argv[1:] if arguments is None else list(arguments)) == [ARGUMENT]:
        return answer_requests()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not know every character
            stream.reconfigure(errors="replace")
    out, err = GuardedStream(sys.stdout), GuardedStream(sys.stderr)
    with redirect_stdout(cast(Any, out)), redirect_stderr(cast(Any, err)), stopped_by_signals():
        try:
            code = _run(command_parser().parse_args(arguments))
        finally:
            out.flush()
        if out.failure:
            print(f"What was to be printed was not written: {out.failure}.", file=sys.stderr)
            return NOT_DONE
    return code


def _run(options: argparse.Namespace) -> int:
    for message in filter(None, (unreadable_settings(), *settle_unfinished(_folders(options)))):
        print(message, file=sys.stderr)
    try:
        code: int = options.run(options)
    except (Cancelled, KeyboardInterrupt):
        _clear()
        print("Stopped. Nothing more was written.", file=sys.stderr)
        return NOT_DONE
    except Exception as error:
        from cldvalidator.faults import fault_report

        _clear()
        problem = as_problem(error)
        message = (
            "This is a fault in CLD Validator, not in your file. "
            "Please report the lines below; they hold no data.\n" + fault_report(error)
            if problem is None
            else f"{problem.what}\n{_advice(problem)}"
        )
        print(message, file=sys.stderr)
        return NOT_DONE
    return code


def _folders(options: argparse.Namespace) -> Iterator[Path]:
    """Yield the folders that a command is about: those of its files, and the settings."""
    yield settings_folder()
    for value in vars(options).values():
        if isinstance(value, Path):
            yield value if is_folder_there(value) else value.parent


def _advice(problem: Problem) -> str:
    """Return the advice of a problem, with the option that follows it where there is one."""
    from cldvalidator.events.served_time import NoPeriod, PeriodInUtc, PeriodUndecided
    from cldvalidator.extract.header import DoubledField
    from cldvalidator.storage.targets import TargetExists
    from cldvalidator.writing.submission import CharactersInNoRecords, CharactersLost

    if isinstance(problem, TargetExists):
        return "Choose another name, or add --overwrite to replace it."
    if isinstance(problem, CharactersInNoRecords):
        return "Add --leave-out no-records."
    if isinstance(problem, CharactersLost):
        return (
            "Make the proposed changes (cldvalidator fix FILE --safe --likely PORT-01), or add "
            "--encoding utf-8: those cells then arrive with other characters."
        )
    if isinstance(problem, PeriodUndecided):
        return "Add --dates month-first, or --dates day-first."
    if isinstance(problem, PeriodInUtc):
        return (
            "Accept the proposed dates first (cldvalidator fix FILE --safe --likely FILE-08 "
            "--write OUT), and preview OUT."
        )
    if isinstance(problem, NoPeriod):
        return "Add --period-end with the last day of the year, such as --period-end 31/03/2026."
    if isinstance(problem, DoubledField):
        letter, field = problem.first.letter, problem.first.field
        return (
            f'Say which one counts, by its letter: --column "column {letter}={field}" (the other '
            "is then not used)."
        )
    return problem.advice


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)


@cache
def command_parser() -> argparse.ArgumentParser:
    """Return the parser of every command and option."""
    parser = argparse.ArgumentParser(
        prog="cldvalidator",
        description="Checks Adult Social Care Client Level Data files and writes submissions.",
    )
    add_examples(parser)
    parser.add_argument(
        "--version", action="version", version=f"CLD Validator {__version__}, Python {carried()}"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    add_check(commands)
    add_fix(commands)
    add_profile(commands)
    add_rules(commands)
    add_preview(commands)
    add_compare(commands)
    add_join(commands)
    add_story(commands)
    add_duplicate_people(commands)
    add_history(commands)
    add_published(commands)
    add_batch(commands)
    add_watch(commands)

    demo = commands.add_parser("demo", help="do the whole job on the bundled sample")
    demo.add_argument("--folder", type=Path, default=Path("output"), help="where to write")
    demo.set_defaults(run=_demo)

    add_spec(commands)
    add_synthetic(commands)
    add_twin(commands)
    return parser


def _demo(options: argparse.Namespace) -> int:
    from cldvalidator.command_line.check_text import terminal_task
    from cldvalidator.command_line.demo import run_demo

    run_demo(options.folder, terminal_task())
    return NO_ERRORS
