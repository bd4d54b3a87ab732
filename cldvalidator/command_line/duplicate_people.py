"""`cldvalidator duplicate-people`: people who may be one, why, and what joining them would do."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from cldvalidator.command_line.examples import add_examples
from cldvalidator.command_line.people_options import (
    add_people_files,
    add_people_options,
    read_people,
)
from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.events import ProcessedEvents
    from cldvalidator.measures.people_joined import EffectOfJoining
    from cldvalidator.review.duplicate_people import DuplicatePeople
    from cldvalidator.task import Task

MOST_SHOWN = 20
ALL = "all"


def add_duplicate_people(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "duplicate-people", help="list people who may be one, and what joining them would do"
    )
    add_examples(command, "duplicate-people")
    add_people_files(command)
    command.add_argument(
        "--effect",
        metavar="PAIR",
        help="calculate the headline figures with this pair joined (its number), or with each: all",
    )
    command.add_argument(
        "--no-values", action="store_true", help="name people by their rows, not by identifiers"
    )
    command.add_argument("--all", action="store_true", help="print every pair")
    add_people_options(command)
    command.set_defaults(run=_duplicates)


def _duplicates(options: argparse.Namespace) -> int:
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.presentation.duplicates_text import duplicates_json, duplicates_lines
    from cldvalidator.review.duplicate_people import duplicate_people
    from cldvalidator.task import Task

    task = Task() if options.json else terminal_task()
    processed = read_people(options, task).processed
    task.step("Comparing people")
    found = duplicate_people(processed)
    effects = _effects(options.effect, found, processed, task)
    clear_progress()
    if options.json:
        content = duplicates_json(found, processed, effects, hidden=options.no_values)
        print(json.dumps(content, indent=1, ensure_ascii=False))
        return 0
    most = None if options.all or options.effect else MOST_SHOWN
    print(
        "\n".join(duplicates_lines(found, processed, effects, hidden=options.no_values, most=most))
    )
    return 0


def _effects(
    pair: str | None, found: DuplicatePeople, processed: ProcessedEvents, task: Task
) -> dict[int, EffectOfJoining]:
    """Return the effect of the pairs that are asked about, by place. Raises InputProblem."""
    from cldvalidator.measures.people_joined import effect_of_joining
    from cldvalidator.measures.preview import preview
    from cldvalidator.measures.registry import Inputs

    if pair is None:
        return {}
    if pair == ALL:
        places = list(range(len(found.pairs)))
    elif pair.isdecimal() and len(pair) < 9 and 0 < int(pair) <= len(found.pairs):
        places = [int(pair) - 1]
    else:
        raise InputProblem(
            f"There is no pair {pair}.", f"Give a number from 1 to {len(found.pairs)}, or all."
        )
    previewed = preview(processed, Inputs(), latest_only=True, task=task) if places else []
    return {
        place: effect_of_joining(
            processed,
            found.pairs[place].first,
            found.pairs[place].second,
            Inputs(),
            previewed,
            task=task,
        )
        for place in places
    }
